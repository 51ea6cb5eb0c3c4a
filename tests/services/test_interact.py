"""From a work of ours to a visitor's own server."""

import pytest

from fedart.domain.work import Visibility
from fedart.errors import FedartError, Invalid, Malformed, NotFound, TooFast
from fedart.federation.errors import FetchFailed
from fedart.federation.subscribe import INTENT, SUBSCRIBE, Doors
from fedart.instance import Instance
from fedart.services import interact
from fedart.services.interact import Thing, Verb
from fedart.storage import activities
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Net, Stranger

HOME = "https://home.example"
SAYS = f"{HOME}/authorize_interaction?uri={{uri}}"


def answer(net: Net, *links: tuple[str, str], resource: str = "acct:you@home.example", host: str = HOME) -> None:
    found = {"subject": resource, "links": [{"rel": rel, "template": template} for rel, template in links]}
    net.serve(f"{host}/.well-known/webfinger?resource={resource}", found, content_type="application/jrd+json")


async def door(it: Instance, about: Thing, verb: Verb, server: str = "@you@home.example") -> str:
    return await interact.door(it, about, verb, server, "203.0.113.7")


@pytest.fixture
async def about(it: Instance, maren: Person, make: Studio) -> Thing:
    """A public work of Maren's."""
    return await interact.thing(it, (await make.work(maren.actor)).uri)


async def test_the_subscribe_template_is_filled_with_the_address_of_the_thing(
    it: Instance, net: Net, about: Thing
) -> None:
    answer(net, (SUBSCRIBE, SAYS))
    expected = f"{HOME}/authorize_interaction?uri=" + about.uri.replace(":", "%3A").replace("/", "%2F")
    for verb in (Verb.LIKE, Verb.BOOST, Verb.REPLY):
        assert await door(it, about, verb) == expected


async def test_an_intent_for_the_very_thing_comes_first_and_leaves_nothing_open(
    it: Instance, net: Net, about: Thing
) -> None:
    like = f"{HOME}/intents/like?id={{object}}&after={{on-success}}"
    answer(net, (SUBSCRIBE, SAYS), (f"{INTENT}Like", like), (f"{INTENT}Create", f"{HOME}/write?re={{inReplyTo}}"))
    assert (await door(it, about, Verb.LIKE)).startswith(f"{HOME}/intents/like?id=https%3A%2F%2F")
    assert (await door(it, about, Verb.LIKE)).endswith("&after=")
    assert (await door(it, about, Verb.REPLY)).startswith(f"{HOME}/write?re=")
    assert (await door(it, about, Verb.BOOST)).startswith(f"{HOME}/authorize_interaction")


@pytest.mark.parametrize(
    "template",
    [
        "https://evil.example/?uri={uri}",
        "http://home.example/?uri={uri}",
        "//home.example/?uri={uri}",
        "javascript:alert('{uri}')",
        "https://home.example@evil.example/?uri={uri}",
        "https://{uri}/",
        "https://home.example/no-place",
        "https://home.example\\@evil.example/{uri}",
        f"https://home.example/{'x' * 1000}{{uri}}",
    ],
)
async def test_a_template_that_leads_elsewhere_or_nowhere_is_none(
    template: str, it: Instance, net: Net, about: Thing
) -> None:
    answer(net, (SUBSCRIBE, template))
    with pytest.raises(Invalid, match="does not say where"):
        await door(it, about, Verb.LIKE)


async def test_a_server_alone_is_asked_about_itself(it: Instance, net: Net, about: Thing) -> None:
    with pytest.raises(Invalid, match="whole handle"):
        await door(it, about, Verb.LIKE, "home.example")
    answer(net, (SUBSCRIBE, SAYS), resource="acct:home.example@home.example")
    for typed in ("home.example", " HOME.example ", "https://home.example/@you", "home.example/"):
        assert (await door(it, about, Verb.LIKE, typed)).startswith(HOME), typed


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ("not a server", "A handle is written like"),
        ("@you@", "A handle is written like"),
        ("https://", "A handle is written like"),
        ("127.0.0.1:8080/x", "A handle is written like"),
        ("@nobody@home.example", "@nobody@home.example was not found"),
        ("gallery.example", "This is that server"),
        ("@you@busy.example", "does not answer"),
        ("@you@blocked.example", "blocked here"),
        ("@you@odd.example", "gave no answer that we can use"),
    ],
)
async def test_each_failure_has_its_sentence(server: str, words: str, it: Instance, net: Net, about: Thing) -> None:
    await it.db.write(lambda tx: activities.block(tx, "blocked.example", "spam", it.clock()))
    path = "/.well-known/webfinger?resource=acct:you@"
    net.broken[f"https://busy.example{path}busy.example"] = FetchFailed("busy")
    net.serve(f"https://odd.example{path}odd.example", b"<html>", content_type="text/html")
    with pytest.raises(Invalid) as caught:
        await door(it, about, Verb.LIKE, server)
    assert words in caught.value.fields["server"]
    assert not [url for url in net.fetched if "blocked.example" in url or "gallery.example" in url]


async def test_web_05_one_address_cannot_have_servers_asked_all_the_time(
    it: Instance, net: Net, about: Thing, clock: Clock
) -> None:
    answer(net, (SUBSCRIBE, SAYS))
    for _ in range(interact.TRIES):
        await door(it, about, Verb.LIKE)
    with pytest.raises(TooFast):
        await door(it, about, Verb.LIKE)
    assert await interact.door(it, about, Verb.LIKE, "@you@home.example", "203.0.113.8")
    clock.advance(interact.WINDOW_MS / 1000 + 1)
    assert await door(it, about, Verb.LIKE)


async def test_web_09_only_artists_and_public_works_of_ours_are_things(
    it: Instance, maren: Person, make: Studio, net: Net, ada: Stranger
) -> None:
    quiet = await make.work(maren.actor, visibility=Visibility.QUIET)
    assert (await interact.thing(it, quiet.uri)).uri == quiet.uri
    found = await interact.thing(it, maren.actor.uri)
    assert (found.shown, found.path, found.actor) == ("@maren@gallery.example", "/@maren", True)
    hidden = await make.work(maren.actor, visibility=Visibility.FOLLOWERS)
    remote = await make.remote()
    for uri in (hidden.uri, remote.uri, (await make.work(remote)).uri, "", "nonsense", it.urls.object("0" * 26)):
        with pytest.raises(NotFound):
            await interact.thing(it, uri)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("@you@Home.Example", ("you", "home.example")),
        ("you@home.example", ("you", "home.example")),
        ("@home.example", ("", "home.example")),
        ("https://home.example/@you", ("", "home.example")),
    ],
)
def test_a_server_is_read_in_the_forms_people_write_it(typed: str, found: tuple[str, str]) -> None:
    assert interact.read_server(typed) == found


@pytest.mark.parametrize("typed", ["", "@", "you@@home.example", "localhost", "home", "ho me.example"])
def test_other_forms_are_refused(typed: str) -> None:
    with pytest.raises(Malformed):
        interact.read_server(typed)


def test_without_a_fitting_template_there_is_no_door() -> None:
    empty = Doors(frozenset({"home.example"}), {})
    assert interact.fill(empty, Verb.FOLLOW, "https://gallery.example/actors/1") is None
    wrong = Doors(frozenset({"home.example"}), {f"{INTENT}Follow": f"{HOME}/follow"})
    assert interact.fill(wrong, Verb.FOLLOW, "https://gallery.example/actors/1") is None


def test_the_address_cannot_leave_its_place_in_the_template() -> None:
    found = Doors(frozenset({"home.example"}), {SUBSCRIBE: SAYS})
    filled = interact.fill(found, Verb.LIKE, "https://gallery.example/?a=b&c=#d{uri}")
    assert filled is not None
    assert filled.count("&") == filled.count("#") == filled.count("{") == 0


def test_every_error_of_a_look_up_is_a_sentence() -> None:
    assert interact._sentence(FedartError("odd"), "home.example").endswith("that we can use.")
