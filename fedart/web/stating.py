"""What an artist states about a work, as a form asks for it and as the work's page tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

from fedart.domain import films
from fedart.domain.stated import SUGGESTED, Facet, Licence, Process, Stated, words
from fedart.web import arranging, uploads
from fedart.words import later, say

PLAIN: Final = ("year", "size", "materials", "note")
OWN: Final = ("licence_name", "licence_address")
FIELDS: Final = (*PLAIN, *OWN, *(facet.value for facet in Facet), "licence", "process", "films")
LICENCES: Final = tuple((licence.value, licence.words) for licence in Licence)
SUGGESTIONS: Final = {facet.value: SUGGESTED[facet] for facet in Facet}
PROCESSES: Final = (
    (Process.HUMAN.value, later("Without generative AI"), later("Every part was made by people.")),
    (Process.ASSISTED.value, later("Partly with generative AI"), later("Say below which parts.")),
    (
        Process.GENERATED.value,
        later("With generative AI"),
        later("What happens then is up to the rules of this server."),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A fact beside a work: label, words, and where they lead to; empty for nowhere."""

    label: str
    words: str
    address: str = ""


def read(form: uploads.Form) -> tuple[Stated | None, dict[str, str]]:
    """What the form states, None when it did not ask, and what has to change: field name to sentence."""
    if not form.checked("stated"):
        return None, {}
    shown, strange = films.films(form.text("films"))
    placed, strange_placed = arranging.films(form)
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


def licence(form: uploads.Form) -> Licensing:
    """The licence that a form names; name and address count for one of the artist's own alone."""
    chosen = Licence.read(form.text("licence"))
    name, address = (" ".join(form.text(each).split()) if chosen is Licence.OWN else "" for each in OWN)
    return {"licence": chosen, "licence_name": name, "licence_address": address}


def unsaid(form: uploads.Form, allowed: Sequence[str]) -> dict[str, str]:
    """What a form has to say about generators before its work is published."""
    process, note = Process.read(form.text("process")), " ".join(form.text("note").split())
    return Stated(process=process, note=note).unprocessed(allowed)


def typed(stated: Stated) -> dict[str, object]:
    """The form's fields as that was stated."""
    values: dict[str, object] = {name: getattr(stated, name) for name in (*PLAIN, *OWN)}
    values |= {facet.value: ", ".join(getattr(stated, facet.value)) for facet in Facet}
    return {
        **values,
        "licence": stated.licence.value,
        "process": stated.process.value,
        "films": films.written(stated.films),
    }


def blank() -> Mapping[str, object]:
    """The fields of a form that states nothing yet."""
    return dict.fromkeys(FIELDS, "")


_FACETS: Final = (
    (Facet.MEDIUM, later("Technique")),
    (Facet.SUBJECT, later("Subject")),
    (Facet.SOFTWARE, later("Software")),
)


def lines(stated: Stated) -> list[Line]:
    """The facts beside a work, those that are stated. Words of facets lead to the works that share them."""
    found = [Line(say("Year"), stated.year), Line(say("Size"), stated.size), Line(say("Materials"), stated.materials)]
    for facet, label in _FACETS:
        found.append(Line(say(label), ", ".join(getattr(stated, facet.value))))
    process = say(stated.process.words)
    if stated.note and stated.process is Process.ASSISTED:
        process = say("%(process)s: %(parts)s", process=process, parts=stated.note)
    found.append(Line(say("Process"), process))
    if stated.licence is not Licence.RESERVED:
        words = say(stated.licence.words) if stated.licence is not Licence.OWN else stated.licence_words
        found.append(Line(say("Licence"), words, stated.licence_link))
    return [line for line in found if line.words]
