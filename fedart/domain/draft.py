"""Works that are not published yet: what was typed, the files that came, and when they are to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

from fedart.domain.ids import ActorId
from fedart.words import later, told

DraftId = NewType("DraftId", str)
DraftFileId = NewType("DraftFileId", str)
Fields = Mapping[str, tuple[str, ...]]
"""What a form brought: the values of each field, in the order sent."""

DAY = 24 * 3_600_000
FURTHEST = 400 * DAY
"""How far ahead (ms) something can be scheduled."""
UTC_ZONE = "UTC"


class Descriptions(StrEnum):
    """What happens when pictures are to be published without a description."""

    REMIND = "remind"
    REQUIRE = "require"
    NEVER = "never"

    @classmethod
    def read(cls, text: str) -> "Descriptions":
        """The choice of that name; a reminder for any other."""
        return cls(text) if text in set(cls) else cls.REMIND


class Look(StrEnum):
    """What the check says of a file that others may see by a secret link.

    MARKED: shown, and its file says that it was generated; HELD: a person would look at it; REFUSED: it would not be
    taken; UNREADABLE: it is no picture.
    """

    SHOWN = "shown"
    MARKED = "marked"
    HELD = "held"
    REFUSED = "refused"
    UNREADABLE = "unreadable"

    @property
    def public(self) -> bool:
        """Whether others see it."""
        return self in (Look.SHOWN, Look.MARKED)

    @property
    def words(self) -> str:
        """What its artist is told of it; empty where it is shown as it is."""
        return _LOOKS[self]


_LOOKS = {
    Look.SHOWN: "",
    Look.MARKED: later("It is shown, and marked: this file says it was made with a generator."),
    Look.HELD: later("The link does not show it: a person has to look at it first, once you publish it."),
    Look.REFUSED: later("The link does not show it: by the rules of this server it would not be taken."),
    Look.UNREADABLE: later("The link does not show it: the file cannot be read as a picture."),
}


@dataclass(frozen=True, slots=True)
class Composing:
    """How somebody composes. `zone`: the IANA name they scheduled in the last time, empty when they never did."""

    descriptions: Descriptions = Descriptions.REMIND
    zone: str = ""


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A picture of a draft; sizes in bytes. `row` is the place of the form it was chosen in, from 1."""

    id: DraftFileId
    draft_id: DraftId
    row: int
    name: str
    size: int
    received: int
    sha256: str
    created: int

    @property
    def whole(self) -> bool:
        """Whether all of it has arrived."""
        return bool(self.sha256)


@dataclass(frozen=True, slots=True)
class Draft:
    """A work in the making; times in ms.

    `trouble`: why it was not published when its time came, field to sentence as it is stored (see `told`).
    """

    id: DraftId
    actor_id: ActorId
    fields: Fields
    created: int
    changed: int
    publish_at: int | None = None
    zone: str = ""
    trouble: Mapping[str, str] | None = None
    shared: bool = False

    def text(self, name: str) -> str:
        """The first value of a field, empty when there is none."""
        values = self.fields.get(name)
        return values[0] if values else ""

    @property
    def told(self) -> dict[str, str]:
        """Why it was not published when its time came, in the language that holds: field to sentence."""
        return {field: told(sentence) for field, sentence in (self.trouble or {}).items()}

    @property
    def title(self) -> str:
        return self.text("title").strip()

    @property
    def path(self) -> str:
        return f"/drafts/{self.id}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft with its files, in the order of their rows."""

    draft: Draft
    files: tuple[DraftFile, ...]

    @property
    def by_row(self) -> dict[int, DraftFile]:
        return {file.row: file for file in self.files}


def moment(date: str, time: str, zone: ZoneInfo) -> int | None:
    """Epoch milliseconds of a date (`2026-11-30`) and a time of day (`18:05`) in a zone; None for what is neither.

    A time that a change of clocks leaves out is read as if the clocks had not changed yet; of one that comes twice the
    first is meant.
    """
    try:
        local = datetime.fromisoformat(f"{date.strip()}T{time.strip()}")
        if local.tzinfo is not None:
            return None
        return round(local.replace(tzinfo=zone).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def on_the_wall(moment_ms: int, zone: ZoneInfo) -> datetime:
    """What calendar and clock of a zone show at that moment."""
    return (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=moment_ms)).astimezone(zone)
