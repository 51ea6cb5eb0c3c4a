"""Who wrote this, whoever brought it? Proofs inside activities that others pass on (FEP-8b32, THREATS SIG-12)."""

from functools import partial

from fedart import log
from fedart.domain.ids import Uri, same_origin
from fedart.errors import Forbidden, Malformed
from fedart.federation import multikey, proofs
from fedart.federation.errors import FetchError
from fedart.federation.signatures import Key
from fedart.instance import Instance
from fedart.services import outside
from fedart.services.keys import signed
from fedart.services.remote_keys import KeyFinder
from fedart.wire import parse
from fedart.wire import proofs as wire
from fedart.wire.activities import KeyDocument, RemoteActor
from fedart.wire.proofs import Claim

__all__ = ["signed", "trusted"]

HOUR = 3_600_000
AHEAD = HOUR
"""How far in the future a proof may have been made: clocks differ."""

LISTED = 24 * HOUR
"""For so long a key is believed to be still listed by its owner."""


async def trusted(it: Instance, body: bytes) -> Uri | None:
    """The actor of an activity of another server whose own proof covers exactly this document; else None.

    The key must stand in `assertionMethod` of the actor's own document, as fetched from its own address; it, the
    actor and the activity share one origin. Never raises for what strangers send or for what their servers do: who
    gets None fetches the object from its home, or refuses.
    """
    try:
        claim = await outside.parsed(wire.claim, body)
        if claim is None:
            return None
        _consistent(claim, it.clock())
        return claim.actor if await _proved(it, claim, body) else None
    except (Malformed, Forbidden, FetchError) as error:
        log.info("proof_refused", rule=error.rule or "SIG-12", reason=error)
        return None


def _consistent(claim: Claim, now: int) -> None:
    if claim.id is None or not same_origin(claim.id, claim.actor) or not same_origin(claim.key_id, claim.actor):
        raise Malformed("activity, actor and key are not of one origin", rule="AUT-02")
    if claim.created > now + AHEAD or (claim.expires is not None and claim.expires <= now):
        raise Malformed("the proof is of another time", rule="SIG-06")
    multikey.read_signature(claim.value)


async def _proved(it: Instance, claim: Claim, body: bytes) -> bool:
    # Kept apart by actor: who names a key in another's name must not make us leave it alone for its owner.
    ask, space = partial(_from_its_actor, actor=claim.actor), f"proof {claim.actor} "
    find_key = KeyFinder(it, ask, listed=LISTED, space=space)
    known = await find_key(claim.key_id, fresh=False)
    if known is None:
        return False
    if await _fits(claim, known, body):
        return True
    newer = await find_key(claim.key_id, fresh=True)
    return newer is not None and newer.pem != known.pem and await _fits(claim, newer, body)


async def _fits(claim: Claim, key: Key, body: bytes) -> bool:
    """Whether this key of this very actor made the proof; a long document is looked at in a thread (PAR-06)."""
    if key.owner != claim.actor or key.id != claim.key_id:
        return False

    def check(_body: bytes) -> bool:
        try:
            return proofs.fits(key.pem, claim.value, claim.readings, claim.document)
        except Malformed:
            return False

    return await outside.parsed(check, body)


async def _from_its_actor(it: Instance, key_id: str, *, actor: Uri) -> tuple[KeyDocument, RemoteActor]:
    """The key as its actor lists it. Raises FetchError, Forbidden, and Malformed when it is not listed (SIG-09)."""
    document = await outside.document(it, actor)
    key = await outside.parsed(partial(wire.multikey, wanted=key_id, now=it.clock()), document.body)
    owner = await outside.parsed(parse.actor, document.body)
    if document.url != actor or key.owner != actor or owner.uri != actor or not same_origin(key_id, actor):
        raise Malformed("owner and key do not name each other", rule="SIG-09")
    multikey.read(key.pem)
    return key, owner
