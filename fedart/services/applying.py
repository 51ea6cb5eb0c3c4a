"""Applying for a job that was posted here: sent once by an artist, read by its poster alone, withdrawn without a trace.

Whoever the poster blocks finds a job that takes no applications here, which is how jobs of others look, too.
"""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

from fedart.domain.applying import NOTE_LIMIT, PDF_BYTES, PDF_START, Application, ApplicationId, Letter, Stage
from fedart.domain.ids import ActorId, WorkId, new_id
from fedart.domain.job import JobState
from fedart.domain.work import Work
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import applications_out, ending, messages, parcels, posters, throttle
from fedart.storage import applications, blocks, jobs, studios, views_applications, views_jobs, works
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.views_jobs import Posting
from fedart.words import say

HOUR = 3_600_000
PER_HOUR = 12
CHOICE = 120
"""How many works there are to choose from, the newest ones."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came with an application. `size` in bytes; nothing lies at `path` when it is too large."""

    path: Path
    name: str
    size: int


def takes(tx: Tx, it: Instance, posting: Posting, actor: str | None) -> bool:
    """Whether somebody can apply for a job; a visitor finds out by signing in.

    For a job of another server that is so where that server takes applications from others.
    """
    known = posting.job.local or bool(posting.job.terms.ways.intent)
    return known and _open(tx, it, posting, actor)


def by_note(tx: Tx, it: Instance, posting: Posting, actor: str | None) -> bool:
    """Whether somebody applies with a private note: where a job of another server takes answers and no applications."""
    job = posting.job
    return not job.local and not job.terms.ways.intent and _open(tx, it, posting, actor)


def _open(tx: Tx, it: Instance, posting: Posting, actor: str | None) -> bool:
    job = posting.job
    if job.state is not JobState.OPEN or job.ends <= it.clock() or not job.terms.ways.here:
        return False
    return actor is None or (
        not studios.acts_for(tx, actor, job.actor_id) and not blocks.between(tx, job.actor_id, actor)
    )


def way(tx: Tx, it: Instance, actor: str, ident: str) -> tuple[Posting, bool]:
    """A job that somebody can apply for from here, and whether that is by a private note alone. Raises NotFound."""
    found = views_jobs.one(tx, ident)
    private = found is not None and by_note(tx, it, found, actor)
    if found is None or not (private or takes(tx, it, found, actor)):
        raise NotFound("no such job to apply for")
    return found, private


def open_job(tx: Tx, it: Instance, actor: str, ident: str) -> Posting:
    """A job that somebody can apply for. Raises NotFound for every other, whatever the reason (WEB-09)."""
    found = views_jobs.one(tx, ident)
    if found is None or not takes(tx, it, found, actor):
        raise NotFound("no such job to apply for")
    return found


async def write(it: Instance, actor: ActorId, ident: str, text: str) -> WorkId:
    """Apply with a private note, a direct message that answers the job; the conversation that it begins.

    Raises Invalid, NotFound, TooFast.
    """
    if len(text) > NOTE_LIMIT:
        raise Invalid(Letter(note=text).problems())

    def read(tx: Tx) -> tuple[Posting, Work]:
        found, work = views_jobs.one(tx, ident), works.by_id(tx, ident)
        if found is None or work is None or not by_note(tx, it, found, actor):
            raise NotFound("no such job to write about")
        return found, work

    posting, work = await it.db.read(read)
    try:
        return await messages.write(it, actor, [posting.poster.handle], text, about=work)
    except Invalid as error:
        raise Invalid({"note": " ".join(error.fields.values())}) from error


async def apply(it: Instance, actor: ActorId, ident: str, letter: Letter, enclosed: Enclosure | None) -> Application:
    """Send an application. Raises Invalid with a sentence for each field, NotFound, TooFast."""
    problems = letter.problems() | await asyncio.to_thread(_problems, enclosed)
    if problems:
        raise Invalid(problems)
    now = it.clock()
    made = Application(
        id=ApplicationId(new_id(now)),
        work_id=(await it.db.read(lambda tx: open_job(tx, it, actor, ident))).job.work_id,
        actor_id=actor,
        stage=Stage.NEW,
        letter=letter,
        file_name=enclosed.name if enclosed else "",
        file_bytes=enclosed.size if enclosed else 0,
        created=now,
        seen=None,
    )
    if enclosed is not None:
        await asyncio.to_thread(parcels.adopt, ending.folder(it), made.id, enclosed.path)
    try:
        stored = await it.db.write(lambda tx: _store(tx, it, made))
    except Exception:
        await asyncio.to_thread(parcels.drop, ending.folder(it), [made.id])
        raise
    it.wake.set()
    return stored


def _problems(enclosed: Enclosure | None) -> dict[str, str]:
    if enclosed is None:
        return {}
    if enclosed.size > PDF_BYTES:
        return {"pdf": say("Please send a PDF of up to %(most)s MB.", most=PDF_BYTES // 1_048_576)}
    with enclosed.path.open("rb") as file:
        if file.read(len(PDF_START)) != PDF_START:
            return {"pdf": say("This file is no PDF.")}
    return {}


def _store(tx: Tx, it: Instance, made: Application) -> Application:
    posting = open_job(tx, it, made.actor_id, made.work_id)
    throttle.count(tx, f"apply {made.actor_id}", it.clock(), most=PER_HOUR, window=HOUR)
    own = {card.id for card in views_applications.choosable(tx, made.actor_id, CHOICE)}
    chosen = tuple(work for work in dict.fromkeys(made.letter.works) if work in own)
    sent = replace(made, letter=replace(made.letter, works=chosen))
    if not applications.insert(tx, sent):
        raise Invalid({"note": say("You have applied for this job already.")})
    if posting.job.local:
        poster = posting.job.actor_id
        posters.tell(tx, poster, Notice.APPLIED, it.clock(), by=made.actor_id, work=made.work_id)
    else:
        applications_out.send(tx, it, sent, posting.job)
    return sent


async def withdraw(it: Instance, actor: ActorId, ident: str) -> None:
    """Delete an application of one's own, with its file: the poster is told that there was one, not whose.

    Raises NotFound.
    """

    def store(tx: Tx) -> Application:
        found = views_applications.sent(tx, actor, ident)
        job = jobs.by_work(tx, found.application.work_id) if found else None
        if found is None or job is None:
            raise NotFound("no such application of theirs")
        if not job.local:
            applications_out.withdraw(tx, it, found.application)
        ending.forget(tx, job.actor_id, found.application)
        if job.local:
            applications.count_withdrawn(tx, job.work_id)
            posters.tell(tx, job.actor_id, Notice.WITHDRAWN, it.clock(), work=job.work_id)
        return found.application

    gone = await it.db.write(store)
    it.wake.set()
    await asyncio.to_thread(parcels.drop, ending.folder(it), [gone.id])


def enclosed(tx: Tx, viewer: str, ident: str) -> Application:
    """An application with a file, for who sent it and for the poster of its job. Raises NotFound for all others."""
    sent, received = views_applications.sent(tx, viewer, ident), views_applications.of_poster(tx, viewer, ident)
    found = sent or received
    if found is None or not found.application.file_bytes:
        raise NotFound("no such file")
    return found.application


async def read(it: Instance, application: Application) -> bytes:
    """The file that was sent along. Raises NotFound."""
    return await asyncio.to_thread(parcels.read, ending.folder(it), application.id)
