"""Finding the key that a signature names: in our store, else from its owner's server (THREATS SIG-09, SIG-10)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from fedart import log
from fedart.domain import policy
from fedart.domain.ids import host_of, same_origin
from fedart.errors import Forbidden, Malformed
from fedart.federation import signatures
from fedart.federation.errors import FetchError, FetchFailed, RemoteGone, RemoteMissing
from fedart.federation.signatures import FindKey, Key, Request, Verified
from fedart.instance import Instance
from fedart.services import outside, remote_actors
from fedart.storage import activities, actors, keys
from fedart.storage.actors import RemoteKey
from fedart.storage.database import Tx
from fedart.wire import parse
from fedart.wire.activities import KeyDocument, RemoteActor

LONGEST_FAILURE = 24 * 3_600_000
_NEVER_DIALLED = frozenset({"NET-01", "NET-02", "NET-09"})
"""Refused before anything was asked: to remember it would cost more than to refuse it again."""


Ask = Callable[[Instance, str], Awaitable[tuple[KeyDocument, RemoteActor]]]
"""Fetches a key and its owner, naming each other. Raises FetchError, Malformed."""


async def _from_its_server(it: Instance, key_id: str) -> tuple[KeyDocument, RemoteActor]:
    """The key and its owner, naming each other; the owner comes from its own address. Raises FetchError, Malformed.

    At the key's address stands the key, the whole actor, or a stub of the actor (GoToSocial; guide section 2.3).
    """
    address = key_id.partition("#")[0]
    document = await outside.document(it, address)
    key = await outside.parsed(partial(parse.key, wanted=key_id), document.body)
    if key.document not in (document.url, key.owner) or not same_origin(key.owner, key_id):
        raise Malformed("the key document does not belong to its address", rule="SIG-09")
    if key.owner != document.url:
        document = await outside.document(it, key.owner)
    owner = await outside.parsed(parse.actor, document.body)
    if owner.uri != document.url or owner.uri != key.owner or owner.key_id != key_id or owner.public_key != key.pem:
        raise Malformed("owner and key do not name each other", rule="SIG-09")
    return key, owner


@dataclass(frozen=True, slots=True)
class KeyFinder:
    """`FindKey` for the signature check, and for the check of proofs, which asks in another way.

    `listed`: a key that was not seen for so long (ms) is looked up again, and forgotten when its owner does not list
    it any more. `space` keeps what is known of keys for one purpose apart from those for another: whoever asks for a
    key that its owner does not have for that purpose must not make us leave it alone for the other.
    """

    it: Instance
    ask: Ask = _from_its_server
    listed: int | None = None
    space: str = ""

    async def __call__(self, key_id: str, /, *, fresh: bool) -> Key | None:
        """The key, from the store or from its server. None when there is none; Unavailable when it may come later.

        `fresh` fetches at most once per `key_refetch_seconds` and key, however many bad requests arrive.
        """
        it, now = self.it, self.it.clock()
        known, blocks = it.db.glance(lambda tx: (self._known(tx, key_id), activities.blocks(tx)))
        if policy.blocked(host_of(key_id), blocks):
            raise Forbidden("the key's domain is blocked", rule="AUT-10")
        resting = known is not None and known.retry_after > now
        if known is not None and (resting or (known.pem and not fresh and not self._stale(known))):
            return _usable(known)
        if same_origin(key_id, it.config.instance.origin):
            return None
        return await self._fetch(key_id, known)

    async def _fetch(self, key_id: str, known: RemoteKey | None) -> Key | None:
        it = self.it
        try:
            key, owner = await self.ask(it, key_id)
        except FetchFailed:
            if known is not None and known.pem:
                await it.db.write(lambda tx: actors.fail_key(tx, self.space + key_id, self._pause(0)))
                return _usable(known)
            raise
        except (FetchError, Malformed) as error:
            if known is None and isinstance(error, (RemoteGone, RemoteMissing)) and (last := self._in_profile(key_id)):
                return last
            log.info("key_refused", rule="SIG-09", key=key_id, reason=error)
            if known is None and error.rule in _NEVER_DIALLED:
                return None
            failures = known.failures if known else 0
            if known is not None and self.listed is not None and isinstance(error, Malformed):
                await it.db.write(lambda tx: keys.forget_remote(tx, self.space + key_id, self._pause(failures)))
                return None
            await it.db.write(lambda tx: actors.fail_key(tx, self.space + key_id, self._pause(failures)))
            return _usable(known) if known else None
        await it.db.write(lambda tx: self._keep(tx, key, owner))
        return Key(key.id, key.owner, key.pem)

    def _known(self, tx: Tx, key_id: str) -> RemoteKey | None:
        found = actors.remote_key(tx, self.space + key_id)
        return replace(found, id=key_id) if found else None

    def _in_profile(self, key_id: str) -> Key | None:
        """The key in the profile that we fetched while its owner was there.

        Their last Delete is signed with it, and so is what somebody takes back whom their server keeps out (404).
        """
        owner = self.it.db.glance(lambda tx: actors.by_uri(tx, key_id.partition("#")[0]))
        if self.space or owner is None or owner.local or owner.key_id != key_id or not owner.public_key:
            return None
        return Key(key_id, owner.uri, owner.public_key)

    def _stale(self, known: RemoteKey) -> bool:
        return self.listed is not None and known.fetched + self.listed <= self.it.clock()

    def _pause(self, failures: int) -> int:
        """Until when a failing key is left alone (ms): five minutes, doubling up to a day."""
        first = int(self.it.config.federation.key_failure_seconds * 1000)
        return self.it.clock() + min(first << min(failures, 12), LONGEST_FAILURE)

    def _keep(self, tx: Tx, key: KeyDocument, owner: RemoteActor) -> None:
        now = self.it.clock()
        pause = int(self.it.config.federation.key_refetch_seconds * 1000)
        remote_actors.remember(tx, owner, now)
        actors.keep_key(tx, self.space + key.id, key.owner, key.pem, now, now + pause)


@dataclass(slots=True)
class KnownKeys:
    """`FindKey` that asks nobody. `missed`: the key that it was asked for and could not give."""

    it: Instance
    missed: str = ""

    async def __call__(self, key_id: str, /, *, fresh: bool) -> Key | None:
        """A key that we have; None when there is none, or a newer one is wanted."""
        known = None if fresh else self.it.db.glance(lambda tx: actors.remote_key(tx, key_id))
        found = _usable(known) if known else None
        self.missed = "" if found else key_id
        return found


async def verify(it: Instance, request: Request, find_key: FindKey, *, at: int | None = None) -> Verified:
    """Who signed a request to this server, judged at that moment (ms; now when not given).

    Raises Malformed, Unauthenticated, and what `find_key` raises (see `signatures.verify`).
    """
    settings = it.config.federation
    return await signatures.verify(
        request,
        scheme="https" if it.config.https else "http",
        host=it.urls.host,
        find_key=find_key,
        window=signatures.Window(settings.past_seconds, settings.future_seconds),
        now=(it.clock() if at is None else at) / 1000,
    )


def _usable(known: RemoteKey) -> Key | None:
    return Key(known.id, known.owner, known.pem) if known.pem else None
