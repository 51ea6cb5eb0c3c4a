"""The pages that lead through a move, in both directions."""

import json

import pytest

from fedart.domain.actor import Actor
from fedart.instance import Instance
from fedart.storage import actors
from tests.support.client import Answer, Client
from tests.support.instance import PASSWORD, Clock, FakeHttp, Person, Studio
from tests.support.remote import Stranger

NEW = Stranger("maren", "https://new.example", "ada")
HANDLE = "@maren@new.example"


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren", password=PASSWORD)


def at_home(net: FakeHttp, *names: str, **changes: object) -> None:
    """Serve the account elsewhere, which goes by those other names."""
    net.serve(NEW.uri, NEW.document(alsoKnownAs=list(names), **changes))
    for resource in ("acct:maren@new.example", "acct%3Amaren%40new.example"):
        address = f"https://new.example/.well-known/webfinger?resource={resource}"
        net.serve(address, NEW.webfinger(), content_type="application/jrd+json")


async def press(make: Studio, browser: Client, path: str, **fields: str) -> Answer:
    return await browser.post(f"/settings/moving{path}", {"csrf": await make.token(browser), **fields})


async def me(it: Instance, maren: Person) -> Actor:
    found = await it.db.read(lambda tx: actors.by_id(tx, maren.actor.id))
    assert found is not None
    return found


# --- here from elsewhere ----------------------------------------------------------------------------------------------


async def test_the_page_offers_both_directions(browser: Client) -> None:
    text = (await browser.page("/settings/moving")).text
    for words in ("Move here from elsewhere", "Move away", "@maren@gallery.example", "/settings/transfers"):
        assert words in text, words


async def test_an_old_account_is_added_checked_and_removed(
    browser: Client, it: Instance, net: FakeHttp, make: Studio, maren: Person
) -> None:
    at_home(net)
    answer = await press(make, browser, "/aliases", account=HANDLE)
    assert (answer.status, answer.header("location")) == (303, "/settings/moving?added#here")
    assert (await me(it, maren)).also_known_as == (NEW.uri,)
    assert HANDLE in (await browser.page("/settings/moving")).text
    for target, words in (
        (None, "It does not say yet that it has moved."),
        ("https://third.example/a", "to another account than this one"),
        (maren.actor.uri, "It points here."),
    ):
        at_home(net, **({"movedTo": target} if target else {}))
        answer = await press(make, browser, "/aliases/check", uri=NEW.uri)
        assert answer.status == 200
        assert words in answer.text
    del net.pages[NEW.uri]
    assert "Nobody called" in (await press(make, browser, "/aliases/check", uri=NEW.uri)).text
    assert (await press(make, browser, "/aliases/remove", uri=NEW.uri)).status == 303
    assert (await me(it, maren)).also_known_as == ()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Please give the account"),
        ("nonsense and more", "Nobody here is called nonsense and more"),
        ("@ada@peer@x", "Please give a handle"),
        ("@nobody@new.example", "Nobody called @nobody@new.example was found"),
        ("@maren", "This is the account you are in"),
    ],
)
async def test_an_account_that_cannot_be_added_comes_back_with_a_sentence(
    typed: str, words: str, browser: Client, it: Instance, net: FakeHttp, make: Studio, maren: Person
) -> None:
    at_home(net)
    answer = await press(make, browser, "/aliases", account=typed)
    assert answer.status == 422
    assert words in answer.text
    assert f'name="account" type="text" value="{typed}"' in answer.text
    assert (await me(it, maren)).also_known_as == ()


# --- away from here ---------------------------------------------------------------------------------------------------


async def test_both_ends_are_checked_and_each_failure_says_what_to_do(
    browser: Client, it: Instance, net: FakeHttp, make: Studio, maren: Person
) -> None:
    at_home(net)
    text = (await press(make, browser, "/away", target=HANDLE)).text
    assert "add @maren@gallery.example, and check again" in text
    assert "Your password" not in text
    assert "Neither of you blocks the other." in text
    at_home(net, maren.actor.uri, movedTo="https://third.example/a")
    assert "give the one it moved to" in (await press(make, browser, "/away", target=HANDLE)).text
    for typed, words in (("", "Please give the account"), ("@nobody@new.example", "was found")):
        answer = await press(make, browser, "/away", target=typed)
        assert (answer.status, words in answer.text) == (422, True), typed
    assert (await me(it, maren)).moved_to is None


async def test_a_move_needs_the_password_and_is_shown_on_the_page(
    browser: Client, client: Client, it: Instance, net: FakeHttp, make: Studio, maren: Person
) -> None:
    ada = await make.remote()
    await make.follow(ada, maren.actor)
    at_home(net, maren.actor.uri)
    text = (await press(make, browser, "/away", target=HANDLE)).text
    assert "Everything is ready" in text
    assert "The servers of 1 follower are told" in text
    for wrong in ("", "not my password"):
        answer = await press(make, browser, "/away/confirm", target=NEW.uri, confirm=wrong)
        assert answer.status == 422
        assert "This is not your password. Nothing has happened yet." in answer.text
    assert (await me(it, maren)).moved_to is None

    answer = await press(make, browser, "/away/confirm", target=NEW.uri, confirm=PASSWORD)
    assert (answer.status, answer.header("location")) == (303, "/settings/moving?left")
    assert (await me(it, maren)).moved_to == NEW.uri
    tasks = await it.db.read(lambda tx: tx.all("SELECT payload FROM tasks WHERE kind = 'deliver'"))
    assert [json.loads(row["payload"])["type"] for row in tasks] == ["Move", "Update"]
    assert "This account has moved to" in (await browser.page("/settings/moving")).text
    seen = (await client.page("/@maren")).text
    assert "has moved to" in seen
    assert HANDLE in seen
    assert "Follow from your server" not in seen


async def test_the_notice_is_taken_off_again(
    browser: Client, client: Client, it: Instance, net: FakeHttp, make: Studio, maren: Person
) -> None:
    assert (await press(make, browser, "/back")).status == 404
    at_home(net, maren.actor.uri)
    await press(make, browser, "/away/confirm", target=NEW.uri, confirm=PASSWORD)
    assert (await press(make, browser, "/back")).header("location") == "/settings/moving?back"
    assert "has moved" not in (await client.page("/@maren")).text
    text = (await press(make, browser, "/away", target=HANDLE)).text
    assert "You can move again in 7 days." in text


async def test_nobody_here_follows_who_has_moved(
    browser: Client, client: Client, it: Instance, net: FakeHttp, make: Studio, maren: Person
) -> None:
    other = await make.signed_in(client, await make.person("lotte"))
    assert 'action="/follows"' in (await other.page("/@maren")).text
    at_home(net, maren.actor.uri)
    await press(make, browser, "/away/confirm", target=NEW.uri, confirm=PASSWORD)
    assert 'action="/follows"' not in (await other.page("/@maren")).text
    answer = await other.post("/follows", {"csrf": await make.token(other), "target": "@maren"})
    assert "@maren@gallery.example has moved" in answer.text


async def test_an_account_without_a_password_types_its_name(
    client: Client, it: Instance, net: FakeHttp, make: Studio
) -> None:
    owner = await make.person("otto")
    browser = await make.signed_in(client, owner)
    at_home(net, owner.actor.uri)
    assert "Your user name" in (await press(make, browser, "/away", target=HANDLE)).text
    answer = await press(make, browser, "/away/confirm", target=NEW.uri, confirm="maren")
    assert "Please type otto, your user name." in answer.text
    assert (await press(make, browser, "/away/confirm", target=NEW.uri, confirm="@Otto")).status == 303
    assert (await me(it, owner)).moved_to == NEW.uri


async def test_web_05_passwords_are_not_tried_without_end(
    browser: Client, it: Instance, net: FakeHttp, make: Studio, maren: Person, clock: Clock
) -> None:
    at_home(net, maren.actor.uri)
    for _ in range(it.config.accounts.login_tries):
        assert (await press(make, browser, "/away/confirm", target=NEW.uri, confirm="wrong")).status == 422
    assert (await press(make, browser, "/away/confirm", target=NEW.uri, confirm=PASSWORD)).status == 429
    assert (await me(it, maren)).moved_to is None
    clock.advance(it.config.accounts.login_window_minutes * 60 + 1)
    assert (await press(make, browser, "/away/confirm", target=NEW.uri, confirm=PASSWORD)).status == 303


async def test_what_changed_between_check_and_yes_is_noticed(
    browser: Client, it: Instance, net: FakeHttp, make: Studio, maren: Person
) -> None:
    at_home(net, maren.actor.uri)
    assert "Everything is ready" in (await press(make, browser, "/away", target=HANDLE)).text
    at_home(net)
    answer = await press(make, browser, "/away/confirm", target=NEW.uri, confirm=PASSWORD)
    assert "does not name this account yet" in answer.text
    assert (await me(it, maren)).moved_to is None


async def test_hostile_names_are_text(browser: Client, it: Instance, net: FakeHttp, make: Studio) -> None:
    at_home(net)
    await press(make, browser, "/aliases", account=HANDLE)
    await it.db.write(lambda tx: tx.run("UPDATE actors SET username = '<b>x' WHERE uri = :uri", uri=NEW.uri))
    text = (await browser.page("/settings/moving")).text
    assert "<b>x" not in text
    assert "&lt;b&gt;x" in text


async def test_web_10_another_account_of_somebody_else_is_not_removed(
    browser: Client, client: Client, it: Instance, net: FakeHttp, make: Studio, maren: Person
) -> None:
    at_home(net)
    await press(make, browser, "/aliases", account=HANDLE)
    other = await make.signed_in(client, await make.person("lotte"))
    for act in ("remove", "check"):
        answer = await press(make, other, f"/aliases/{act}", uri=NEW.uri)
        assert answer.status == (404 if act == "remove" else 200)
        assert "It does not say yet" not in answer.text
    assert (await me(it, maren)).also_known_as == (NEW.uri,)
