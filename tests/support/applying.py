"""An application that has nothing wrong with it, for a job that is out."""

from dataclasses import replace
from pathlib import Path

from fedart.domain.applying import Application, Letter
from fedart.domain.ids import WorkId
from fedart.domain.job import Job
from fedart.instance import Instance
from fedart.services import applying, jobs
from tests.support.instance import Person, Studio
from tests.support.jobs import good

NOTE = "I grew up on a sluice, zanzibarite green."
LETTER = Letter(note=NOTE, rate="300 EUR a day", start="1 February")
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


async def out(it: Instance, poster: Person, title: str = "Background painter", days: int = 30) -> Job:
    """A job of that person's that a moderator has let out."""
    made = await jobs.post(it, poster.actor.id, good(it, days, title=title))
    return await jobs.decide(it, made.work_id, shown=True)


async def applied(
    it: Instance, artist: Person, job: Job, *, works: tuple[WorkId, ...] = (), pdf: Path | None = None
) -> Application:
    """Somebody's application for a job."""
    letter = replace(LETTER, works=works)
    enclosed = applying.Enclosure(pdf, "portfolio.pdf", pdf.stat().st_size) if pdf else None
    return await applying.apply(it, artist.actor.id, job.work_id, letter, enclosed)


async def shown(make: Studio, artist: Person, title: str = "Ferry") -> WorkId:
    """A public work with a picture."""
    work = await make.work(artist.actor, title=title)
    await make.picture(artist.actor, work)
    return work.id
