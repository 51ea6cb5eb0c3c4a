"""Applications as they are stored: written, moved on, and forgotten. What is read of them for pages is scoped to its
reader in `views_applications`."""

from fedart.domain.applying import SEEN, Application, ApplicationId, Letter, Stage
from fedart.domain.ids import ActorId, WorkId
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("applications.sql")


def application_of(tx: Tx, row: Row) -> Application:
    """An application from the columns of this module's part."""
    ident = ApplicationId(row["p_id"])
    works = tuple(WorkId(each["work_id"]) for each in tx.all(SQL.works, id=ident))
    return Application(
        id=ident,
        work_id=WorkId(row["p_work_id"]),
        actor_id=ActorId(row["p_actor_id"]),
        stage=Stage(row["p_stage"]),
        letter=Letter(row["p_note"], row["p_rate"], row["p_start"], works),
        file_name=row["p_file_name"],
        file_bytes=row["p_file_bytes"],
        created=row["p_created"],
        seen=row["p_seen"],
        talk=WorkId(row["p_talk"]) if row["p_talk"] else None,
    )


def insert(tx: Tx, made: Application) -> bool:
    """Store a new application with the first step of its timeline; False when that artist has applied already."""
    letter = made.letter
    stored = tx.run(
        SQL.insert,
        id=made.id,
        work=made.work_id,
        actor=made.actor_id,
        stage=made.stage.value,
        note=letter.note,
        rate=letter.rate,
        start=letter.start,
        file_name=made.file_name,
        file_bytes=made.file_bytes,
        now=made.created,
    )
    if not stored:
        return False
    for position, work in enumerate(letter.works):
        tx.run(SQL.add_work, id=made.id, position=position, work=work)
    _step(tx, made.id, made.stage.value, made.created)
    return True


def _step(tx: Tx, ident: str, what: str, now: int) -> None:
    tx.run(SQL.add_step, id=ident, what=what, now=now)


def by_id(tx: Tx, ident: str) -> Application | None:
    row = tx.one(SQL.by_id, id=ident)
    return application_of(tx, row) if row else None


def move(tx: Tx, ident: str, stage: Stage, now: int) -> None:
    """Change where it stands, with a step in its timeline; whoever calls knows that it may."""
    tx.run(SQL.move, id=ident, stage=stage.value)
    _step(tx, ident, stage.value, now)


def see(tx: Tx, ident: str, now: int) -> bool:
    """Note that its poster opened it; False when they had before."""
    if not tx.run(SQL.see, id=ident, now=now):
        return False
    _step(tx, ident, SEEN, now)
    return True


def talk(tx: Tx, ident: str, root: str) -> None:
    """Note in which conversation its poster answers."""
    tx.run(SQL.talk, id=ident, root=root)


def forget(tx: Tx, ident: str) -> None:
    """Delete an application, and the Offer that carried it. Its file, if it has one, belongs to nothing then."""
    for statement in (
        SQL.forget_works,
        SQL.forget_steps,
        SQL.forget_sent,
        SQL.forget_offer,
        SQL.forget_offer_works,
        SQL.forget,
    ):
        tx.run(statement, id=ident)


def count_withdrawn(tx: Tx, work: str) -> None:
    """One more was withdrawn: all that stays of it."""
    tx.run(SQL.count_withdrawn, work=work)


def withdrawn(tx: Tx, work: str) -> int:
    row = tx.one(SQL.withdrawn, work=work)
    return int(row["number"]) if row else 0


def of_job(tx: Tx, work: str, limit: int) -> list[Application]:
    """Some applications for a job, the oldest first."""
    return [application_of(tx, row) for row in tx.all(SQL.of_job, work=work, limit=limit)]


def of_artist(tx: Tx, actor: str, limit: int) -> list[Application]:
    """Some applications of somebody, the oldest first."""
    return [application_of(tx, row) for row in tx.all(SQL.of_artist, actor=actor, limit=limit)]


def to_poster(tx: Tx, actor: str, limit: int) -> list[Application]:
    """Some applications for jobs of somebody, the oldest first."""
    return [application_of(tx, row) for row in tx.all(SQL.to_poster, actor=actor, limit=limit)]


def forget_job(tx: Tx, work: str) -> None:
    """Forget what else is known of a job's applications, once they are gone themselves."""
    tx.run(SQL.forget_withdrawn, work=work)
    tx.run(SQL.forget_over, work=work)


def take_work_out(tx: Tx, work: str) -> None:
    """A work that was deleted is shown in no application any more."""
    tx.run(SQL.take_work_out, work=work)


def stale(tx: Tx, before: int, limit: int) -> list[WorkId]:
    """Jobs that have been over since before then (ms)."""
    return [WorkId(row["work_id"]) for row in tx.all(SQL.stale, before=before, limit=limit)]


def has_file(tx: Tx, ident: str) -> bool:
    """Whether a file belongs to an application that is there."""
    return tx.one(SQL.has_file, id=ident) is not None
