"""Verified links: pages are asked when a profile changes, weekly, or because somebody here looks; never on receipt."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Actor, Field, Viewer
from fedart.domain.forms import ProfileForm
from fedart.federation.errors import FetchFailed
from fedart.instance import Instance
from fedart.services import actors as profiles
from fedart.services import backlinks as services
from fedart.services import moderation, remote_actors
from fedart.storage import actors, backlinks
from tests.support.instance import Clock, Person
from tests.support.remote import Net, Stranger, count, hear, settle

PAGE = "https://maren.example/"
WEEK = 7 * 86_400


def form(*fields: tuple[str, str]) -> ProfileForm:
    lines = tuple(Field(name, value) for name, value in fields)
    return ProfileForm(name="Maren", bio="", fields=lines, locked=False, discoverable=True, indexable=True)


def leads_back(net: Net, to: str, url: str = PAGE) -> None:
    text = f'<html><body><a rel="me" href="{to}">fedart</a></body></html>'
    net.serve(url, text.encode(), content_type="text/html; charset=utf-8")


async def verified(it: Instance, who: Actor) -> dict[str, int]:
    now = await it.db.read(lambda tx: actors.by_id(tx, who.id))
    assert now is not None
    return await it.db.read(lambda tx: services.verified(tx, now))


async def later(it: Instance, clock: Clock, seconds: float = 61) -> None:
    clock.advance(seconds)
    await settle(it)


@pytest.mark.parametrize("own", ["actor", "page", "page/"])
async def test_a_page_that_leads_back_is_verified(
    own: str, it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    address = {"actor": artist.actor.uri, "page": artist.actor.url, "page/": artist.actor.url + "/"}[own]
    leads_back(net, address)
    await profiles.edit_profile(it, artist, form(("Site", PAGE), ("Likes", "ink")), None, None)
    await later(it, clock)
    assert await verified(it, artist.actor) == {PAGE: clock()}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'<a href="{}">x</a>', "text/html"),
        (b'<a rel="me" href="https://gallery.example/@somebody">x</a>', "text/html"),
        (b'<a rel="me" href="{}">x</a>', "text/plain"),
    ],
    ids=["without rel=me", "to somebody else", "no web page"],
)
async def test_a_page_that_does_not_lead_back_is_not(
    body: bytes, kind: str, it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    net.serve(PAGE, body.replace(b"{}", artist.actor.url.encode()), content_type=kind)
    await profiles.edit_profile(it, artist, form(("Site", PAGE)), None, None)
    await later(it, clock)
    assert net.fetched.count(PAGE) == 1
    assert await verified(it, artist.actor) == {}


async def test_pages_are_asked_weekly_and_believed_while_they_are_down(
    it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    leads_back(net, artist.actor.url)
    await profiles.edit_profile(it, artist, form(("Site", PAGE)), None, None)
    await later(it, clock)
    first = clock()
    await later(it, clock, WEEK - 60)
    assert net.fetched.count(PAGE) == 1
    net.broken[PAGE] = FetchFailed("down")
    await later(it, clock)
    assert net.fetched.count(PAGE) == 2
    assert await verified(it, artist.actor) == {PAGE: first}
    del net.broken[PAGE]
    net.serve(PAGE, b"<p>All new</p>", content_type="text/html")
    await later(it, clock, WEEK)
    assert await verified(it, artist.actor) == {}


async def test_what_a_profile_points_to_no_more_is_forgotten(
    it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    leads_back(net, artist.actor.url)
    await profiles.edit_profile(it, artist, form(("Site", PAGE)), None, None)
    await later(it, clock)
    assert await count(it, "backlinks") == 1
    await profiles.edit_profile(it, artist, form(("Site", "nowhere")), None, None)
    await later(it, clock, WEEK + 61)
    assert await count(it, "backlinks") == 0
    assert net.fetched.count(PAGE) == 1


async def test_profiles_of_before_are_looked_at_once_at_the_start(
    it: Instance, net: Net, maren: Person, clock: Clock
) -> None:
    leads_back(net, maren.actor.url)
    await it.db.write(lambda tx: actors.edit_profile(tx, replace(maren.actor, fields=(Field("Site", PAGE),))))
    for _ in range(2):
        await services.at_start(it)
        await later(it, clock)
    assert net.fetched.count(PAGE) == 1
    assert await verified(it, maren.actor) != {}


async def stranger(it: Instance, net: Net) -> Actor:
    """Ada, whose profile points to a page that leads back."""
    ada = Stranger("ada")
    field = {"type": "PropertyValue", "name": "Site", "value": f'<a href="{PAGE}" rel="me">maren.example</a>'}
    net.serve(ada.uri, ada.document(attachment=[field]))
    leads_back(net, ada.uri)
    return await remote_actors.by_uri(it, ada.uri)


async def test_net_08_pages_of_people_elsewhere_are_asked_only_when_somebody_looks_and_not_at_once(
    it: Instance, net: Net, maren: Person, clock: Clock
) -> None:
    ada = await stranger(it, net)
    await hear(it, Stranger("ada"), Stranger("ada").follow(maren.actor.uri))
    await later(it, clock, 600)
    assert net.fetched.count(PAGE) == 0
    for _ in range(3):
        await services.opened(it, ada)
    await later(it, clock, 4)
    assert net.fetched.count(PAGE) == 0
    await later(it, clock, 60)
    assert net.fetched.count(PAGE) == 1
    assert list((await verified(it, ada)).values()) == [clock()]
    await services.opened(it, ada)
    await later(it, clock, WEEK - 120)
    assert net.fetched.count(PAGE) == 1
    await later(it, clock, 240)
    await services.opened(it, ada)
    await later(it, clock)
    assert net.fetched.count(PAGE) == 2


async def test_aut_10_pages_of_blocked_domains_are_not_asked(
    it: Instance, net: Net, admin: Person, artist: Viewer, clock: Clock
) -> None:
    leads_back(net, artist.actor.url)
    await moderation.block_domain(it, admin.account, "maren.example", "")
    await profiles.edit_profile(it, artist, form(("Site", PAGE)), None, None)
    await later(it, clock)
    assert net.fetched.count(PAGE) == 0
    known = await it.db.read(lambda tx: backlinks.of_actor(tx, artist.actor.id))
    assert known[PAGE].verified is None


async def test_only_so_many_pages_of_one_profile_are_asked(it: Instance, net: Net, maren: Person, clock: Clock) -> None:
    fields = tuple(Field(f"Site {n}", f"https://maren.example/{n}") for n in range(20))
    await it.db.write(lambda tx: actors.edit_profile(tx, replace(maren.actor, fields=fields)))
    await services.at_start(it)
    await later(it, clock)
    assert len([url for url in net.fetched if url.startswith("https://maren.example")]) == services.MOST
