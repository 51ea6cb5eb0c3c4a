"""A job that has nothing wrong with it, and jobs of ours and of other servers that stand on the board."""

from dataclasses import replace
from datetime import date, timedelta

from fedart.domain.actor import Actor
from fedart.domain.hiring import Discipline, JobType, Mode, Unit
from fedart.domain.ids import ActorId
from fedart.domain.job import Job, JobState, Pay, Place, Terms, Ways
from fedart.domain.practice import today
from fedart.domain.work import Kind
from fedart.instance import Instance
from fedart.services import jobs as services
from fedart.storage import jobs
from tests.support.instance import Studio

TODAY = date(2026, 11, 22)
GOOD = Terms(
    title="Background painter",
    description="Eleven backgrounds for a *short film* about a ferry.",
    type=JobType.FREELANCE,
    disciplines=(Discipline.ENVIRONMENT,),
    pay=Pay(Unit.PROJECT, 2_200_00, 2_600_00, "EUR"),
    place=Place(Mode.REMOTE),
    closes=TODAY + timedelta(days=30),
    ways=Ways(),
    uses_ai=False,
    trains_ai=False,
)


def good(it: Instance, days: int = 30, title: str = GOOD.title) -> Terms:
    """It, open for so many days from the instance's own today."""
    return replace(GOOD, title=title, closes=today(it.clock()) + timedelta(days=days))


async def opened(it: Instance, actor: ActorId, terms: Terms) -> Job:
    """A job of ours that is out; a moderator lets it out where it waits."""
    made = await services.post(it, actor, terms)
    return await services.decide(it, made.work_id, shown=True) if made.state is JobState.REVIEW else made


async def foreign(it: Instance, make: Studio, by: Actor, terms: Terms, state: JobState = JobState.OPEN) -> Job:
    """A job of somebody elsewhere."""
    work = await make.work(by, title=terms.title, kind=Kind.POST)
    job = Job(work.id, by.id, False, terms, state, work.published, services.ends(terms), it.clock())
    await it.db.write(lambda tx: jobs.put(tx, job, digest=services.digest(terms), holds=["unlisted"]))
    return job
