"""What an artist states about a work, as a form asks for it and as the work's page tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fedart.domain import films
from fedart.domain.stated import SUGGESTED, Facet, Licence, Process, Stated, words
from fedart.web import uploads

PLAIN: Final = ("year", "size", "materials", "note")
FIELDS: Final = (*PLAIN, *(facet.value for facet in Facet), "licence", "process", "films")
LICENCES: Final = tuple((licence.value, licence.words) for licence in Licence)
SUGGESTIONS: Final = {facet.value: SUGGESTED[facet] for facet in Facet}
PROCESSES: Final = (
    (Process.HUMAN.value, "Without generative AI", "Every part was made by people."),
    (Process.ASSISTED.value, "Partly with generative AI", "Say below which parts."),
    (Process.GENERATED.value, "With generative AI", "What happens then is up to the rules of this server."),
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
        licence=Licence.read(form.text("licence")),
        process=Process.read(form.text("process")),
        films=tuple(shown),
    )
    problems = stated.problems()
    if strange:
        problems["films"] = (
            f"We cannot show “{strange[0][:80]}”. Please give the https address of a film on YouTube, Vimeo or a"
            " PeerTube server, or of a model on Sketchfab, one a line."
        )
    return stated, problems


def typed(stated: Stated) -> dict[str, object]:
    """The form's fields as that was stated."""
    values: dict[str, object] = {name: getattr(stated, name) for name in PLAIN}
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


def lines(stated: Stated) -> list[Line]:
    """The facts beside a work, those that are stated. Words of facets lead to the works that share them."""
    found = [Line("Year", stated.year), Line("Size", stated.size), Line("Materials", stated.materials)]
    for facet, label in ((Facet.MEDIUM, "Technique"), (Facet.SUBJECT, "Subject"), (Facet.SOFTWARE, "Software")):
        found.append(Line(label, ", ".join(getattr(stated, facet.value))))
    process = stated.process.words + (f": {stated.note}" if stated.note and stated.process is Process.ASSISTED else "")
    found.append(Line("Process", process))
    if stated.licence is not Licence.RESERVED:
        found.append(Line("Licence", stated.licence.words, stated.licence.address))
    return [line for line in found if line.words]
