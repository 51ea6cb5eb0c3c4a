"""Who follows whom."""

from fedart.domain.follow import Follow, FollowState
from fedart.domain.ids import ActorId, Uri
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("follows.sql")


def follow_of(row: Row) -> Follow:
    return Follow(
        id=row["id"],
        uri=Uri(row["uri"]),
        follower=ActorId(row["follower"]),
        followed=ActorId(row["followed"]),
        state=FollowState(row["state"]),
        created=row["created"],
    )


def by_id(tx: Tx, ident: str) -> Follow | None:
    row = tx.one(SQL.by_id, id=ident)
    return follow_of(row) if row else None


def by_uri(tx: Tx, uri: str) -> Follow | None:
    row = tx.one(SQL.by_uri, uri=uri)
    return follow_of(row) if row else None


def by_pair(tx: Tx, follower: str, followed: str) -> Follow | None:
    row = tx.one(SQL.by_pair, follower=follower, followed=followed)
    return follow_of(row) if row else None


def put(tx: Tx, follow: Follow, now: int) -> None:
    """Store a follow, or begin it anew for a pair that had one."""
    tx.run(
        SQL.put,
        id=follow.id,
        uri=follow.uri,
        follower=follow.follower,
        followed=follow.followed,
        state=follow.state.value,
        created=now,
    )


def set_state(tx: Tx, ident: str, state: FollowState, now: int) -> None:
    tx.run(SQL.set_state, id=ident, state=state.value, now=now)


def set_passes(tx: Tx, ident: str, *, wanted: bool) -> None:
    """Whether what the followed one passes on comes into the follower's home feed; it does from the beginning."""
    tx.run(SQL.set_passes, id=ident, passes=int(wanted))


def accepted(tx: Tx, follower: str, followed: str) -> bool:
    """Whether that very person may see what `followed` writes to followers (AUT-05)."""
    found = by_pair(tx, follower, followed)
    return found is not None and found.state is FollowState.ACCEPTED


def inboxes(tx: Tx, actor: str) -> list[str]:
    """The inboxes of an artist's followers elsewhere, each once; shared ones where there are any."""
    return [row["inbox"] for row in tx.all(SQL.inboxes, actor=actor)]


def local_followers(tx: Tx, actor: str) -> list[ActorId]:
    return [ActorId(row["id"]) for row in tx.all(SQL.local_followers, actor=actor)]


def reader(tx: Tx, actor: str) -> ActorId | None:
    """One of ours who may read what that actor writes for followers."""
    row = tx.one(SQL.reader, actor=actor)
    return ActorId(row["id"]) if row else None


def has_local_follower(tx: Tx, actor: str) -> bool:
    """Whether anybody here follows, or asked to follow, that actor."""
    return tx.one(SQL.has_local_follower, actor=actor) is not None


def end_all(tx: Tx, actor: str, now: int) -> None:
    """End every follow from and to an actor that is gone."""
    tx.run(SQL.end_all, actor=actor, now=now)
