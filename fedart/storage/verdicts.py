"""Verdicts about pictures: each with all it rests on, kept as long as the picture's place, and what people decided."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from fedart.domain.ids import ActorId, MediaId
from fedart.domain.media import near
from fedart.domain.policy import Action, Audience, Estimate, Evidence, Policy, Report, Rule, Tile, Verdict
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("verdicts.sql")


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict as it was booked. `source`: upload, or the host a picture came from; `phash` as in `domain.media`."""

    id: str
    media_id: MediaId
    source: str
    sha256: str
    verdict: Verdict
    created: int
    decision: Action | None
    decision_note: str
    actor_id: ActorId
    phash: str
    superseded: str


def add(tx: Tx, ident: str, media: str, source: str, sha256: str, verdict: Verdict, now: int, phash: str = "") -> None:
    """Book a verdict; it takes the place of those about the same picture that nobody has decided."""
    estimate, rule = verdict.report.estimate, verdict.rule
    tx.run(
        SQL.add,
        id=ident,
        media_id=media,
        source=source,
        sha256=sha256,
        phash=phash,
        action=verdict.action.value,
        reason=verdict.reason,
        evidence=json.dumps([asdict(e) for e in verdict.report.evidence], ensure_ascii=False),
        error=verdict.report.error,
        model=estimate.model if estimate else None,
        model_hash=estimate.model_hash if estimate else None,
        score=estimate.score if estimate else None,
        tiles=json.dumps([[t.left, t.top, t.width, t.height, t.score] for t in estimate.tiles] if estimate else []),
        frames=estimate.frames if estimate else 1,
        threshold=verdict.threshold,
        audience=verdict.audience.value if verdict.audience else None,
        policy=rule.policy.value if rule else None,
        label_from=rule.label if rule else None,
        hold_from=rule.hold if rule else None,
        drop_from=rule.drop if rule else None,
        would=verdict.would.value if verdict.would else None,
        created=now,
    )
    tx.run(SQL.supersede, media_id=media, by=ident)


def judged_of(row: Row) -> Judged:
    """A row of `verdicts` as the domain knows it."""
    return Judged(
        id=row["id"],
        media_id=MediaId(row["media_id"]),
        source=row["source"],
        sha256=row["sha256"],
        verdict=_verdict_of(row),
        created=row["created"],
        decision=Action(row["decision"]) if row["decision"] else None,
        decision_note=row["decision_note"] or "",
        actor_id=ActorId(row["actor_id"]),
        phash=row["phash"],
        superseded=row["superseded"] or "",
    )


def _verdict_of(row: Row) -> Verdict:
    evidence = tuple(Evidence(**e) for e in json.loads(row["evidence"]))
    rule = None
    if row["policy"]:
        rule = Rule(Policy(row["policy"]), row["label_from"], row["hold_from"], row["drop_from"])
    return Verdict(
        action=Action(row["action"]),
        reason=row["reason"],
        report=Report(evidence, _estimate_of(row), row["error"]),
        threshold=row["threshold"],
        rule=rule,
        audience=Audience(row["audience"]) if row["audience"] else None,
        would=Action(row["would"]) if row["would"] else None,
    )


def _estimate_of(row: Row) -> Estimate | None:
    if not row["model"]:
        return None
    tiles = tuple(Tile(*tile) for tile in json.loads(row["tiles"]))
    return Estimate(row["model"], row["model_hash"], row["score"], tiles, row["frames"])


def by_id(tx: Tx, ident: str) -> Judged | None:
    row = tx.one(SQL.by_id, id=ident)
    return judged_of(row) if row else None


def newest(tx: Tx, media: str) -> Judged | None:
    """The newest verdict about a picture."""
    row = tx.one(SQL.newest, media_id=media)
    return judged_of(row) if row else None


def decide(tx: Tx, ident: str, by: str, decision: Action, note: str, now: int) -> bool:
    """Book a person's decision; a decided case can be decided anew while an appeal is open.

    False when somebody was faster.
    """
    return tx.run(SQL.decide, id=ident, by=by, decision=decision.value, note=note, now=now) == 1


def overturned(tx: Tx, sha256: str, actor: str = "", phash: str = "") -> bool:
    """Whether a person has kept this very file before, or a near copy of it by the same artist.

    Near copies count for the same artist only: otherwise whoever wants generated pictures taken for somebody's work
    would only have to stay close to one that was kept.
    """
    if tx.one(SQL.overturned, sha256=sha256) is not None:
        return True
    if not actor or not phash:
        return False
    return any(near(phash, row["phash"]) for row in tx.all(SQL.overturned_of_actor, actor_id=actor))


def export(tx: Tx, after: str, limit: int) -> Sequence[Row]:
    """Verdicts after that id with their picture, artist and decider, in the order they were booked."""
    return tx.all(SQL.export, after=after, limit=limit)
