"""Read models for the people who run the instance."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from fedart.domain.actor import Role
from fedart.domain.ids import WorkId
from fedart.domain.media import Media, MediaState, distance
from fedart.domain.policy import Action
from fedart.storage import statements, verdicts
from fedart.storage.database import Row, Tx
from fedart.storage.verdicts import Judged, judged_of
from fedart.storage.views import NEWEST, Page, Person, media_in, page_of, person_in
from fedart.storage.views_home import Plea, plea_in

SQL = statements.load("views_admin.sql")


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation link; times in ms. Its token is known only to whom it was shown."""

    role: Role
    note: str
    created: int
    expires: int
    used: int | None
    used_by: str


@dataclass(frozen=True, slots=True)
class Record:
    """What a moderator reads about one picture that was withheld. `decided` in ms, `decided_by` a user name."""

    judged: Judged
    media: Media
    role: str
    file_name: str
    by: Person
    work: tuple[WorkId, str, str] | None
    decided: int | None
    decided_by: str
    plea: Plea | None

    @property
    def waits(self) -> bool:
        """Whether nobody has decided about it yet: what was dropped on arrival is gone."""
        return self.decided is None and (self.media.state is MediaState.HELD or self.would is not None)

    @property
    def open(self) -> bool:
        """Whether a person may decide now: it waits, or its artist has appealed."""
        return self.waits or self.plea is not None

    @property
    def would(self) -> Action | None:
        """What today's rule would do to a picture that is shown as it is until a person decides."""
        return self.judged.verdict.would


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The next newer and the next older case that waits for a decision, by their verdicts; `waiting`: all of them."""

    newer: str | None
    older: str | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Precedent:
    """An earlier decision about something similar.

    `distance`: bits of 64 in which the perceptual hashes differ, None where one is missing. `score_gap`: between the
    two estimates. `same_kind`: both were declared in the same way, or both estimated.
    """

    record: Record
    distance: int | None
    same_artist: bool
    same_kind: bool
    score_gap: float | None


def invites(tx: Tx, account: str, *, limit: int) -> tuple[Invite, ...]:
    """The invitations that somebody made, newest first."""
    return tuple(
        Invite(Role(r["role"]), r["note"], r["created"], r["expires"], r["used"], r["used_by"] or "")
        for r in tx.all(SQL.invites, account=account, limit=limit)
    )


def _records(tx: Tx, rows: Iterable[Row]) -> list[Record]:
    records = []
    for row in rows:
        media = media_in(row, "m_")
        if media is not None:
            work = None if row["w_id"] is None else (WorkId(row["w_id"]), row["w_title"], row["w_uri"])
            records.append(
                Record(
                    judged=judged_of(row),
                    media=media,
                    role=row["role"],
                    file_name=row["file_name"],
                    by=person_in(row),
                    work=work,
                    decided=row["decided"],
                    decided_by=row["decider"] or "",
                    plea=plea_in(tx, row),
                )
            )
    return records


def withheld(tx: Tx, *, before: str = NEWEST, limit: int) -> Page[Record]:
    """Every picture that was held, dropped or marked, newest first and once; the cursor is the verdict's id."""
    records = _records(tx, tx.all(SQL.withheld, before=before, limit=limit + 1))
    return page_of(records, [record.judged.id for record in records], limit)


def record(tx: Tx, verdict: str) -> Record | None:
    """One record by its verdict."""
    return next(iter(_records(tx, tx.all(SQL.record, id=verdict))), None)


def appeals(tx: Tx, *, before: str = NEWEST, limit: int) -> Page[Record]:
    """The open appeals, newest first; the cursor is the appeal's id."""
    rows = tx.all(SQL.appeals, before=before, limit=limit + 1)
    return page_of(_records(tx, rows), [row["p_id"] for row in rows], limit)


def desk(tx: Tx, *, before: str = NEWEST, limit: int) -> Page[Record]:
    """Pictures that are shown, but would not be by today's rule and model: a person decides; newest first."""
    records = _records(tx, tx.all(SQL.desk, before=before, limit=limit + 1))
    return page_of(records, [record.judged.id for record in records], limit)


def neighbours(tx: Tx, verdict: str) -> Neighbours:
    """The cases that wait around that verdict: held pictures, open appeals, and what today's rule would withhold."""
    row = tx.one(SQL.neighbours, id=verdict)
    return Neighbours(row["newer"], row["older"], row["waiting"]) if row else Neighbours(None, None, 0)


def similar(tx: Tx, verdict: str, limit: int) -> tuple[Precedent, ...]:
    """Decisions of people about pictures like that one, the most alike first: near copies, the same artist's, then

    those with the same kind of evidence and the nearest estimate. Looks at the newest `_CANDIDATES` decisions.
    """
    subject = verdicts.by_id(tx, verdict)
    if subject is None:
        return ()
    rows = (
        *tx.all(SQL.decided, limit=_CANDIDATES),
        *tx.all(SQL.decided_of_actor, actor_id=subject.actor_id, limit=_CANDIDATES),
    )
    likenesses = {row["id"]: _likeness(subject, row) for row in rows if row["media_id"] != subject.media_id}
    best = sorted(likenesses, key=lambda ident: likenesses[ident].rank)[:limit]
    found = [(shown, likenesses[ident]) for ident in best if (shown := record(tx, ident)) is not None]
    return tuple(
        Precedent(shown, like.distance, like.same_artist, like.same_kind, like.score_gap) for shown, like in found
    )


_CANDIDATES = 1_000
_ALIKE = 16
"""Bits up to which two pictures are alike enough for the distance to say something."""


@dataclass(frozen=True, slots=True)
class _Likeness:
    distance: int | None
    same_artist: bool
    same_kind: bool
    score_gap: float | None

    @property
    def rank(self) -> tuple[int, bool, bool, float]:
        bits = self.distance if self.distance is not None and self.distance <= _ALIKE else _ALIKE + 1
        return bits, not self.same_artist, not self.same_kind, 1.0 if self.score_gap is None else self.score_gap


def _likeness(subject: Judged, row: Row) -> _Likeness:
    estimate = subject.verdict.report.estimate
    gap = None if estimate is None or row["score"] is None else abs(estimate.score - row["score"])
    kinds = {e["kind"] for e in json.loads(row["evidence"])}
    own = {e.kind for e in subject.verdict.report.evidence}
    return _Likeness(
        distance=distance(subject.phash, row["phash"]),
        same_artist=subject.actor_id == row["actor_id"],
        same_kind=bool(own & kinds) if own or kinds else subject.verdict.reason == row["reason"],
        score_gap=gap,
    )
