"""Keys of other servers: whose they are, how often they are fetched, how they are rotated (SIG-09, SIG-10)."""

import pytest

from fedart.domain.actor import Actor
from fedart.errors import Forbidden, Unauthenticated
from fedart.federation.errors import FetchFailed, FetchRefused, RemoteGone, RemoteMissing
from fedart.federation.signatures import Key
from fedart.instance import Instance
from fedart.services import inbox, remote_actors
from fedart.storage import activities, actors
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import AS2, Json, Net, Stranger, count, hear, say

FIVE_MINUTES = 300
ADA = Stranger("ada")
MALLORY = Stranger("ada", key="mallory")
"""Somebody who signs with another key, in Ada's name."""


async def asked(it: Instance, key_id: str, *, fresh: bool = False) -> Key | None:
    return await inbox.find_key(it)(key_id, fresh=fresh)


async def known(it: Instance, uri: str) -> Actor | None:
    return await it.db.read(lambda tx: actors.by_uri(tx, uri))


async def test_a_key_is_fetched_once_and_its_owner_remembered(it: Instance, net: Net, ada: Stranger) -> None:
    for _ in range(3):
        key = await asked(it, ada.key_id)
        assert key == Key(ada.key_id, ada.uri, ADA.pem)
    assert net.fetched == [ada.uri]
    assert await known(it, ada.uri) is not None


async def test_a_key_with_a_document_of_its_own_leads_to_its_owner(it: Instance, net: Net) -> None:
    key_id = f"{ADA.uri}/main-key"
    key = {"id": key_id, "owner": ADA.uri, "publicKeyPem": ADA.pem}
    net.serve(ADA.uri, ADA.document(publicKey=key))
    net.serve(key_id, {"@context": AS2, "type": "Key", **key})
    found = await asked(it, key_id)
    assert found is not None
    assert (found.id, found.owner) == (key_id, ADA.uri)


async def test_a_stub_of_the_actor_at_the_keys_address_leads_to_the_actor(it: Instance, net: Net) -> None:
    """GoToSocial serves one: its id is the actor's, and there is no inbox in it."""
    key_id = f"{ADA.uri}/main-key"
    key = {"id": key_id, "owner": ADA.uri, "publicKeyPem": ADA.pem}
    net.serve(ADA.uri, ADA.document(publicKey=key))
    net.serve(key_id, {"@context": AS2, "id": ADA.uri, "type": "Person", "preferredUsername": "ada", "publicKey": key})
    assert await asked(it, key_id) == Key(key_id, ADA.uri, ADA.pem)
    assert net.fetched == [key_id, ADA.uri]


async def test_sig_09_a_stub_that_its_actor_knows_nothing_of_is_refused(it: Instance, net: Net, ada: Stranger) -> None:
    key_id = f"{ada.origin}/uploads/key"
    key = {"id": key_id, "owner": ada.uri, "publicKeyPem": MALLORY.pem}
    net.serve(key_id, {"@context": AS2, "id": ada.uri, "type": "Person", "preferredUsername": "ada", "publicKey": key})
    assert await asked(it, key_id) is None
    assert await asked(it, ada.key_id) == Key(ada.key_id, ada.uri, ada.pem)


LIAR = Stranger("liar", "https://liar.example")
VICTIM = Stranger("victim", "https://victim.example")


def _key(**changes: object) -> Json:
    return {"id": LIAR.key_id, "owner": LIAR.uri, "publicKeyPem": LIAR.pem, **changes}


SIG_09: dict[str, Json] = {
    "an owner elsewhere": LIAR.document(publicKey=_key(owner=VICTIM.uri)),
    "another id": LIAR.document(id=f"{LIAR.origin}/actors/other"),
    "an id elsewhere": LIAR.document(id=VICTIM.uri, publicKey=_key(owner=VICTIM.uri)),
    "another key's id": LIAR.document(publicKey=_key(id=f"{LIAR.uri}#second")),
    "a key elsewhere": LIAR.document(publicKey=_key(id=VICTIM.key_id)),
    "no key": LIAR.document(publicKey={"id": LIAR.key_id, "owner": LIAR.uri}),
    "no actor": {"@context": AS2, "id": LIAR.uri, "type": "Note", "publicKey": _key()},
    "nonsense": {"hello": "world"},
}


@pytest.mark.parametrize("name", SIG_09)
async def test_sig_09_a_document_that_lies_about_its_key_is_refused(
    name: str, it: Instance, net: Net, clock: Clock
) -> None:
    net.publish(VICTIM)
    before = await asked(it, VICTIM.key_id)
    net.serve(LIAR.uri, SIG_09[name])
    assert await asked(it, LIAR.key_id) is None
    assert await known(it, LIAR.uri) is None
    victim = await known(it, VICTIM.uri)
    assert victim is not None
    assert victim.public_key == VICTIM.pem
    assert await asked(it, VICTIM.key_id) == before
    net.serve(LIAR.uri, LIAR.document())
    clock.advance(FIVE_MINUTES)
    assert await asked(it, LIAR.key_id) is not None


async def test_sig_09_an_owner_who_does_not_name_the_key_back_is_refused(it: Instance, net: Net, ada: Stranger) -> None:
    forged = f"{ada.origin}/forged-key"
    net.serve(forged, {"@context": AS2, "id": forged, "owner": ada.uri, "publicKeyPem": MALLORY.pem})
    assert await asked(it, forged) is None
    assert await asked(it, ada.key_id) is not None


async def test_sig_09_an_embedded_document_never_changes_a_key(
    it: Instance, net: Net, ada: Stranger, maren: Person
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    forged = ada.document()
    forged["publicKey"] = {**forged["publicKey"], "publicKeyPem": MALLORY.pem}
    await hear(it, ada, ada.update(forged))
    found = await known(it, ada.uri)
    assert found is not None
    assert found.public_key == ADA.pem


async def test_sig_10_a_rotated_key_is_fetched_anew(
    it: Instance, net: Net, ada: Stranger, maren: Person, clock: Clock
) -> None:
    await say(it, ada, ada.follow(maren.actor.uri))
    rotated = Stranger("ada", key="ada-second")
    net.publish(rotated)
    clock.advance(FIVE_MINUTES + 1)
    await say(it, rotated, rotated.follow(maren.actor.uri))
    assert net.fetched.count(ada.uri) == 2
    found = await asked(it, ada.key_id)
    assert found is not None
    assert found.pem == rotated.pem
    with pytest.raises(Unauthenticated):
        await say(it, ada, ada.follow(maren.actor.uri))


async def test_sig_10_a_flood_of_bad_signatures_fetches_the_key_once_in_five_minutes(
    it: Instance, net: Net, ada: Stranger, maren: Person, clock: Clock
) -> None:
    await say(it, ada, ada.follow(maren.actor.uri))
    clock.advance(FIVE_MINUTES + 1)
    before = net.fetched.count(ada.uri)
    for _ in range(25):
        with pytest.raises(Unauthenticated):
            await say(it, MALLORY, MALLORY.follow(maren.actor.uri))
    assert net.fetched.count(ada.uri) == before + 1
    clock.advance(FIVE_MINUTES + 1)
    with pytest.raises(Unauthenticated):
        await say(it, MALLORY, MALLORY.follow(maren.actor.uri))
    assert net.fetched.count(ada.uri) == before + 2
    await say(it, ada, ada.follow(maren.actor.uri))


async def test_sig_10_failures_are_remembered_for_longer_and_longer_up_to_a_day(
    it: Instance, net: Net, clock: Clock
) -> None:
    nobody = Stranger("nobody", "https://nowhere.example")
    pauses = []
    for _ in range(12):
        assert await asked(it, nobody.key_id) is None
        before, waited = len(net.fetched), 0
        while len(net.fetched) == before:
            clock.advance(60)
            waited += 1
            assert await asked(it, nobody.key_id) is None
        pauses.append(waited)
        # The look above was itself a failure: the next round starts from it.
    assert pauses[0] == 5
    assert pauses == sorted(pauses)
    assert pauses[-1] == 24 * 60


async def test_a_server_in_trouble_is_unavailable_and_not_a_liar(it: Instance, net: Net, ada: Stranger) -> None:
    net.broken[ada.uri] = FetchFailed("status 503")
    with pytest.raises(FetchFailed):
        await asked(it, ada.key_id)
    assert await count(it, "remote_keys") == 0
    del net.broken[ada.uri]
    assert await asked(it, ada.key_id) is not None


@pytest.mark.parametrize("trouble", [FetchFailed("status 503"), FetchRefused("not an ActivityPub content type")])
async def test_a_known_key_outlives_trouble_at_its_home(
    trouble: Exception, it: Instance, net: Net, ada: Stranger, maren: Person, clock: Clock
) -> None:
    await say(it, ada, ada.follow(maren.actor.uri))
    net.broken[ada.uri] = trouble
    clock.advance(FIVE_MINUTES + 1)
    before = net.fetched.count(ada.uri)
    for _ in range(3):
        with pytest.raises(Unauthenticated):
            await say(it, MALLORY, MALLORY.follow(maren.actor.uri))
        await say(it, ada, ada.follow(maren.actor.uri))
    assert net.fetched.count(ada.uri) == before + 1


async def test_aut_10_a_blocked_key_is_not_even_fetched(it: Instance, net: Net, ada: Stranger) -> None:
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "spam", it.clock()))
    with pytest.raises(Forbidden) as refused:
        await asked(it, ada.key_id)
    assert refused.value.rule == "AUT-10"
    assert net.fetched == []


async def test_our_own_keys_are_never_fetched(it: Instance, net: Net, maren: Person) -> None:
    assert await asked(it, maren.actor.key_id) is None
    assert net.fetched == []


async def test_a_key_of_somebody_deleted_verifies_nothing_they_may_still_do(
    it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri), ada.activity("Delete", object=ada.uri))
    gone = await known(it, ada.uri)
    assert gone is not None
    assert gone.deleted
    work = await make.work(maren.actor)
    await hear(it, ada, ada.like(work.uri))
    assert await count(it, "likes") == 0
    bea = Stranger("bea", ada.origin)
    net.publish(bea)
    await hear(it, bea, bea.like(work.uri))
    assert await count(it, "likes") == 1, "others of that server are heard"


async def test_the_last_word_of_somebody_who_is_gone_is_checked_with_the_key_of_the_profile_we_have(
    it: Instance, net: Net, ada: Stranger
) -> None:
    await remote_actors.by_uri(it, ada.uri)
    assert await count(it, "remote_keys") == 0, "nothing that they signed ever came"
    net.broken[ada.uri] = RemoteGone("410")
    assert await asked(it, ada.key_id) == Key(ada.key_id, ada.uri, ada.pem)
    assert await asked(it, f"{ada.uri}#other-key") is None
    await hear(it, ada, ada.delete(ada.uri))
    gone = await known(it, ada.uri)
    assert gone is not None
    assert gone.deleted
    assert await asked(it, ada.key_id) is None


async def test_who_is_kept_out_at_their_own_server_still_takes_things_back(
    it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio
) -> None:
    """Servers answer 404 for people whom they suspended; what these take back then is signed as ever."""
    work = await make.work(maren.actor)
    await remote_actors.by_uri(it, ada.uri)
    liked = ada.like(work.uri)
    net.broken[ada.uri] = RemoteMissing("404")
    assert await asked(it, ada.key_id) == Key(ada.key_id, ada.uri, ada.pem)
    await hear(it, ada, liked)
    assert await count(it, "likes") == 1
    await hear(it, ada, ada.undo(liked))
    assert await count(it, "likes") == 0
    stranger = Stranger("stranger", "https://third.example", key="ada")
    net.broken[stranger.uri] = RemoteMissing("404")
    assert await asked(it, stranger.key_id) is None, "nobody whom we never saw"


async def test_a_profile_vouches_for_its_key_only_when_its_server_says_that_they_are_gone(
    it: Instance, net: Net, ada: Stranger
) -> None:
    await remote_actors.by_uri(it, ada.uri)
    net.serve(ada.uri, ada.document(publicKey={"id": ada.key_id, "owner": ada.uri, "publicKeyPem": MALLORY.pem}))
    assert await asked(it, ada.key_id) == Key(ada.key_id, ada.uri, MALLORY.pem)
    stranger = Stranger("stranger", "https://third.example", key="ada")
    net.broken[stranger.uri] = RemoteGone("410")
    assert await asked(it, stranger.key_id) is None
