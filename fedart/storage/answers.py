"""Who may answer which work, and the answers that wait until the artist lets them in."""

from dataclasses import dataclass

from fedart.domain.answers import Answers
from fedart.domain.ids import ActorId, WorkId
from fedart.storage import statements
from fedart.storage.database import Tx

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
    tx.run(SQL.clear_rule, work=work)


def waiting(tx: Tx, actor: str, about: str = "") -> int:
    """How many answers wait for that artist, of all works or of one."""
    row = tx.one(SQL.waiting, actor=actor, about=about)
    return int(row["n"]) if row else 0


def of_thread(tx: Tx, about: str, viewer: str) -> dict[WorkId, bool]:
    """One's own answers to a work that are not shown there, and whether each was refused."""
    rows = tx.all(SQL.of_thread, about=about, viewer=viewer)
    return {WorkId(row["work_id"]): row["refused"] is not None for row in rows}
