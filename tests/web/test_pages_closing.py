"""The page on which artists close their accounts, and what is left at their addresses."""

import json
import re

import pytest

from fedart.instance import Instance
from fedart.storage import closings
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio

PASSWORD = "a quiet room with north light"
PATH = "/settings/account/close"
DOCUMENT = "application/activity+json"


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren", password=PASSWORD)


async def close(make: Studio, browser: Client, handle: str, password: str = PASSWORD) -> Answer:
    return await browser.post(PATH, {"csrf": await make.token(browser), "handle": handle, "confirm": password})


async def open_ones(it: Instance) -> int:
    return len(await it.db.read(closings.unfinished))


async def test_the_page_says_what_goes_and_where_to_take_it_along_first(browser: Client, maren: Person) -> None:
    text = (await browser.page("/settings/account")).text
    assert "It cannot be undone" in text
    for address in (PATH, "/settings/transfers", "/settings/moving"):
        assert re.search(rf'(?:href|action)="{address}"', text), address
    assert maren.actor.handle in text
    assert re.search(r'<input id="confirm" name="confirm" type="password"', text)


async def test_an_artist_closes_the_account_and_is_signed_out(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    assert (await browser.page("/@maren")).status == 200
    answer = await close(make, browser, maren.actor.handle)
    assert (answer.status, answer.header("location")) == (303, "/sign-in?closed")
    assert await open_ones(it) == 1
    assert (await browser.page("/home")).status == 303
    assert "Your account is closed." in (await browser.page("/sign-in?closed")).text
    assert "Your account is closed." not in (await browser.page("/sign-in")).text


@pytest.mark.parametrize(
    ("handle", "password", "field"),
    [("@maren", PASSWORD, "handle"), ("", PASSWORD, "handle"), (None, "guessed", "confirm"), (None, "", "confirm")],
)
async def test_a_wrong_address_or_password_closes_nothing(
    browser: Client, it: Instance, make: Studio, maren: Person, handle: str | None, password: str, field: str
) -> None:
    answer = await close(make, browser, maren.actor.handle if handle is None else handle, password)
    assert answer.status == 422
    assert f'id="{field}-error"' in answer.text
    assert await open_ones(it) == 0
    assert (await browser.page("/home")).status == 200


async def test_web_01_closing_needs_the_token_of_the_session(browser: Client, it: Instance, maren: Person) -> None:
    fields = {"handle": maren.actor.handle, "confirm": PASSWORD}
    for token in ({}, {"csrf": "wrong"}):
        assert (await browser.post(PATH, {**fields, **token})).status == 403
    assert await open_ones(it) == 0


async def test_visitors_close_nothing(client: Client, it: Instance, maren: Person) -> None:
    answer = await client.post(PATH, {"handle": maren.actor.handle, "confirm": PASSWORD})
    assert answer.status in (303, 403)
    assert await open_ones(it) == 0


async def test_whoever_has_no_password_types_the_name(browser: Client, it: Instance, make: Studio) -> None:
    lotte = await make.person("lotte")
    await it.db.write(lambda tx: tx.run("UPDATE accounts SET password_hash = NULL WHERE id = :id", id=lotte.account.id))
    own = await make.signed_in(browser, lotte)
    assert "Your user name" in (await own.page("/settings/account")).text
    assert (await close(make, own, lotte.actor.handle, "somebody")).status == 422
    assert (await close(make, own, lotte.actor.handle, "lotte")).status == 303
    assert await open_ones(it) == 1


async def test_what_is_left_answers_410_to_servers_and_404_to_people(
    browser: Client, client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    work = await make.work(maren.actor)
    resource = f"/.well-known/webfinger?resource=acct:maren@{it.urls.host}"
    here = f"/actors/{maren.actor.id}"
    assert [(await client.get(path, accept=DOCUMENT)).status for path in (here, resource)] == [200, 200]
    await close(make, browser, maren.actor.handle)
    gone = await client.get(here, accept=DOCUMENT)
    assert gone.status == 410
    assert json.loads(gone.text) == {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": maren.actor.uri,
        "type": "Tombstone",
        "formerType": "Person",
        "deleted": json.loads(gone.text)["deleted"],
    }
    assert (await client.get(resource)).status == 410
    assert (await client.get("/@maren", accept=DOCUMENT)).status == 410
    for part in ("outbox", "followers", "following", "collections/featured"):
        assert (await client.get(f"{here}/{part}", accept=DOCUMENT)).status in (404, 410), part
    for path in ("/@maren", f"/people/{maren.actor.id}", f"/works/{work.id}", f"/people/{maren.actor.id}/hide"):
        assert (await client.page(path)).status in (303, 404), path
    assert "maren" not in (await client.page("/artists")).text


async def test_web_09_a_closed_name_is_as_missing_to_people_as_one_that_never_was(
    browser: Client, client: Client, make: Studio, maren: Person
) -> None:
    await close(make, browser, maren.actor.handle)
    closed, never = [(await client.page(path)) for path in ("/@maren", "/@never")]
    assert (closed.status, never.status) == (404, 404)
    assert re.sub("maren", "never", closed.text) == never.text
