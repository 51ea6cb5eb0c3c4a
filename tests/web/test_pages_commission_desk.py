"""The commission desk: its form, with rows that come and go by buttons, and the page that visitors see."""

import json
import re
from dataclasses import replace

import pytest

from fedart.domain.commission import ITEMS, Status
from fedart.domain.practice import Opening, PracticeForm
from fedart.instance import Instance
from fedart.services import practice as practices
from fedart.storage import commissions, practice
from fedart.web import filters
from tests.support.client import Answer, Client
from tests.support.commissions import DESK, asked, open_desk, viewer
from tests.support.instance import Person, Studio

PAGE = "/settings/commissions"
GOOD = {
    "status": "open",
    "slots": "5",
    "currency": "EUR",
    "usual": "two weeks",
    "name1": "Portrait",
    "about1": "Head and shoulders",
    "price1": "40",
    "extra1-1": "Second figure",
    "charge1-1": "15,50",
    "name2": "Badge",
    "price2": "12.50",
    "exact2": "exact",
    "will": "Boats",
    "wont": "Logos <b>",
    "terms": "Half before the sketch.",
    "do": "save",
}


async def send(browser: Client, make: Studio, path: str = PAGE, **fields: str) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


def values(answer: Answer) -> dict[str, str]:
    """Names and values of the fields of one line."""
    return {
        found["name"]: found["value"]
        for found in re.finditer(
            r'<input id="[^"]+" name="(?P<name>[^"]+)"[^>]*? value="(?P<value>[^"]*)"', answer.text
        )
    }


async def test_what_is_typed_is_kept_and_shown_with_its_day(
    client: Client, browser: Client, make: Studio, it: Instance, maren: Person
) -> None:
    assert (await client.page("/@maren/commissions")).status == 404
    answer = await send(browser, make, **GOOD)
    assert (answer.status, answer.header("location")) == (303, f"{PAGE}?saved")
    kept = await it.db.read(lambda tx: commissions.desk(tx, maren.actor.id))
    assert kept is not None
    assert (kept.slots, kept.changed, kept.status) == (5, it.clock(), Status.OPEN)
    assert [(item.name, item.price, item.exact) for item in kept.menu] == [
        ("Portrait", 40_00, False),
        ("Badge", 12_50, True),
    ]
    assert [(extra.name, extra.price) for extra in kept.menu[0].extras] == [("Second figure", 15_50)]
    page = await client.page("/@maren/commissions")
    assert page.status == 200
    for words in (
        "from €40",
        "€12.50",
        "+ €15.50",
        "5 of 5 slots free",
        "two weeks",
        "Logos &lt;b&gt;",
        filters.day(it.clock()),
    ):
        assert words in page.text, words
    assert (
        '<a class="badge ok" href="/@maren/commissions">Commissions open · 5 of 5 slots free</a>'
        in (await client.page("/@maren")).text
    )
    assert PAGE not in page.text


async def test_the_form_comes_back_as_it_is_kept(browser: Client, make: Studio, it: Instance, maren: Person) -> None:
    fresh = await browser.page(PAGE)
    assert values(fresh)["name1"] == ""
    await send(browser, make, **GOOD)
    shown = values(await browser.page(PAGE))
    assert {name: shown[name] for name in ("slots", "name1", "price1", "extra1-1", "charge1-1", "price2")} == {
        "slots": "5",
        "name1": "Portrait",
        "price1": "40",
        "extra1-1": "Second figure",
        "charge1-1": "15.50",
        "price2": "12.50",
    }
    assert (shown["extra1-2"], shown["extra2-1"]) == ("", "")


async def test_rows_are_added_moved_and_removed_by_buttons_and_nothing_is_kept_meanwhile(
    browser: Client, make: Studio, it: Instance, maren: Person
) -> None:
    more = await send(browser, make, **{**GOOD, "do": "add"})
    assert more.status == 200
    assert (values(more)["name2"], values(more)["name3"]) == ("Badge", "")
    swapped = await send(browser, make, **{**GOOD, "do": "later 1"})
    assert (values(swapped)["name1"], values(swapped)["name2"]) == ("Badge", "Portrait")
    assert values(swapped)["extra2-1"] == "Second figure"
    back = await send(browser, make, **{**GOOD, "do": "earlier 2"})
    assert values(back)["name1"] == "Badge"
    fewer = await send(browser, make, **{**GOOD, "do": "remove 1"})
    assert values(fewer)["name1"] == "Badge"
    assert "name2" not in values(fewer)
    for press in ("earlier 1", "later 2", "remove 9", "later x", "extra 1"):
        same = await send(browser, make, **{**GOOD, "do": press})
        assert [values(same)[name] for name in ("name1", "name2")] == ["Portrait", "Badge"], press
    assert await it.db.read(lambda tx: commissions.desk(tx, maren.actor.id)) is None


async def test_no_more_rows_than_a_menu_holds(browser: Client, make: Studio) -> None:
    full = {**GOOD, **{f"name{n}": f"Item {n}" for n in range(1, ITEMS + 1)}, "do": "add"}
    answer = await send(browser, make, **full)
    assert f"name{ITEMS}" in values(answer)
    assert f"name{ITEMS + 1}" not in values(answer)
    assert 'value="add"' not in answer.text


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"slots": "0"}, "slots"),
        ({"slots": "many"}, "slots"),
        ({"currency": "XXX"}, "currency"),
        ({"price1": "a lot"}, "price1"),
        ({"price1": ""}, "price1"),
        ({"name2": ""}, "name2"),
        ({"charge1-1": "?"}, "charge1-1"),
        ({"usual": "x" * 121}, "usual"),
        ({"terms": "x" * 5_001}, "terms"),
    ],
)
async def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(
    browser: Client, make: Studio, it: Instance, maren: Person, wrong: dict[str, str], where: str
) -> None:
    answer = await send(browser, make, **GOOD | wrong)
    assert answer.status == 422
    assert f'id="{where}-error"' in answer.text
    assert 'value="Second figure"' in answer.text
    assert await it.db.read(lambda tx: commissions.desk(tx, maren.actor.id)) is None


async def test_empty_rows_are_left_out(browser: Client, make: Studio, it: Instance, maren: Person) -> None:
    fields = {**GOOD, "name1": " ", "about1": "", "price1": "", "extra1-1": "", "charge1-1": ""}
    assert (await send(browser, make, **fields)).status == 303
    kept = await it.db.read(lambda tx: commissions.desk(tx, maren.actor.id))
    assert kept is not None
    assert [item.name for item in kept.menu] == ["Badge"]


async def test_a_sample_is_a_public_work_of_ones_own(
    client: Client, browser: Client, make: Studio, it: Instance, maren: Person
) -> None:
    own, tomas = await make.work(maren.actor), await make.person("tomas")
    theirs = await make.work(tomas.actor)
    for by, work in ((maren, own), (tomas, theirs)):
        await make.picture(by.actor, work)
    await send(browser, make, **{**GOOD, "work1": own.id, "work2": theirs.id})
    kept = await it.db.read(lambda tx: commissions.desk(tx, maren.actor.id))
    assert kept is not None
    assert [item.work for item in kept.menu] == [own.id, None]
    page = (await client.page("/@maren/commissions")).text
    assert f'<a class="offersample" href="/works/{own.id}">' in page
    await it.db.write(lambda tx: tx.run("UPDATE works SET visibility = 'followers' WHERE id = :id", id=own.id))
    assert "offersample" not in (await client.page("/@maren/commissions")).text


async def test_an_open_desk_lists_its_artist_and_a_closed_one_does_not(
    client: Client, browser: Client, make: Studio, it: Instance, maren: Person
) -> None:
    await make.picture(maren.actor, await make.work(maren.actor))
    assert "/@maren" not in (await client.page("/artists?open=commissions")).text
    await send(browser, make, **GOOD)
    assert "/@maren" in (await client.page("/artists?open=commissions")).text
    await send(browser, make, **GOOD | {"status": "closed"})
    assert "/@maren" not in (await client.page("/artists?open=commissions")).text
    closed = (await client.page("/@maren/commissions")).text
    assert "No requests at the moment" in closed
    assert "/ask" not in closed
    assert "Commissions closed" in (await client.page("/@maren")).text


async def test_the_switch_of_availability_closes_and_opens_the_desk(
    client: Client, browser: Client, make: Studio, it: Instance, maren: Person
) -> None:
    await send(browser, make, **GOOD | {"status": "waitlist"})
    assert "Your commission desk follows the switch" in (await browser.page("/settings/work")).text
    await practices.say(it, viewer(maren), PracticeForm())
    assert "Commissions closed" in (await client.page("/@maren")).text
    await practices.say(it, viewer(maren), PracticeForm(openings=((Opening.COMMISSIONS, ""),)))
    assert "Commissions: waitlist" in (await client.page("/@maren")).text


async def test_an_end_of_availability_that_was_set_stays(
    it: Instance, browser: Client, make: Studio, maren: Person
) -> None:
    await practices.say(it, viewer(maren), PracticeForm(openings=((Opening.COMMISSIONS, "2099-12-31"),)))
    await send(browser, make, **GOOD)
    said = await it.db.read(lambda tx: practice.of(tx, maren.actor.id))
    assert [each.until.isoformat() for each in said.openings if each.until] == ["2099-12-31"]


async def test_a_desk_is_taken_down(client: Client, browser: Client, make: Studio, it: Instance, maren: Person) -> None:
    await send(browser, make, **GOOD)
    assert (await send(browser, make, f"{PAGE}/remove")).header("location") == f"{PAGE}?gone"
    assert (await client.page("/@maren/commissions")).status == 404
    assert (await browser.page("/@maren/commissions")).header("location") == PAGE
    said = await it.db.read(lambda tx: practice.of(tx, maren.actor.id))
    assert said.openings == ()
    assert (await send(browser, make, f"{PAGE}/remove")).status == 404


async def test_the_slots_and_the_queue_follow_the_requests_and_name_nobody(
    client: Client, browser: Client, make: Studio, it: Instance, maren: Person
) -> None:
    jun = await make.person("jun")
    await open_desk(it, maren)
    made = await asked(it, jun, maren)
    assert "2 of 2 slots free" in (await client.page("/@maren/commissions")).text
    await send(browser, make, f"/commissions/{made.id}/step", step="sketch")
    assert "2 of 2 slots free" in (await client.page("/@maren/commissions")).text, (
        "nothing is begun before it is accepted"
    )
    await send(browser, make, f"/commissions/{made.id}/step", step="accepted")
    page = (await client.page("/@maren/commissions")).text
    assert "1 of 2 slots free" in page
    assert 'class="queue"' not in page
    await send(browser, make, **GOOD | {"queue": "1"})
    shown = (await client.page("/@maren/commissions")).text
    queue = re.search(r'<ol class="queue">.*?</ol>', shown, re.DOTALL)
    assert queue
    assert "Accepted" in queue[0]
    assert "jun" not in shown
    assert made.id not in shown


async def test_offers_in_schema_orgs_words_say_what_the_page_says(client: Client, it: Instance, maren: Person) -> None:
    await open_desk(it, maren)
    (block,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', (await client.page("/@maren/commissions")).text
    )
    portrait, badge = json.loads(block)["makesOffer"]
    assert portrait["priceSpecification"] == {
        "@type": "PriceSpecification",
        "priceCurrency": "EUR",
        "minPrice": "40.00",
    }
    assert badge["priceSpecification"]["price"] == "12.50"
    assert badge["availability"] == "https://schema.org/InStock"
    assert portrait["itemOffered"]["description"] == DESK.menu[0].about


async def test_visitors_are_led_to_the_sign_in_page_and_the_artist_to_their_queue(
    client: Client, browser: Client, it: Instance, maren: Person
) -> None:
    await open_desk(it, maren)
    assert 'href="/sign-in?next=/%40maren/commissions/ask"' in (await client.page("/@maren/commissions")).text
    own = (await browser.page("/@maren/commissions")).text
    assert 'href="/commissions/queue"' in own
    assert "commissions/ask" not in own


async def test_the_list_of_artists_says_from_what_price_on(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    tomas, lotte = await make.person("tomas"), await make.person("lotte")
    for person in (maren, tomas, lotte):
        await make.picture(person.actor, await make.work(person.actor))
    await open_desk(it, maren)
    await open_desk(it, tomas, replace(DESK, status=Status.WAITLIST, menu=()))
    await practices.say(it, viewer(lotte), PracticeForm(openings=((Opening.COMMISSIONS, ""),)))
    page = (await client.page("/artists?open=commissions")).text
    assert '<span class="badge ok">Commissions open · from €12.50</span>' in page
    assert '<span class="badge wait">Commissions: waitlist</span>' in page
    assert page.count('<span class="badge ok">Open for commissions</span>') == 1
