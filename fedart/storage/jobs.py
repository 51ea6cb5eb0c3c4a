"""Jobs: their facts beside the works that carry them."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from fedart.domain.hiring import Discipline, Experience, JobType, Mode, Rights, Trial, Unit
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.job import Details, Fee, Job, JobState, Pay, Place, Terms, Ways
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("jobs.sql")
_YEARLY = {Unit.HOUR: 1_800, Unit.DAY: 225, Unit.WEEK: 46, Unit.MONTH: 12, Unit.YEAR: 1}
"""How often a unit comes in a year of full work; what is paid by the piece or project is compared as it is."""


def yearly(pay: Pay) -> int:
    """Pay that jobs of different units can be compared by, in hundredths; 0 for none."""
    return max(pay.least, pay.most) * _YEARLY.get(pay.unit, 1) if pay.unit.paid else 0


def put(tx: Tx, job: Job, *, digest: str, holds: Collection[str] = ()) -> None:
    """Store a job, or replace what was known of it. `digest` of its text; `holds`: names of the rules that hold it."""
    terms, details = job.terms, job.terms.details
    tx.run(
        SQL.put,
        work=job.work_id,
        actor=job.actor_id,
        local=int(job.local),
        state=job.state.value,
        type=terms.type.value,
        mode=terms.place.mode.value,
        country=terms.place.country,
        unit=terms.pay.unit.value,
        currency=terms.pay.currency,
        least=terms.pay.least,
        most=terms.pay.most,
        yearly=yearly(terms.pay),
        experience=details.experience.value,
        uses_ai=None if terms.uses_ai is None else int(terms.uses_ai),
        trains_ai=None if terms.trains_ai is None else int(terms.trains_ai),
        fee=details.fee.amount,
        closes=terms.closes.isoformat(),
        ends=job.ends,
        opened=job.opened,
        changed=job.changed,
        holds=json.dumps(sorted(holds)),
        digest=digest,
        facts=json.dumps(_facts(terms), ensure_ascii=False),
    )
    tx.run(SQL.clear_disciplines, work=job.work_id)
    for discipline in terms.disciplines:
        tx.run(SQL.add_discipline, work=job.work_id, discipline=discipline.value)
    tx.run(SQL.clear_countries, work=job.work_id)
    for country in terms.place.countries:
        tx.run(SQL.add_country, work=job.work_id, country=country)
    _end(tx, job.work_id, job.state, job.changed)
    _find(tx, job)


def _end(tx: Tx, work: str, state: JobState, now: int) -> None:
    """Note since when a job is over; applications for it are forgotten by that."""
    if state.over:
        tx.run(SQL.over, work=work, now=now)
    else:
        tx.run(SQL.not_over, work=work)


def _facts(terms: Terms) -> dict[str, object]:
    """What no list is filtered by."""
    details = terms.details
    lines = {name: text for name in Details.LINES if (text := getattr(details, name))}
    return {
        "title": terms.title,
        "description": terms.description,
        "town": terms.place.town,
        "here": terms.ways.here,
        "link": terms.ways.link,
        "mail": terms.ways.mail,
        "intent": terms.ways.intent,
        "rights": details.rights.value,
        "trial": details.trial.value,
        "openings": details.openings,
        "fee_currency": details.fee.currency,
        "lines": lines,
    }


def _find(tx: Tx, job: Job) -> None:
    """Bring the words that a job is found by up to date; only an open one is found."""
    tx.run(SQL.erase_words, work=job.work_id)
    tx.run(SQL.leave_words, work=job.work_id)
    if job.state is not JobState.OPEN:
        return
    terms = job.terms
    about = [terms.place.town, terms.details.software, terms.type.words, *(d.words for d in terms.disciplines)]
    tx.run(SQL.enter_words, work=job.work_id)
    tx.run(SQL.write_words, work=job.work_id, title=terms.title, words=terms.description, about=" ".join(about))


def by_work(tx: Tx, work: str) -> Job | None:
    """The job that a work carries; None for any other work."""
    row = tx.one(SQL.by_work, work=work)
    return job_of(tx, row) if row else None


def holds(tx: Tx, work: str) -> tuple[str, ...]:
    """The names of the rules that hold a job."""
    row = tx.one(SQL.holds, work=work)
    return tuple(json.loads(row["holds"])) if row else ()


def move(tx: Tx, job: Job, state: JobState, now: int) -> None:
    """Change where a job stands; whoever calls knows that it may."""
    tx.run(SQL.move, work=job.work_id, state=state.value, now=now)
    _end(tx, job.work_id, state, now)
    _find(tx, replace(job, state=state))


def ended(tx: Tx, now: int, limit: int) -> list[WorkId]:
    """Open and paused jobs whose time is over, ours and other servers', the ones over longest first."""
    return [WorkId(row["work_id"]) for row in tx.all(SQL.ended, now=now, limit=limit)]


def of_actor(tx: Tx, actor: str, limit: int) -> list[Job]:
    """The jobs of somebody of ours, newest first."""
    return [job_of(tx, row) for row in tx.all(SQL.of_actor, actor=actor, limit=limit)]


def posted(tx: Tx, actor: str) -> int:
    """How many jobs of somebody have been out."""
    row = tx.one(SQL.posted, actor=actor)
    return int(row["number"]) if row else 0


def same_text(tx: Tx, digest: str, actor: str) -> int:
    """How many other people posted a job with that text."""
    row = tx.one(SQL.same_text, digest=digest, actor=actor)
    return int(row["number"]) if row else 0


def waiting(tx: Tx, limit: int) -> list[Job]:
    """The jobs that wait for a moderator, the one that waits longest first."""
    return [job_of(tx, row) for row in tx.all(SQL.waiting, limit=limit)]


def remove(tx: Tx, work: str) -> None:
    """Forget a job; the work stays."""
    for statement in (
        SQL.erase_words,
        SQL.leave_words,
        SQL.clear_disciplines,
        SQL.clear_countries,
        SQL.not_over,
        SQL.forget,
    ):
        tx.run(statement, work=work)


def job_of(tx: Tx, row: Row) -> Job:
    """A job from a row of `jobs`."""
    work = row["work_id"]
    facts: dict[str, Any] = json.loads(row["facts"])
    disciplines = [Discipline(each["discipline"]) for each in tx.all(SQL.disciplines, work=work)]
    countries = [each["country"] for each in tx.all(SQL.countries, work=work)]
    details = Details(
        experience=Experience(row["experience"]),
        rights=Rights(facts["rights"]),
        trial=Trial(facts["trial"]),
        openings=facts["openings"],
        fee=Fee(row["fee"], facts["fee_currency"]),
        **facts["lines"],
    )
    terms = Terms(
        title=facts["title"],
        description=facts["description"],
        type=JobType(row["type"]),
        disciplines=tuple(disciplines),
        pay=Pay(Unit(row["unit"]), row["least"], row["most"], row["currency"]),
        place=Place(Mode(row["mode"]), facts["town"], row["country"], tuple(countries)),
        closes=date.fromisoformat(row["closes"]),
        ways=Ways(facts["here"], facts["link"], facts["mail"], facts.get("intent", "")),
        uses_ai=_answer(row["uses_ai"]),
        trains_ai=_answer(row["trains_ai"]),
        details=details,
    )
    return Job(
        WorkId(work),
        ActorId(row["actor_id"]),
        bool(row["local"]),
        terms,
        JobState(row["state"]),
        row["opened"],
        row["ends"],
        row["changed"],
    )


def _answer(value: int | None) -> bool | None:
    return None if value is None else bool(value)
