"""What a job's poster does with the applications for it: opens them, moves them on, answers. Nobody else can."""

from collections.abc import Sequence

from fedart.domain.applying import TRANSITIONS, Stage
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.work import TEXT_LIMIT
from fedart.errors import Invalid, NotFound, TooFast
from fedart.instance import Instance
from fedart.services import applications_in, applications_out, messages
from fedart.storage import applications, studios, views_applications, views_jobs
from fedart.storage.database import Tx
from fedart.storage.views_applications import Applied
from fedart.storage.views_jobs import Posting
from fedart.words import number, say

AT_ONCE = 50
"""How many people are answered in one go."""
EXPORTED = 5_000


def job_of(tx: Tx, poster: str, ident: str) -> Posting:
    """A job of that poster, or of a studio they act for, wherever it stands. Raises NotFound for others (WEB-10)."""
    found = views_jobs.own(tx, ident)
    if found is None or not found.job.local or not studios.acts_for(tx, poster, found.job.actor_id):
        raise NotFound("no such job of theirs")
    return found


def received(tx: Tx, poster: str, ident: str) -> Applied:
    """An application for a job of that poster. Raises NotFound."""
    found = views_applications.of_poster(tx, poster, ident)
    if found is None:
        raise NotFound("no such application for a job of theirs")
    return found


def for_job(tx: Tx, poster: str, job: str, ident: str) -> Applied:
    """The same, when it is for that job. Raises NotFound."""
    found = received(tx, poster, ident)
    if found.application.work_id != job:
        raise NotFound("no such application for that job")
    return found


def onward(stage: Stage) -> list[Stage]:
    """Where an application may go from there, in the order of the columns."""
    return [each for each in Stage if each in TRANSITIONS[stage]]


async def opened(it: Instance, poster: ActorId, ident: str) -> Applied:
    """The same, noting in its timeline that it was read."""
    found = await it.db.read(lambda tx: received(tx, poster, ident))
    if found.application.seen is None:
        await it.db.write(lambda tx: _see(tx, it, ident))
        it.wake.set()
        return await it.db.read(lambda tx: received(tx, poster, ident))
    return found


def _see(tx: Tx, it: Instance, ident: str) -> None:
    if applications.see(tx, ident, it.clock()):
        applications_in.tell(tx, it, ident, decided=False)


async def move(it: Instance, poster: ActorId, idents: Sequence[str], stage: Stage) -> int:
    """Move applications to a stage, and tell each artist; how many moved: those that stood there already do not.

    Raises NotFound when one is for no job of theirs, and then none has moved; Invalid for a step that there is not.
    """
    if stage is Stage.NEW:
        raise Invalid({"stage": say("There is no such step.")})

    def store(tx: Tx) -> int:
        return sum(_move(tx, it, poster, received(tx, poster, ident), stage) for ident in dict.fromkeys(idents))

    moved = await it.db.write(store)
    it.wake.set()
    return moved


def _move(tx: Tx, it: Instance, poster: str, found: Applied, stage: Stage) -> int:
    application = found.application
    if stage not in TRANSITIONS[application.stage]:
        return 0
    applications.move(tx, application.id, stage, it.clock())
    if found.artist.local:
        applications_out.notify(tx, application, job_of(tx, poster, application.work_id).poster.id, stage, it.clock())
    else:
        applications_in.tell(tx, it, application.id)
    return 1


async def answer(it: Instance, poster: ActorId, idents: Sequence[str], text: str, *, declines: bool) -> int:
    """Write the same message to some applicants, each alone, and decline them where that is meant; how many got it.

    Stops where the poster has written too much within the hour, and says how far it came. Raises Invalid, NotFound;
    TooFast when not even the first could be written.
    """
    _check(idents, text)
    each = list(dict.fromkeys(idents))
    people = await it.db.read(lambda tx: [received(tx, poster, ident) for ident in each])
    done = 0
    for found in people:
        try:
            await _write(it, poster, found, text)
        except TooFast:
            if done == 0:
                raise
            break
        if declines:
            await move(it, poster, [found.application.id], Stage.DECLINED)
        done += 1
    return done


def _check(idents: Sequence[str], text: str) -> None:
    problems = {}
    if not 0 < len(idents) <= AT_ONCE:
        problems["chosen"] = say("Please choose one to %(most)s people.", most=AT_ONCE)
    if not text.strip():
        problems["text"] = say("Please write something.")
    elif len(text) > TEXT_LIMIT:
        problems["text"] = say("Please keep the text under %(most)s characters.", most=number(TEXT_LIMIT))
    if problems:
        raise Invalid(problems)


async def _write(it: Instance, poster: ActorId, found: Applied, text: str) -> WorkId:
    application = found.application
    if application.talk is not None:
        try:
            return await messages.answer(it, poster, application.talk, text)
        except NotFound:
            pass  # They threw that conversation away: another one begins.
    root = await messages.write(it, poster, [found.artist.handle], await _signed(it, poster, application.work_id, text))
    await it.db.write(lambda tx: applications.talk(tx, application.id, root))
    return root


async def _signed(it: Instance, poster: ActorId, work: WorkId, text: str) -> str:
    """A first message with the name of the studio that somebody writes for on top: it comes from their own account."""
    found = (await it.db.read(lambda tx: job_of(tx, poster, work))).poster
    if found.id == poster:
        return text
    head = say("For %(studio)s:", studio=found.display_name)
    return f"{head}\n\n{text}"


def export(tx: Tx, poster: str, ident: str) -> tuple[Posting, tuple[Applied, ...]]:
    """A job of that poster with all its applications, newest first. Raises NotFound."""
    posting = job_of(tx, poster, ident)
    return posting, views_applications.of_job(tx, poster, posting.job.work_id, limit=EXPORTED).items
