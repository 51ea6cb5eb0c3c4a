"""Applications of artists elsewhere for jobs of ours: an Offer comes, its poster answers, its artist withdraws it.

What does not fit is refused in the same words whatever the reason: a job that is over, a block, a way that is not
taken (WEB-09). One artist has one application for a job; the newest Offer that was not undone is it, whatever the order
they come in (guide section 8).
"""

import asyncio
from dataclasses import dataclass

from fedart import log
from fedart.domain.actor import Actor
from fedart.domain.applying import Application, ApplicationId, Letter, Stage
from fedart.domain.ids import Uri, host_of, new_id
from fedart.domain.job import Job
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import applying, ending, outbox, parcels, posters, queue, remote_actors, throttle
from fedart.services.outbox import Outgoing
from fedart.storage import (
    activities,
    actors,
    applications,
    jobs,
    offers,
    recipients,
    undone,
    views_jobs,
)
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.offers import FileState, Link, Offered
from fedart.storage.views_jobs import Posting
from fedart.wire import render_application, render_job
from fedart.wire.activities import Undo
from fedart.wire.limits import sensible_time
from fedart.wire.read_application import OFFER, Offer, RemoteApplication
from fedart.wire.render import Json
from fedart.wire.render_application import Between

PER_HOST = 240
"""How many applications and withdrawals one server may send within the hour (CAP-04)."""


async def offer(it: Instance, activity: Offer, budget: Budget) -> None:
    """An application for a job of ours. Raises TooFast, to be tried again, when its artist or server sends too many."""
    if activity.intent is None or it.db.glance(lambda tx: _job(tx, it, activity.intent)) is None:
        return
    artist = await remote_actors.by_uri(it, activity.actor, budget)
    gone = await it.db.write(lambda tx: _arrive(tx, it, activity, artist))
    if gone is not None:
        await asyncio.to_thread(parcels.drop, ending.folder(it), [gone])
    it.wake.set()


def _job(tx: Tx, it: Instance, intent: Uri | None) -> Posting | None:
    """The job of ours that anybody may see and that has this intent."""
    parsed = it.urls.parse(intent) if intent else None
    if parsed is None or parsed.kind != "object":
        return None
    found = views_jobs.one(tx, parsed.id)
    if found is None or not found.job.local or render_job.intent(it.urls.object(parsed.id)) != intent:
        return None
    return found


def _arrive(tx: Tx, it: Instance, activity: Offer, artist: Actor) -> ApplicationId | None:
    """Store an application, or refuse it; returns the application that it takes the place of."""
    posting, sent, now = _job(tx, it, activity.intent), activity.application, it.clock()
    poster = actors.by_id(tx, posting.job.actor_id) if posting else None
    if posting is None or sent is None or poster is None or poster.uri not in activity.to or _over(tx, it, activity):
        return None
    _count(tx, it, artist.uri)
    if not applying.takes(tx, it, posting, artist.id):
        log.info("offer_refused", actor=artist.uri)
        _refuse(tx, it, activity.id, poster, artist)
        return None
    known, at = offers.of_pair(tx, artist.id, posting.job.work_id), sensible_time(activity.published, now)
    if known is not None:
        before = applications.by_id(tx, known.application_id)
        if before is None or known.at >= at:
            return None
        ending.forget(tx, poster.id, before)
    _store(tx, it, activity.id, sent, artist, posting.job, at)
    return known.application_id if known else None


def _over(tx: Tx, it: Instance, activity: Offer) -> bool:
    """Whether it came before, or was taken back: also before it came."""
    if activities.buried(tx, activity.id, activity.actor) or offers.by_uri(tx, activity.id) is not None:
        return True
    return undone.happened(tx, activity.id, activity.actor, it.clock())


def _count(tx: Tx, it: Instance, artist: Uri) -> None:
    for bucket, most in ((f"apply {artist}", applying.PER_HOUR), (f"apply {host_of(artist)}", PER_HOST)):
        throttle.count(tx, bucket, it.clock(), most=most, window=applying.HOUR, rule="CAP-04")


def _store(tx: Tx, it: Instance, uri: Uri, sent: RemoteApplication, artist: Actor, job: Job, at: int) -> None:
    now = it.clock()
    made = Application(
        id=ApplicationId(new_id(now)),
        work_id=job.work_id,
        actor_id=artist.id,
        stage=Stage.NEW,
        letter=Letter(sent.note, sent.rate, sent.start),
        file_name=sent.file_name,
        file_bytes=0,
        created=now,
        seen=None,
    )
    state = FileState.WAITS if sent.file_url else FileState.NONE
    applications.insert(tx, made)
    links = tuple(Link(work, title) for work, title in sent.works)
    offers.add(tx, Offered(made.id, uri, at, 0, sent.file_url, state), links)
    # From now on their server hears of every change of the job, and of its end.
    recipients.keep(tx, it.urls.object(job.work_id), artist.shared_inbox or artist.inbox, now)
    posters.tell(tx, job.actor_id, Notice.APPLIED, now, by=artist.id, work=job.work_id)
    queue.enclosures(tx, made.id, now, host=artist.host, works=len(links), file=bool(sent.file_url))


def _refuse(tx: Tx, it: Instance, offered: Uri, poster: Actor, artist: Actor) -> None:
    document = render_application.reject(outbox.new_activity(it), offered, poster.uri, artist.uri, at=it.clock())
    outbox.enqueue(tx, it, Outgoing(poster, "Reject", offered, document, public=False), [artist.inbox])


def with_poster(tx: Tx, it: Instance, poster: Actor) -> None:
    """One of ours who posts jobs is kept out: whoever applied from elsewhere is told no."""
    for uri, ident in offers.to_poster(tx, poster.id):
        artist = actors.by_id(tx, ident)
        if artist is not None:
            _refuse(tx, it, uri, poster, artist)


async def undo(it: Instance, activity: Undo) -> bool:
    """An artist withdraws: everything goes at once. False when what is undone is no application.

    Raises TooFast, to be tried again, for too many that were never seen here.
    """
    known, gone = await it.db.write(lambda tx: _undo(tx, it, activity))
    if gone is not None:
        await asyncio.to_thread(parcels.drop, ending.folder(it), [gone])
    return known


def _undo(tx: Tx, it: Instance, activity: Undo) -> tuple[bool, ApplicationId | None]:
    uri = activity.inner_id
    offered = offers.by_uri(tx, uri) if uri else None
    if uri is None or (offered is None and activity.inner_type != OFFER):
        return False, None
    application = applications.by_id(tx, offered.application_id) if offered else None
    if application is not None:
        artist, job = actors.by_id(tx, application.actor_id), jobs.by_work(tx, application.work_id)
        if artist is None or artist.uri != activity.actor or job is None or not job.local:
            return True, None
        ending.forget(tx, job.actor_id, application)
        _withdrawn(tx, it, job)
    elif not activities.buried(tx, uri, activity.actor):
        _count(tx, it, activity.actor)
        _before(tx, it, activity)
    activities.bury(tx, uri, activity.actor, it.clock())
    return True, application.id if application else None


def _before(tx: Tx, it: Instance, activity: Undo) -> None:
    """What was taken back before it came was sent, and is counted as if it had come first."""
    posting, artist = _job(tx, it, activity.inner_target), actors.by_uri(tx, activity.actor)
    if posting is not None and applying.takes(tx, it, posting, artist.id if artist else None):
        _withdrawn(tx, it, posting.job)


def _withdrawn(tx: Tx, it: Instance, job: Job) -> None:
    applications.count_withdrawn(tx, job.work_id)
    posters.tell(tx, job.actor_id, Notice.WITHDRAWN, it.clock(), work=job.work_id)


def tell(tx: Tx, it: Instance, ident: str, *, decided: bool = True) -> None:
    """Tell an artist elsewhere where their application stands; `decided`: it moved, and was not only read.

    Nothing happens for an artist of ours.
    """
    offered, application = offers.of(tx, ident), applications.by_id(tx, ident)
    job = jobs.by_work(tx, application.work_id) if application else None
    if offered is None or application is None or job is None or not job.local:
        return
    artist, poster = actors.by_id(tx, application.actor_id), actors.by_id(tx, job.actor_id)
    if artist is None or poster is None:
        return
    # Strictly newer than what was told before, or it would count as late news.
    at = max(it.clock(), offered.told + 1)
    offers.tell(tx, ident, at)
    kind = _KINDS.get(application.stage, "Update") if decided else "Update"
    said = _Said(outbox.new_activity(it), offered.uri, it.urls.agreement(ident), at)
    sides = Between(artist.uri, poster.uri, render_job.intent(it.urls.object(application.work_id)))
    outgoing = Outgoing(poster, kind, said.agreement, _news(kind, said, sides, application), public=False)
    outbox.enqueue(tx, it, outgoing, [artist.inbox])


_KINDS = {Stage.HIRED: "Accept", Stage.DECLINED: "Reject"}


@dataclass(frozen=True, slots=True)
class _Said:
    """The id of an answer, what it answers, the poster's Agreement, and when it is said (ms)."""

    id: Uri
    offered: Uri
    agreement: Uri
    at: int


def _news(kind: str, said: _Said, sides: Between, application: Application) -> Json:
    match kind:
        case "Accept":
            return render_application.accept(said.id, said.offered, sides, said.agreement, at=said.at)
        case "Reject":
            return render_application.reject(said.id, said.offered, sides.poster, sides.artist, at=said.at)
        case _:
            stage, read = application.stage, application.seen is not None
            return render_application.progress(
                said.id, said.offered, sides, said.agreement, stage=stage, read=read, at=said.at
            )
