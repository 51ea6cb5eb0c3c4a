"""AUT-10, AUT-11: a blocked domain is not spoken to, on any path: nothing is fetched from it, nothing of it is kept."""

import secrets

import pytest

from fedart.errors import FedartError, Forbidden
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.services import incoming, lookup, remote_actors
from fedart.storage import activities
from tests.support.instance import Person
from tests.support.paint import png
from tests.support.remote import Net, Stranger, hear, rows, settle, traces

SPAMMER = Stranger("spam", "https://sub.spam.example")
SPELLINGS = [
    "https://spam.example",
    "https://a.b.spam.example",
    "https://SUB.Spam.Example",
    "https://spam.example:8443",
]


@pytest.fixture
async def blocked(it: Instance, net: Net, maren: Person, ada: Stranger) -> Net:
    """spam.example is blocked; its servers would answer, and Maren follows Ada."""
    net.publish(SPAMMER)
    net.handle(SPAMMER)
    await following.follow(it, maren.actor.id, ada.uri)
    await settle(it)
    await it.db.write(lambda tx: activities.block(tx, "spam.example", "spam", it.clock()))
    net.fetched.clear()
    return net


def untouched(net: Net) -> bool:
    return not [url for url in net.fetched if "spam.example" in url.lower()]


async def test_aut_10_a_boost_of_a_blocked_post_fetches_nothing(it: Instance, blocked: Net, ada: Stranger) -> None:
    marker = f"zq{secrets.token_hex(8)}"
    note = SPAMMER.note(marker)
    blocked.serve(note["id"], note)
    await hear(it, ada, ada.announce(note["id"]))
    assert untouched(blocked)
    assert await traces(it, marker) == []
    clean = Stranger("carl", "https://clean.example")
    blocked.publish(clean)
    kept = clean.note(marker)
    blocked.serve(kept["id"], kept)
    await hear(it, ada, ada.announce(kept["id"]))
    assert "works.content" in await traces(it, marker)


@pytest.mark.parametrize("place", ["attachment", "icon", "image"])
async def test_aut_10_a_picture_on_a_blocked_domain_is_not_fetched(
    place: str, it: Instance, blocked: Net, ada: Stranger
) -> None:
    url = blocked.picture(f"{SPAMMER.origin}/picture.png", png())
    control = blocked.picture("https://clean.example/picture.png", png())
    for address in (url, control):
        if place == "attachment":
            await hear(it, ada, ada.create(ada.note("with a picture", pictures=[address])))
        else:
            blocked.serve(ada.uri, ada.document(**{place: {"type": "Image", "url": address}}))
            await remote_actors.by_uri(it, ada.uri, Budget(), fresh=True)
            await settle(it)
    assert untouched(blocked)
    assert control in blocked.fetched
    kept = await rows(it, "SELECT remote_url FROM media WHERE state = 'kept'")
    assert [row["remote_url"] for row in kept] == [control]


@pytest.mark.parametrize("origin", SPELLINGS)
async def test_aut_11_looking_up_anything_there_fetches_nothing(origin: str, it: Instance, blocked: Net) -> None:
    who = Stranger("spam", origin)
    note = who.note("text")
    blocked.publish(who)
    blocked.serve(note["id"], note)
    for attempt in (
        lookup.actor(it, who.uri),
        lookup.actor(it, f"@spam@{who.host}"),
        lookup.work(it, note["id"]),
        incoming.adopt(it, note["id"]),
        remote_actors.by_uri(it, who.uri),
    ):
        with pytest.raises(FedartError) as refused:
            await attempt
        assert isinstance(refused.value, Forbidden)
        assert refused.value.rule == "AUT-10"
    assert untouched(blocked)


@pytest.mark.parametrize("host", ["notspam.example", "spam.example.org", "xspam.example"])
async def test_aut_11_neighbours_in_spelling_are_not_blocked(host: str, it: Instance, blocked: Net) -> None:
    who = Stranger("spam", f"https://{host}")
    blocked.handle(who)
    assert (await lookup.actor(it, f"@spam@{host}")).uri == who.uri
