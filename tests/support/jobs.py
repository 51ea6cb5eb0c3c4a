"""A job that has nothing wrong with it."""

from dataclasses import replace
from datetime import date, timedelta

from fedart.domain.hiring import Discipline, JobType, Mode, Unit
from fedart.domain.job import Pay, Place, Terms, Ways
from fedart.domain.practice import today
from fedart.instance import Instance

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
