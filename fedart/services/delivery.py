"""One delivery attempt and what is booked after it: for the activity, and for the host (guide section 9)."""

import orjson

from fedart import log
from fedart.domain import breaker, synchronisation
from fedart.domain.breaker import Standing
from fedart.domain.ids import ActorId, host_of
from fedart.domain.policy import blocked
from fedart.errors import NotFound
from fedart.federation.deliver import Delivered, Gone, Later, Outcome, Refused, deliver
from fedart.federation.errors import RemoteGone
from fedart.instance import Instance
from fedart.services import local_actors, queue, remote_actors
from fedart.services import synchronisation as followers
from fedart.services.queue import Delivery
from fedart.storage import activities, actors, breakers, recipients
from fedart.storage.database import Tx
from fedart.wire import stored

_LAST = frozenset({"Delete", "Undo", "Remove", "Reject"})
"""What leaves in the name of somebody who is suspended: only what takes something back (THREATS AUT-10)."""


class GiveUp(Exception):
    """The task is over without success; the text is its reason."""


class TryLater(Exception):
    """The task is to be tried again: after `seconds` when given, at most `tries` times in all when given."""

    def __init__(self, reason: str, seconds: float | None = None, tries: int | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.tries = tries


class Postponed(Exception):
    """The task was not tried, which counts for nothing; it is due again at `until` (epoch milliseconds)."""

    def __init__(self, reason: str, until: int) -> None:
        super().__init__(reason)
        self.until = until


async def attempt(it: Instance, payload: bytes) -> None:
    """Send one activity to one inbox, signed anew. Raises GiveUp, TryLater or Postponed."""
    job = Delivery(**orjson.loads(payload))
    host = host_of(job.inbox)
    sent, blocks, health, sender = it.db.glance(
        lambda tx: (
            activities.by_id(tx, job.activity),
            activities.blocks(tx),
            breakers.health(tx, host),
            actors.by_id(tx, job.actor),
        )
    )
    if sent is None:
        raise GiveUp("the activity is gone")
    if sender is not None and sender.deleted and job.type != "Delete":
        raise GiveUp("the account is closed")
    if sender is not None and sender.suspended and job.type not in _LAST:
        raise GiveUp("the sender is suspended")
    if blocked(host, blocks):
        raise GiveUp("the domain is blocked")
    match breaker.standing(health, it.clock()):
        case Standing.DORMANT:
            raise GiveUp(breakers.DORMANT)
        case Standing.PAUSED:
            raise Postponed("the host does not answer", health.closed_until)
        case _:
            pass
    try:
        signer = await local_actors.signer(it, ActorId(job.actor))
    except NotFound as error:
        raise GiveUp(str(error)) from error
    outcome = await deliver(it.http, job.inbox, sent[1], signer, _stated(it, job, sent[1], public=sent[2]))
    await _judge_host(it, host, outcome, troubled=health != breaker.FRESH)
    await _judge_task(it, job, outcome)


def _stated(it: Instance, job: Delivery, body: bytes, *, public: bool) -> dict[str, str]:
    """What goes along with a message to followers alone, so that both sides can compare who follows (FEP-8fcf)."""
    if public:
        return {}

    def state(tx: Tx) -> dict[str, str]:
        actor = actors.by_id(tx, job.actor)
        if actor is None or not stored.is_to(body, actor.followers):
            return {}
        return {synchronisation.HEADER: followers.stated(tx, it, actor, host_of(job.inbox))}

    return it.db.glance(state)


async def _judge_host(it: Instance, host: str, outcome: Outcome, *, troubled: bool) -> None:
    """Tell the breaker: trouble that passes is a failure; any other answer, also a refusal, shows that the host works.

    Where our own rules forbade the request, nothing was learnt. Raises GiveUp and TryLater when this closes the host.
    """
    now = it.clock()
    match outcome:
        case Later(reason, seconds, None):
            after = await it.db.write(lambda tx: breakers.fail(tx, host, now))
            match breaker.standing(after, now):
                case Standing.DORMANT:
                    log.warning("host_dormant", host=host)
                    raise GiveUp(breakers.DORMANT)
                case Standing.PAUSED:
                    pause = (after.closed_until - now) / 1000
                    log.info("host_paused", host=host, seconds=round(pause))
                    raise TryLater(reason, max(pause, seconds or 0.0))
                case _:
                    pass
        case Refused(_, 0):
            pass
        case _ if troubled:
            await it.db.write(lambda tx: breakers.succeed(tx, host, now))


async def _judge_task(it: Instance, job: Delivery, outcome: Outcome) -> None:
    match outcome:
        case Delivered(status):
            log.info("delivered", inbox=job.inbox, activity=job.activity, status=status)
        case Later(reason, seconds, tries):
            raise TryLater(reason, seconds, tries)
        case Gone():
            await it.db.write(lambda tx: _look_for_owner(tx, it, job.inbox))
            raise GiveUp("410: the inbox is gone")
        case Refused(reason):
            raise GiveUp(reason)


def _look_for_owner(tx: Tx, it: Instance, inbox: str) -> None:
    """A personal inbox is gone: its owner may be, too, which only the owner's own address can say."""
    owner = recipients.owner(tx, host_of(inbox), inbox)
    if owner is not None:
        queue.refetch(tx, owner, it.clock())


async def look_again(it: Instance, payload: bytes) -> None:
    """Refresh a remote actor, and erase one whose address answers 410. Raises FetchError, Malformed, Forbidden."""
    uri = orjson.loads(payload)["actor"]
    try:
        await remote_actors.by_uri(it, uri, fresh=True)
    except RemoteGone:
        log.info("actor_gone", actor=uri)
        await it.db.write(lambda tx: remote_actors.erase(tx, uri, it.clock()))
