"""Saved searches of the job board, and the jobs that moderators took away."""

from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.hiring import Discipline, Experience, JobType, Mode
from fedart.domain.ids import WorkId
from fedart.services import casework
from fedart.services import job_searches as services
from fedart.storage import job_searches as stored
from fedart.web import cursor, filters, job_facts, jobs, respond, templates, uploads
from fedart.web.session import instance_of, require_moderator, require_viewer
from fedart.web.works import ident_of
from fedart.words import say

LISTED: Final = 40


def said(query: str) -> str:
    """What a saved search asks for, in words."""
    asked = jobs.cleaned(dict(parse_qsl(query)))
    found = [f"“{asked['q']}”"] if "q" in asked else []
    for name, table in (("discipline", Discipline), ("type", JobType), ("mode", Mode), ("experience", Experience)):
        if name in asked:
            found.append(say(table(asked[name]).words))
    if "country" in asked:
        found.append(job_facts.country(asked["country"]))
    if "floor" in asked:
        found.append(say("at least %(amount)s a month", amount=filters.count(int(asked["floor"]))))
    if "currency" in asked:
        found.append(asked["currency"])
    found += [words for name, words in _switches() if name in asked]
    found += [say(words) for code, words in jobs.ORIGINS if code and code == asked.get("origin")]
    return " · ".join(found)


def _switches() -> tuple[tuple[str, str], ...]:
    return ("no_ai", say("No generative AI")), ("free", say("No fee to enter"))


async def listing(request: Request) -> Response:
    """GET /jobs/searches: what one wants to hear of"""
    viewer, it = await require_viewer(request), instance_of(request)
    found = await it.db.read(lambda tx: stored.of_actor(tx, viewer.actor.id))
    searches = [{"id": each.id, "query": each.query, "words": said(each.query)} for each in found]
    return await templates.page(request, "job_searches.html", {"searches": searches})


async def save(request: Request) -> Response:
    """POST /jobs/searches: save the filters of the board"""
    viewer, it = await require_viewer(request), instance_of(request)
    async with uploads.form(request) as form:
        asked = jobs.cleaned(dict(parse_qsl(form.text("query"))))
    asked.pop("since", None)
    query = jobs.address(asked).partition("?")[2]
    await services.save(it, viewer.actor.id, query, jobs.wish_of(asked, it.clock()))
    return respond.redirect("/jobs/searches")


async def forget(request: Request) -> Response:
    """POST /jobs/searches/{id}/delete"""
    viewer, ident = await require_viewer(request), ident_of(request)
    async with uploads.form(request):
        await services.forget(instance_of(request), viewer.actor.id, ident)
    return respond.redirect("/jobs/searches")


async def remove(request: Request) -> Response:
    """POST /jobs/{id}/remove: a moderator takes a job away that is a fraud"""
    viewer = await require_moderator(request)
    ident = WorkId(ident_of(request))
    async with uploads.form(request) as form:
        reason = form.text("reason")
    await casework.remove_job(instance_of(request), viewer, ident, reason)
    return respond.redirect("/jobs/removed")


async def removed(request: Request) -> Response:
    """GET /jobs/removed: title, day and reason of the jobs that were taken away"""
    it, before = instance_of(request), cursor.before(request)
    page = await it.db.read(lambda tx: stored.all_removed(tx, before=before, limit=LISTED))
    return await templates.page(request, "jobs_removed.html", {"page": page, "gone": None})
