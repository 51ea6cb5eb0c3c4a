"""Applying for a job: the form, what one has sent, what became of it, and the way back. Errors come back on the same
page with everything that was typed."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.applying import (
    KEPT_DAYS,
    LINE_LIMIT,
    NOTE_LIMIT,
    PDF_BYTES,
    PDF_START,
    SEEN,
    WORKS,
    Application,
    Letter,
    Stage,
    Step,
)
from fedart.domain.ids import WorkId, is_id
from fedart.domain.practice import line
from fedart.errors import Invalid, NotFound
from fedart.services import applicants, applications_out
from fedart.services import applying as services
from fedart.storage import messages as talks
from fedart.storage import offers, views_applications
from fedart.storage.database import Tx
from fedart.storage.offers import Offered
from fedart.storage.views import Card
from fedart.storage.views_applications import Applied, Sent
from fedart.storage.views_jobs import Posting
from fedart.web import access, cursor, job_facts, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.web.works import ident_of
from fedart.words import later, say

PAGE: Final = 40
PDF: Final = "application/pdf"
SANDBOX: Final = "default-src 'none'; sandbox"
LIMITS: Final = {
    "works": WORKS,
    "note": NOTE_LIMIT,
    "line": LINE_LIMIT,
    "pdf": PDF_BYTES // 1_048_576,
    "days": KEPT_DAYS,
}


def letter_of(form: uploads.Form) -> Letter:
    """What was typed and chosen."""
    works = tuple(WorkId(ident) for ident in dict.fromkeys(form.all("works")) if is_id(ident))
    return Letter(form.text("note").strip(), line(form.text("rate")), line(form.text("start")), works)


def words_of(step: Step) -> str:
    """A step of a timeline, for its artist."""
    return say("They have read it.") if step.what == SEEN else say(Stage(step.what).told)


def heading_of(step: Step) -> str:
    """The same for the poster."""
    known = {SEEN: later("Read"), Stage.NEW.value: later("Sent")}
    return say(known.get(step.what) or Stage(step.what).words)


async def _page(request: Request, ident: str, letter: Letter, errors: Mapping[str, str]) -> Response:
    viewer, it = await require_viewer(request), instance_of(request)

    def read(tx: Tx) -> tuple[Posting, bool, tuple[Card, ...]]:
        who = viewer.actor.id
        posting, private = services.way(tx, it, who, ident)
        return posting, private, () if private else views_applications.choosable(tx, who, services.CHOICE)

    posting, private, works = await it.db.read(read)
    values = {
        "posting": posting,
        "private": private,
        "job": posting.job,
        "facts": job_facts,
        "works": works,
        "letter": letter,
        "errors": errors,
        "limits": LIMITS,
    }
    return await templates.page(request, "apply.html", values, status=422 if errors else 200, private=True)


async def start(request: Request) -> Response:
    """GET /jobs/{id}/apply"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    known = await it.db.read(lambda tx: views_applications.of_pair(tx, viewer.actor.id, ident))
    if known is not None:
        return respond.redirect(f"/applications/{known.application.id}")
    return await _page(request, ident, Letter(), {})


async def send(request: Request) -> Response:
    """POST /jobs/{id}/apply"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request, max_files=1, max_bytes=PDF_BYTES) as form:
        letter, files = letter_of(form), form.files("pdf")
        enclosed = services.Enclosure(files[0].path, files[0].name, files[0].size) if files else None
        _, private = await it.db.read(lambda tx: services.way(tx, it, viewer.actor.id, ident))
        try:
            if private:
                root = await services.write(it, viewer.actor.id, ident, letter.note)
                return respond.redirect(f"/messages/{root}")
            made = await services.apply(it, viewer.actor.id, ident, letter, enclosed)
        except Invalid as error:
            return await _page(request, ident, letter, error.fields)
    return respond.redirect(f"/applications/{made.id}?sent")


async def listing(request: Request) -> Response:
    """GET /applications: one's own"""
    viewer, it, before = await require_viewer(request), instance_of(request), cursor.before(request)
    page = await it.db.read(lambda tx: views_applications.of_artist(tx, viewer.actor.id, before=before, limit=PAGE))
    return await templates.page(request, "applications.html", {"page": page, "limits": LIMITS}, private=True)


async def show(request: Request) -> Response:
    """GET /applications/{id}: for its artist, or for the poster of its job, who has read it by that"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    sent = await it.db.read(lambda tx: views_applications.sent(tx, viewer.actor.id, ident))
    if sent is not None:
        return await _own(request, sent)
    return await received(request, await applicants.opened(it, viewer.actor.id, ident), {})


async def received(request: Request, found: Applied, errors: Mapping[str, str], typed: str = "") -> Response:
    """An application as the poster of its job sees it; `typed`: a message that could not be sent."""
    viewer, it, ident = await require_viewer(request), instance_of(request), found.application.id

    def read(tx: Tx) -> tuple[Posting, tuple[Step, ...], Offered | None, WorkId | None]:
        posting, talk = applicants.job_of(tx, viewer.actor.id, found.application.work_id), found.application.talk
        own = talk if talk and talks.talk(tx, viewer.actor.id, talk) else None
        return posting, views_applications.steps(tx, ident), offers.of(tx, ident), own

    posting, steps, offered, talk = await it.db.read(read)
    title = posting.job.terms.title
    values = {
        "sent": None,
        "found": found,
        "application": found.application,
        "works": found.works,
        "links": found.links,
        "coming": offered.file_state.value if offered else "",
        "talk": talk,
        "waits": False,
        "studio": posting.poster.id != viewer.actor.id,
        "title": title,
        "job": posting.job.work_id,
        "steps": [(heading_of(step), step.at) for step in steps],
        "stages": applicants.onward(found.application.stage),
        "text": typed or say("About your application for “%(title)s”:", title=title) + "\n\n",
        "errors": errors,
        "limits": LIMITS,
        "fresh": False,
    }
    status = 422 if errors else 200
    return await templates.page(request, "application.html", values, status=status, private=True)


async def _own(request: Request, sent: Sent) -> Response:
    it, application = instance_of(request), sent.application

    def read(tx: Tx) -> tuple[tuple[Card, ...], tuple[Step, ...], WorkId | None, bool, Offered | None]:
        found = views_applications.works_of(tx, application), views_applications.steps(tx, application.id)
        talk = application.talk or offers.conversation(tx, application.actor_id, sent.poster.id)
        return *found, talk, applications_out.waits(tx, application), offers.of(tx, application.id)

    works, steps, talk, waits, offered = await it.db.read(read)
    values = {
        "sent": sent,
        "application": application,
        "works": works,
        "links": (),
        "coming": "",
        "talk": talk,
        "waits": waits,
        "lost": offered is not None and offered.lost,
        "title": sent.title,
        "job": application.work_id,
        "steps": [(words_of(step), step.at) for step in steps],
        "limits": LIMITS,
        "fresh": "sent" in request.query_params,
    }
    return await templates.page(request, "application.html", values, private=True)


async def withdraw(request: Request) -> Response:
    """POST /applications/{id}/withdraw"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request):
        await services.withdraw(it, viewer.actor.id, ident)
    return respond.redirect("/applications?withdrawn")


async def file(request: Request) -> Response:
    """GET /applications/{id}/file: the PDF, for its artist and the poster alone, as a file to keep

    The poster may be on another server, which signs what it asks for.
    """
    it, ident = instance_of(request), ident_of(request)
    if access.signed(request):
        found = await _fetched(request, ident)
    else:
        viewer = await require_viewer(request)
        found = await it.db.read(lambda tx: services.enclosed(tx, viewer.actor.id, ident))
    data = await services.read(it, found)
    if not data.startswith(PDF_START):
        raise NotFound("a file that is no PDF")
    return Response(data, 200, _headers(found.file_name), media_type=PDF)


async def _fetched(request: Request, ident: str) -> Application:
    """What whoever signed the request may have. Raises NotFound for everybody else, whatever the reason (WEB-09)."""
    access.refuse_barred(request)
    asker = await access.asker_of(request)
    if asker is None:
        raise NotFound("no such file for that actor")
    found = await instance_of(request).db.read(lambda tx: applications_out.fetchable(tx, ident, asker))
    if found is None:
        raise NotFound("no such file for that actor")
    return found


def _headers(name: str) -> dict[str, str]:
    """Never shown inline: a PDF may hold scripts and links (THREATS XSS-03)."""
    plain = name if name.lower().endswith(".pdf") else f"{name}.pdf"
    return {
        "Content-Disposition": f"attachment; filename=\"application.pdf\"; filename*=UTF-8''{quote(plain, safe='')}",
        "Cache-Control": respond.PRIVATE,
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow, noai, noimageai",
        "Vary": "Cookie",
    }
