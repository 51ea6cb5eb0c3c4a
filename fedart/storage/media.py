"""Pictures, the verdicts about them, and the appeals against those."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache

from fedart.domain.ids import AccountId, ActorId, MediaId, WorkId
from fedart.domain.media import Facts, Media, MediaState, Rendition
from fedart.domain.policy import Action, Estimate, Evidence, Report, Verdict
from fedart.domain.report import Appeal, ReportState
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("media.sql")


@dataclass(frozen=True, slots=True)
class Owned:
    """A picture together with whose it is. `role`: work, icon or image; `original` is a private blob."""

    media: Media
    actor_id: ActorId
    work_id: WorkId | None
    role: str
    original: str | None
    file_name: str
    created: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict as it was booked. `source`: upload, or the host a picture came from."""

    id: str
    media_id: MediaId
    source: str
    sha256: str
    verdict: Verdict
    created: int
    decision: Action | None
    decision_note: str


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
        created=owned.created,
    )
    _use(tx, owned.media, owned.original)


def describe(tx: Tx, media: str, alt: str, focus: tuple[float, float]) -> None:
    tx.run(SQL.describe, id=media, alt=alt, focus_x=focus[0], focus_y=focus[1])


def move(tx: Tx, media: str, position: int) -> None:
    """Give a picture another place in its work."""
    tx.run(SQL.move, id=media, position=position)


def settle(tx: Tx, picture: Media, original: str | None) -> list[str]:
    """Store the state a picture has come to, with what is kept of it; returns the files that are free now."""
    before = _free(tx, picture.id)
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
    )
    return [blob for blob in before if not blob_used(tx, blob)]


def remove(tx: Tx, media: str) -> list[str]:
    """Delete a picture; returns the files (`area/sha256`) that nothing needs any more.

    One that was withheld keeps its record for the moderators, but no place, no text and no file.
    """
    freed = _free(tx, media)
    tx.run(SQL.strip, id=media)
    if tx.one(SQL.was_withheld, id=media) is None:
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
    """Whether any picture needs a file (`area/sha256`) of the store."""
    return tx.one(SQL.blob_used, blob=blob) is not None


def files_in(tx: Tx, area: str) -> set[str]:
    """The sha256 of every file of an area that some picture needs."""
    rows = tx.all(SQL.files_in, first=f"{area}/", last=f"{area}0")
    return {row["blob"].partition("/")[2] for row in rows}


def held_of_work(tx: Tx, work: str) -> int:
    """How many pictures of a work still wait for a person."""
    row = tx.one(SQL.held_of_work, work_id=work)
    return int(row["n"]) if row else 0


def add_verdict(tx: Tx, ident: str, media: str, source: str, sha256: str, verdict: Verdict, now: int) -> None:
    estimate = verdict.report.estimate
    tx.run(
        SQL.add_verdict,
        id=ident,
        media_id=media,
        source=source,
        sha256=sha256,
        action=verdict.action.value,
        reason=verdict.reason,
        evidence=json.dumps([asdict(e) for e in verdict.report.evidence], ensure_ascii=False),
        error=verdict.report.error,
        model=estimate.model if estimate else None,
        model_hash=estimate.model_hash if estimate else None,
        score=estimate.score if estimate else None,
        threshold=verdict.threshold,
        created=now,
    )


def judged_of(row: Row) -> Judged:
    """A row of `verdicts` as the domain knows it."""
    estimate = Estimate(row["model"], row["model_hash"], row["score"]) if row["model"] else None
    evidence = tuple(Evidence(**e) for e in json.loads(row["evidence"]))
    return Judged(
        id=row["id"],
        media_id=MediaId(row["media_id"]),
        source=row["source"],
        sha256=row["sha256"],
        verdict=Verdict(
            Action(row["action"]), row["reason"], Report(evidence, estimate, row["error"]), row["threshold"]
        ),
        created=row["created"],
        decision=Action(row["decision"]) if row["decision"] else None,
        decision_note=row["decision_note"] or "",
    )


def verdict(tx: Tx, ident: str) -> Judged | None:
    row = tx.one(SQL.verdict, id=ident)
    return judged_of(row) if row else None


def verdict_of_media(tx: Tx, media: str) -> Judged | None:
    """The newest verdict about a picture."""
    row = tx.one(SQL.verdict_of_media, media_id=media)
    return judged_of(row) if row else None


def decide(tx: Tx, ident: str, by: str, decision: Action, note: str, now: int) -> bool:
    """Book a person's decision; False when somebody was faster."""
    return tx.run(SQL.decide, id=ident, by=by, decision=decision.value, note=note, now=now) == 1


def overturned(tx: Tx, sha256: str) -> bool:
    """Whether a person has kept this very file before: it is never withheld again."""
    return tx.one(SQL.overturned, sha256=sha256) is not None


def add_appeal(tx: Tx, appeal: Appeal) -> bool:
    """Store an appeal; False when one about this picture is open already."""
    values = {"id": appeal.id, "media_id": appeal.media_id, "account_id": appeal.account_id}
    return tx.run(SQL.add_appeal, **values, text=appeal.text, created=appeal.created) == 1


def close_appeals(tx: Tx, media: str, state: ReportState) -> None:
    tx.run(SQL.close_appeals, media_id=media, state=state.value)


def appeals_of_media(tx: Tx, media: str) -> list[Appeal]:
    return [
        Appeal(
            row["id"],
            MediaId(row["media_id"]),
            AccountId(row["account_id"]),
            row["text"],
            ReportState(row["state"]),
            row["created"],
        )
        for row in tx.all(SQL.appeals_of_media, media_id=media)
    ]
