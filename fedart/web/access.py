"""What another server may read: refusals by block, and signed requests for works that are not public.

The documents with our keys never need a signature: two servers that demand one for them would ask each other for
ever (guide section 10, the deadlock). Other public documents need one in secure mode only. A claimed key is enough to
refuse; only a verified one opens anything.
"""

from starlette.background import BackgroundTask
from starlette.requests import Request

from fedart import log
from fedart.domain.actor import ActorType
from fedart.domain.ids import Uri, host_of
from fedart.domain.work import Work, WorkState
from fedart.errors import FedartError, Forbidden, Unauthenticated
from fedart.federation import signatures
from fedart.services import audience, fetchers, inbox, remote_keys
from fedart.storage import views_federation as views
from fedart.storage.database import Tx
from fedart.web.session import instance_of

_CLAIMS = ("signature", "signature-input")


def signed(request: Request) -> bool:
    """Whether a request claims a signature of any dialect."""
    return "signature" in request.headers or "signature-input" in request.headers


def dialect(request: Request) -> str:
    """The dialect that a signed request is signed in, for the log."""
    return "rfc9421" if "signature-input" in request.headers else "cavage"


def as_signed(request: Request, body: bytes = b"") -> signatures.Request:
    """The request as its signature covers it: raw target, every header, the bytes of the body."""
    target = request.scope["raw_path"].decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.headers.raw)
    return signatures.Request(request.method, f"{target}?{query}" if query else target, headers, body)


def claimed_key(request: Request) -> str:
    """The key a request says it is signed with, or an empty string. Proves nothing."""
    claim = tuple((name, value) for name, value in request.headers.items() if name in _CLAIMS)
    return signatures.claimed_key_id(signatures.Request(request.method, "", claim))


async def verify(request: Request, body: bytes = b"") -> signatures.Verified:
    """Who signed this request. Raises Malformed, Unauthenticated and Unavailable (see `signatures.verify`)."""
    it = instance_of(request)
    return await remote_keys.verify(it, as_signed(request, body), inbox.find_key(it))


async def admit(request: Request, *, shows_key: bool = False) -> None:
    """Refuse whoever claims a key of a blocked host or a suspended actor (THREATS AUT-10). Raises Forbidden.

    In secure mode a valid signature is demanded as well, unless the document `shows_key`: nobody can prove to us who
    they are before they have read it. Raises Unauthenticated then, and what `verify` raises.
    """
    refuse_barred(request)
    if shows_key or not instance_of(request).config.federation.secure_mode:
        return
    if not signed(request):
        raise Unauthenticated("no signature", rule="SIG-01")
    request.state.verified = await verify(request)
    _refuse_key(request, request.state.verified.key_id)


def refuse_barred(request: Request) -> None:
    """The first half of `admit`, for what browsers fetch too, whatever the mode: pictures. Raises Forbidden."""
    _refuse_key(request, claimed_key(request))


def _refuse_key(request: Request, key_id: str) -> None:
    if key_id and instance_of(request).db.glance(lambda tx: views.key_refused(tx, key_id)):
        raise Forbidden(f"signed by {key_id}", rule="AUT-10")


async def asker_of(request: Request) -> Uri | None:
    """The actor that a signed request proves to come from; None when it proves nothing."""
    if not signed(request):
        return None
    proven: signatures.Verified | None = getattr(request.state, "verified", None)
    try:
        return (proven or await verify(request)).actor
    except FedartError as error:
        log.info("unproven_read", rule=error.rule or None, reason=str(error))
        return None


def notice(request: Request, work: Work) -> BackgroundTask | None:
    """What remains to be done once a public work was served: to remember which server has it, and hears of its end.

    None, after one look into memory, for whoever signed nothing and for servers that are remembered already.
    """
    it, key_id = instance_of(request), claimed_key(request)
    public = work.visibility.anyone and work.state is WorkState.LIVE
    if request.method != "GET" or not key_id or not public or it.fetchers.noted(host_of(key_id), work.uri):
        return None
    verified: signatures.Verified | None = getattr(request.state, "verified", None)
    return BackgroundTask(fetchers.notice, it, as_signed(request), work, verified)


async def may_read(request: Request, work: Work) -> bool:
    """Whether whoever signed this request may see a work of ours; anybody may see what is public.

    The instance actor of a server stands for its people: servers fetch with whichever key they have (guide 2.2).
    """
    if work.visibility.anyone:
        return work.state is WorkState.LIVE
    asker = await asker_of(request)
    if asker is None:
        return False

    def check(tx: Tx) -> bool:
        reader = views.reader(tx, asker)
        if reader is None:
            return False
        if audience.may_see(tx, work, reader):
            return True
        stands_for_host = reader.type is ActorType.APPLICATION and work.state is WorkState.LIVE
        return stands_for_host and views.host_permitted(tx, work, reader.host)

    return await instance_of(request).db.read(check)
