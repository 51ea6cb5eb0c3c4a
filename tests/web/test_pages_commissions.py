"""Requests for commissions in the browser: asked, answered, moved, shared."""

import re
from dataclasses import replace

import pytest

from fedart.domain.commission import Commission, Step
from fedart.instance import Instance
from fedart.services import commission_queue as queue
from fedart.storage import commissions
from tests.support.client import Answer, Client
from tests.support.commissions import DESK, WANTED, WISH, asked, open_desk
from tests.support.instance import Person, Studio

ASK = "/@maren/commissions/ask"


@pytest.fixture
async def jun(make: Studio) -> Person:
    return await make.person("jun")


@pytest.fixture
async def visitor(client: Client, make: Studio, jun: Person) -> Client:
    """Jun's browser."""
    return await make.signed_in(client, jun)


@pytest.fixture
async def made(it: Instance, maren: Person, jun: Person) -> Commission:
    """Jun's request to Maren."""
    await open_desk(it, maren)
    return await asked(it, jun, maren)


async def send(browser: Client, make: Studio, path: str, **fields: str) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


async def test_a_request_is_written_chosen_and_sent(
    visitor: Client, browser: Client, make: Studio, it: Instance, maren: Person, jun: Person
) -> None:
    await open_desk(it, maren)
    form = await visitor.page(f"{ASK}?item=1")
    assert form.status == 200
    assert '<input type="checkbox" name="item1" value="1" checked>' in form.text
    assert '<input type="checkbox" name="item0" value="1">' in form.text
    (menu,) = re.findall(r'name="menu" value="(\d+)"', form.text)
    typed = {
        "menu": menu,
        "item0": "1",
        "extra0-1": "1",
        "wish": WISH,
        "sources": "https://x.example/<b>",
        "budget": "80",
    }
    answer = await send(visitor, make, ASK, **typed, purpose="personal", deadline="2099-12-31")
    assert answer.status == 303
    path = answer.header("location")
    page = await visitor.page(path)
    for words in (WISH, "Portrait", "Sketch first", "included", "from €40", "Personal", "31 December 2099", "is sent"):
        assert words in page.text, words
    assert "https://x.example/&lt;b&gt;" in page.text
    assert "Second figure" not in page.text
    assert "Badge" not in page.text
    ident = path.partition("?")[0].rpartition("/")[2]
    assert WISH in (await browser.page(f"/commissions/{ident}")).text
    assert "asks you for a commission." in (await browser.page("/notifications")).text
    assert ident in (await browser.page("/commissions/queue")).text
    assert ident in (await visitor.page("/commissions")).text


async def test_an_add_on_that_is_ticked_brings_its_item(
    visitor: Client, make: Studio, it: Instance, maren: Person
) -> None:
    desk = await open_desk(it, maren)
    fields = {"menu": str(desk.changed), "extra0-0": "1", "extra9-9": "1", "wish": "A boat", "purpose": "commercial"}
    assert (await send(visitor, make, ASK, **fields)).status == 303
    (held,) = (await it.db.read(lambda tx: commissions.of_artist(tx, maren.actor.id, limit=5))).items
    (item,) = held.commission.ask.chosen
    assert (item.name, [extra.name for extra in item.extras]) == ("Portrait", ["Second figure"])


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"wish": ""}, "wish-error"),
        ({"purpose": ""}, "purpose-error"),
        ({"deadline": "soon"}, "deadline-error"),
        ({"deadline": "2001-01-01"}, "deadline-error"),
        ({"budget": "x" * 121}, "budget-error"),
        ({"menu": "1"}, "menu-error"),
    ],
)
async def test_a_mistake_is_told_and_what_was_typed_and_ticked_stays(
    visitor: Client, make: Studio, it: Instance, maren: Person, wrong: dict[str, str], where: str
) -> None:
    desk = await open_desk(it, maren)
    good = {"menu": str(desk.changed), "item0": "1", "wish": WISH, "sources": "a barn", "purpose": "personal"}
    answer = await send(visitor, make, ASK, **good | wrong)
    assert answer.status == 422
    assert f'id="{where}"' in answer.text
    assert "a barn" in answer.text
    assert 'name="item0" value="1" checked' in answer.text
    assert (await it.db.read(lambda tx: commissions.of_artist(tx, maren.actor.id, limit=5))).items == ()
    assert (await send(visitor, make, ASK, **good)).status == 303


async def test_there_is_no_form_where_nobody_can_ask(
    client: Client, browser: Client, visitor: Client, it: Instance, make: Studio, maren: Person
) -> None:
    assert (await visitor.page(ASK)).status == 404
    await open_desk(it, maren)
    assert (await browser.page(ASK)).status == 404
    assert (await client.page(ASK)).header("location").startswith("/sign-in")
    assert (await visitor.page(ASK)).status == 200
    assert (await send(browser, make, ASK, wish="x")).status == 404
    assert (await send(visitor, make, "/@nobody/commissions/ask", wish="x")).status == 404


async def test_the_artist_moves_it_by_buttons_on_both_pages(
    browser: Client, visitor: Client, make: Studio, made: Commission
) -> None:
    path = f"/commissions/{made.id}"
    answer = await send(browser, make, f"{path}/step", step="accepted", back="1")
    assert answer.header("location") == f"/commissions/queue#c-{made.id}"
    board = (await browser.page("/commissions/queue")).text
    column = re.search(r'id="step-accepted">.*?</section>', board, re.DOTALL)
    assert column
    assert made.id in column[0]
    assert (await send(browser, make, f"{path}/step", step="sketch")).header("location") == path
    assert "A sketch is being made." in (await visitor.page(path)).text
    assert "A sketch is being made." in (await visitor.page("/commissions")).text
    told = (await visitor.page("/notifications")).text
    assert "Your commission with" in told
    assert f'href="{path}"' in told
    for wrong in ("new", "waitlist", "declined", "nonsense"):
        assert (await send(browser, make, f"{path}/step", step=wrong)).status == 422, wrong
    assert (await send(browser, make, f"{path}/step", step="done")).status == 303
    assert made.id in (await browser.page("/commissions/queue")).text


async def test_declining_asks_for_a_sentence(browser: Client, visitor: Client, make: Studio, made: Commission) -> None:
    path = f"/commissions/{made.id}"
    empty = await send(browser, make, f"{path}/step", step="declined", reason=" ")
    assert empty.status == 422
    assert 'id="reason-error"' in empty.text
    assert (await send(browser, make, f"{path}/step", step="declined", reason="No <time>.")).status == 303
    assert "No &lt;time&gt;." in (await visitor.page(path)).text
    assert '<option value="declined">' not in (await browser.page("/commissions/queue")).text


async def test_no_slot_is_said_on_the_page_that_asked(
    it: Instance, browser: Client, make: Studio, maren: Person, jun: Person
) -> None:
    await open_desk(it, maren, replace(DESK, slots=1))
    first, second = await asked(it, jun, maren), await asked(it, jun, maren)
    await queue.move(it, maren.actor.id, first.id, Step.ACCEPTED)
    for back in ("", "1"):
        answer = await send(browser, make, f"/commissions/{second.id}/step", step="accepted", back=back)
        assert (answer.status, "No slot is free." in answer.text) == (422, True)


async def test_both_sides_write_from_its_page(browser: Client, visitor: Client, make: Studio, made: Commission) -> None:
    path = f"/commissions/{made.id}"
    answer = await send(browser, make, f"{path}/write", text="Which boat?")
    talk = answer.header("location")
    assert talk.startswith("/messages/")
    assert "Which boat?" in (await visitor.page(talk)).text
    assert (await send(visitor, make, f"{path}/write", text="The green one.")).header("location") == talk
    assert f'href="{talk}"' in (await visitor.page(path)).text
    empty = await send(visitor, make, f"{path}/write", text=" ")
    assert (empty.status, 'id="text-error"' in empty.text) == (422, True)


async def test_taking_back_deletes_or_cancels(
    it: Instance, browser: Client, visitor: Client, make: Studio, maren: Person, jun: Person, made: Commission
) -> None:
    path = f"/commissions/{made.id}"
    assert "Take back and delete" in (await visitor.page(path)).text
    assert "Take back" not in (await browser.page(path)).text
    assert (await send(visitor, make, f"{path}/withdraw")).header("location") == "/commissions?withdrawn"
    assert (await visitor.page(path)).status == 404
    assert "Somebody took back a request" in (await browser.page("/notifications")).text
    other = await asked(it, jun, maren)
    await queue.move(it, maren.actor.id, other.id, Step.ACCEPTED)
    path = f"/commissions/{other.id}"
    assert (await send(visitor, make, f"{path}/withdraw")).header("location") == path
    assert "It was cancelled." in (await browser.page(path)).text
    assert (await send(visitor, make, f"{path}/withdraw")).status == 422


async def test_a_link_shows_the_steps_without_an_account_and_nothing_else(
    client: Client, visitor: Client, make: Studio, made: Commission
) -> None:
    shown = await send(visitor, make, f"/commissions/{made.id}/link")
    (token,) = re.findall(r"https://gallery\.example/commissions/shared/([\w-]{43})", shown.text)
    assert token not in (await visitor.page(f"/commissions/{made.id}")).text
    page = await client.page(f"/commissions/shared/{token}")
    assert page.status == 200
    assert page.header("referrer-policy") == "no-referrer"
    assert page.header("cache-control") == "private, no-store"
    assert "noindex" in page.header("x-robots-tag")
    assert "noindex" in page.text
    assert "The request was sent." in page.text
    assert "Portrait" in page.text
    for word in (WISH, "jun", "Jun", WANTED.budget, WANTED.sources, made.id):
        assert word not in page.text
    assert (await client.page(f"/commissions/shared/{'x' * 43}")).status == 404
    await send(visitor, make, f"/commissions/{made.id}/link/end")
    assert (await client.page(f"/commissions/shared/{token}")).status == 404


async def test_empty_lists_say_what_will_stand_there(
    it: Instance, browser: Client, visitor: Client, maren: Person
) -> None:
    assert "You have asked nobody" in (await visitor.page("/commissions")).text
    assert "You keep no desk" in (await visitor.page("/commissions/queue")).text
    await open_desk(it, maren)
    assert "No request yet" in (await browser.page("/commissions/queue")).text
