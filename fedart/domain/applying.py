"""An application for a job: what an artist sends, where it stands, and what both sides see of its way.

Only its artist and the job's poster ever see one (THREATS WEB-09). Nobody is asked what they earn now.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NewType

from fedart.domain.ids import ActorId, WorkId
from fedart.words import later, number, say

ApplicationId = NewType("ApplicationId", str)

WORKS: Final = 12
NOTE_LIMIT: Final = 3_000
LINE_LIMIT: Final = 200
PDF_BYTES: Final = 10 * 1_048_576
PDF_START: Final = b"%PDF-"
KEPT_DAYS: Final = 180
"""How long applications stay after their job is over."""


class Stage(StrEnum):
    """Where an application stands with its poster: the columns of their page."""

    NEW = "new"
    SHORTLIST = "shortlist"
    INTERVIEW = "interview"
    OFFER = "offer"
    HIRED = "hired"
    DECLINED = "declined"

    @property
    def words(self) -> str:
        """As the poster's columns are headed."""
        return _WORDS[self][0]

    @property
    def told(self) -> str:
        """What the artist is told of it, as a whole sentence."""
        return _WORDS[self][1]


_WORDS: Final = {
    Stage.NEW: (later("New"), later("It was sent.")),
    Stage.SHORTLIST: (later("Shortlist"), later("You are on the shortlist.")),
    Stage.INTERVIEW: (later("Interview"), later("They would like to talk to you.")),
    Stage.OFFER: (later("Offer"), later("They offer you the job.")),
    Stage.HIRED: (later("Hired"), later("You have the job.")),
    Stage.DECLINED: (later("Declined"), later("They chose somebody else.")),
}

_ONWARD: Final = frozenset(Stage) - {Stage.NEW}
TRANSITIONS: Final[dict[Stage, frozenset[Stage]]] = {stage: _ONWARD - {stage} for stage in Stage}
"""The poster may change their mind in any direction; only what was new is never new again."""

SEEN: Final = "seen"
"""The step in a timeline that is no stage: its poster has opened it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What an artist sends: works of their own, words to the poster, what they ask for, and from when on they could."""

    note: str = ""
    rate: str = ""
    start: str = ""
    works: tuple[WorkId, ...] = ()

    def problems(self) -> dict[str, str]:
        """What has to change before it can be sent: field name to sentence."""
        problems = {}
        if not self.note.strip() and not self.works:
            problems["note"] = say("Please write something, or choose a work.")
        if len(self.note) > NOTE_LIMIT:
            most, over = number(NOTE_LIMIT), number(len(self.note) - NOTE_LIMIT)
            problems["note"] = say(
                "Please keep the note under %(most)s characters; it is %(over)s over.", most=most, over=over
            )
        if len(self.works) > WORKS:
            problems["works"] = say("Please choose up to %(most)s works.", most=WORKS)
        for name in ("rate", "start"):
            if len(getattr(self, name)) > LINE_LIMIT:
                problems[name] = say("Please keep this under %(most)s characters.", most=LINE_LIMIT)
        return problems


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timeline: a stage, or SEEN; when, in epoch milliseconds."""

    what: str
    at: int


@dataclass(frozen=True, slots=True)
class Application:
    """An application as it is stored. `file_bytes` is 0 without a PDF; `seen` when its poster first opened it.

    `talk`: the conversation in which the poster answers.
    """

    id: ApplicationId
    work_id: WorkId
    actor_id: ActorId
    stage: Stage
    letter: Letter
    file_name: str
    file_bytes: int
    created: int
    seen: int | None
    talk: WorkId | None = None


def cell(text: str) -> str:
    """A value for a cell of a CSV file: what a spreadsheet would take for a formula is quoted, and stays text."""
    return f"'{text}" if text.lstrip(" \n\u00a0")[:1] in _FORMULA else text


_FORMULA: Final = frozenset("=+-@\t\r＝＋－＠")
