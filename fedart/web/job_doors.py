"""What stands around the board: the step before another site, the feed of a search, the moderators' queue."""

from email.utils import formatdate
from xml.etree import ElementTree as ET

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import WorkId, origin_of
from fedart.domain.job import JobState
from fedart.errors import NotFound
from fedart.services import jobs as services
from fedart.storage import jobs as stored
from fedart.storage import views_jobs
from fedart.storage.database import Tx
from fedart.web import cursor, job_facts, jobs, languages, respond, templates, uploads
from fedart.web.session import instance_of, require_moderator
from fedart.web.works import ident_of
from fedart.words import say

RSS = "application/rss+xml"
WAITING = 50


async def leave(request: Request) -> Response:
    """GET /jobs/{id}/leave: where the way to apply leads, before anybody goes there (WEB-13)"""
    it, ident = instance_of(request), ident_of(request)
    found = await it.db.read(lambda tx: views_jobs.one(tx, ident))
    if found is None or found.job.state is not JobState.OPEN or not found.job.terms.ways.link:
        raise NotFound("no such way to apply")
    origin = origin_of(found.job.terms.ways.link)
    if origin is None:
        raise NotFound("no way that a browser could go")
    values = {"posting": found, "host": origin[1], "link": found.job.terms.ways.link}
    return await templates.page(request, "job_leave.html", values, private=True)


async def feed(request: Request) -> Response:
    """GET /jobs.rss: the newest jobs that fit the filters of the address"""
    it, asked = instance_of(request), jobs.asked_of(request)
    wish = jobs.wish_of(asked, it.clock())
    page = await it.db.read(lambda tx: views_jobs.board(tx, wish, before=cursor.before(request), limit=jobs.JOBS))
    origin = it.config.instance.origin
    with languages.ours(request):
        root = ET.Element("rss", version="2.0")
        channel = ET.SubElement(root, "channel")
        head = {
            "title": say("Jobs at %(place)s", place=it.config.instance.name),
            "link": origin + jobs.address(asked),
            "description": say("Every job names its pay. Every job answers the AI question."),
        }
        for name, text in head.items():
            ET.SubElement(channel, name).text = text
        for posting in page.items:
            _item(channel, origin, posting)
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="utf-8")
    answer = Response(body, 200, {"Cache-Control": "public, max-age=300"}, media_type=RSS)
    return respond.cached(request, answer, respond.etag_of(body))


def _item(channel: ET.Element, origin: str, posting: views_jobs.Posting) -> None:
    job, terms = posting.job, posting.job.terms
    facts = [job_facts.pay(terms.pay), say(terms.type.words), job_facts.place(terms), posting.poster.display_name]
    item = ET.SubElement(channel, "item")
    ET.SubElement(item, "title").text = terms.title
    ET.SubElement(item, "link").text = f"{origin}/jobs/{job.work_id}"
    ET.SubElement(item, "guid", isPermaLink="false").text = f"{origin}/objects/{job.work_id}"
    ET.SubElement(item, "pubDate").text = formatdate((job.opened or job.changed) / 1000, usegmt=True)
    ET.SubElement(item, "description").text = " · ".join(facts)


async def queue(request: Request) -> Response:
    """GET /admin/jobs: the jobs that wait for a person"""
    await require_moderator(request)
    it = instance_of(request)

    def read(tx: Tx) -> list[dict[str, object]]:
        waiting = []
        for job in stored.waiting(tx, WAITING):
            posting = views_jobs.own(tx, job.work_id)
            if posting is not None:
                names = stored.holds(tx, job.work_id)
                waiting.append(
                    {
                        "posting": posting,
                        "reasons": services.reasons_of(names),
                        "description": services.description(tx, it, job),
                        "ledger": list(job_facts.ledger(job.terms, signed_in=True)),
                    }
                )
        return waiting

    found = await it.db.read(read)
    return await templates.page(request, "admin/jobs.html", {"waiting": found, "facts": job_facts}, private=True)


async def decide(request: Request) -> Response:
    """POST /admin/jobs/{id}: let it out, or send it back"""
    await require_moderator(request)
    async with uploads.form(request) as form:
        shown = form.text("decision") == "show"
    await services.decide(instance_of(request), WorkId(ident_of(request)), shown=shown)
    return respond.redirect("/admin/jobs")
