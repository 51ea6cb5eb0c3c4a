"""Domains of studios: what may be named, how it is proven, and that a mark goes when the proof does."""

import json

import pytest

from fedart.domain.actor import Actor
from fedart.domain.studios import Domain
from fedart.errors import Invalid, NotFound, TooFast
from fedart.federation.errors import FetchFailed
from fedart.federation.http import Response
from fedart.instance import Instance
from fedart.services import documents, moderation, studio_domains
from fedart.storage import actors, studios
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Net, Stranger, count, hear, rows, settle, told
from tests.support.studios import founded, joined, proven, viewer

NAME = "kettle.example"
WEEK = 7 * 86_400


@pytest.fixture
async def studio(it: Instance, maren: Person) -> Actor:
    return await founded(it, maren)


@pytest.fixture
async def named(it: Instance, maren: Person, studio: Actor) -> Domain:
    """A domain that is on the list, and not proven."""
    return await studio_domains.add(it, viewer(maren), studio.id, NAME)


async def known(it: Instance, studio: Actor) -> Domain:
    found = await it.db.read(lambda tx: studios.domain(tx, studio.id, NAME))
    assert found is not None
    return found


async def check(it: Instance, maren: Person, studio: Actor) -> Domain:
    return await studio_domains.check(it, viewer(maren), studio.id, NAME)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("kettle.example", "kettle.example"),
        (" https://www.Kettle.Example/jobs?x#y ", "kettle.example"),
        ("films.kettle.example.", "films.kettle.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("kettle.co.uk", "kettle.co.uk"),
    ],
)
async def test_a_domain_is_kept_as_the_dns_knows_it(
    typed: str, name: str, it: Instance, maren: Person, studio: Actor
) -> None:
    assert (await studio_domains.add(it, viewer(maren), studio.id, typed)).name == name
    with pytest.raises(Invalid):
        await studio_domains.add(it, viewer(maren), studio.id, name)


@pytest.mark.parametrize(
    "typed",
    [
        "", "example", "co.uk", "com.au", "10.0.0.1", "https://[::1]/", "127.1", "0x7f.1", "localhost", "a.local",
        "a.onion", "user@kettle.example", "kettle.example:8443", "-a.example", "a_b.example", "x" * 64 + ".example",
        "kettle..example", "gallery.example", "a b.example", "kettle.example\n.evil.example",
    ],
)  # fmt: skip
async def test_what_nobody_can_own_is_not_taken(typed: str, it: Instance, maren: Person, studio: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        await studio_domains.add(it, viewer(maren), studio.id, typed)
    assert set(refused.value.fields) == {"domain"}
    assert await count(it, "studio_domains") == 0


async def test_a_studio_has_five_domains_at_most(it: Instance, maren: Person, studio: Actor) -> None:
    for number in range(5):
        await studio_domains.add(it, viewer(maren), studio.id, f"a{number}.example")
    with pytest.raises(Invalid):
        await studio_domains.add(it, viewer(maren), studio.id, "b.example")


async def test_a_record_proves_a_domain(it: Instance, net: Net, maren: Person, studio: Actor, named: Domain) -> None:
    assert (await check(it, maren, studio)).verified is None
    net.names["_fedart.kettle.example"] = ["v=spf1 -all", named.proof]
    found = await check(it, maren, studio)
    assert (found.way, found.verified, found.failures) == ("dns", it.clock(), 0)
    assert await count(it, "audit", "action = 'verify domain of studio'") == 1


async def test_a_file_proves_a_domain(it: Instance, net: Net, maren: Person, studio: Actor, named: Domain) -> None:
    assert named.address == "https://kettle.example/.well-known/fedart-verification"
    net.serve(named.address, f"# ours\r\n{named.proof}\r\n".encode(), content_type="text/plain; charset=utf-8")
    assert (await check(it, maren, studio)).way == "file"


@pytest.mark.parametrize("case", ["another token", "in a line", "a page", "missing", "down", "moved"])
async def test_nothing_else_proves_it(
    case: str, it: Instance, net: Net, make: Studio, maren: Person, studio: Actor, named: Domain
) -> None:
    jun = await make.person("jun")
    other = await studio_domains.add(it, viewer(jun), (await founded(it, jun, "other")).id, NAME)
    body, kind = named.proof.encode(), "text/plain"
    match case:
        case "another token":
            body, net.names[named.record] = other.proof.encode(), [other.proof, named.token]
        case "in a line":
            body, net.names[named.record] = b"x" + body, [f"x {named.proof}"]
        case "a page":
            kind = "text/html"
        case "down":
            net.broken[named.address] = FetchFailed("down")
        case "moved":
            net.pages[named.address] = Response(named.address, 302, {"location": "https://evil.example/"}, body)
    if case not in ("missing", "moved"):
        net.serve(named.address, body, content_type=kind)
    found = await check(it, maren, studio)
    assert (found.verified, found.way) == (None, "")


async def test_a_blocked_domain_is_not_asked(
    it: Instance, net: Net, admin: Person, maren: Person, studio: Actor, named: Domain
) -> None:
    net.names[named.record] = [named.proof]
    net.serve(named.address, named.proof.encode(), content_type="text/plain")
    await moderation.block_domain(it, admin.account, NAME, "")
    assert (await check(it, maren, studio)).verified is None
    assert net.fetched == []


async def test_it_is_told_to_the_followers_and_stands_in_the_document(
    it: Instance, net: Net, maren: Person, studio: Actor, ada: Stranger
) -> None:
    await hear(it, ada, ada.follow(studio.uri))
    await proven(it, studio, maren)
    await settle(it)
    [update] = [said for said in net.sent(ada.shared_inbox) if said["type"] == "Update"]
    [field] = [line for line in update["object"]["attachment"] if line["name"] == "Verified domain"]
    assert field["type"] == "PropertyValue"
    assert 'href="https://kettle.example"' in field["value"]
    await studio_domains.remove(it, viewer(maren), studio.id, NAME)
    current = await it.db.read(lambda tx: actors.by_id(tx, studio.id))
    assert current is not None
    document = await it.db.read(lambda tx: documents.actor(tx, it, current))
    assert "Verified domain" not in json.dumps(document)


async def test_three_looks_in_vain_take_the_mark_away_and_owners_are_told(
    it: Instance, net: Net, make: Studio, clock: Clock, maren: Person, studio: Actor
) -> None:
    jun, tomas = await make.person("jun"), await make.person("tomas")
    await joined(it, studio, maren, jun)
    await joined(it, studio, maren, tomas, "owner")
    since = (await proven(it, studio, maren)).verified
    clock.advance(WEEK - 60)
    await settle(it)
    assert (await known(it, studio)).looked == since
    clock.advance(60)
    await settle(it)
    assert (await known(it, studio)).looked == it.clock()
    net.pages.clear()
    for failures in (1, 2):
        clock.advance(WEEK)
        await settle(it)
        now = await known(it, studio)
        assert (now.failures, now.verified) == (failures, since)
    assert "studio domain" not in await told(it, maren.actor.id)
    clock.advance(WEEK)
    await settle(it)
    assert (await known(it, studio)).verified is None
    for owner in (maren, tomas):
        assert (await told(it, owner.actor.id))[-1] == "studio domain"
    assert "studio domain" not in await told(it, jun.actor.id)
    clock.advance(WEEK)
    await settle(it)
    assert (await known(it, studio)).failures == 3


async def test_a_look_that_finds_it_again_begins_to_count_anew(
    it: Instance, net: Net, clock: Clock, maren: Person, studio: Actor
) -> None:
    domain = await proven(it, studio, maren)
    net.pages.clear()
    for _ in range(2):
        clock.advance(WEEK)
        await settle(it)
    net.names[domain.record] = [domain.proof]
    clock.advance(WEEK)
    await settle(it)
    now = await known(it, studio)
    assert (now.failures, now.way, now.verified) == (0, "dns", domain.verified)


async def test_a_button_that_finds_nothing_takes_no_mark_away(
    it: Instance, net: Net, maren: Person, studio: Actor
) -> None:
    await proven(it, studio, maren)
    net.pages.clear()
    for _ in range(5):
        assert (await check(it, maren, studio)).verified is not None
    assert (await known(it, studio)).failures == 0


async def test_web_05_nobody_has_us_look_all_the_time(
    it: Instance, maren: Person, studio: Actor, named: Domain
) -> None:
    for _ in range(studio_domains.PER_HOUR):
        await check(it, maren, studio)
    with pytest.raises(TooFast):
        await check(it, maren, studio)


async def test_web_10_only_owners_see_to_domains(
    it: Instance, make: Studio, maren: Person, studio: Actor, named: Domain
) -> None:
    jun, tomas = await make.person("jun"), await make.person("tomas")
    await joined(it, studio, maren, jun)
    for person in (jun, tomas):
        with pytest.raises(NotFound):
            await studio_domains.add(it, viewer(person), studio.id, "other.example")
        with pytest.raises(NotFound):
            await check(it, person, studio)
        with pytest.raises(NotFound):
            await studio_domains.remove(it, viewer(person), studio.id, NAME)
    await studio_domains.remove(it, viewer(maren), studio.id, NAME)
    assert await rows(it, "SELECT domain FROM studio_domains") == []
