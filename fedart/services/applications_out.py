"""Applications of our artists for jobs of other servers: sent as an Offer, followed by what the poster says, withdrawn.

Only the poster is believed, and only about what was sent for that very job (AUT-05). Nothing here is ever shown to
anybody but the artist; the poster's server alone may fetch the PDF (WEB-09).
"""

import orjson

from fedart import log
from fedart.domain.actor import Actor
from fedart.domain.applying import TRANSITIONS, Application, Stage
from fedart.domain.ids import Uri, same_origin
from fedart.domain.job import Job
from fedart.instance import Instance
from fedart.services import outbox, queue
from fedart.services.outbox import Outgoing
from fedart.services.queue import Delivery
from fedart.storage import actors, applications, blocks, jobs, notifications, offers, tasks, works
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.offers import Offered
from fedart.wire import render_application
from fedart.wire.activities import Accept, Reject, Update
from fedart.wire.limits import sensible_time
from fedart.wire.render_application import Between, Sheet


def send(tx: Tx, it: Instance, made: Application, job: Job) -> None:
    """Send an application that was just stored to the poster of its job, and to nobody else."""
    artist, poster = actors.by_id(tx, made.actor_id), actors.by_id(tx, job.actor_id)
    if artist is None or poster is None:
        return
    uri = outbox.new_activity(it)
    document = render_application.offer(uri, _sides(artist, poster, job), _sheet(tx, it, made), at=made.created)
    offers.add(tx, Offered(made.id, uri, made.created, 0))
    outbox.enqueue(tx, it, Outgoing(artist, "Offer", uri, document, public=False), [poster.inbox])
    if not waits(tx, made):
        offers.lose(tx, uri, it.clock())  # Nothing is sent to a host that has been silent for long.


async def lost(it: Instance, payload: bytes) -> None:
    """A delivery was given up: the artist of an Offer should know that it did not arrive."""
    job = Delivery(**orjson.loads(payload))
    if job.type == "Offer":
        await it.db.write(lambda tx: offers.lose(tx, it.urls.activity(job.activity), it.clock()))


def _sheet(tx: Tx, it: Instance, made: Application) -> Sheet:
    letter = made.letter
    shown = [work for ident in letter.works if (work := works.by_id(tx, ident)) is not None]
    file = (it.urls.page(f"/applications/{made.id}/file"), made.file_name) if made.file_bytes else None
    return Sheet(letter.note, letter.rate, letter.start, [(work.uri, work.title) for work in shown], file)


def _sides(artist: Actor, poster: Actor, job: Job) -> Between:
    return Between(artist.uri, poster.uri, Uri(job.terms.ways.intent))


def waits(tx: Tx, application: Application) -> bool:
    """Whether an application is on its way still: the poster's server has not taken it yet."""
    offered, job = offers.of(tx, application.id), jobs.by_work(tx, application.work_id)
    poster = actors.by_id(tx, job.actor_id) if job else None
    if offered is None or poster is None:
        return False
    return any(each.type == "Offer" for each in queue.undelivered(tx, offered.uri, poster.inbox))


def withdraw(tx: Tx, it: Instance, application: Application) -> None:
    """Take an Offer back, before its application is forgotten; one that never left is only not sent any more."""
    offered, job = offers.of(tx, application.id), jobs.by_work(tx, application.work_id)
    artist, poster = actors.by_id(tx, application.actor_id), actors.by_id(tx, job.actor_id) if job else None
    if offered is None or job is None or artist is None or poster is None:
        return
    waiting = queue.undelivered(tx, offered.uri, poster.inbox)
    tasks.cancel(tx, [each.id for each in waiting if not each.leased], it.clock())
    if any(each.type == "Offer" and not each.begun for each in waiting):
        return
    document = render_application.withdrawal(outbox.new_activity(it), offered.uri, _sides(artist, poster, job))
    outbox.enqueue(tx, it, Outgoing(artist, "Undo", offered.uri, document, public=False), [poster.inbox])


def with_artist(tx: Tx, it: Instance, artist: str) -> None:
    """One of ours is kept out: what they sent to other servers is withdrawn."""
    for ident in offers.by_artist(tx, artist):
        _withdraw(tx, it, ident)
        applications.forget(tx, ident)


def with_poster(tx: Tx, it: Instance, poster: str) -> None:
    """A poster elsewhere is kept out: what was sent to them is withdrawn, and is to be forgotten next."""
    for ident in offers.away_to_poster(tx, poster):
        _withdraw(tx, it, ident)


def with_job(tx: Tx, it: Instance, job: str) -> None:
    """A job elsewhere is taken off our board: what was sent for it is withdrawn, and is to be forgotten next."""
    for ident in offers.of_job(tx, job):
        _withdraw(tx, it, ident)


def _withdraw(tx: Tx, it: Instance, ident: str) -> None:
    application = applications.by_id(tx, ident)
    if application is not None:
        withdraw(tx, it, application)


def answered(tx: Tx, it: Instance, activity: Accept | Reject) -> bool:
    """The poster hires somebody, or declines; False when the answer is to something else."""
    offered = offers.by_uri(tx, activity.follow_id) if activity.follow_id else None
    if offered is None:
        return False
    stage = Stage.HIRED if isinstance(activity, Accept) else Stage.DECLINED
    _hear(tx, it, offered, activity.actor, stage, activity.at)
    return True


def followed(tx: Tx, it: Instance, activity: Update) -> None:
    """The poster says where an application stands now, and whether they have read it."""
    said = activity.progress
    offered = offers.by_uri(tx, said.offer) if said is not None else None
    if said is None or offered is None:
        return
    if said.read and _own(tx, offered, activity.actor) is not None:
        applications.see(tx, offered.application_id, it.clock())
    if said.stage in set(Stage):
        _hear(tx, it, offered, activity.actor, Stage(said.stage), said.at)


def _own(tx: Tx, offered: Offered, speaker: str) -> tuple[Application, Actor] | None:
    """An application of one of ours, and the poster of its job when it is they who speak; None for everybody else."""
    application = applications.by_id(tx, offered.application_id)
    job = jobs.by_work(tx, application.work_id) if application else None
    poster = actors.by_id(tx, job.actor_id) if job else None
    if application is None or poster is None or poster.uri != speaker or poster.local:
        log.info("application_news_dropped", rule="AUT-05", actor=speaker)
        return None
    return application, poster


def _hear(tx: Tx, it: Instance, offered: Offered, speaker: Uri, stage: Stage, at: int | None) -> None:
    """Move an application to where its poster says that it stands, unless newer news came before."""
    found = _own(tx, offered, speaker)
    now = it.clock()
    when = sensible_time(at, now)
    if found is None or when <= offered.told:
        return
    application, poster = found
    offers.tell(tx, application.id, when)
    if stage in TRANSITIONS[application.stage]:
        applications.move(tx, application.id, stage, now)
        notify(tx, application, poster.id, stage, now)


def notify(tx: Tx, application: Application, poster: str, stage: Stage, now: int) -> None:
    """Tell an artist of ours where their application stands; what was told before of it is out of date."""
    artist, work = application.actor_id, application.work_id
    for old in Stage:
        notifications.withdraw(tx, artist, Notice.APPLICATION, poster, work, old.value)
    notifications.add(tx, artist, Notice.APPLICATION, now, by=poster, work=work, detail=stage.value)


def fetchable(tx: Tx, ident: str, asker: Uri) -> Application | None:
    """An application whose file that actor may fetch: the poster of its job, or whoever speaks for their server.

    Never across a block.
    """
    application, offered = applications.by_id(tx, ident), offers.of(tx, ident)
    parties = offers.parties(tx, offered.uri) if offered else None
    artist, poster = (actors.by_uri(tx, uri) for uri in parties) if parties else (None, None)
    if application is None or artist is None or poster is None or not application.file_bytes:
        return None
    if not artist.local or artist.deleted or artist.suspended or blocks.between(tx, artist.id, poster.id):
        return None
    return application if same_origin(poster.uri, asker) else None
