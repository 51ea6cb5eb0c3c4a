"""Who may answer which work, and the answers that wait until the artist lets them in."""

import json
from dataclasses import dataclass

from fedart.domain.answers import Answers, Elsewhere, Sought
from fedart.domain.ids import ActorId, Uri, WorkId
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("answers.sql")


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer that waits, or was refused (`refused`, in ms). `about`: the work whose rule it is, by `actor_id`.

    `request`: the id of the activity that asked, empty where the answer came by itself.
    """

    work_id: WorkId
    about: WorkId
    actor_id: ActorId
    request: str
    created: int
    refused: int | None = None


def rule(tx: Tx, work: str) -> Answers:
    """Who may answer that very work."""
    row = tx.one(SQL.rule, work=work)
    return Answers.read(row["rule"]) if row else Answers.EVERYBODY


def set_rule(tx: Tx, work: str, chosen: Answers) -> None:
    if chosen is Answers.EVERYBODY:
        tx.run(SQL.clear_rule, work=work)
    else:
        tx.run(SQL.put_rule, work=work, rule=chosen.value)


def ask(tx: Tx, asked: Asked) -> None:
    """Note that an answer waits."""
    tx.run(
        SQL.ask,
        work=asked.work_id,
        about=asked.about,
        actor=asked.actor_id,
        request=asked.request,
        now=asked.created,
    )


def asked(tx: Tx, work: str) -> Asked | None:
    """What is known of an answer that waits or was refused; None for any other post."""
    row = tx.one(SQL.asked, work=work)
    if row is None:
        return None
    return Asked(
        work_id=WorkId(row["work_id"]),
        about=WorkId(row["about"]),
        actor_id=ActorId(row["actor_id"]),
        request=row["request"],
        created=row["created"],
        refused=row["refused"],
    )


def name_request(tx: Tx, work: str, request: str) -> None:
    """Note which activity asks for an answer that waits already."""
    tx.run(SQL.name_request, work=work, request=request)


def refuse(tx: Tx, work: str, now: int) -> bool:
    """False when it did not wait."""
    return tx.run(SQL.refuse, work=work, now=now) == 1


def settle(tx: Tx, work: str) -> None:
    """It waits no more: it was let in."""
    tx.run(SQL.settle, work=work)


def forget(tx: Tx, work: str, now: int) -> None:
    """Everything about a work that goes: its rule and its own wait; what waits for its sake is never let in."""
    tx.run(SQL.settle, work=work)
    tx.run(SQL.refuse_all, work=work, now=now)
    for sql in (SQL.clear_rule, SQL.clear_elsewhere, SQL.forget_sought):
        tx.run(sql, work=work)


def elsewhere(tx: Tx, work: str) -> Elsewhere | None:
    """What a post of another server says of who may answer it; None where everybody may."""
    row = tx.one(SQL.elsewhere, work=work)
    return Elsewhere(tuple(json.loads(row["always"])), tuple(json.loads(row["asking"]))) if row else None


def put_elsewhere(tx: Tx, work: str, said: Elsewhere | None) -> None:
    """Keep what a post of another server says of that."""
    if said is None or said.open:
        tx.run(SQL.clear_elsewhere, work=work)
    else:
        tx.run(SQL.put_elsewhere, work=work, always=json.dumps(said.always), asking=json.dumps(said.asking))


@dataclass(frozen=True, slots=True)
class Seeking:
    """An answer of ours that the actor `artist` elsewhere was asked about. `permit`: where their permission is."""

    work_id: WorkId
    artist: Uri
    request: Uri
    state: Sought
    permit: Uri | None = None


def _seeking(row: Row) -> Seeking:
    return Seeking(WorkId(row["work_id"]), Uri(row["artist"]), Uri(row["request"]), Sought(row["state"]), row["permit"])


def seek(tx: Tx, made: Seeking, now: int) -> None:
    """Note that somebody elsewhere is asked about an answer of ours."""
    tx.run(SQL.seek, work=made.work_id, artist=made.artist, request=made.request, state=made.state.value, now=now)


def sought(tx: Tx, work: str) -> Seeking | None:
    row = tx.one(SQL.sought, work=work)
    return _seeking(row) if row else None


def sought_by_request(tx: Tx, request: str) -> Seeking | None:
    row = tx.one(SQL.sought_by_request, request=request)
    return _seeking(row) if row else None


def sought_by_permit(tx: Tx, permit: str) -> list[Seeking]:
    """The answers of ours that stand by a permission."""
    return [_seeking(row) for row in tx.all(SQL.sought_by_permit, permit=permit)]


def decide(tx: Tx, work: str, state: Sought, permit: Uri | None) -> None:
    """Note what became of it."""
    tx.run(SQL.decide, work=work, state=state.value, permit=permit)


def sought_of_thread(tx: Tx, parent: str, viewer: str) -> dict[WorkId, bool]:
    """One's own answers to a post elsewhere that are not shown, and whether each was refused."""
    rows = tx.all(SQL.sought_of_thread, parent=parent, viewer=viewer)
    return {WorkId(row["work_id"]): row["state"] != Sought.ASKED.value for row in rows}


def waiting(tx: Tx, actor: str, about: str = "") -> int:
    """How many answers wait for that artist, of all works or of one."""
    row = tx.one(SQL.waiting, actor=actor, about=about)
    return int(row["n"]) if row else 0


def of_thread(tx: Tx, about: str, viewer: str) -> dict[WorkId, bool]:
    """One's own answers to a work that are not shown there, and whether each was refused."""
    rows = tx.all(SQL.of_thread, about=about, viewer=viewer)
    return {WorkId(row["work_id"]): row["refused"] is not None for row in rows}
