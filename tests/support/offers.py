"""Applications that cross between servers, written as another server writes them, and a job of such a server."""

from collections.abc import Iterable
from dataclasses import dataclass

from fedart.domain.applying import Application
from fedart.domain.job import Job, JobState
from fedart.instance import Instance
from fedart.services import jobs
from fedart.storage import applications, works
from fedart.storage import jobs as stored
from fedart.storage.database import Tx
from fedart.wire.vocabulary import stamp
from tests.support.instance import Person
from tests.support.jobs import good
from tests.support.remote import Json, Stranger, hear

DOCUMENT = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
WORDS = "<p>I grew up on a sluice, zanzibarite green.</p><p>Ask me.</p>"


def fact(name: str, text: str) -> Json:
    return {"type": "JobFact", "name": name, "propertyValue": text}


def work_link(address: str, title: str) -> Json:
    return {"type": "Link", "mediaType": DOCUMENT, "href": address, "name": title}


def pdf_link(address: str) -> Json:
    return {"type": "Document", "mediaType": "application/pdf", "url": address, "name": "portfolio.pdf"}


def commitment(intent: str) -> Json:
    quantity = {"hasUnit": "one", "hasNumericalValue": "1"}
    return {"type": "Commitment", "satisfies": intent, "resourceQuantity": quantity}


def offer(by: Stranger, it: Instance, job: Job, poster: Person, attached: Iterable[Json] = (), late: int = 0) -> Json:
    """An Offer for a job of ours, `late` ms after the instance's own now."""
    held: Json = {
        "type": "Agreement",
        "content": WORDS,
        "additionalProperty": [fact("rate", "300 EUR a day"), fact("start", "1 February")],
        "attachment": list(attached),
        "stipulates": commitment(f"{it.urls.object(job.work_id)}#intent"),
    }
    return by.activity("Offer", object=held, to=[poster.actor.uri], published=stamp(it.clock() + late))


@dataclass(frozen=True)
class Foreign:
    """A job of another server that takes Offers."""

    job: Job
    uri: str

    @property
    def intent(self) -> str:
        return f"{self.uri}#intent"


async def foreign(it: Instance, poster: Stranger, reader: Person, *, takes: bool = True, **changes: object) -> Foreign:
    """A job of `poster`'s that stands on our board, written out; `takes`: their server takes Offers."""
    note = poster.note("Eleven backgrounds for a film about a ferry.")
    facts = [fact("jobState", "open"), fact("payUnit", "unpaid"), fact("mode", "remote")]
    note |= {
        "cc": [reader.actor.uri],
        "additionalType": "https://schema.org/JobPosting",
        "title": "Background painter",
        "validThrough": good(it).closes.isoformat() + "T23:59:59Z",
        "purpose": "request",
        "publishes": {"type": "Intent", "id": f"{note['id']}#intent", "action": "deliverService"},
        "additionalProperty": [*facts, fact("applyBy", "Offer")] if takes else facts,
        **changes,
    }
    await hear(it, poster, poster.create(note))
    known = await it.db.read(lambda tx: _job(tx, note["id"]))
    if known.state is JobState.REVIEW:
        known = await jobs.decide(it, known.work_id, shown=True)
    return Foreign(known, note["id"])


def _job(tx: Tx, uri: str) -> Job:
    work = works.by_uri(tx, uri)
    job = stored.by_work(tx, work.id) if work else None
    assert job is not None
    return job


async def kept(it: Instance, ident: str) -> Application | None:
    """An application as it is stored."""
    return await it.db.read(lambda tx: applications.by_id(tx, ident))


async def received(it: Instance, job: Job) -> list[Application]:
    """The applications for a job."""
    return await it.db.read(lambda tx: applications.of_job(tx, job.work_id, 50))
