"""Pages of direct messages, and that nobody but their people sees anything of them."""

import re

import pytest

from fedart.domain.ids import WorkId
from fedart.domain.talk import TalkState
from fedart.instance import Instance
from fedart.services import messages
from fedart.storage import messages as stored
from fedart.storage import works
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio, signed_get

SECRET = "Zanzibarite at dawn"


@pytest.fixture
async def lotte(make: Studio) -> Person:
    return await make.person("lotte")


@pytest.fixture
async def hers(browser: Client, make: Studio, lotte: Person) -> Client:
    """Lotte's browser."""
    return await make.signed_in(browser, lotte)


async def press(make: Studio, browser: Client, path: str, **fields: str) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


async def begin(make: Studio, browser: Client, to: str = "@lotte@gallery.example", text: str = SECRET) -> str:
    """Write a message; the path of its conversation."""
    answer = await press(make, browser, "/messages", people=to, text=text)
    found = answer.header("location")
    assert re.fullmatch(r"/messages/[0-9a-z]{26}", found), answer.text
    return found


async def test_the_pages_say_that_messages_are_not_secret(browser: Client, make: Studio, lotte: Person) -> None:
    path = await begin(make, browser)
    for page in ("/messages", "/messages/requests", "/messages/hidden", "/messages/new", path):
        assert "Messages are not encrypted." in (await browser.page(page)).text, page


async def test_an_empty_folder_says_what_will_lie_there(browser: Client) -> None:
    for page, words in (
        ("/messages", "No messages yet"),
        ("/messages/requests", "No requests"),
        ("/messages/hidden", "Nothing is hidden"),
    ):
        assert words in (await browser.page(page)).text


async def test_a_message_is_written_answered_and_read_on_both_sides(
    browser: Client, hers: Client, make: Studio, lotte: Person
) -> None:
    page = await browser.page("/messages/new?to=%40lotte%40gallery.example")
    assert 'value="@lotte@gallery.example"' in page.text
    path = await begin(make, browser)
    assert SECRET in (await browser.page(path)).text
    assert "badge-dot" not in (await hers.page("/home")).text, "a request sets off no dot"
    assert SECRET in (await hers.page("/messages/requests")).text
    assert SECRET not in (await hers.page("/messages")).text
    theirs = await hers.page(path)
    assert "would like to write to you" in theirs.text
    answered = await press(make, hers, path, text="Yes, *please*.")
    assert answered.header("location") == f"{path}#end"
    assert "would like to write to you" not in (await hers.page(path)).text
    home = (await browser.page("/home")).text
    assert 'aria-label="Messages, 1 new"' in home
    news = (await browser.page("/notifications")).text
    assert "wrote to you" in news
    assert f'href="{path}"' in news
    assert "<em>please</em>" in (await browser.page(path)).text
    assert "badge-dot" not in (await browser.page("/home")).text, "reading it settles both dots"


async def test_several_messages_of_one_conversation_are_told_once(
    browser: Client, hers: Client, make: Studio, lotte: Person
) -> None:
    path = await begin(make, browser)
    for text in ("One", "Two", "Three"):
        await press(make, hers, path, text=text)
    news = (await browser.page("/notifications")).text
    assert news.count("sent you messages") == 1
    assert "wrote to you" not in news


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"people": "", "text": "Hello"}, "people-error"),
        ({"people": "@nobody@gallery.example", "text": "Hello"}, "people-error"),
        ({"people": "@lotte", "text": ""}, "text-error"),
    ],
)
async def test_what_cannot_be_sent_comes_back_as_typed(
    browser: Client, make: Studio, lotte: Person, fields: dict[str, str], error: str
) -> None:
    answer = await press(make, browser, "/messages", **fields)
    assert answer.status == 422
    assert f'id="{error}"' in answer.text
    for typed in fields.values():
        assert typed in answer.text


async def test_an_empty_answer_stays_on_the_page(browser: Client, make: Studio, lotte: Person) -> None:
    answer = await press(make, browser, await begin(make, browser), text="  ")
    assert answer.status == 422
    assert 'id="text-error"' in answer.text
    assert SECRET in answer.text


async def test_a_request_is_accepted_or_hidden_and_brought_back(
    browser: Client, hers: Client, it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    path = await begin(make, browser)
    root = path.rpartition("/")[2]

    async def state() -> TalkState | None:
        talk = await it.db.read(lambda tx: stored.talk(tx, lotte.actor.id, root))
        return talk.state if talk else None

    assert await state() is TalkState.ASKED
    assert (await press(make, hers, f"{path}/hide")).header("location") == "/messages"
    assert await state() is TalkState.HIDDEN
    assert SECRET in (await hers.page("/messages/hidden")).text
    assert "Bring back" in (await hers.page(path)).text
    assert (await press(make, hers, f"{path}/accept")).header("location") == path
    assert await state() is TalkState.OPEN
    assert f"/people/{maren.actor.id}/hide" in (await hers.page(path)).text, "mute, block, report"


async def test_a_long_conversation_is_paged(
    browser: Client, it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    path = await begin(make, browser, text="Number 0.")
    root = path.rpartition("/")[2]
    for number in range(1, 45):
        await messages.answer(it, maren.actor.id, WorkId(root), f"Number {number}.")
    newest = await browser.page(path)
    assert "Number 44." in newest.text
    assert "Number 0." not in newest.text
    assert "To the newest message" not in newest.text
    older = re.search(r'href="(\?before=[0-9a-z]{26})"', newest.text)
    assert older is not None
    page = await browser.page(path + older[1])
    assert "Number 0." in page.text
    assert "To the newest message" in page.text


# --- nobody else ------------------------------------------------------------------------------------------------------


async def test_web_10_a_conversation_is_a_404_for_everybody_else(
    browser: Client, client: Client, make: Studio, lotte: Person
) -> None:
    path = await begin(make, browser)
    iris = await make.signed_in(browser, await make.person("iris"))
    never = "/messages/" + "0" * 26
    for reader in (iris,):
        for act in ("", "/accept", "/hide"):
            assert (await press(make, reader, path + act, text="Me too")).status == 404
        assert (await reader.page(path)).status == (await reader.page(never)).status == 404
    assert (await client.page(path)).status == (await client.page(never)).status == 303
    assert (await browser.page("/messages/nonsense")).status == 404
    assert SECRET in (await browser.page(path)).text


async def test_web_09_nobody_else_sees_a_message_by_any_route_feed_search_or_count(
    browser: Client, client: Client, hers: Client, it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    parent = await make.work(lotte.actor, title="Open work")
    path = await begin(make, browser, text=f"{SECRET} #zanzibarite")
    root = path.rpartition("/")[2]
    reply = await press(make, browser, f"/works/{parent.id}/reply", text=f"{SECRET} aside", visibility="direct")
    aside = reply.header("location").rpartition("#reply-")[2]
    iris, desk = await make.person("iris"), await make.person("mod")
    await make.follow(iris.actor, maren.actor)
    ada = await make.remote()
    await make.follow(ada, maren.actor)
    for reader, sees in ((hers, True), (browser, True), (await make.signed_in(browser, iris), False), (client, False)):
        for ident in (root, aside):
            assert (SECRET in (await reader.page(f"/works/{ident}")).text) == sees, ident
    others = [client, await make.signed_in(browser, iris), await make.signed_in(browser, desk)]
    pages = [
        "/", "/works", "/home", "/home/local", "/home/federated", "/tags/zanzibarite", "/@maren", "/@lotte", "/artists",
        "/notifications", "/messages", "/messages/requests", f"/works/{parent.id}", f"/works/{root}", f"/works/{aside}",
        "/search?q=zanzibarite", f"/people/{maren.actor.id}/report?work={root}",
    ]  # fmt: skip
    for reader in others:
        for page in pages:
            # What was asked for may be said again; the message's other words may not.
            assert "at dawn" not in (await reader.page(page)).text, page
    for ident in (root, aside):
        for part in ("", "/replies", "/likes", "/shares", "/context"):
            address = f"{it.config.instance.origin}/objects/{ident}{part}"
            assert (await client.document(address)).status == 404, address
            assert (await signed_get(client, address)).status == 404, address
    for part in ("outbox", "featured"):
        listing = await client.document(f"/actors/{maren.actor.id}/{part}")
        first = await client.document(f"/actors/{maren.actor.id}/{part}?page=1")
        assert root not in listing.text + first.text
    counts = await it.db.read(lambda tx: works.counts(tx, parent.id))
    assert counts == (0, 0, 0), "a direct reply is not counted"
