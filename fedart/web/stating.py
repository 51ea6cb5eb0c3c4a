"""What an artist states about a work, as a form asks for it and as the work's page tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fedart.domain import films
from fedart.domain.stated import SUGGESTED, Facet, Licence, Process, Stated
from fedart.services.filling import OWN, PLAIN
from fedart.words import later, say

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
