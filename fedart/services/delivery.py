"""One delivery attempt and what is booked after it."""

import orjson

from fedart import log
from fedart.domain.ids import ActorId, host_of
from fedart.domain.policy import blocked
from fedart.errors import NotFound
from fedart.federation.deliver import Delivered, Gone, Later, Refused, deliver
from fedart.instance import Instance
from fedart.services import local_actors
from fedart.services.queue import Delivery
from fedart.storage import activities


class GiveUp(Exception):
    """The task is over without success; the text is its reason."""


class TryLater(Exception):
    """The task is to be tried again: after `seconds` when given, at most `tries` times in all when given."""

    def __init__(self, reason: str, seconds: float | None = None, tries: int | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.tries = tries


async def attempt(it: Instance, payload: bytes) -> None:
    """Send one activity to one inbox, signed anew. Raises GiveUp or TryLater."""
    job = Delivery(**orjson.loads(payload))
    sent, blocks = it.db.glance(lambda tx: (activities.by_id(tx, job.activity), activities.blocks(tx)))
    if sent is None:
        raise GiveUp("the activity is gone")
    if blocked(host_of(job.inbox), blocks):
        raise GiveUp("the domain is blocked")
    try:
        signer = await local_actors.signer(it, ActorId(job.actor))
    except NotFound as error:
        raise GiveUp(str(error)) from error
    match await deliver(it.http, job.inbox, sent[1], signer):
        case Delivered(status):
            log.info("delivered", inbox=job.inbox, activity=job.activity, status=status)
        case Later(reason, seconds, tries):
            raise TryLater(reason, seconds, tries)
        case Gone():
            raise GiveUp("410: the inbox is gone")
        case Refused(reason):
            raise GiveUp(reason)
