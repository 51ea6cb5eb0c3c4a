"""Works and posts, ours and others'."""

import json
from dataclasses import replace

from fedart.domain.ids import ActorId, Uri, WorkId
from fedart.domain.mature import of_bits
from fedart.domain.work import Kind, Mention, Visibility, Work, WorkState
from fedart.storage import statements
from fedart.storage.database import Row, Tx, Value

SQL = statements.load("works.sql")


def work_of(row: Row) -> Work:
    """A row of `works` as the domain knows it."""
    return Work(
        id=WorkId(row["id"]),
        uri=Uri(row["uri"]),
        local=bool(row["local"]),
        kind=Kind(row["kind"]),
        actor_id=ActorId(row["actor_id"]),
        actor_uri=Uri(row["actor_uri"]),
        title=row["title"],
        source=row["source"],
        content=row["content"],
        warning=row["warning"],
        sensitive=bool(row["sensitive"]),
        visibility=Visibility(row["visibility"]),
        language=row["language"],
        url=row["url"],
        in_reply_to=row["in_reply_to"],
        in_reply_to_id=row["in_reply_to_id"],
        published=row["published"],
        edited=row["edited"],
        state=WorkState(row["state"]),
        tags=tuple(json.loads(row["tags"])),
        mentions=tuple(Mention(Uri(m["uri"]), m["handle"], m["url"]) for m in json.loads(row["mentions"])),
        version=row["version"],
        mature=of_bits(row["sensitive"]),
    )


def _texts(work: Work) -> dict[str, Value]:
    return {
        "id": work.id,
        "title": work.title,
        "source": work.source,
        "content": work.content,
        "warning": work.warning,
        "sensitive": int(work.sensitive or bool(work.mature)) | work.mature.value,
        "language": work.language,
        "edited": work.edited,
        "tags": json.dumps(work.tags, ensure_ascii=False),
        "mentions": json.dumps(
            [{"uri": m.uri, "handle": m.handle, "url": m.url} for m in work.mentions], ensure_ascii=False
        ),
    }


def by_id(tx: Tx, work: str) -> Work | None:
    row = tx.one(SQL.by_id, id=work)
    return work_of(row) if row else None


def by_uri(tx: Tx, uri: str) -> Work | None:
    row = tx.one(SQL.by_uri, uri=uri)
    return work_of(row) if row else None


def insert(tx: Tx, work: Work, now: int) -> bool:
    """Store a new work with its tags and the people it names; False when its address is known already."""
    parent = by_uri(tx, work.in_reply_to) if work.in_reply_to and not work.in_reply_to_id else None
    stored = replace(work, in_reply_to_id=parent.id) if parent else work
    inserted = tx.run(
        SQL.insert,
        **_texts(stored),
        uri=stored.uri,
        local=int(stored.local),
        kind=stored.kind.value,
        actor_id=stored.actor_id,
        actor_uri=stored.actor_uri,
        visibility=stored.visibility.value,
        url=stored.url,
        in_reply_to=stored.in_reply_to,
        in_reply_to_id=stored.in_reply_to_id,
        published=stored.published,
        state=stored.state.value,
        version=stored.version,
        received=now,
    )
    if not inserted:
        return False
    _index(tx, stored)
    tx.run(SQL.adopt_replies, id=stored.id, uri=stored.uri)
    if stored.in_reply_to_id:
        tx.run(SQL.count_replies, id=stored.in_reply_to_id)
    tx.run(SQL.count_replies, id=stored.id)
    return True


def _index(tx: Tx, work: Work) -> None:
    tx.run(SQL.clear_tags, id=work.id)
    for tag in work.tags:
        tx.run(SQL.add_tag, id=work.id, tag=tag.casefold())
    tx.run(SQL.clear_people, id=work.id)
    for mention in work.mentions:
        tx.run(SQL.add_person, id=work.id, uri=mention.uri)


def edit(tx: Tx, work: Work) -> None:
    """Replace the texts, tags and mentions of a work; address, author, audience and dates stay (AUT-08)."""
    tx.run(SQL.edit, **_texts(work))
    _index(tx, work)


def set_state(tx: Tx, work: str, state: WorkState, published: int) -> None:
    tx.run(SQL.set_state, id=work, state=state.value, published=published)


def touch(tx: Tx, work: str) -> None:
    """Note that something shown with the work changed, so that caches notice."""
    tx.run(SQL.touch, id=work)


def remove(tx: Tx, work: Work, at: int) -> None:
    """Empty a work and leave its tombstone: one that everybody may see, unless it was held and never shown (WEB-09)."""
    tx.run(SQL.remove, id=work.id, at=at)
    tx.run(SQL.clear_tags, id=work.id)
    if work.in_reply_to_id:
        tx.run(SQL.count_replies, id=work.in_reply_to_id)


def answers_to(tx: Tx, work: str, limit: int) -> list[Work]:
    """What answers a work and is known to, the newest first."""
    return [work_of(row) for row in tx.all(SQL.answers_to, id=work, limit=limit)]


def detach(tx: Tx, work: str) -> None:
    """Take a post out of the conversation it stands in; it keeps the address of what it answers."""
    tx.run(SQL.detach, id=work)


def recount_replies(tx: Tx, work: str) -> None:
    """Bring the number of answers in line with our own rows (AUT-07)."""
    tx.run(SQL.count_replies, id=work)


def is_named(tx: Tx, work: str, actor_uri: str) -> bool:
    """Whether a work was addressed to that actor by name."""
    return tx.one(SQL.is_named, id=work, uri=actor_uri) is not None


def count_reactions(tx: Tx, work: str) -> None:
    """Bring the numbers of likes and boosts in line with our own rows (AUT-07)."""
    tx.run(SQL.count_reactions, id=work)


def counts(tx: Tx, work: str) -> tuple[int, int, int]:
    """Likes, boosts, replies."""
    row = tx.one(SQL.counts, id=work)
    return (row["likes"], row["boosts"], row["replies"]) if row else (0, 0, 0)


def by_actor(tx: Tx, actor: str, *, before: str = "~", most: int = 50) -> list[Work]:
    """Somebody's works, newest first, from the one before `before` on."""
    return [work_of(row) for row in tx.all(SQL.by_actor, actor_id=actor, before=before, most=most)]


def left_of_actor(tx: Tx, actor: str) -> list[WorkId]:
    """Everything of theirs that is not deleted, answers that wait for somebody's yes among it."""
    return [WorkId(row["id"]) for row in tx.all(SQL.left_of_actor, actor_id=actor)]
