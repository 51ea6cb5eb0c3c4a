"""Jobs of other servers: listed once their server is on the list or a moderator let them, and ended by our own clock.

Types are fixed at first sight (AUT-08): what came as a plain post never becomes a job, and an origin that forgets to
end a job does not keep it on our board.
"""

from dataclasses import replace
from datetime import timedelta

from fedart.domain.actor import Actor
from fedart.domain.ids import host_of
from fedart.domain.job import MOST_DAYS, Job, JobState, Terms
from fedart.domain.practice import today
from fedart.domain.scam import Rule, Seen, reasons
from fedart.domain.work import Visibility, Work
from fedart.instance import Instance
from fedart.services import board, queue
from fedart.services import jobs as ours
from fedart.storage import jobs
from fedart.storage.database import Tx
from fedart.wire.activities import RemoteNote


def arrived(tx: Tx, it: Instance, note: RemoteNote, author: Actor, work: Work) -> None:
    """Remember that a post which is stored for the first time is a job, if it is one for anybody."""
    if note.job is None or work.visibility is not Visibility.PUBLIC or work.in_reply_to is not None:
        return
    terms, told = note.job
    terms = _bounded(it, terms)
    held = _holds(tx, it, author, terms)
    state = _state(it, terms, told, JobState.REVIEW if held else JobState.OPEN)
    now = it.clock()
    job = Job(
        work_id=work.id,
        actor_id=author.id,
        local=False,
        terms=terms,
        state=state,
        opened=min(work.published, now),
        ends=ours.ends(terms),
        changed=now,
    )
    jobs.put(tx, job, digest=ours.digest(terms), holds=[rule.name for rule in held])
    queue.end_job(tx, job.work_id, now, due=job.ends)
    if state is JobState.OPEN:
        board.opened(tx, it, work)


def revised(tx: Tx, it: Instance, note: RemoteNote, author: Actor, work: Work) -> None:
    """Follow an edit of a job. One that is no job any more is closed; one that now sounds like a fraud waits."""
    before = jobs.by_work(tx, work.id)
    if before is None or before.state is JobState.REMOVED:
        return
    now = it.clock()
    if note.job is None:
        jobs.move(tx, before, JobState.CLOSED, now)
        return
    terms, told = note.job
    terms = _bounded(it, terms)
    names, held = jobs.holds(tx, work.id), _suspicious(tx, author, terms)
    waits = before.state is JobState.REVIEW or bool(held)
    state = _state(it, terms, told, JobState.REVIEW if waits else JobState.OPEN)
    job = replace(before, terms=terms, state=state, ends=ours.ends(terms), changed=now)
    jobs.put(tx, job, digest=ours.digest(terms), holds={*names, *(rule.name for rule in held)})
    queue.end_job(tx, job.work_id, now, due=job.ends)


def _bounded(it: Instance, terms: Terms) -> Terms:
    """No job stands here for longer than ours may."""
    return replace(terms, closes=min(terms.closes, today(it.clock()) + timedelta(days=MOST_DAYS)))


def _state(it: Instance, terms: Terms, told: JobState | None, else_: JobState) -> JobState:
    if ours.ends(terms) <= it.clock():
        return told if told is not None and told.over else JobState.EXPIRED
    return told if told is not None and (told.over or told is JobState.PAUSED) else else_


def _holds(tx: Tx, it: Instance, author: Actor, terms: Terms) -> list[Rule]:
    listed = host_of(author.uri) in it.config.jobs.servers
    return [*_suspicious(tx, author, terms), *([] if listed else [ours.UNLISTED])]


def _suspicious(tx: Tx, author: Actor, terms: Terms) -> list[Rule]:
    studio = author.type == "Organization"
    return list(reasons(Seen(terms, studio=studio, same_text=jobs.same_text(tx, ours.digest(terms), author.id))))
