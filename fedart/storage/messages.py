"""Direct messages by conversation. Every statement is scoped to the one who asks (THREATS WEB-09, WEB-10).

A conversation goes by the id of its first message that we have (`root`); it holds direct posts only.
"""

from dataclasses import dataclass

from fedart.domain.actor import Actor
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.talk import TalkState
from fedart.storage import statements
from fedart.storage.database import Row, Tx
from fedart.storage.views import NEWEST, Page, Person, page_of, person_in
from fedart.storage.views_work import Post, posts_in

SQL = statements.load("messages.sql")


@dataclass(frozen=True, slots=True)
class Talk:
    """One person's side of a conversation. `other`: whom it is with; `last`: the newest message."""

    root: WorkId
    other: ActorId
    state: TalkState
    last: WorkId
    unread: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in a list, with its newest message: sanitised HTML, time in ms, whether it is the viewer's."""

    root: WorkId
    person: Person
    unread: bool
    words: str
    warning: str
    at: int
    mine: bool
    people: int


def root_of(tx: Tx, work: str) -> WorkId | None:
    """The conversation that a message belongs to; None for what is no message."""
    row = tx.one(SQL.root, work_id=work)
    return WorkId(row["root"]) if row else None


def add(tx: Tx, work: str, root: str) -> None:
    """File a message. Answers to it that came before it join its conversation."""
    tx.run(SQL.add, work_id=work, root=root)
    for row in tx.all(SQL.strays, work_id=work, root=root):
        old = root_of(tx, row["id"])
        if old is not None and old != root:
            tx.run(SQL.join_roots, old=old, root=root)
            tx.run(SQL.join_talks, old=old, root=root)
            tx.run(SQL.drop_talks, old=old)


def _talk(row: Row) -> Talk:
    return Talk(
        WorkId(row["root"]),
        ActorId(row["other"]),
        TalkState(row["state"]),
        WorkId(row["last"]),
        bool(row["unread"]),
    )


def talk(tx: Tx, actor: str, root: str) -> Talk | None:
    """Somebody's side of a conversation; None when they have no part in it."""
    row = tx.one(SQL.talk, actor_id=actor, root=root)
    return _talk(row) if row else None


def put(tx: Tx, actor: str, found: Talk) -> None:
    """Begin somebody's side of a conversation, or bring it up to date."""
    tx.run(
        SQL.put,
        actor_id=actor,
        root=found.root,
        other=found.other,
        state=found.state.value,
        last=found.last,
        unread=int(found.unread),
    )


def set_state(tx: Tx, actor: str, root: str, state: TalkState) -> bool:
    """False when they have no part in it."""
    return tx.run(SQL.set_state, actor_id=actor, root=root, state=state.value) == 1


def seen(tx: Tx, actor: str, root: str, now: int) -> None:
    """Somebody has read a conversation: the news about its messages count as read as well."""
    if tx.run(SQL.seen, actor_id=actor, root=root):
        tx.run(SQL.notes_seen, actor_id=actor, root=root, now=now)


def wrote_to(tx: Tx, actor: str, uri: str) -> bool:
    """Whether somebody ever wrote to, or named, the actor with that address."""
    return tx.one(SQL.wrote_to, actor_id=actor, uri=uri) is not None


def listed(tx: Tx, viewer: Actor, state: TalkState, now: int, *, before: str = NEWEST, limit: int) -> Page[Listed]:
    """Conversations of one folder, the one with the newest message first."""
    rows = tx.all(
        SQL.listed,
        viewer=viewer.id,
        viewer_uri=viewer.uri,
        state=state.value,
        now=now,
        before=before,
        limit=limit + 1,
    )
    return page_of([_listed(row) for row in rows], [row["last"] for row in rows], limit)


def _listed(row: Row) -> Listed:
    return Listed(
        root=WorkId(row["root"]),
        person=person_in(row),
        unread=bool(row["unread"]),
        words=row["content"],
        warning=row["warning"],
        at=row["published"],
        mine=bool(row["mine"]),
        people=row["people"],
    )


def said(tx: Tx, viewer: Actor, root: str, now: int, *, before: str = NEWEST, limit: int) -> Page[Post]:
    """The messages of a conversation that are for that person, newest first."""
    rows = tx.all(SQL.said, viewer=viewer.id, viewer_uri=viewer.uri, root=root, now=now, before=before, limit=limit + 1)
    posts = posts_in(rows)
    return page_of(posts, [post.work.id for post in posts], limit)


def people(tx: Tx, work: str) -> list[Person]:
    """Whom a message is addressed to by name, as far as we know them."""
    return [person_in(row) for row in tx.all(SQL.people, work_id=work)]


def asked(tx: Tx, viewer: str, now: int) -> int:
    """How many requests wait."""
    row = tx.one(SQL.asked, viewer=viewer, now=now)
    return int(row["n"]) if row else 0


def unread(tx: Tx, viewer: str, now: int) -> int:
    """How many open conversations have something new; requests never count."""
    row = tx.one(SQL.unread, viewer=viewer, now=now)
    return int(row["n"]) if row else 0
