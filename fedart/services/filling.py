"""What the form of a work says, whoever sends it: a page, or the task of a draft whose time has come.

Reading never fails: what cannot be read is the narrowest, or nothing; what has to change is told field by field.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypedDict

from fedart.domain import arranged, credit
from fedart.domain import films as known_films
from fedart.domain import said as saying
from fedart.domain.answers import Answers
from fedart.domain.arranged import WORDS_LIMIT, Joined, Part
from fedart.domain.filled import File, Form
from fedart.domain.films import Film
from fedart.domain.forms import Upload, WorkForm
from fedart.domain.mature import Mature
from fedart.domain.mature import read as marks
from fedart.domain.stated import Facet, Licence, Process, Stated, words
from fedart.domain.tongues import CODES
from fedart.domain.work import (
    ALT_LIMIT,
    MAX_PICTURES,
    TEXT_LIMIT,
    TITLE_LIMIT,
    WARNING_LIMIT,
    Visibility,
    work_problems,
)
from fedart.instance import Instance
from fedart.words import number, say

ROWS = range(1, MAX_PICTURES + 1)
FILM: Final = "film"
"""What the fields of films below pictures are called, before the picture's key."""
MARK: Final = "mature-"
PLAIN: Final = ("year", "size", "materials", "note")
OWN: Final = ("licence_name", "licence_address")


def split(text: str) -> tuple[str, ...]:
    """A line of tags or handles: separated by commas, or by blanks when there is no comma."""
    return tuple(part.strip() for part in (text.split(",") if "," in text else text.split()) if part.strip())


def work_form(form: Form) -> WorkForm:
    """The texts of a work as they were typed; an unknown audience is the narrowest."""
    audience = form.text("visibility", Visibility.PUBLIC)
    language = form.text("language")
    work = WorkForm(
        title=form.text("title"),
        text=form.text("text"),
        tags=split(form.text("tags")),
        warning=form.text("warning"),
        sensitive=form.checked("sensitive"),
        visibility=Visibility.read(audience),
        named=split(form.text("named")),
        language=language if language in CODES else "",
        stated=stating(form)[0],
    )
    return agreed(form, work)


def agreed(form: Form, work: WorkForm) -> WorkForm:
    """The form of a work with these fields, too; what the form does not ask for stays as it is."""
    asked = form.checked("termed")
    return replace(
        work,
        mature=marks(each.key for each in Mature if form.checked(MARK + each.key)),
        answers=Answers.read(form.text("answers", Answers.EVERYBODY)) if asked else None,
        credits=credit.lines(form.text("credits")) if asked else None,
    )


def focus_of(form: Form, key: str) -> tuple[float, float]:
    """Where the important part of a picture lies; the middle for anything that is no such place."""
    return _place(form.text(f"focusx{key}")), _place(form.text(f"focusy{key}"))


def _place(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if -1.0 <= value <= 1.0 else 0.0


def rows_of(form: Form) -> list[int]:
    """All rows in the order of the pictures: the form names them as they stand, those it does not name come last."""
    named = [int(row) for row in form.all("row") if row.isascii() and row.isdigit() and len(row) < 3]
    return list(dict.fromkeys([*(row for row in named if row in ROWS), *ROWS]))


def chosen(form: Form) -> list[tuple[int, File]]:
    """The rows of the form in which a file was chosen, in the order of the pictures."""
    return [(row, form.files(f"picture{row}")[0]) for row in rows_of(form) if form.files(f"picture{row}")]


def upload(form: Form, row: int, file: File) -> Upload:
    shown = saying.known(form.all(f"said{row}"))
    return Upload(file.path, file.name, form.text(f"alt{row}"), focus_of(form, str(row)), shown, part(form, str(row)))


# --- what stands around pictures --------------------------------------------------------------------------------------


def part(form: Form, key: str) -> Part:
    """What stands around the picture of that row or id, as it was typed."""
    film, _ = _film(form.text(f"{FILM}{key}"))
    words, joined = form.text(f"before{key}").strip(), Joined.read(form.text(f"joined{key}"))
    return Part(words, joined, film.address if film else "")


def asked(form: Form, key: str) -> bool:
    """Whether the form had the fields of that picture."""
    return f"joined{key}" in form.fields


def _film(line: str) -> tuple[Film | None, bool]:
    """The film of a line, an address and words for it, and whether the line is none."""
    address, _, name = line.strip().partition(" ")
    film = known_films.film(address, name) if address else None
    return film, bool(address) and film is None


def films_below(form: Form) -> tuple[list[Film], dict[str, str]]:
    """The films below pictures, each once, in the order of the form; and the fields whose lines are none."""
    found: dict[str, Film] = {}
    strange: dict[str, str] = {}
    for name in form.fields:
        if not name.startswith(FILM) or name == "films":
            continue
        film, none = _film(form.text(name))
        if film is not None:
            found.setdefault(film.address, film)
        if none:
            strange[name] = say(
                "We cannot show this. Please give the https address of one film on YouTube, Vimeo or a PeerTube server,"
                " or of a model on Sketchfab."
            )
    return list(found.values()), strange


# --- what is stated ---------------------------------------------------------------------------------------------------


def stating(form: Form) -> tuple[Stated | None, dict[str, str]]:
    """What the form states, None when it did not ask, and what has to change: field name to sentence."""
    if not form.checked("stated"):
        return None, {}
    shown, strange = known_films.films(form.text("films"))
    placed, strange_placed = films_below(form)
    medium, subject, software = (words(form.text(facet.value).split(",")) for facet in Facet)
    year, size, materials, note = (" ".join(form.text(name).split()) for name in PLAIN)
    stated = Stated(
        medium=medium,
        subject=subject,
        software=software,
        year=year,
        size=size,
        materials=materials,
        note=note,
        **licence(form),
        process=Process.read(form.text("process")),
        films=tuple({film.address: film for film in (*placed, *shown, *placed)}.values()),
    )
    problems = stated.problems()
    if strange:
        problems["films"] = say(
            "We cannot show “%(what)s”. Please give the https address of a film on YouTube, Vimeo or a PeerTube "
            "server, or of a model on Sketchfab, one a line.",
            what=strange[0][:80],
        )
    return stated, {**strange_placed, **problems}


class Licensing(TypedDict):
    """The fields of a form that name a licence, as `Stated` and `Habits` have them."""

    licence: Licence
    licence_name: str
    licence_address: str


def licence(form: Form) -> Licensing:
    """The licence that a form names; name and address count for one of the artist's own alone."""
    chosen = Licence.read(form.text("licence"))
    name, address = (" ".join(form.text(each).split()) if chosen is Licence.OWN else "" for each in OWN)
    return {"licence": chosen, "licence_name": name, "licence_address": address}


def unsaid(form: Form, allowed: Sequence[str]) -> dict[str, str]:
    """What a form has to say about generators before its work is published."""
    process, note = Process.read(form.text("process")), " ".join(form.text("note").split())
    return Stated(process=process, note=note).unprocessed(allowed)


# --- what has to change -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """What the form says about lengths; `bytes` is one file's limit."""

    title: int
    text: int
    warning: int
    alt: int
    before: int
    pictures: int
    bytes: int


def limits_of(it: Instance) -> Limits:
    most = it.config.media.max_bytes
    return Limits(TITLE_LIMIT, TEXT_LIMIT, WARNING_LIMIT, ALT_LIMIT, WORDS_LIMIT, MAX_PICTURES, most)


def alt_problems(form: Form, keys: Iterable[str]) -> dict[str, str]:
    words = say("Please keep each description under %(most)s characters.", most=number(ALT_LIMIT))
    return {f"alt{key}": words for key in keys if len(form.text(f"alt{key}")) > ALT_LIMIT}


def words_problems(form: Form, keys: Iterable[str]) -> dict[str, str]:
    """What has to change around pictures: field name to sentence."""
    found = {f"before{key}": arranged.long(form.text(f"before{key}").strip()) for key in keys}
    return {name: sentence for name, sentence in found.items() if sentence}


def credit_problems(form: Form) -> dict[str, str]:
    """What has to change: field name to sentence."""
    return credit.problems(credit.lines(form.text("credits")))


def problems(form: Form, picked: Sequence[tuple[int, File]], it: Instance) -> dict[str, str]:
    """What has to change before the files are worth looking at; every mistake of the form at once."""
    limits, found = limits_of(it), alt_problems(form, map(str, ROWS))
    for row, file in picked:
        if file.too_large:
            found[f"picture{row}"] = too_large(limits, file.name)
    if form.too_many:
        found["pictures"] = say("Please choose up to %(most)s pictures.", most=MAX_PICTURES)
    unstated = {**unsaid(form, it.config.instance.processes), **stating(form)[1]}
    typed = work_problems(form.text("title"), form.text("text"), form.text("warning"), [], len(picked))
    return {**typed, **unstated, **credit_problems(form), **words_problems(form, map(str, ROWS)), **found}


def too_large(limits: Limits, name: str) -> str:
    most = limits.bytes // 1_048_576
    return say("%(name)s is larger than %(most)s MB. A JPEG at quality 95 will fit.", name=name, most=most)


def named(found: Mapping[str, str], rows: Sequence[int]) -> dict[str, str]:
    """What the door said about new files, named by the fields they came in."""
    fields = {}
    for name, text in found.items():
        kind, _, which = name.partition("-")
        if kind == "file" and which:
            fields[f"file{which}"] = text
        elif kind == "picture" and which.isdigit() and 0 < int(which) <= len(rows):
            fields[f"picture{rows[int(which) - 1]}"] = text
        else:
            fields[name] = text
    return fields
