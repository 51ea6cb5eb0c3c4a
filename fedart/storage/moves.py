"""Actors that moved, other names of ours, and followers by host: what Move and followers synchronisation need."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fedart.domain.follow import FollowState
from fedart.domain.ids import ActorId, Uri
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("moves.sql")


@dataclass(frozen=True, slots=True)
class Local:
    """One of ours who follows, or asked to follow, somebody."""

    id: str
    uri: Uri
    follower: ActorId
    follower_uri: Uri
    state: FollowState


def moved_at(tx: Tx, actor: str) -> int | None:
    """When an actor last moved, in ms."""
    row = tx.one(SQL.moved_at, id=actor)
    return row["moved"] if row else None


def moved(tx: Tx, actor: str, target: str, now: int) -> None:
    """Mark an actor as moved."""
    tx.run(SQL.moved, id=actor, moved_to=target, now=now)


def came_back(tx: Tx, actor: str, now: int) -> bool:
    """Forget where one of ours moved to, not when; False when it had not moved."""
    return tx.run(SQL.came_back, id=actor, now=now) == 1


def followers_elsewhere(tx: Tx, actor: str) -> int:
    """How many people of other servers follow an actor."""
    row = tx.one(SQL.followers_elsewhere, actor=actor)
    return int(row["n"]) if row else 0


def set_aliases(tx: Tx, actor: str, aliases: Sequence[str], now: int) -> None:
    """Replace the other names of one of ours."""
    tx.run(SQL.aliases, id=actor, aliases=json.dumps(list(aliases)), now=now)


def followers_on(tx: Tx, actor: str, host: str) -> list[Uri]:
    """The accepted followers of an actor of ours on one host, in order of their ids."""
    return [Uri(row["uri"]) for row in tx.all(SQL.followers_on, actor=actor, host=host)]


def local_following(tx: Tx, actor: str) -> list[Local]:
    """Our people who follow, or asked to follow, an actor."""
    return [
        Local(row["id"], Uri(row["uri"]), ActorId(row["follower"]), Uri(row["follower_uri"]), FollowState(row["state"]))
        for row in tx.all(SQL.local_following, actor=actor)
    ]
