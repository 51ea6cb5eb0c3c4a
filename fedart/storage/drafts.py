"""Drafts with what was typed and the files that came, and how each person composes."""

import json
from collections.abc import Mapping

from fedart.domain.draft import Composing, Descriptions, Draft, DraftFile, DraftFileId, DraftId, Fields, Kept, Look
from fedart.domain.ids import ActorId
from fedart.storage import statements
from fedart.storage.database import Row, Tx
from fedart.words import stored

SQL = statements.load("drafts.sql")
_NOTHING = "{}"


def _draft(row: Row) -> Draft:
    return Draft(
        id=DraftId(row["id"]),
        actor_id=ActorId(row["actor_id"]),
        fields={name: tuple(values) for name, values in json.loads(row["fields"]).items()},
        created=row["created"],
        changed=row["changed"],
        publish_at=row["publish_at"],
        zone=row["zone"],
        trouble=json.loads(row["trouble"]),
        shared=row["token_hash"] is not None,
    )


def _file(row: Row) -> DraftFile:
    return DraftFile(
        id=DraftFileId(row["id"]),
        draft_id=DraftId(row["draft_id"]),
        row=row["row"],
        name=row["name"],
        size=row["size"],
        received=row["received"],
        sha256=row["sha256"],
        created=row["created"],
    )


def _json(fields: Fields) -> str:
    return json.dumps(dict(fields), ensure_ascii=False)


def insert(tx: Tx, ident: DraftId, actor: str, fields: Fields, now: int) -> None:
    tx.run(SQL.insert, id=ident, actor=actor, fields=_json(fields), now=now)


def by_id(tx: Tx, ident: str) -> Draft | None:
    row = tx.one(SQL.by_id, id=ident)
    return _draft(row) if row else None


def by_hash(tx: Tx, token_hash: str) -> Draft | None:
    """The draft that a secret link shows."""
    row = tx.one(SQL.by_hash, token_hash=token_hash)
    return _draft(row) if row else None


def of_actor(tx: Tx, actor: str, limit: int) -> list[Kept]:
    """Somebody's drafts with their files, the one changed last first."""
    files: dict[str, list[DraftFile]] = {}
    for row in tx.all(SQL.files_of_actor, actor=actor):
        files.setdefault(str(row["draft_id"]), []).append(_file(row))
    found = (_draft(row) for row in tx.all(SQL.of_actor, actor=actor, limit=limit))
    return [Kept(draft, tuple(files.get(draft.id, ()))) for draft in found]


def idents(tx: Tx, actor: str, limit: int) -> list[DraftId]:
    """Which drafts somebody has, at most so many."""
    return [DraftId(row["id"]) for row in tx.all(SQL.idents, actor=actor, limit=limit)]


def scheduled(tx: Tx) -> list[Draft]:
    """Everything that is to be published later, the next first."""
    return [_draft(row) for row in tx.all(SQL.scheduled)]


def untouched(tx: Tx, before: int, limit: int) -> list[DraftId]:
    """Drafts that nobody has changed since then (ms), and that no time is set for."""
    return [DraftId(row["id"]) for row in tx.all(SQL.untouched, before=before, limit=limit)]


def save(tx: Tx, ident: DraftId, fields: Fields, now: int) -> None:
    """Replace what was typed."""
    tx.run(SQL.save, id=ident, fields=_json(fields), now=now)


def touch(tx: Tx, ident: DraftId, now: int) -> None:
    """Note that somebody works on it."""
    tx.run(SQL.touch, id=ident, now=now)


def schedule(tx: Tx, ident: DraftId, publish_at: int | None, zone: str, now: int) -> None:
    """Set the time (ms), or none."""
    tx.run(SQL.schedule, id=ident, publish_at=publish_at, zone=zone, nothing=_NOTHING, now=now)


def fail(tx: Tx, ident: DraftId, trouble: Mapping[str, str], now: int) -> None:
    """Its time came, and it could not be published: it waits for its artist."""
    kept = {field: stored(sentence) for field, sentence in trouble.items()}
    tx.run(SQL.fail, id=ident, trouble=json.dumps(kept, ensure_ascii=False), now=now)


def settle(tx: Tx, ident: DraftId) -> None:
    """Forget what went wrong: its artist has seen to it."""
    tx.run(SQL.settle, id=ident, nothing=_NOTHING)


def link(tx: Tx, ident: DraftId, token_hash: str | None) -> None:
    """Give it a secret link in the place of any other, or none."""
    tx.run(SQL.link, id=ident, token_hash=token_hash)


def remove(tx: Tx, ident: DraftId) -> list[DraftFileId]:
    """Forget a draft; returns the files that nothing needs any more."""
    freed = [file.id for file in files(tx, ident)]
    tx.run(SQL.forget_looks, draft=ident)
    tx.run(SQL.remove_files, draft=ident)
    tx.run(SQL.remove, id=ident)
    return freed


def add_file(tx: Tx, file: DraftFile) -> None:
    tx.run(
        SQL.add_file,
        id=file.id,
        draft=file.draft_id,
        row=file.row,
        name=file.name,
        size=file.size,
        received=file.received,
        sha256=file.sha256,
        now=file.created,
    )


def file(tx: Tx, ident: str) -> DraftFile | None:
    row = tx.one(SQL.file, id=ident)
    return _file(row) if row else None


def files(tx: Tx, draft: str) -> tuple[DraftFile, ...]:
    """The files of a draft, by their rows."""
    return tuple(_file(row) for row in tx.all(SQL.files, draft=draft))


def file_exists(tx: Tx, ident: str) -> bool:
    return tx.one(SQL.file_exists, id=ident) is not None


def got(tx: Tx, ident: DraftFileId, received: int, sha256: str) -> None:
    """Note how much of a file has arrived; `sha256` once that is all of it."""
    tx.run(SQL.got, id=ident, received=received, sha256=sha256)


def looks(tx: Tx, draft: str) -> dict[DraftFileId, Look]:
    """What the check said of the files of a draft; those without were not judged yet."""
    return {DraftFileId(row["file_id"]): Look(row["look"]) for row in tx.all(SQL.looks, draft=draft)}


def set_look(tx: Tx, ident: DraftFileId, look: Look) -> None:
    tx.run(SQL.set_look, file=ident, look=look.value)


def remove_file(tx: Tx, ident: DraftFileId) -> None:
    tx.run(SQL.forget_look, id=ident)
    tx.run(SQL.remove_file, id=ident)


def total(tx: Tx, actor: str) -> tuple[int, int]:
    """How many drafts somebody has, and how many bytes their files take or will take."""
    count, size = tx.one(SQL.count, actor=actor), tx.one(SQL.bytes, actor=actor)
    return (int(count["n"]) if count else 0, int(size["n"]) if size else 0)


def composing(tx: Tx, actor: str) -> Composing:
    row = tx.one(SQL.composing, actor=actor)
    return Composing(Descriptions.read(row["descriptions"]), row["zone"]) if row else Composing()


def set_descriptions(tx: Tx, actor: str, descriptions: Descriptions) -> None:
    tx.run(SQL.set_descriptions, actor=actor, descriptions=descriptions.value)


def set_zone(tx: Tx, actor: str, zone: str) -> None:
    tx.run(SQL.set_zone, actor=actor, zone=zone)


def described(tx: Tx, actor: str) -> tuple[int, int]:
    """Of somebody's pictures that hang: how many there are, and how many have a description."""
    row = tx.one(SQL.described, actor=actor)
    return (int(row["pictures"]), int(row["described"])) if row else (0, 0)


def forget_composing(tx: Tx, actor: str) -> None:
    tx.run(SQL.forget_composing, actor=actor)
