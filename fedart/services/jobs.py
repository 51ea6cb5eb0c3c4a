"""Jobs of our people: post, change, pause, fill, close, renew; and what happens when their time is over.

A job is a post with facts beside it. Whoever cannot see it yet (a draft, one that waits for a moderator) cannot tell
it from nothing, and every change of an open one is an Update (guide section 7).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson

from fedart.domain.actor import Actor
from fedart.domain.forms import WorkForm
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.job import TRANSITIONS, Job, JobState, Terms
from fedart.domain.practice import today
from fedart.domain.scam import RULES, Rule, Seen, reasons
from fedart.domain.work import Kind, Work, WorkState
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import board, people, posters, queue, works
from fedart.storage import accounts, activities, actors, jobs, studios, versions
from fedart.storage import works as stored
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.wire import job_text
from fedart.words import later, say

STANDING_MS = 30 * 86_400_000
"""How long somebody has to be here before their jobs go out by themselves."""
FIRST = Rule("first", later("It is the first job of its poster: a person looks at each first one."), lambda _: False)
NEW = Rule("new", later("Its poster has been here for less than thirty days."), lambda _: False)
UNLISTED = Rule("unlisted", later("It comes from a server whose jobs nobody here has agreed to list."), lambda _: False)
UNPROVEN = Rule("unproven", later("Its studio has not shown that a domain is its own."), lambda _: False)
TAG = "artjobs"
EXPIRE_AT_ONCE = 100
REMINDER_MS = 7 * 86_400_000
"""How long before its end the poster of a job is reminded."""
_UNSEEN = (JobState.DRAFT, JobState.REVIEW)


async def post(it: Instance, actor_id: ActorId, terms: Terms, *, studio: ActorId | None = None) -> Job:
    """Publish a job, or lay it before a moderator; `studio`: in whose name, if not in one's own.

    Raises Invalid with a sentence for each field, NotFound, TooFast.
    """
    _check(it, terms)
    artist = await it.db.write(lambda tx: _poster(tx, it, actor_id, studio or actor_id))
    named = await people.named(it, terms.description, ())
    now = it.clock()

    def store(tx: Tx) -> Job:
        held = holds(tx, it, artist, terms)
        state = JobState.REVIEW if held else JobState.OPEN
        form = WorkForm(title=terms.title, text=terms.description, tags=(TAG, *_tags(terms)))
        work = works.new_work(it, artist, form, named)
        job = Job(
            work_id=work.id,
            actor_id=artist.id,
            local=True,
            terms=terms,
            state=state,
            opened=None if held else now,
            ends=ends(terms),
            changed=now,
        )
        work = replace(
            work,
            kind=Kind.POST,
            url=it.urls.job(work.id),
            state=WorkState.HELD if held else WorkState.LIVE,
            content=_content(it, job, artist, work.content),
        )
        stored.insert(tx, work, now)
        jobs.put(tx, job, digest=digest(terms), holds=[rule.name for rule in held])
        _time(tx, it, job)
        if not held:
            works.go_live(tx, it, work)
            board.opened(tx, it, work)
        return job

    made = await it.db.write(store)
    it.wake.set()
    return made


def _poster(tx: Tx, it: Instance, who: ActorId, poster: ActorId) -> Actor:
    """In whose name a job is posted. Raises NotFound for a studio that they do not act for, TooFast."""
    account = accounts.by_actor(tx, who)
    if account is None or not studios.acts_for(tx, who, poster):
        raise NotFound("no such studio of theirs")
    if poster != who:
        activities.audit(tx, account.id, "post for studio", poster, "", it.clock())
    return works.may_publish(tx, it, poster)


async def change(it: Instance, actor_id: ActorId, work_id: WorkId, terms: Terms) -> Job:
    """Change what a job says; address, answers and date stay. Raises Invalid, NotFound.

    What nobody has seen yet is laid before a moderator. What people see already is not changed to something that would
    have to be: that is how a good job becomes a bad one. What its moderator knew of already stops no change.
    """
    _check(it, terms)
    named = await people.named(it, terms.description, ())

    def store(tx: Tx) -> Job:
        before, work, artist = own(tx, actor_id, work_id)
        if before.state.over:
            raise Invalid({"title": say("This job is over. Please renew it first.")})
        held, unseen, known = holds(tx, it, artist, terms), before.state in _UNSEEN, jobs.holds(tx, work_id)
        if not unseen:
            # That a domain is proven no longer says nothing about this text.
            held = [rule for rule in held if rule is not UNPROVEN]
        if not unseen and (fresh := [rule for rule in held if rule.name not in known]):
            raise Invalid({"description": _stopped(fresh)})
        state = JobState.REVIEW if unseen else before.state
        job = replace(before, terms=terms, state=state, ends=ends(terms), changed=it.clock())
        text = people.html(it, terms.description, named)
        changed = replace(work, title=terms.title.strip(), source=terms.description, content=text)
        names = [rule.name for rule in held]
        jobs.put(tx, job, digest=digest(terms), holds=names if unseen else {*known, *names})
        _time(tx, it, job)
        _tell(tx, it, job, changed, artist)
        return job

    made = await it.db.write(store)
    it.wake.set()
    return made


async def move(it: Instance, actor_id: ActorId, work_id: WorkId, state: JobState) -> Job:
    """Pause, fill, close, or open a job of one's own again. Raises NotFound; Invalid for a step that there is not."""

    def store(tx: Tx) -> Job:
        job, work, artist = own(tx, actor_id, work_id)
        _check_seen(job)
        return _move(tx, it, job, work, artist, state)

    made = await it.db.write(store)
    it.wake.set()
    return made


async def renew(it: Instance, actor_id: ActorId, work_id: WorkId, days: int) -> Job:
    """Open a job for so many days from today. Raises NotFound, Invalid."""

    def store(tx: Tx) -> Job:
        job, work, artist = own(tx, actor_id, work_id)
        _check_seen(job)
        terms = replace(job.terms, closes=today(it.clock()) + timedelta(days=days))
        _check(it, terms)
        longer = replace(job, terms=terms, ends=ends(terms), changed=it.clock())
        jobs.put(tx, longer, digest=digest(terms), holds=jobs.holds(tx, work_id))
        _time(tx, it, longer)
        if job.state is JobState.OPEN:
            _tell(tx, it, longer, work, artist)
            return longer
        return _move(tx, it, longer, work, artist, JobState.OPEN)

    made = await it.db.write(store)
    it.wake.set()
    return made


async def delete(it: Instance, actor_id: ActorId, work_id: WorkId) -> Job:
    """Delete a job here and everywhere it went, with the applications for it. Raises NotFound."""

    def store(tx: Tx) -> Job:
        job, work, _ = own(tx, actor_id, work_id)
        works.withdraw(tx, it, work)
        return job

    gone = await it.db.write(store)
    it.wake.set()
    return gone


async def end(it: Instance, _: bytes) -> None:
    """The task that wakes when a job's time is over."""
    await it.db.write(lambda tx: expire(tx, it))
    it.wake.set()


def expire(tx: Tx, it: Instance) -> int:
    """End the jobs whose time is over: ours are told to others, another server's only stand here as over."""
    found = jobs.ended(tx, it.clock(), EXPIRE_AT_ONCE)
    for ident in found:
        job, work = jobs.by_work(tx, ident), stored.by_id(tx, ident)
        artist = actors.by_id(tx, job.actor_id) if job else None
        if job is None or work is None or artist is None:
            continue
        if job.local:
            _move(tx, it, job, work, artist, JobState.EXPIRED)
        else:
            jobs.move(tx, job, JobState.EXPIRED, it.clock())
    return len(found)


async def remind(it: Instance, payload: bytes) -> None:
    """The task that wakes some days before a job of ours ends."""
    work = orjson.loads(payload)["work"]

    def store(tx: Tx) -> None:
        job = jobs.by_work(tx, work)
        if job is not None and job.local and not job.state.over and job.state not in _UNSEEN:
            ending = job.terms.closes.isoformat()
            posters.tell(tx, job.actor_id, Notice.JOB_ENDS, it.clock(), work=work, detail=ending)

    await it.db.write(store)


def _time(tx: Tx, it: Instance, job: Job) -> None:
    """Set when a job of ours ends, and when its poster is reminded of that."""
    queue.end_job(tx, job.work_id, it.clock(), due=job.ends)
    queue.remind_job(tx, job.work_id, it.clock(), due=job.ends - REMINDER_MS)


async def decide(it: Instance, work_id: WorkId, *, shown: bool) -> Job:
    """A moderator's word about a job that waits: it goes out, or back to its poster as a draft. Raises NotFound."""

    def store(tx: Tx) -> Job:
        job, work = jobs.by_work(tx, work_id), stored.by_id(tx, work_id)
        artist = actors.by_id(tx, job.actor_id) if job else None
        if job is None or work is None or artist is None or job.state is not JobState.REVIEW:
            raise NotFound("no job waits there")
        if not job.local:
            jobs.move(tx, job, JobState.OPEN if shown else JobState.REMOVED, it.clock())
            if shown:
                board.opened(tx, it, work)
            return job
        return _move(tx, it, job, work, artist, JobState.OPEN if shown else JobState.DRAFT)

    made = await it.db.write(store)
    it.wake.set()
    return made


def own(tx: Tx, actor_id: str, work_id: str) -> tuple[Job, Work, Actor]:
    """A job of that very person, or of a studio they act for. Raises NotFound for anything else (WEB-10)."""
    job = jobs.by_work(tx, work_id)
    if job is None or job.state is JobState.REMOVED or not studios.acts_for(tx, actor_id, job.actor_id):
        raise NotFound("no such job of theirs")
    work, artist = works.own(tx, job.actor_id, work_id), actors.by_id(tx, job.actor_id)
    if artist is None:
        raise NotFound("the poster is gone")
    return job, work, artist


def holds(tx: Tx, it: Instance, artist: Actor, terms: Terms) -> list[Rule]:
    """Why a job waits for a person; nothing for a job that may go out at once."""
    studio, proven = artist.studio, studios.verified(tx, artist.id)
    same = jobs.same_text(tx, digest(terms), artist.id)
    found = list(reasons(Seen(terms, domains=proven, studio=studio, same_text=same)))
    if jobs.posted(tx, artist.id) == 0:
        found.append(FIRST)
    account = None if studio else accounts.by_actor(tx, artist.id)
    if studio and not proven:
        found.append(UNPROVEN)
    elif not studio and (account is None or it.clock() - account.created < STANDING_MS):
        found.append(NEW)
    return found


def _check_seen(job: Job) -> None:
    if job.state in _UNSEEN:
        raise Invalid({"state": say("A moderator looks at this job first.")})


def _stopped(held: Sequence[Rule]) -> str:
    why = " ".join(say(rule.reason) for rule in held)
    return say("%(why)s Please close this job and post the new one by itself: a person will look at it.", why=why)


def description(tx: Tx, it: Instance, job: Job) -> str:
    """The description of a job as sanitised HTML."""
    work = stored.by_id(tx, job.work_id)
    if work is not None and not job.local:
        return work.content
    named = {mention.handle: mention for mention in work.mentions} if work else {}
    return people.html(it, job.terms.description, named)


def reasons_of(names: Sequence[str]) -> list[str]:
    """Why a job waits, in words that are still to be said."""
    known = {rule.name: rule.reason for rule in (*RULES, FIRST, NEW, UNPROVEN, UNLISTED)}
    return [known[name] for name in names if name in known]


def digest(terms: Terms) -> str:
    """What two jobs with the same text have in common, however they are spaced and written."""
    folded = " ".join(terms.description.casefold().split())
    return hashlib.sha256(folded.encode()).hexdigest()


def ends(terms: Terms) -> int:
    """The end of a job's last day, in UTC, in epoch milliseconds."""
    last = datetime(terms.closes.year, terms.closes.month, terms.closes.day, tzinfo=UTC) + timedelta(days=1)
    return int(last.timestamp() * 1000)


def _check(it: Instance, terms: Terms) -> None:
    problems = terms.problems(today(it.clock()))
    if problems:
        raise Invalid(problems)


def _tags(terms: Terms) -> list[str]:
    return [each.value.replace("-", "") for each in terms.disciplines]


def _content(it: Instance, job: Job, artist: Actor, description: str) -> str:
    return job_text.content(job, who=artist.display_name, page=it.urls.job(job.work_id), description=description)


def _move(tx: Tx, it: Instance, job: Job, work: Work, artist: Actor, state: JobState) -> Job:
    if state not in TRANSITIONS[job.state]:
        raise Invalid({"state": say("A job cannot go from “%(from)s” to that.", **{"from": say(job.state.words)})})
    moved = replace(job, state=state, changed=it.clock(), opened=job.opened or it.clock())
    jobs.put(tx, moved, digest=digest(job.terms), holds=jobs.holds(tx, job.work_id))
    text = people.html(it, job.terms.description, {mention.handle: mention for mention in work.mentions})
    if work.state is WorkState.HELD and state is JobState.OPEN:
        out = replace(work, state=WorkState.LIVE, published=it.clock(), content=_content(it, moved, artist, text))
        stored.edit(tx, out)
        stored.set_state(tx, out.id, WorkState.LIVE, out.published)
        works.go_live(tx, it, out)
        board.opened(tx, it, out)
        return moved
    _tell(tx, it, moved, replace(work, content=text), artist)
    return moved


def _tell(tx: Tx, it: Instance, job: Job, work: Work, artist: Actor) -> None:
    """Store the text anew, `work.content` being the description, and tell others when they know of it."""
    edited = max(it.clock(), (work.edited or work.published) + 1000)
    live = work.state is WorkState.LIVE
    changed = replace(work, content=_content(it, job, artist, work.content), edited=edited if live else None)
    versions.keep(tx, work.id)
    stored.edit(tx, changed)
    if live:
        works.send(tx, it, changed, artist, "Update")
