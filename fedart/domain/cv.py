"""The CV of an artist: entries with a year or a span of years."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from urllib.parse import urlsplit

from fedart.domain.ids import ActorId, origin_of
from fedart.domain.practice import line
from fedart.words import later, say

EntryId = NewType("EntryId", str)

MAX_ENTRIES = 200
TITLE_LIMIT = 200
PLACE_LIMIT = 120
LINK_LIMIT = 500
FIRST_YEAR = 1900
AHEAD = 10
"""So many years from now an entry may lie."""


class CvKind(StrEnum):
    """What an entry is, in the order in which a CV has them."""

    EXHIBITION = "exhibition"
    AWARD = "award"
    PUBLICATION = "publication"
    CLIENT = "client"
    JOB = "job"
    EDUCATION = "education"

    @property
    def heading(self) -> str:
        return _HEADINGS[self]

    @property
    def words(self) -> str:
        """One of them."""
        return _WORDS[self]


_HEADINGS = {
    CvKind.EXHIBITION: later("Exhibitions"),
    CvKind.AWARD: later("Awards and grants"),
    CvKind.PUBLICATION: later("Publications"),
    CvKind.CLIENT: later("Clients"),
    CvKind.JOB: later("Work"),
    CvKind.EDUCATION: later("Education"),
}
_WORDS = {
    CvKind.EXHIBITION: later("Exhibition"),
    CvKind.AWARD: later("Award or grant"),
    CvKind.PUBLICATION: later("Publication"),
    CvKind.CLIENT: later("Client"),
    CvKind.JOB: later("Job"),
    CvKind.EDUCATION: later("Education"),
}


@dataclass(frozen=True, slots=True)
class CvEntry:
    """One line. `ended` is None for what took one year; `lasting`: it goes on."""

    id: EntryId
    actor_id: ActorId
    kind: CvKind
    began: int
    ended: int | None
    lasting: bool
    title: str
    place: str
    link: str

    @property
    def years(self) -> str:
        """`2024`, `2019–2021`, `since 2022`."""
        if self.lasting:
            return say("since %(year)s", year=self.began)
        return str(self.began) if self.ended in (None, self.began) else f"{self.began}–{self.ended}"

    @property
    def last(self) -> tuple[bool, int, int]:
        """What a CV is ordered by, the newest greatest: what goes on, then by the last year."""
        return self.lasting, self.ended or self.began, self.began


def grouped(entries: Sequence[CvEntry]) -> list[tuple[CvKind, list[CvEntry]]]:
    """The entries by kind, the newest first; kinds without any are left out."""
    ordered = sorted(entries, key=lambda entry: entry.last, reverse=True)
    found = [(kind, [entry for entry in ordered if entry.kind is kind]) for kind in CvKind]
    return [(kind, group) for kind, group in found if group]


@dataclass(frozen=True, slots=True)
class CvForm:
    """An entry as its artist typed it."""

    kind: str = CvKind.EXHIBITION.value
    began: str = ""
    ended: str = ""
    lasting: bool = False
    title: str = ""
    place: str = ""
    link: str = ""

    def problems(self, year: int) -> dict[str, str]:
        """What has to change: field name to sentence. `year`: the current one."""
        problems = {}
        if self.kind not in set(CvKind):
            problems["kind"] = say("Please choose what it is.")
        if not 0 < len(line(self.title)) <= TITLE_LIMIT:
            problems["title"] = say("Please say what it was, in up to %(most)s characters.", most=TITLE_LIMIT)
        if len(line(self.place)) > PLACE_LIMIT:
            problems["place"] = say("Please keep the place under %(most)s characters.", most=PLACE_LIMIT)
        if self.link.strip() and not _leads(self.link.strip()):
            problems["link"] = say("Please give a whole address that begins with https://.")
        return problems | self._years(year)

    def _years(self, year: int) -> dict[str, str]:
        first, last = _year(self.began, year), _year(self.ended, year)
        if first is None:
            return {"began": say("Please give a year from %(first)s to %(last)s.", first=FIRST_YEAR, last=year + AHEAD)}
        if self.lasting or not self.ended.strip():
            return {}
        if last is None or last < first:
            return {"ended": say("Please give the year in which it ended, or none.")}
        return {}

    def entry(self, ident: EntryId, actor: ActorId) -> CvEntry:
        """The entry, when there are no problems."""
        ended = int(self.ended) if self.ended.strip() and not self.lasting else None
        return CvEntry(
            id=ident,
            actor_id=actor,
            kind=CvKind(self.kind),
            began=int(self.began),
            ended=ended,
            lasting=self.lasting,
            title=line(self.title),
            place=line(self.place),
            link=self.link.strip(),
        )


def _leads(address: str) -> bool:
    """Whether a link may lead there: a plain address on the web (THREATS XSS-03)."""
    plain = len(address) <= LINK_LIMIT and not any(each.isspace() or each in "\"'<>\\" for each in address)
    return plain and urlsplit(address).scheme in ("https", "http") and origin_of(address) is not None


def _year(text: str, now: int) -> int | None:
    typed = text.strip()
    found = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
    return found if FIRST_YEAR <= found <= now + AHEAD else None


def form_of(entry: CvEntry) -> CvForm:
    """The form as the entry is now."""
    return CvForm(
        kind=entry.kind.value,
        began=str(entry.began),
        ended="" if entry.ended is None else str(entry.ended),
        lasting=entry.lasting,
        title=entry.title,
        place=entry.place,
        link=entry.link,
    )
