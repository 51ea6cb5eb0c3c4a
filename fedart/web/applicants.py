"""The applications for a job, for its poster alone: in columns, moved by buttons, answered, exported."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.applying import KEPT_DAYS, Stage, cell
from fedart.domain.job import Job
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.services import applicants as services
from fedart.storage import applications, views_applications
from fedart.storage.database import Tx
from fedart.storage.views import Page
from fedart.storage.views_applications import Applied, Letter
from fedart.storage.views_jobs import Posting
from fedart.web import applying, cursor, filters, job_facts, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.web.works import ident_of
from fedart.words import say

PAGE: Final = 200
LETTERS: Final = 50


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with those who stand there."""

    stage: Stage
    found: tuple[Applied, ...]


def columns(found: Sequence[Applied]) -> list[Column]:
    """Every stage in its order, also those where nobody stands."""
    return [Column(stage, tuple(each for each in found if each.application.stage is stage)) for stage in Stage]


def polite(job: Job) -> str:
    """What somebody is told who is declined, to be changed before it goes out."""
    return say(
        "Thank you for applying for “%(title)s”, and for the time that took. We have chosen somebody else this time. "
        "We liked to see your work, and wish you well.",
        title=job.terms.title,
    )


async def board(request: Request) -> Response:
    """GET /jobs/{id}/applicants"""
    return await _page(request, {}, {}, ())


async def _page(
    request: Request, errors: Mapping[str, str], typed: Mapping[str, str], chosen: Sequence[str]
) -> Response:
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    who, before = viewer.actor.id, cursor.before(request)

    def read(tx: Tx) -> tuple[Posting, Page[Applied], tuple[int, int], tuple[Letter, ...], int]:
        posting = services.job_of(tx, who, ident)
        return (
            posting,
            views_applications.of_job(tx, who, ident, before=before, limit=PAGE),
            views_applications.total(tx, who, ident),
            views_applications.letters(tx, posting.job.actor_id, ident, it.clock(), LETTERS),
            applications.withdrawn(tx, ident),
        )

    posting, page, (total, unseen), letters, withdrawn = await it.db.read(read)
    values = {
        "posting": posting,
        "job": posting.job,
        "columns": columns(page.items),
        "more": page.more,
        "total": total,
        "unseen": unseen,
        "letters": letters,
        "studio": posting.job.actor_id != who,
        "withdrawn": withdrawn,
        "stages": [stage for stage in Stage if stage is not Stage.NEW],
        "errors": errors,
        "chosen": frozenset(chosen),
        "text": typed.get("text", polite(posting.job)),
        "facts": job_facts,
        "days": KEPT_DAYS,
        "done": _done(request),
    }
    return await templates.page(request, "applicants.html", values, status=422 if errors else 200, private=True)


def _done(request: Request) -> int:
    """How many people the last message went to, as the address says; 0 when it says nothing."""
    said = request.query_params.get("written", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0


async def together(request: Request) -> Response:
    """POST /jobs/{id}/applicants: move those who are chosen, write to them, or decline them with a message"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    who = viewer.actor.id
    async with uploads.form(request) as form:
        chosen, text, what = form.all("chosen"), form.text("text"), form.text("do")
        await it.db.read(lambda tx: [services.for_job(tx, who, ident, each) for each in chosen])
        try:
            if what in ("write", "decline"):
                done = await services.answer(it, who, chosen, text, declines=what == "decline")
                return respond.redirect(f"/jobs/{ident}/applicants?written={done}")
            await services.move(it, who, chosen, _stage(what))
        except Invalid as error:
            return await _page(request, error.fields, {"text": text}, chosen)
    return respond.redirect(f"/jobs/{ident}/applicants")


def _stage(text: str) -> Stage:
    if text not in set(Stage):
        raise Invalid({"stage": say("There is no such step.")})
    return Stage(text)


async def move(request: Request) -> Response:
    """POST /applications/{id}/stage"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request) as form:
        stage, back = form.text("stage"), form.text("back")
        found = await it.db.read(lambda tx: services.received(tx, viewer.actor.id, ident))
        await services.move(it, viewer.actor.id, [ident], _stage(stage))
    return respond.redirect(_back(found, back))


def _back(found: Applied, back: str) -> str:
    application = found.application
    return f"/jobs/{application.work_id}/applicants#a-{application.id}" if back else f"/applications/{application.id}"


async def answer(request: Request) -> Response:
    """POST /applications/{id}/answer: a direct message to its artist"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request) as form:
        text = form.text("text")
        try:
            await services.answer(it, viewer.actor.id, [ident], text, declines=False)
        except Invalid as error:
            known = await it.db.read(lambda tx: services.received(tx, viewer.actor.id, ident))
            return await applying.received(request, known, _beside_text(error), text)
    found = await it.db.read(lambda tx: services.received(tx, viewer.actor.id, ident))
    return respond.redirect(f"/messages/{found.application.talk}")


def _beside_text(error: Invalid) -> dict[str, str]:
    """Whatever is wrong with a message, where its one field is: also that its writer blocks the reader."""
    return {"text": " ".join(error.fields.values())}


async def export(request: Request) -> Response:
    """GET /jobs/{id}/applicants.csv"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    posting, found = await it.db.read(lambda tx: services.export(tx, viewer.actor.id, ident))
    headers = {
        "Content-Disposition": f'attachment; filename="applicants-{posting.job.work_id}.csv"',
        "Cache-Control": respond.PRIVATE,
        "Vary": "Cookie",
    }
    return Response(table(it, found), 200, headers, media_type="text/csv")


def table(it: Instance, found: Sequence[Applied]) -> str:
    """Applications as CSV (RFC 4180), one to a line; nothing in a cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            say("Name"),
            say("Address"),
            say("Stage"),
            say("Sent"),
            say("Read"),
            say("Their rate"),
            say("From when"),
            say("Note"),
            say("Works"),
            "PDF",
        ]
    )
    for each in found:
        application, letter = each.application, each.application.letter
        cells = [
            each.artist.display_name,
            each.artist.handle.removeprefix("@"),
            say(application.stage.words),
            filters.iso(application.created),
            filters.iso(application.seen) if application.seen else "",
            letter.rate,
            letter.start,
            letter.note,
            " ".join([*(it.urls.page(card.path) for card in each.works), *(link.uri for link in each.links)]),
            it.urls.page(f"/applications/{application.id}/file") if application.file_bytes else "",
        ]
        writer.writerow([cell(text) for text in cells])
    return out.getvalue()
