"""People who come from another server to do something from here: led to the look-up, or to the sign-in page first."""

from urllib.parse import quote

import pytest

from fedart.instance import Instance
from fedart.wire.render_discovery import AUTHORIZE, INTENTS
from tests.support.client import Client
from tests.support.instance import Person, Studio

THING = "https://peer.example/notes/1?a=b&c=ä"


@pytest.mark.parametrize("path", [AUTHORIZE, *[INTENTS[kind] for kind in ("Follow", "Like", "Announce", "Object")]])
async def test_somebody_signed_in_comes_to_the_look_up_of_that_thing(path: str, browser: Client) -> None:
    filled = path.replace("{uri}", quote(THING, safe="")).replace("{object}", quote(THING, safe=""))
    answer = await browser.page(filled)
    assert answer.status == 303
    assert answer.header("location").endswith(f"={quote(THING, safe='')}")
    assert (await browser.page(answer.header("location"))).status == 200


async def test_a_handle_is_looked_up_too(browser: Client) -> None:
    plain = await browser.page("/authorize_interaction?uri=ada@peer.example")
    prefixed = await browser.page("/authorize_interaction?uri=acct:ada@peer.example")
    assert plain.status == 303
    assert plain.header("location") == prefixed.header("location")


async def test_others_sign_in_first_and_come_back(client: Client) -> None:
    answer = await client.page("/intents/like?object=https%3A%2F%2Fpeer.example%2F1")
    assert answer.status == 303
    assert answer.header("location").startswith("/sign-in?next=/intents/like")
    assert (await client.page(answer.header("location"))).status == 200


async def test_writing_begins_at_the_form_for_a_new_work(browser: Client) -> None:
    answer = await browser.page("/intents/create?content=hello")
    assert (answer.status, answer.header("location")) == (303, "/publish")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/authorize_interaction", 400),
        ("/authorize_interaction?uri=%20", 400),
        (f"/authorize_interaction?uri={'x' * 600}", 400),
        ("/intents/follow", 400),
        ("/intents/destroy?object=x", 404),
    ],
)
async def test_what_cannot_be_looked_up_is_refused(path: str, status: int, browser: Client) -> None:
    assert (await browser.page(path)).status == status


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)"]
)
async def test_web_11_nobody_is_led_away_from_here(target: str, browser: Client, it: Instance) -> None:
    answer = await browser.page(f"/authorize_interaction?uri={quote(target, safe='')}")
    assert answer.status == 303
    location = answer.header("location")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


async def test_every_template_of_webfinger_leads_to_a_page(client: Client, maren: Person, make: Studio) -> None:
    found = (await client.get("/.well-known/webfinger?resource=acct:maren@gallery.example")).json()
    templates = {link["rel"]: link["template"] for link in found["links"] if "template" in link}
    assert set(templates) == {
        "http://ostatus.org/schema/1.0/subscribe",
        *(f"https://w3id.org/fep/3b86/{kind}" for kind in ("Create", "Follow", "Like", "Announce", "Object")),
    }
    for template in templates.values():
        address = template
        for place in ("{uri}", "{object}", "{content}"):
            address = address.replace(place, quote(THING, safe=""))
        assert "{" not in address
        assert (await client.page(address)).status == 303
