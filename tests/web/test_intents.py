"""People who come from another server to do something from here: led to the look-up, or to the sign-in page first."""

import html
import re
from urllib.parse import quote

import pytest

from fedart.domain.work import TEXT_LIMIT, TITLE_LIMIT
from fedart.instance import Instance
from fedart.services import accounts
from fedart.wire.render_discovery import AUTHORIZE, INTENTS
from tests.support.client import Client
from tests.support.instance import FakeHttp, Person, Studio
from tests.support.remote import AS2, Stranger

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


def typed(page: str, name: str) -> str:
    """What stands in a field of a form."""
    found = re.search(
        rf'<textarea id="{name}"[^>]*>\n(.*?)</textarea>|<input id="{name}"[^>]*value="([^"]*)"', page, re.S
    )
    assert found is not None, name
    return html.unescape(found[1] if found[1] is not None else found[2])


async def test_writing_begins_at_the_form_for_a_new_work_with_what_was_said(browser: Client) -> None:
    said = 'Two lines,\n<script>alert("1")</script> & more'
    answer = await browser.page(f"/intents/create?content={quote(said)}&name=Evening")
    assert answer.status == 200
    assert 'action="/publish"' in answer.text
    assert "<script>alert" not in answer.text
    assert (typed(answer.text, "title"), typed(answer.text, "text")) == ("Evening", said)
    assert answer.header("cache-control") == "private, no-store"


async def test_what_does_not_fit_into_the_form_is_cut(browser: Client) -> None:
    page = (await browser.page(f"/intents/create?name={'n' * 900}&content={'x' * (TEXT_LIMIT + 9)}")).text
    assert typed(page, "text") == "x" * TEXT_LIMIT
    assert typed(page, "title") == "n" * TITLE_LIMIT


async def test_places_of_the_template_that_nobody_filled_are_empty(browser: Client) -> None:
    page = (await browser.page(INTENTS["Create"].replace("{content}", "hello"))).text
    assert (typed(page, "title"), typed(page, "text")) == ("", "hello")


async def test_an_answer_begins_at_the_work_with_what_was_said(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    work = await make.work(await make.remote())
    answer = await browser.page(f"/intents/create?inReplyTo={quote(work.uri, safe='')}&content=Wh%C3%A4t%20%26%20so")
    assert answer.status == 303
    answer = await browser.page(answer.header("location"))
    assert answer.header("location").startswith(f"/works/{work.id}?text=")
    assert typed((await browser.page(answer.header("location").partition("#")[0])).text, "text") == "Whät & so"


async def test_an_answer_to_what_we_do_not_have_keeps_its_words_through_the_look_up(
    browser: Client, it: Instance, make: Studio, net: FakeHttp
) -> None:
    ada = Stranger("ada")
    note = ada.note()
    net.serve(ada.uri, ada.document())
    net.serve(note["id"], {"@context": AS2, **note})
    answer = await browser.page(f"/intents/create?inReplyTo={quote(note['id'], safe='')}&content=hello")
    page = (await browser.page(answer.header("location"))).text
    assert page.count('name="text" value="hello"') == 2
    viewer = await accounts.viewer(it, browser.cookies["__Host-fedart"])
    assert viewer is not None
    found = await browser.post("/search", {"csrf": viewer.csrf, "q": note["id"], "text": "hello"})
    assert found.header("location").endswith("?text=hello#replies")


async def test_a_text_too_long_for_an_address_is_left_behind(browser: Client, make: Studio) -> None:
    work = await make.work(await make.remote())
    answer = await browser.page(f"/intents/create?inReplyTo={quote(work.uri, safe='')}&content={'x' * 3_000}")
    assert answer.header("location") == f"/search?q={quote(work.uri, safe='')}"


async def test_visitors_sign_in_before_they_write(client: Client) -> None:
    for path in (
        "/intents/create?content=hello",
        "/intents/create?content=hello&inReplyTo=https%3A%2F%2Fp.example%2F1",
    ):
        answer = await client.page(path)
        assert answer.status == 303
        assert answer.header("location").startswith("/sign-in?next=/intents/create%3Fcontent%3Dhello")


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
        for place in ("{uri}", "{object}", "{content}", "{name}", "{inReplyTo}"):
            address = address.replace(place, quote(THING, safe=""))
        assert "{" not in address
        assert (await client.page(address)).status == 303
