"""Follows and their states."""

from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.ids import ActorId, Uri


class FollowState(StrEnum):
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ENDED = "ended"


TRANSITIONS: dict[FollowState, frozenset[FollowState]] = {
    FollowState.REQUESTED: frozenset({FollowState.ACCEPTED, FollowState.REJECTED, FollowState.ENDED}),
    FollowState.ACCEPTED: frozenset({FollowState.REJECTED, FollowState.ENDED}),
    FollowState.REJECTED: frozenset({FollowState.REQUESTED}),
    FollowState.ENDED: frozenset({FollowState.REQUESTED}),
}


@dataclass(frozen=True, slots=True)
class Follow:
    """`follower` follows `followed`; `uri` is the id of the Follow activity that asked."""

    id: str
    uri: Uri
    follower: ActorId
    followed: ActorId
    state: FollowState
    created: int


def may_become(now: FollowState, then: FollowState) -> bool:
    return then in TRANSITIONS[now]
