"""What artists say of their practice: roles, a headline, where they work, and what they are open for."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Self

from fedart.words import later, say

HEADLINE_LIMIT = 80
PRONOUNS_LIMIT = 40
PLACE_LIMIT = 80
MAX_ROLES = 5
ROLE_LIMIT = 40
DAY_MS = 86_400_000
ROLES = (
    later("Illustrator"), later("Painter"), later("Concept artist"), later("Comics artist"),
    later("Character designer"), later("Environment artist"), later("Animator"), later("3D artist"),
    later("Sculptor"), later("Photographer"), later("Printmaker"), later("Calligrapher"), later("Tattoo artist"),
    later("Textile artist"), later("Ceramicist"), later("Jeweller"), later("Graphic designer"),
    later("Type designer"), later("Game artist"), later("Storyboard artist"), later("Background artist"),
    later("Matte painter"), later("Pixel artist"), later("Installation artist"), later("Performance artist"),
    later("Collage artist"), later("Art director"), later("Curator"), later("Teacher"), later("Writer"),
)  # fmt: skip
"""What artists choose from to say what they are, unless the instance has a list of its own."""


class Opening(StrEnum):
    """What an artist can be open for; each is its own switch."""

    FULL_TIME = "full-time"
    CONTRACT = "contract"
    COMMISSIONS = "commissions"
    COLLABORATION = "collaboration"

    @property
    def words(self) -> str:
        """As it follows "open for"; pages say it in their language."""
        return _WORDS[self]

    @classmethod
    def read(cls, text: str) -> Self | None:
        return cls(text) if text in set(cls) else None


_WORDS = {
    Opening.FULL_TIME: later("full-time work"),
    Opening.CONTRACT: later("contract work"),
    Opening.COMMISSIONS: later("commissions"),
    Opening.COLLABORATION: later("collaboration"),
}


def today(now: int) -> date:
    """The day in UTC; `now` in epoch milliseconds."""
    return datetime.fromtimestamp(now / 1000, UTC).date()


def written(day: date) -> str:
    """`21 November 2026`."""
    return f"{day.day} {day:%B %Y}"


def folded(text: str) -> str:
    """Text as it is sorted and compared: without case, and without marks above and below letters."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())


def line(text: str) -> str:
    """What was typed into a field of one line, on one line."""
    return " ".join(text.split())


def roles_problem(roles: Sequence[str]) -> str | None:
    """What is wrong with a list of roles; None when nothing is. They are told apart without case and accents."""
    for role in roles:
        if role != line(role) or not 0 < len(role) <= ROLE_LIMIT or "," in role:
            return f"must hold words up to {ROLE_LIMIT} characters and no commas, not {role!r}"
    return None if len({folded(role) for role in roles}) == len(roles) else "must name each role once"


@dataclass(frozen=True, slots=True)
class Open:
    """Something that an artist is open for. `until`: the last day in UTC, None while nothing ends it."""

    kind: Opening
    until: date | None = None

    @property
    def words(self) -> str:
        """`commissions until 31 December 2026`: what other servers are told."""
        return self.kind.words if self.until is None else f"{self.kind.words} until {written(self.until)}"

    @property
    def lapses(self) -> int | None:
        """When it is over, in epoch milliseconds: the beginning of the day after the last."""
        if self.until is None:
            return None
        return int(datetime(self.until.year, self.until.month, self.until.day, tzinfo=UTC).timestamp()) * 1000 + DAY_MS


@dataclass(frozen=True, slots=True)
class Practice:
    """What an artist says; roles in their own order."""

    headline: str = ""
    pronouns: str = ""
    place: str = ""
    roles: tuple[str, ...] = ()
    openings: tuple[Open, ...] = ()

    def on(self, day: date) -> "Practice":
        """The same without what has lapsed by that day."""
        return replace(self, openings=tuple(o for o in self.openings if o.until is None or o.until >= day))

    @property
    def lapses(self) -> int | None:
        """When the next of its openings is over, in epoch milliseconds; None when none ends."""
        return min((at for each in self.openings if (at := each.lapses) is not None), default=None)


NOTHING = Practice()


@dataclass(frozen=True, slots=True)
class PracticeForm:
    """A practice as its artist typed it. `openings`: what is switched on, each with its last day as typed."""

    headline: str = ""
    pronouns: str = ""
    place: str = ""
    roles: tuple[str, ...] = ()
    openings: tuple[tuple[Opening, str], ...] = ()

    def problems(self, known: Sequence[str], day: date) -> dict[str, str]:
        """What has to change: field name to sentence. `known`: roles that may be chosen; `day`: today."""
        problems = {}
        limits = {"headline": HEADLINE_LIMIT, "pronouns": PRONOUNS_LIMIT, "place": PLACE_LIMIT}
        for name, limit in limits.items():
            if len(line(getattr(self, name))) > limit:
                problems[name] = say("Please keep this under %(limit)s characters.", limit=limit)
        if len(set(self.roles)) > MAX_ROLES:
            problems["roles"] = say("Please choose up to %(most)s roles.", most=MAX_ROLES)
        elif not set(self.roles) <= set(known):
            problems["roles"] = say("Please choose from the list.")
        for kind, typed in self.openings:
            until = last_day(typed)
            if typed.strip() and until is None:
                problems[f"until-{kind.value}"] = say("Please give a day, like 2026-12-31.")
            elif until is not None and until < day:
                problems[f"until-{kind.value}"] = say("This day is over. Please give another, or none.")
        return problems

    def practice(self) -> Practice:
        """What it says, when there are no problems."""
        return Practice(
            headline=line(self.headline),
            pronouns=line(self.pronouns),
            place=line(self.place),
            roles=tuple(dict.fromkeys(self.roles)),
            openings=tuple(Open(kind, last_day(typed)) for kind, typed in self.openings),
        )


def last_day(text: str) -> date | None:
    """A day as date fields send it; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
