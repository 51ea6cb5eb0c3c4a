"""What people ask moderators to look at: appeals against a held or dropped picture, and reports."""

from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.ids import AccountId, MediaId
from fedart.domain.media import Rendition

APPEAL_LIMIT = 5_000
APPEALS_PER_PICTURE = 3
FILE_NAME_LIMIT = 120


class ReportState(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


TRANSITIONS: dict[ReportState, frozenset[ReportState]] = {
    ReportState.OPEN: frozenset({ReportState.RESOLVED, ReportState.DISMISSED}),
    ReportState.RESOLVED: frozenset(),
    ReportState.DISMISSED: frozenset(),
}


class Decision(StrEnum):
    """What a moderator does about a report: nothing, or the named works go, or the person, or their whole server."""

    DISMISS = "dismiss"
    REMOVE = "remove"
    SUSPEND = "suspend"
    REFUSE = "refuse"

    @property
    def state(self) -> ReportState:
        """What becomes of the report."""
        return ReportState.DISMISSED if self is Decision.DISMISS else ReportState.RESOLVED


@dataclass(frozen=True, slots=True)
class Appeal:
    """An artist's answer to a held or dropped picture."""

    id: str
    media_id: MediaId
    account_id: AccountId
    text: str
    state: ReportState
    created: int


@dataclass(frozen=True, slots=True)
class ProcessFile:
    """Something that shows how a picture was made: never judged, never public. `size` in bytes, `blob` its sha256.

    `kind` as `process_kind` tells it. `preview` is a small rendition made in the sandbox, where there is one.
    """

    id: str
    appeal_id: str
    position: int
    file_name: str
    kind: str
    size: int
    blob: str
    preview: Rendition | None = None

    @property
    def blobs(self) -> tuple[str, ...]:
        """Its files in the store as `area/sha256`."""
        return tuple(f"quarantine/{b}" for b in (self.blob, *((self.preview.blob,) if self.preview else ())))


_MAGIC = (
    ("png", 0, b"\x89PNG\r\n\x1a\n"),
    ("jpeg", 0, b"\xff\xd8\xff"),
    ("gif", 0, b"GIF8"),
    ("webp", 8, b"WEBP"),
    ("mp4", 4, b"ftyp"),
    ("pdf", 0, b"%PDF-"),
    ("psd", 0, b"8BPS"),
    ("clip", 0, b"CSFCHUNK"),
    # Both are ZIP archives whose first entry is a stored file named `mimetype`.
    ("krita", 30, b"mimetypeapplication/x-krita"),
    ("openraster", 30, b"mimetypeimage/openraster"),
)
PROCESS_HEAD = 128
PICTURES = frozenset({"png", "jpeg", "gif", "webp"})


def process_kind(head: bytes) -> str | None:
    """What a process file is by its first `PROCESS_HEAD` bytes: png, jpeg, gif, webp, mp4, pdf, psd, clip, krita or

    openraster; None for anything else.
    """
    return next((kind for kind, at, magic in _MAGIC if head[at : at + len(magic)] == magic), None)


def clean_file_name(name: str) -> str:
    """A file name as it may be shown and offered for download: its last part, printable, of sensible length."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in last if c.isprintable()).strip(". ")
    stem, dot, suffix = shown.rpartition(".")
    if not dot or len(suffix) > 8:
        return shown[:FILE_NAME_LIMIT] or "file"
    return f"{stem[: FILE_NAME_LIMIT - len(suffix) - 1] or 'file'}.{suffix}"


def may_become(now: ReportState, then: ReportState) -> bool:
    return then in TRANSITIONS[now]
