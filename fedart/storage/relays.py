"""Relays that an administrator follows."""

from fedart.domain.follow import FollowState
from fedart.domain.ids import Uri
from fedart.domain.relay import Relay, Style
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("relays.sql")


def _relay(row: Row) -> Relay:
    return Relay(
        id=row["id"],
        inbox=Uri(row["inbox"]),
        actor_uri=None if row["actor_uri"] is None else Uri(row["actor_uri"]),
        style=Style(row["style"]),
        follow_uri=Uri(row["follow_uri"]),
        state=FollowState(row["state"]),
        created=row["created"],
    )


def add(tx: Tx, relay: Relay) -> None:
    tx.run(
        SQL.add,
        id=relay.id,
        inbox=relay.inbox,
        actor_uri=relay.actor_uri,
        style=relay.style.value,
        follow_uri=relay.follow_uri,
        state=relay.state.value,
        created=relay.created,
    )


def every(tx: Tx) -> list[Relay]:
    return [_relay(row) for row in tx.all(SQL.every)]


def accepted(tx: Tx) -> list[Relay]:
    """Those that pass on what we send."""
    return [relay for relay in every(tx) if relay.state is FollowState.ACCEPTED]


def by_inbox(tx: Tx, inbox: str) -> Relay | None:
    row = tx.one(SQL.by_inbox, inbox=inbox)
    return _relay(row) if row else None


def by_follow(tx: Tx, uri: str) -> Relay | None:
    """The relay that we asked with that Follow."""
    row = tx.one(SQL.by_follow, follow_uri=uri)
    return _relay(row) if row else None


def by_actor(tx: Tx, uri: str) -> Relay | None:
    """The relay that an actor speaks for, if it has accepted us."""
    found = [_relay(row) for row in tx.all(SQL.by_actor, actor_uri=uri)]
    return next((relay for relay in found if relay.state is FollowState.ACCEPTED), None)


def answer(tx: Tx, relay: str, state: FollowState, actor_uri: str) -> None:
    tx.run(SQL.answer, id=relay, state=state.value, actor_uri=actor_uri)


def remove(tx: Tx, relay: str) -> None:
    tx.run(SQL.remove, id=relay)


def take(tx: Tx, relay: str, hour: int, most: int) -> bool:
    """Count one more post that is asked for because of a relay; False when it brought `most` in this hour."""
    return tx.run(SQL.take, id=relay, hour=hour, most=most) == 1
