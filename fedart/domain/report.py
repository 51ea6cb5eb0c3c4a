"""What people ask moderators to look at: appeals against a held or dropped picture, and reports."""

from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.ids import AccountId, MediaId

APPEAL_LIMIT = 5_000


class ReportState(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


TRANSITIONS: dict[ReportState, frozenset[ReportState]] = {
    ReportState.OPEN: frozenset({ReportState.RESOLVED, ReportState.DISMISSED}),
    ReportState.RESOLVED: frozenset(),
    ReportState.DISMISSED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Appeal:
    """An artist's answer to a held or dropped picture."""

    id: str
    media_id: MediaId
    account_id: AccountId
    text: str
    state: ReportState
    created: int


def may_become(now: ReportState, then: ReportState) -> bool:
    return then in TRANSITIONS[now]
