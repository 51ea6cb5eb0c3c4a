"""Accounts that are closed for good: whom that is told, and what is removed, a slice at a time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fedart.domain.ids import ActorId, MediaId, WorkId
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("closings.sql")
ROLES = ("work", "icon", "image")

_PLAIN = (
    SQL.forget_blocks,
    SQL.forget_mutes,
    SQL.forget_domains,
    SQL.forget_words,
    SQL.forget_tags,
    SQL.forget_import_rows,
    SQL.forget_imports,
    SQL.forget_talks,
    SQL.forget_stamps,
    SQL.forget_pins,
    SQL.forget_album_links,
    SQL.empty_albums,
    SQL.forget_presentation,
    SQL.forget_unsyndicated,
    SQL.forget_backlinks,
    SQL.forget_profile,
    SQL.forget_roles,
    SQL.forget_openings,
    SQL.forget_cv,
    SQL.forget_commission_desk,
    SQL.forget_leaves,
    SQL.forget_habits,
    SQL.forget_job_searches,
    SQL.forget_credits,
    SQL.forget_next_keys,
    SQL.forget_memberships,
    SQL.forget_studio_domains,
    SQL.forget_founder,
)
_KEYS = (SQL.forget_retired_keys, SQL.forget_proof_key, SQL.forget_private_key)


@dataclass(frozen=True, slots=True)
class Closing:
    """An account that is closed; times in ms. `told`: the inboxes that its Delete goes to."""

    told: tuple[str, ...]
    begun: int
    finished: bool


def owners(tx: Tx) -> int:
    """How many owners can sign in."""
    row = tx.one(SQL.owners)
    return int(row["n"]) if row else 0


def inboxes(tx: Tx, actor: str) -> list[str]:
    """The inboxes of every server that got anything from one of ours, as far as we know: followers of now and of
    before, whom they followed, liked, passed on, answered, named, wrote to or blocked, who did so with their works,
    who holds a copy of one, and relays."""
    return [str(row["inbox"]) for row in tx.all(SQL.inboxes, actor=actor)]


def close(tx: Tx, actor: str, account: str, told: Sequence[str], now: int) -> None:
    """Shut an account of ours and take its profile away; its name and its keys stay."""
    tx.run(SQL.add, actor=actor, told=json.dumps(list(told)), now=now)
    tx.run(SQL.disable, account=account, now=now)
    tx.run(SQL.forget_visits, account=account)
    tx.run(SQL.hide, actor=actor, now=now)


def of_actor(tx: Tx, actor: str) -> Closing | None:
    row = tx.one(SQL.by_actor, actor=actor)
    return Closing(tuple(json.loads(row["told"])), row["begun"], row["finished"] is not None) if row else None


def unfinished(tx: Tx) -> list[ActorId]:
    """Whose closing is not over."""
    return [ActorId(row["actor_id"]) for row in tx.all(SQL.unfinished)]


def works(tx: Tx, actor: str, after: str, limit: int) -> list[WorkId]:
    """Works of theirs that are not deleted, by id, after that one."""
    return [WorkId(row["id"]) for row in tx.all(SQL.works, actor=actor, after=after, limit=limit)]


def pictures(tx: Tx, actor: str, role: str, after: str, limit: int) -> list[MediaId]:
    """Pictures of theirs in that role, by id, after that one."""
    return [MediaId(row["id"]) for row in tx.all(SQL.pictures, actor=actor, role=role, after=after, limit=limit)]


def likes(tx: Tx, actor: str, limit: int) -> list[tuple[str, WorkId]]:
    """Likes of theirs, each with its work."""
    return [(row["id"], WorkId(row["work_id"])) for row in tx.all(SQL.likes, actor=actor, limit=limit)]


def boosts(tx: Tx, actor: str, limit: int) -> list[tuple[str, WorkId]]:
    """Boosts of theirs, each with its work."""
    return [(row["id"], WorkId(row["work_id"])) for row in tx.all(SQL.boosts, actor=actor, limit=limit)]


def forget_rows(tx: Tx, actor: str, limit: int) -> bool:
    """Forget some of what they sent, of follows from and to them, and of notifications; whether there may be more."""
    found = [
        tx.run(sql, actor=actor, limit=limit)
        for sql in (SQL.forget_activities, SQL.forget_follows, SQL.forget_notifications)
    ]
    return any(count >= limit for count in found)


def forget_rest(tx: Tx, actor: str, now: int) -> None:
    """Forget what is theirs in every other table. Albums leave a tombstone; records of the moderators stay."""
    for sql in _PLAIN:
        tx.run(sql, actor=actor)
    tx.run(SQL.forget_albums, actor=actor, now=now)
    tx.run(SQL.refuse_asked, actor=actor, now=now)


def finish(tx: Tx, actor: str, now: int) -> None:
    """Delete the keys: nothing is signed in their name any more."""
    for sql in _KEYS:
        tx.run(sql, actor=actor)
    tx.run(SQL.finish, actor=actor, now=now)
