"""Pictures, and which of them needs which file of the store."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache

from fedart.domain.ids import ActorId, MediaId, WorkId, first_id
from fedart.domain.media import Facts, Label, Media, MediaState, Rendition
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("media.sql")


@dataclass(frozen=True, slots=True)
class Owned:
    """A picture together with whose it is. `role`: work, icon, image or emoji; `original` is a private blob."""

    media: Media
    actor_id: ActorId
    work_id: WorkId | None
    role: str
    original: str | None
    file_name: str
    created: int


def facts_of(row: Row) -> Facts | None:
    return None if row["facts"] is None else _facts(row["facts"])


def renditions_of(row: Row) -> tuple[Rendition, ...]:
    return _renditions(row["renditions"])


@lru_cache(maxsize=1024)
def _facts(text: str) -> Facts:
    return Facts(**json.loads(text))


@lru_cache(maxsize=1024)
def _renditions(text: str) -> tuple[Rendition, ...]:
    # Lists of works show the same pictures again and again; the values are frozen, so they can be shared.
    return tuple(Rendition(**r) for r in json.loads(text))


def media_of(row: Row) -> Media:
    """A row of `media` as the domain knows it."""
    return Media(
        id=MediaId(row["id"]),
        position=row["position"],
        alt=row["alt"],
        focus=(row["focus_x"], row["focus_y"]),
        state=MediaState(row["state"]),
        sha256=row["sha256"],
        facts=facts_of(row),
        renditions=renditions_of(row),
        remote_url=row["remote_url"],
        reason=row["reason"],
        label=Label(row["label"]),
    )


def _owned(row: Row) -> Owned:
    return Owned(
        media=media_of(row),
        actor_id=ActorId(row["actor_id"]),
        work_id=row["work_id"],
        role=row["role"],
        original=row["original"],
        file_name=row["file_name"],
        created=row["created"],
    )


def _json(facts: Facts | None, renditions: tuple[Rendition, ...]) -> tuple[str | None, str]:
    return (None if facts is None else json.dumps(asdict(facts))), json.dumps([asdict(r) for r in renditions])


def by_id(tx: Tx, media: str) -> Owned | None:
    row = tx.one(SQL.by_id, id=media)
    return _owned(row) if row else None


def by_work(tx: Tx, work: str) -> list[Media]:
    """The pictures of a work in their order, whatever their state."""
    return [media_of(row) for row in tx.all(SQL.by_work, work_id=work)]


def insert(tx: Tx, owned: Owned) -> None:
    facts, renditions = _json(owned.media.facts, owned.media.renditions)
    tx.run(
        SQL.insert,
        id=owned.media.id,
        actor_id=owned.actor_id,
        work_id=owned.work_id,
        role=owned.role,
        position=owned.media.position,
        alt=owned.media.alt,
        focus_x=owned.media.focus[0],
        focus_y=owned.media.focus[1],
        state=owned.media.state.value,
        sha256=owned.media.sha256,
        facts=facts,
        renditions=renditions,
        original=owned.original,
        file_name=owned.file_name,
        remote_url=owned.media.remote_url,
        reason=owned.media.reason,
        label=owned.media.label.value,
        created=owned.created,
    )
    _use(tx, owned.media, owned.original)


def describe(tx: Tx, media: str, alt: str, focus: tuple[float, float]) -> None:
    tx.run(SQL.describe, id=media, alt=alt, focus_x=focus[0], focus_y=focus[1])


def move(tx: Tx, media: str, position: int) -> None:
    """Give a picture another place in its work."""
    tx.run(SQL.move, id=media, position=position)


def hang(tx: Tx, media: str, work: str, position: int) -> None:
    """Give a picture a place in a work."""
    tx.run(SQL.hang, id=media, work_id=work, position=position)


def settle(tx: Tx, picture: Media, original: str | None) -> list[str]:
    """Store the state a picture has come to, with what is kept of it; returns the files that are free now."""
    before = _free(tx, picture.id)
    if picture.state is MediaState.DROPPED:
        tx.run(SQL.forget_said, id=picture.id)
    _use(tx, picture, original)
    facts, renditions = _json(picture.facts, picture.renditions)
    tx.run(
        SQL.settle,
        id=picture.id,
        sha256=picture.sha256,
        state=picture.state.value,
        facts=facts,
        renditions=renditions,
        original=original,
        reason=picture.reason,
        label=picture.label.value,
    )
    return [blob for blob in before if not blob_used(tx, blob)]


def remove(tx: Tx, media: str) -> list[str]:
    """Delete a picture; returns the files (`area/sha256`) that nothing needs any more.

    One that was withheld, decided about or appealed for keeps its record for the moderators, but no place, no text and
    no file.
    """
    freed = _free(tx, media)
    tx.run(SQL.strip, id=media)
    for forget in (SQL.forget_said, SQL.forget_part, SQL.forget_crops, SQL.forget_focus, SQL.forget_cover):
        tx.run(forget, id=media)
    if tx.one(SQL.on_record, id=media) is None:
        tx.run(SQL.forget_verdicts, id=media)
        tx.run(SQL.forget_notifications, id=media)
        tx.run(SQL.delete, id=media)
    return freed


def files_of(picture: Media, original: str | None) -> list[str]:
    """The files of a picture as `area/sha256`: held ones lie in quarantine, originals of kept ones in private."""
    held = picture.state is MediaState.HELD
    files = [f"{'quarantine' if held else 'public'}/{r.blob}" for r in picture.renditions]
    return [*files, f"{'quarantine' if held else 'private'}/{original}"] if original else files


def _use(tx: Tx, picture: Media, original: str | None) -> None:
    for file in files_of(picture, original):
        tx.run(SQL.add_use, blob=file, id=picture.id)


def _free(tx: Tx, media: str) -> list[str]:
    blobs = [row["blob"] for row in tx.all(SQL.uses, id=media)]
    tx.run(SQL.clear_uses, id=media)
    return [blob for blob in blobs if not blob_used(tx, blob)]


def blob_used(tx: Tx, blob: str) -> bool:
    """Whether any picture, or any appeal, needs a file (`area/sha256`) of the store."""
    return tx.one(SQL.blob_used, blob=blob) is not None


def files_in(tx: Tx, area: str) -> set[str]:
    """The sha256 of every file of an area that some picture or appeal needs."""
    rows = tx.all(SQL.files_in, first=f"{area}/", last=f"{area}0")
    return {row["blob"].partition("/")[2] for row in rows}


def held_of_work(tx: Tx, work: str) -> int:
    """How many pictures of a work still wait for a person."""
    row = tx.one(SQL.held_of_work, work_id=work)
    return int(row["n"]) if row else 0


def to_judge(tx: Tx, *, after: str, since: int, held_only: bool, limit: int) -> list[Owned]:
    """Stored pictures with files, oldest first, made since then (ms), after that id."""
    first = max(after, first_id(since))
    sql = SQL.to_judge_held if held_only else SQL.to_judge
    return [_owned(row) for row in tx.all(sql, after=first, limit=limit)]


def following(tx: Tx, after: str, limit: int) -> list[Owned]:
    """The next pictures after that id, whatever they are."""
    return [_owned(row) for row in tx.all(SQL.following, after=after, limit=limit)]


def count_to_judge(tx: Tx, *, since: int, held_only: bool) -> int:
    """How many those are."""
    row = tx.one(SQL.count_held if held_only else SQL.count_stored, after=first_id(since))
    return int(row["n"]) if row else 0


def held_for_error(tx: Tx) -> list[MediaId]:
    """The pictures that are held because the check did not finish."""
    return [MediaId(row["id"]) for row in tx.all(SQL.held_for_error)]
