"""The board of open jobs and the page of a job. Every set of filters is an address of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.hiring import CURRENCIES, Discipline, Experience, JobType, Mode
from fedart.domain.ids import WorkId
from fedart.domain.job import Job, JobState
from fedart.domain.search import LIMIT
from fedart.domain.work import TEXT_LIMIT, Visibility
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import applying, audience, feeds, replying, threads
from fedart.services import jobs as services
from fedart.storage import job_searches, studios, views_applications, views_jobs, views_work, works
from fedart.storage import jobs as stored
from fedart.storage.database import Tx
from fedart.storage.views import Page
from fedart.storage.views_jobs import Posting, Total, Wish
from fedart.storage.views_work import WorkPage
from fedart.web import cursor, filters, job_facts, respond, structured_job, templates, terms, uploads
from fedart.web.session import instance_of, require_viewer, viewer_of
from fedart.web.works import ident_of
from fedart.words import later, say

JOBS: Final = 40
DAY: Final = 86_400_000
MOST_FLOOR: Final = 10_000_000
SINCE: Final = (
    ("", later("At any time")),
    ("1", later("Today")),
    ("7", later("This week")),
    ("30", later("This month")),
)
ORIGINS: Final = (
    ("", later("Everywhere")),
    ("here", later("On this server")),
    ("elsewhere", later("On other servers")),
)
_CHOICES: Final[dict[str, frozenset[str]]] = {
    "discipline": frozenset(Discipline),
    "type": frozenset(JobType),
    "mode": frozenset(Mode),
    "experience": frozenset(Experience),
    "currency": frozenset(CURRENCIES),
    "origin": frozenset(code for code, _ in ORIGINS),
    "since": frozenset(code for code, _ in SINCE),
}


def asked_of(request: Request) -> dict[str, str]:
    """What the address asks for, cleaned."""
    return cleaned(request.query_params)


def cleaned(given: Mapping[str, str]) -> dict[str, str]:
    """What is asked for; what no filter knows is left out."""
    asked = {name: value for name, known in _CHOICES.items() if (value := given.get(name, "")) in known}
    country = given.get("country", "").upper()
    floor = given.get("floor", "").strip()
    asked |= {
        "q": " ".join(given.get("q", "")[:LIMIT].split()),
        "country": country if country in dict(job_facts.countries()) else "",
        "floor": floor if floor.isascii() and floor.isdigit() and 0 < int(floor) <= MOST_FLOOR else "",
        "no_ai": "1" if given.get("no_ai") else "",
        "free": "1" if given.get("free") else "",
    }
    return {name: value for name, value in asked.items() if value}


def wish_of(asked: Mapping[str, str], now: int) -> Wish:
    """What is looked for. The floor is asked by the month, in whole units of the currency."""
    days = int(asked.get("since", "0"))
    return Wish(
        text=asked.get("q", ""),
        discipline=asked.get("discipline", ""),
        type=asked.get("type", ""),
        mode=asked.get("mode", ""),
        country=asked.get("country", ""),
        experience=asked.get("experience", ""),
        currency=asked.get("currency", ""),
        floor=int(asked.get("floor", "0")) * 12 * 100,
        no_ai="no_ai" in asked,
        free="free" in asked,
        origin=asked.get("origin", ""),
        since=now - days * DAY if days else 0,
    )


def address(asked: Mapping[str, str], path: str = "/jobs", **more: str) -> str:
    """The board with these filters; an empty one is left out."""
    query = urlencode({name: text for name, text in {**asked, **more}.items() if text})
    return f"{path}?{query}" if query else path


async def board(request: Request) -> Response:
    """GET /jobs"""
    it, asked, before = instance_of(request), asked_of(request), cursor.before(request)
    wish = wish_of(asked, it.clock())

    def read(tx: Tx) -> tuple[Page[Posting], Total]:
        return views_jobs.board(tx, wish, before=before, limit=JOBS), views_jobs.total(tx, wish)

    page, total = await it.db.read(read)
    values = {
        "page": page,
        "total": total.number,
        "uncounted": total.more,
        "elsewhere": total.elsewhere,
        "asked": {**dict.fromkeys((*_CHOICES, "q", "country", "floor", "no_ai", "free"), ""), **asked},
        "set": bool(asked),
        "more": address(asked, before=page.more) if page.more else "",
        "feed": address(asked, "/jobs.rss"),
        "query": address({name: text for name, text in asked.items() if name != "since"}).partition("?")[2],
        "facts": job_facts,
        "disciplines": [("", say("Any field")), *_counted(total, asked, "discipline", Discipline)],
        "types": [("", say("Any kind")), *_counted(total, asked, "type", JobType)],
        "modes": [("", say("Remote or anywhere")), *_counted(total, asked, "mode", Mode)],
        "countries": [("", say("Any country")), *job_facts.countries()],
        "experiences": [("", say("Any")), *((e.value, say(e.words)) for e in Experience if e is not Experience.ANY)],
        "currencies": [("", say("Any currency")), *((code, code) for code in CURRENCIES)],
        "origins": [(code, say(words)) for code, words in ORIGINS],
        "since": [(code, say(words)) for code, words in SINCE],
    }
    return await templates.page(request, "jobs.html", values)


def _counted(
    total: Total, asked: Mapping[str, str], name: str, choices: Iterable[Discipline | JobType | Mode]
) -> list[tuple[str, str]]:
    """The choices of a filter; while it is not set, with how many jobs each leaves of those that fit."""
    numbers = {} if name in asked else total.facets.get(name, {})
    return [
        (each.value, f"{say(each.words)} ({filters.count(numbers[each.value])})")
        if numbers.get(each.value)
        else (each.value, say(each.words))
        for each in choices
    ]


async def show(request: Request) -> Response:
    """GET /jobs/{id}"""
    return await _page(request, ident_of(request), {}, request.query_params.get("text", "")[:TEXT_LIMIT])


async def reply(request: Request) -> Response:
    """POST /jobs/{id}/reply: answer the post that the job is"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request) as form:
        if await it.db.read(lambda tx: views_jobs.one(tx, ident)) is None:
            raise NotFound("no such job")
        text, reach = form.text("text"), Visibility.read(form.text("visibility", Visibility.PUBLIC))
        try:
            made = await replying.reply(it, viewer.actor.id, ident, text, visibility=reach)
        except Invalid as error:
            return await _page(request, ident, error.fields, text, reach)
    return respond.redirect(f"/jobs/{ident}#reply-{made}")


async def _page(
    request: Request, ident: WorkId, errors: Mapping[str, str], reply_text: str, reply_reach: str = ""
) -> Response:
    """The page of a job; with errors it is the answer to a reply that cannot be taken. Raises NotFound."""
    it, viewer = instance_of(request), await viewer_of(request)
    found, holds = await it.db.read(lambda tx: _seen_by(tx, ident, viewer))
    if found is None:
        taken = await it.db.read(lambda tx: job_searches.removed(tx, ident))
        if taken is not None:
            return await templates.page(request, "jobs_removed.html", {"page": None, "gone": taken}, status=410)
        raise NotFound("no such job")
    job = found.job
    public, origin = found.job.state not in (JobState.DRAFT, JobState.REVIEW), it.config.instance.origin
    domains = await it.db.read(lambda tx: studios.verified(tx, job.actor_id))
    values = {
        "posting": found,
        "job": job,
        "mine": viewer is not None and await it.db.read(lambda tx: _acts(tx, viewer, job)),
        "domains": domains,
        "facts": job_facts,
        "ledger": list(job_facts.ledger(job.terms, signed_in=viewer is not None)),
        "description": await it.db.read(lambda tx: services.description(tx, it, job)),
        "reasons": [say(reason) for reason in services.reasons_of(holds)],
        "structured": structured_job.job(origin, found, next(iter(domains), ""))
        if job.local and job.state is JobState.OPEN
        else None,
        "State": JobState,
        "public": public,
        **await it.db.read(lambda tx: _applying(tx, it, found, viewer.actor.id if viewer else None)),
        **(await _talk(it, ident, viewer) if public else {"shown": None, "elsewhere": ""}),
        "errors": errors,
        "reply_text": reply_text,
        "reply_reach": reply_reach,
    }
    uri, status = it.urls.object(ident) if job.local and public else None, 422 if errors else 200
    return await templates.page(request, "job.html", values, status=status, alternate=uri, private=not public)


def _seen_by(tx: Tx, ident: WorkId, viewer: Viewer | None) -> tuple[Posting | None, tuple[str, ...]]:
    """A job as that person may see it; for its poster also while nobody else may, with the rules that hold it."""
    found = views_jobs.one(tx, ident)
    own = stored.by_work(tx, ident) if found is None and viewer is not None else None
    if own is not None and viewer is not None and _acts(tx, viewer, own):
        return views_jobs.own(tx, ident), stored.holds(tx, ident)
    return found, ()


def _acts(tx: Tx, viewer: Viewer, job: Job) -> bool:
    """Whether somebody posted a job, or acts for the studio that did."""
    return studios.acts_for(tx, viewer.actor.id, job.actor_id)


async def _talk(it: Instance, ident: WorkId, viewer: Viewer | None) -> dict[str, object]:
    """What is said about a job, as that person may read it; nothing of what visitors have to go elsewhere for."""

    def read(tx: Tx) -> tuple[WorkPage | None, dict[str, object]]:
        shown = views_work.work(tx, ident, viewer)
        if shown is None or (viewer is not None and not audience.may_see(tx, shown.post.work, viewer.actor)):
            work = works.by_id(tx, ident)
            return None, {"elsewhere": work.url if work is not None and not work.local else ""}
        return shown, {"elsewhere": "", **terms.beside(tx, shown.post.work, viewer)}

    shown, beside = await it.db.read(read)
    if shown is not None and viewer is not None:
        await threads.opened(it, shown.post.work)
        shown = replace(shown, thread=await feeds.heard(it, viewer.actor.id, shown.thread))
    return {**beside, "shown": shown}


def _applying(tx: Tx, it: Instance, posting: Posting, viewer: str | None) -> dict[str, object]:
    """How the viewer applies, has applied, or has been applied to."""
    work, mine = posting.job.work_id, viewer is not None and studios.acts_for(tx, viewer, posting.job.actor_id)
    return {
        "takes": applying.takes(tx, it, posting, viewer),
        "by_note": applying.by_note(tx, it, posting, viewer),
        "applied": views_applications.of_pair(tx, viewer, work) if viewer and not mine else None,
        "applicants": views_applications.total(tx, viewer, work) if viewer and mine else (0, 0),
    }
