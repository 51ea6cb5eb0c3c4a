"""One delivery attempt: one signed POST to one inbox, and what follows from the answer (guide section 9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fedart.federation.errors import FetchFailed, FetchRefused
from fedart.federation.http import Http, Response
from fedart.federation.retry import retry_after
from fedart.federation.signatures import Signer

CONTENT_TYPE = "application/activity+json"
TRIES_AFTER_401 = 3
_BUSY = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Delivered:
    """The peer took it."""

    status: int


@dataclass(frozen=True, slots=True)
class Later:
    """Try again: after `retry_after` seconds when the peer said so, at most `tries` attempts in all when set."""

    reason: str
    retry_after: float | None = None
    tries: int | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The inbox answers 410. For a personal inbox: fetch the actor again, it may be deleted."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Final for this activity and inbox. `status` is 0 when our own rules forbade the request."""

    reason: str
    status: int = 0


Outcome = Delivered | Later | Gone | Refused


async def deliver(
    http: Http, inbox: str, body: bytes, signer: Signer, others: Mapping[str, str] = MappingProxyType({})
) -> Outcome:
    """POST the activity `body` to `inbox`, signed anew (THREATS SIG-14), with other headers that are signed as well.

    Never raises for what a peer does.
    """
    try:
        answer = await http.post(inbox, body, CONTENT_TYPE, signer, others)
    except FetchRefused as error:
        return Refused(str(error))
    except FetchFailed as error:
        return Later(str(error))
    return judge(answer, http.now())


def judge(answer: Response, now: float) -> Outcome:
    """What an answer means for the delivery. `now` in seconds since 1970."""
    match answer.status:
        case status if 200 <= status < 300:
            return Delivered(status)
        case 401:
            # The peer may have failed to fetch our key; a few tries show whether it was only that.
            return Later("status 401", retry_after(answer.headers.get("retry-after", ""), now), TRIES_AFTER_401)
        case 410:
            return Gone()
        case status if status in _BUSY or (status >= 500 and status != 501):
            return Later(f"status {status}", retry_after(answer.headers.get("retry-after", ""), now))
        case status if 300 <= status < 400:
            return Refused(f"status {status}: a redirect is not followed", status)
        case status:
            return Refused(f"status {status}", status)
