"""Actors, ours and others', and their keys."""

import json
from dataclasses import dataclass

from fedart.domain.actor import Actor, ActorType, Field
from fedart.domain.domains import above
from fedart.domain.ids import ActorId, MediaId, Uri
from fedart.storage import practice, statements
from fedart.storage.database import Row, Tx, Value

SQL = statements.load("actors.sql")


@dataclass(frozen=True, slots=True)
class RemoteKey:
    """A key of another server as we keep it. `pem` is empty when no fetch has succeeded yet; times in ms."""

    id: str
    owner: Uri
    pem: str
    fetched: int
    failures: int
    retry_after: int


def actor_of(row: Row) -> Actor:
    """A row of `actors` as the domain knows it."""
    return Actor(
        id=ActorId(str(row["id"])),
        uri=Uri(str(row["uri"])),
        local=bool(row["local"]),
        type=ActorType(str(row["type"])),
        username=str(row["username"]),
        host=str(row["host"]),
        name=str(row["name"]),
        summary=str(row["summary"]),
        summary_source=str(row["summary_source"]),
        fields=tuple(Field(f["name"], f["value"]) for f in json.loads(str(row["fields"]))),
        url=str(row["url"]),
        inbox=str(row["inbox"]),
        shared_inbox=None if row["shared_inbox"] is None else str(row["shared_inbox"]),
        outbox=str(row["outbox"]),
        followers=str(row["followers"]),
        following=str(row["following"]),
        featured=str(row["featured"]),
        key_id=str(row["key_id"]),
        public_key=str(row["public_key"]),
        icon=None if row["icon"] is None else MediaId(str(row["icon"])),
        image=None if row["image"] is None else MediaId(str(row["image"])),
        locked=bool(row["locked"]),
        discoverable=bool(row["discoverable"]),
        indexable=bool(row["indexable"]),
        created=int(row["created"]),
        updated=int(row["updated"]),
        suspended=row["suspended"] is not None,
        deleted=row["deleted"] is not None,
        also_known_as=tuple(Uri(uri) for uri in json.loads(str(row.get("also_known_as", "[]")))),
        moved_to=None if row.get("moved_to") is None else Uri(str(row["moved_to"])),
    )


def _fields(fields: tuple[Field, ...]) -> str:
    return json.dumps([{"name": f.name, "value": f.value} for f in fields], ensure_ascii=False)


def _values(actor: Actor) -> dict[str, Value]:
    return {
        "id": actor.id,
        "type": actor.type.value,
        "username": actor.username,
        "host": actor.host,
        "name": actor.name,
        "summary": actor.summary,
        "fields": _fields(actor.fields),
        "url": actor.url,
        "inbox": actor.inbox,
        "shared_inbox": actor.shared_inbox,
        "outbox": actor.outbox,
        "followers": actor.followers,
        "following": actor.following,
        "featured": actor.featured,
        "key_id": actor.key_id,
        "public_key": actor.public_key,
        "locked": int(actor.locked),
        "discoverable": int(actor.discoverable),
        "indexable": int(actor.indexable),
        "updated": actor.updated,
        "also_known_as": json.dumps(actor.also_known_as),
        "moved_to": actor.moved_to,
    }


def by_id(tx: Tx, actor: str) -> Actor | None:
    row = tx.one(SQL.by_id, id=actor)
    return actor_of(row) if row else None


def by_uri(tx: Tx, uri: str) -> Actor | None:
    row = tx.one(SQL.by_uri, uri=uri)
    return actor_of(row) if row else None


def by_handle(tx: Tx, username: str, host: str) -> Actor | None:
    """The actor with that handle; None when there is none, or several claim it and WebFinger has to say which."""
    rows = tx.all(SQL.by_handle, username=username, host=host)
    return actor_of(rows[0]) if len(rows) == 1 else None


def taken(tx: Tx, username: str) -> bool:
    """Whether somebody here has that name, or had it: a name is never given out again."""
    return tx.one(SQL.taken, username=username) is not None


def insert(tx: Tx, actor: Actor, now: int) -> None:
    """Store a new actor; `now` in ms is when we learned of it."""
    tx.run(
        SQL.insert,
        **_values(actor),
        uri=actor.uri,
        local=int(actor.local),
        summary_source=actor.summary_source,
        icon=actor.icon,
        image=actor.image,
        created=actor.created,
        fetched=now,
    )
    if actor.local:
        practice.enter(tx, actor.id, actor.name, actor.username)
    else:
        _know_host(tx, actor.host)


def _know_host(tx: Tx, host: str) -> None:
    """Note which domains a host lies under, so that hiding one of them hides it (THREATS AUT-11)."""
    if tx.one(SQL.known_host, host=host) is None:
        for name in above(host):
            tx.run(SQL.add_domain, domain=name, host=host)


def refresh(tx: Tx, actor: Actor, now: int) -> None:
    """Replace what we know of a remote actor; its id, address and pictures stay."""
    tx.run(SQL.refresh, **_values(actor), fetched=now)
    _know_host(tx, actor.host)


def edit_profile(tx: Tx, actor: Actor) -> None:
    """Store the profile of one of ours."""
    tx.run(
        SQL.edit_profile,
        id=actor.id,
        name=actor.name,
        summary=actor.summary,
        summary_source=actor.summary_source,
        fields=_fields(actor.fields),
        locked=int(actor.locked),
        discoverable=int(actor.discoverable),
        indexable=int(actor.indexable),
        updated=actor.updated,
    )
    practice.enter(tx, actor.id, actor.name, actor.username)


def touch(tx: Tx, actor: str, updated: int) -> None:
    """Note that what others know of a profile is newer now; ms."""
    tx.run(SQL.touch, id=actor, updated=updated)


def set_icon(tx: Tx, actor: str, media: str | None, url: str | None = None) -> None:
    """`url`: where a remote picture came from, so that a new address is noticed."""
    tx.run(SQL.set_icon, id=actor, media=media, url=url)


def set_image(tx: Tx, actor: str, media: str | None, url: str | None = None) -> None:
    tx.run(SQL.set_image, id=actor, media=media, url=url)


def picture_urls(tx: Tx, actor: str) -> tuple[str | None, str | None]:
    """Where the remote avatar and banner came from."""
    row = tx.one(SQL.picture_urls, id=actor)
    if row is None:
        return None, None
    icon, image = row["icon_url"], row["image_url"]
    return (None if icon is None else str(icon)), (None if image is None else str(image))


def suspend(tx: Tx, actor: str, at: int | None) -> None:
    """Suspend at that time, or lift the suspension with None."""
    tx.run(SQL.suspend, id=actor, at=at)


def mark_deleted(tx: Tx, actor: str, at: int) -> None:
    """Forget everything about a remote actor but its address."""
    tx.run(SQL.mark_deleted, id=actor, at=at)


def fetched_at(tx: Tx, uri: str) -> int | None:
    """When a remote actor was last fetched, in ms; None when unknown."""
    row = tx.one(SQL.fetched_at, uri=uri)
    return int(row["fetched"]) if row else None


def count_work(tx: Tx, actor: str, by: int, at: int | None) -> None:
    """Add to an artist's number of works; `at` moves the time of the newest."""
    tx.run(SQL.count_work, id=actor, by=by, at=at)


def private_key(tx: Tx, actor: str) -> str | None:
    """The encrypted private key of one of ours."""
    row = tx.one(SQL.private_key, id=actor)
    return str(row["pem"]) if row else None


def signing_key(tx: Tx, actor: str) -> tuple[str, str] | None:
    """The id of a key of ours and its encrypted private half; None when that actor has none here."""
    row = tx.one(SQL.signing_key, id=actor)
    return (row["key_id"], row["pem"]) if row else None


def add_private_key(tx: Tx, actor: str, pem: str, now: int) -> None:
    tx.run(SQL.add_private_key, id=actor, pem=pem, created=now)


def remote_key(tx: Tx, key: str) -> RemoteKey | None:
    row = tx.one(SQL.remote_key, id=key)
    if row is None:
        return None
    return RemoteKey(
        key,
        Uri(str(row["owner"])),
        str(row["pem"]),
        int(row["fetched"]),
        int(row["failures"]),
        int(row["retry_after"]),
    )


def keep_key(tx: Tx, key: str, owner: str, pem: str, at: int, retry_after: int) -> None:
    """Remember a key that was fetched at `at`; it is not fetched again before `retry_after` (both ms)."""
    tx.run(SQL.keep_key, id=key, owner=owner, pem=pem, at=at, retry_after=retry_after)


def sweep_keys(tx: Tx, before: int) -> None:
    """Forget keys that we never had, left alone since then (ms): anybody can name as many as they like (CAP-03)."""
    tx.run(SQL.sweep_keys, before=before)


def fail_key(tx: Tx, key: str, retry_after: int) -> None:
    """Remember that a key could not be fetched; what we had of it stays."""
    tx.run(SQL.fail_key, id=key, retry_after=retry_after)
