"""The form of a new work: what it holds, how its page comes back with that, and how it becomes a work.

Who sends it, `web.composer` or the task of a draft whose time has come, is all one here.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain import said as saying
from fedart.domain.arranged import WORDS_LIMIT
from fedart.domain.draft import Kept
from fedart.domain.forms import Upload, WorkForm
from fedart.domain.ids import ActorId
from fedart.domain.said import LABELS, Said
from fedart.domain.work import (
    ALT_LIMIT,
    MAX_PICTURES,
    TEXT_LIMIT,
    TITLE_LIMIT,
    WARNING_LIMIT,
    Visibility,
    work_problems,
)
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import albums as filing
from fedart.services import parcels
from fedart.services import works as services
from fedart.services.works import Published
from fedart.web import albums, arranging, files, shots, stating, templates, terms, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.web.tongues import CODES, LANGUAGES
from fedart.words import number, say

ROWS = range(1, MAX_PICTURES + 1)


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


def split(text: str) -> tuple[str, ...]:
    """A line of tags or handles: separated by commas, or by blanks when there is no comma."""
    return tuple(part.strip() for part in (text.split(",") if "," in text else text.split()) if part.strip())


def work_form(form: uploads.Form) -> WorkForm:
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
        stated=stating.read(form)[0],
    )
    return terms.added(form, work)


def focus_of(form: uploads.Form, key: str) -> tuple[float, float]:
    """Where the important part of a picture lies; the middle for anything that is no such place."""
    return _place(form.text(f"focusx{key}")), _place(form.text(f"focusy{key}"))


def _place(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if -1.0 <= value <= 1.0 else 0.0


def rows_of(form: uploads.Form) -> list[int]:
    """All rows in the order of the pictures: the form names them as they stand, those it does not name come last."""
    named = [int(row) for row in form.all("row") if row.isascii() and row.isdigit() and len(row) < 3]
    return list(dict.fromkeys([*(row for row in named if row in ROWS), *ROWS]))


def chosen(form: uploads.Form) -> list[tuple[int, uploads.File]]:
    """The rows of the form in which a file was chosen, in the order of the pictures."""
    return [(row, form.files(f"picture{row}")[0]) for row in rows_of(form) if form.files(f"picture{row}")]


def alt_problems(form: uploads.Form, keys: Iterable[str]) -> dict[str, str]:
    words = say("Please keep each description under %(most)s characters.", most=number(ALT_LIMIT))
    return {f"alt{key}": words for key in keys if len(form.text(f"alt{key}")) > ALT_LIMIT}


def problems(form: uploads.Form, picked: Sequence[tuple[int, uploads.File]], it: Instance) -> dict[str, str]:
    """What has to change before the files are worth looking at; every mistake of the form at once."""
    limits, found = limits_of(it), alt_problems(form, map(str, ROWS))
    for row, file in picked:
        if file.too_large:
            found[f"picture{row}"] = too_large(limits, file.name)
    if form.too_many:
        found["pictures"] = say("Please choose up to %(most)s pictures.", most=MAX_PICTURES)
    unstated = {**stating.unsaid(form, it.config.instance.processes), **stating.read(form)[1]}
    typed = work_problems(form.text("title"), form.text("text"), form.text("warning"), [], len(picked))
    return {**typed, **unstated, **terms.problems(form), **arranging.problems(form, map(str, ROWS)), **found}


def too_large(limits: Limits, name: str) -> str:
    most = limits.bytes // 1_048_576
    return say("%(name)s is larger than %(most)s MB. A JPEG at quality 95 will fit.", name=name, most=most)


def typed_of(form: uploads.Form) -> dict[str, object]:
    """What was typed, for the page to come back with."""
    kept: dict[str, object] = {name: values[0] for name, values in form.fields.items() if name not in KNOWN and values}
    names = ("title", "text", "tags", "warning", "language", "named")
    blank = {**dict.fromkeys(names, ""), **stating.blank(), **terms.blank()}
    return {**blank, "visibility": "public", **kept, "sensitive": form.checked("sensitive")}


EMPTY = uploads.Form({})
KNOWN = ("csrf", "do", "reminded")
"""Fields that belong to one sending of the form, not to what was typed."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What the page of the form knows beside what was typed. `kept`: the draft it is, if it is one.

    `reminded`: it came back because pictures have no description, and may be sent as it is.
    """

    kept: Kept | None = None
    reminded: bool = False
    saved: bool = False


BLANK = Composed()


async def page(request: Request, form: uploads.Form, errors: Mapping[str, str], known: Composed = BLANK) -> Response:
    """The form as it was typed, with its files and what has to change."""
    typed, viewer, it = typed_of(form), await require_viewer(request), instance_of(request)
    rows, held = rows_of(form), known.kept.by_row if known.kept else {}
    used = [at for at, row in enumerate(rows) if row in held or arranging.used(typed, row) or f"picture{row}" in errors]
    values = {
        "values": typed,
        "errors": errors,
        "rows": rows,
        "held": held,
        "known": known,
        "draft": known.kept.draft if known.kept else None,
        "open_more": bool(used) and used[-1] > 0,
        "limits": limits_of(it),
        "days": it.config.accounts.draft_days,
        "promise": files.promise(it.config.media),
        "filing": {**await it.db.read(lambda tx: albums.choices(tx, viewer)), "chosen": frozenset(form.all("album"))},
        "said": {row: offered(saying.known(form.all(f"said{row}"))) for row in ROWS},
        "tongues": LANGUAGES,
        "choices": stating,
        "terms": terms,
    }
    refused = bool(errors) and request.method == "POST"  # A draft also tells what was wrong when its time came.
    return await templates.page(request, "publish.html", values, status=422 if refused else 200)


def offered(ticked: frozenset[Said]) -> list[tuple[str, str, str, bool]]:
    """What may be shown of a file that has not been read yet: name, label, no value, whether it is ticked."""
    return [(fact.value, say(LABELS[fact]), "", fact in ticked) for fact in Said]


def upload(form: uploads.Form, row: int, file: uploads.File) -> Upload:
    shown = saying.known(form.all(f"said{row}"))
    return Upload(
        file.path, file.name, form.text(f"alt{row}"), focus_of(form, str(row)), shown, arranging.part(form, str(row))
    )


def form_of(it: Instance, kept: Kept) -> uploads.Form:
    """The form as it is with a draft: what was typed, and the files that have arrived whole."""
    place = parcels.folder(it)
    there = [f for f in kept.files if f.whole]
    received = tuple(uploads.File(f"picture{f.row}", parcels.path(place, f), f.name, f.size) for f in there)
    return uploads.Form(kept.draft.fields, received)


def unfinished(kept: Kept) -> dict[str, str]:
    """The files of a draft that have not arrived whole, by the fields of the form."""
    return {
        f"picture{file.row}": say("%(name)s has not arrived whole. Please choose it again.", name=file.name)
        for file in kept.files
        if not file.whole
    }


async def out(it: Instance, actor: ActorId, form: uploads.Form, also: services.Also | None = None) -> Published:
    """Publish what a form holds. Raises Invalid whose fields are the form's, TooFast, Unavailable, and as `also`."""
    picked = chosen(form)
    found = problems(form, picked, it)
    if found:
        raise Invalid(found)
    sent = [upload(form, row, file) for row, file in picked]
    try:
        made = await services.publish(it, actor, work_form(form), sent, also)
    except Invalid as error:
        raise Invalid(shots.named(error.fields, [row for row, _ in picked])) from error
    except FileNotFoundError as error:
        raise NotFound("a file of the draft is gone: it was published, or discarded, in the same moment") from error
    with suppress(Invalid):  # An album that is full is no reason to lose the work: its page shows where it hangs.
        await filing.file_of(it, actor, made.work_id, form.all("album"))
    return made
