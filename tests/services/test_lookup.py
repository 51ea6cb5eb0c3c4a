"""Finding people and works by whatever somebody has in hand."""

import pytest

from fedart.domain.actor import ActorType
from fedart.domain.policy import PUBLIC
from fedart.errors import FedartError, Invalid, Malformed, NotFound
from fedart.instance import Instance
from fedart.services import lookup, people, remote_actors
from fedart.storage import activities
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import AS2, Json, Net, Stranger, count

DAY = 86_400


def served(net: Net, note: Json) -> str:
    net.serve(str(note["id"]), {"@context": AS2, **note})
    return str(note["id"])


async def test_a_handle_an_id_and_a_page_lead_to_the_same_person(it: Instance, net: Net) -> None:
    ada = Stranger("ada")
    handle = net.handle(ada)
    page = "https://peer.example/@ada"
    net.serve(page, ada.document(url=page))
    for spelling in (handle, handle.removeprefix("@"), f"acct:{handle[1:]}", f" {handle} ", ada.uri, page):
        found = await lookup.actor(it, spelling)
        assert (found.uri, found.handle) == (ada.uri, "@ada@peer.example")
    assert await count(it, "actors", "local = 0") == 1


async def test_somebody_known_is_not_fetched_again_for_a_day(
    it: Instance, net: Net, ada: Stranger, clock: Clock
) -> None:
    for _ in range(3):
        await remote_actors.by_uri(it, ada.uri)
    assert net.fetched.count(ada.uri) == 1
    clock.advance(DAY + 1)
    await remote_actors.by_uri(it, ada.uri)
    assert net.fetched.count(ada.uri) == 2


async def test_aut_03_a_profile_that_is_not_at_its_address_is_not_believed(it: Instance, net: Net) -> None:
    victim = Stranger("victim", "https://victim.example")
    net.publish(victim)
    fake = "https://liar.example/actors/fake"
    net.serve(fake, victim.document(name="Not I", inbox="https://liar.example/inbox"))
    found = await lookup.actor(it, fake)
    assert (found.uri, found.name, found.inbox) == (victim.uri, "Victim", victim.inbox)


@pytest.mark.parametrize("answer", [{}, {"subject": "acct:ada@peer.example", "links": []}, b"no json"], ids=repr)
async def test_a_webfinger_without_an_answer_finds_nobody(answer: Json | bytes, it: Instance, net: Net) -> None:
    for resource in ("acct:ada@peer.example", "acct%3Aada%40peer.example"):
        url = f"https://peer.example/.well-known/webfinger?resource={resource}"
        net.serve(url, answer, content_type="application/jrd+json")
    with pytest.raises(FedartError):
        await lookup.actor(it, "@ada@peer.example")
    assert await count(it, "actors", "local = 0") == 0


async def test_aut_10_nobody_is_looked_up_at_a_blocked_server(it: Instance, net: Net, ada: Stranger) -> None:
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "spam", it.clock()))
    for spelling in (ada.uri, net.handle(ada)):
        with pytest.raises(FedartError):
            await lookup.actor(it, spelling)
    assert await count(it, "actors", "local = 0") == 0


async def test_a_group_may_be_looked_up_and_a_post_is_no_person(it: Instance, net: Net, ada: Stranger) -> None:
    club = Stranger("club")
    net.serve(club.uri, club.document(type="Group"))
    assert (await lookup.actor(it, club.uri)).type is ActorType.GROUP
    with pytest.raises(Malformed):
        await lookup.actor(it, served(net, ada.note()))


@pytest.mark.parametrize("text", ["nonsense handle", "@a@b@c", "@", "http://"])
async def test_what_is_no_handle_is_said_in_words(text: str, it: Instance) -> None:
    with pytest.raises((Invalid, NotFound, FedartError)):
        await lookup.actor(it, text)


async def test_our_own_works_are_found_by_id_and_page_and_unknown_ones_are_not_fetched(
    it: Instance, net: Net, maren: Person, make: Studio
) -> None:
    work = await make.work(maren.actor)
    for spelling in (work.id, work.uri, work.url):
        assert (await lookup.work(it, spelling)).id == work.id
    for spelling in ("none", it.urls.work("none"), it.urls.object("none")):
        with pytest.raises(FedartError):
            await lookup.work(it, spelling)
    assert not [url for url in net.fetched if url.startswith(it.config.instance.origin)]


async def test_a_remote_post_is_fetched_by_its_page_once(it: Instance, net: Net, ada: Stranger) -> None:
    page = "https://peer.example/@ada/1"
    note = ada.note("Found by its page", url=page)
    served(net, note)
    net.serve(page, {"@context": AS2, **note})
    first = await lookup.work(it, page)
    assert first.uri == note["id"]
    assert (await lookup.work(it, str(note["id"]))).id == first.id
    assert await count(it, "works") == 1


async def test_a_deleted_or_forged_post_is_not_found(it: Instance, net: Net, ada: Stranger) -> None:
    gone = "https://peer.example/notes/gone"
    net.serve(gone, {"@context": AS2, "id": gone, "type": "Tombstone"})
    with pytest.raises(NotFound):
        await lookup.work(it, gone)
    foreign = ada.note(attributedTo="https://victim.example/actors/victim", to=[PUBLIC])
    with pytest.raises(Malformed):
        await lookup.work(it, served(net, foreign))
    assert await count(it, "works") == 0


async def test_only_so_many_people_are_looked_up_for_one_text(it: Instance, net: Net) -> None:
    text = " ".join(f"@person{number}@host{number}.example" for number in range(60))
    assert await people.named(it, text, ()) == {}
    assert len({url.split("/")[2] for url in net.fetched}) <= people.MOST
