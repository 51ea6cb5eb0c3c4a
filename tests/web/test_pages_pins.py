"""Highlights: chosen on the page of one's own work, shown first on one's own page, in the order they were chosen."""

import re
from functools import partial

import pytest

from fedart.domain.media import MediaState
from fedart.domain.work import Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.services import blocks, featured
from fedart.storage import pins
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio


async def hung(make: Studio, by: Person, title: str, visibility: Visibility = Visibility.PUBLIC) -> Work:
    work = await make.work(by.actor, title=title, visibility=visibility)
    await make.picture(by.actor, work)
    return work


async def press(make: Studio, browser: Client, work: Work, act: str = "pin") -> Answer:
    return await browser.post(f"/works/{work.id}/{act}", {"csrf": await make.token(browser)})


async def on_top(it: Instance, who: Person) -> list[str]:
    return [str(work) for work in await it.db.read(lambda tx: pins.of_actor(tx, who.actor.id))]


def walls(answer: Answer) -> list[list[str]]:
    """The titles on each wall of the page."""
    parts = answer.text.split('<div class="rows"')[1:]
    return [re.findall(r'<cite[^>]*dir="auto">([^<]*)</cite>', part) for part in parts]


async def test_a_work_is_shown_among_the_highlights_and_taken_out_again(
    browser: Client, client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    first, second, third = [await hung(make, maren, title) for title in ("One", "Two", "Three")]
    assert walls(await client.page("/@maren")) == [["Three", "Two", "One"]]
    assert "Show among highlights" in (await browser.page(f"/works/{second.id}")).text
    for work in (second, first):
        answer = await press(make, browser, work)
        assert (answer.status, answer.header("location")) == (303, f"/works/{work.id}")
    page = await client.page("/@maren")
    assert walls(page) == [["Two", "One"], ["Three", "Two", "One"]], "in the order they were chosen"
    assert page.text.index(">Highlights</h2>") < page.text.index(">Portfolio</h2>")
    assert "Take out of highlights" in (await browser.page(f"/works/{second.id}")).text
    assert (await press(make, browser, second, "unpin")).status == 303
    assert (await press(make, browser, second, "unpin")).status == 303, "what is out stays out"
    assert walls(await client.page("/@maren")) == [["One"], ["Three", "Two", "One"]]
    assert await on_top(it, maren) == [first.id]
    assert third.id not in await on_top(it, maren)


async def test_highlights_stand_on_the_first_page_only(
    client: Client, browser: Client, make: Studio, maren: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fedart.web.portfolio.WORKS", 1)
    work = await hung(make, maren, "One")
    await hung(make, maren, "Two")
    await press(make, browser, work)
    first = await client.page("/@maren")
    assert walls(first) == [["One"], ["Two"]]
    more = re.search(r'href="(\?before=[0-9a-z]{26})"', first.text)
    assert more is not None
    assert walls(await client.page(f"/@maren{more[1]}")) == [["One"]]


async def test_a_ninth_highlight_is_refused_in_words(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    made = [await hung(make, maren, f"Work {n}") for n in range(featured.MOST + 1)]
    for work in made[:-1]:
        assert (await press(make, browser, work)).status == 303
    answer = await press(make, browser, made[-1])
    assert answer.status == 422
    assert "You have 8 highlights, and that is the most. Please take one out first." in answer.text
    assert 'href="#pin"' in answer.text
    assert 'id="pin"' in answer.text
    assert len(await on_top(it, maren)) == featured.MOST
    await press(make, browser, made[0], "unpin")
    assert (await press(make, browser, made[-1])).status == 303


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.DIRECT])
async def test_what_not_everybody_may_see_has_no_button_and_is_refused(
    visibility: Visibility, browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    work = await hung(make, maren, "Hidden", visibility=visibility)
    assert "Show among highlights" not in (await browser.page(f"/works/{work.id}")).text
    answer = await press(make, browser, work)
    assert answer.status == 422
    assert "everybody may see" in answer.text
    assert await on_top(it, maren) == []


async def test_web_10_nobody_chooses_for_somebody_else(
    browser: Client, client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    lotte = await make.person("lotte")
    work = await hung(make, lotte, "Hers")
    assert "Show among highlights" not in (await browser.page(f"/works/{work.id}")).text
    for act in ("pin", "unpin"):
        assert (await press(make, browser, work, act)).status == 404
        assert (await browser.post(f"/works/{work.id}/{act}", {"csrf": "wrong"})).status == 403
        assert (await client.post(f"/works/{work.id}/{act}", {})).status in (303, 403)
    assert await on_top(it, lotte) == []


async def test_highlights_hide_what_the_artist_alone_may_see_and_across_a_block(
    browser: Client, client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    lotte = await make.person("lotte")
    shown = await hung(make, lotte, "Shown")
    dropped = await make.work(lotte.actor, title="Declined")
    await make.picture(lotte.actor, dropped, state=MediaState.DROPPED)
    for work in (dropped, shown):
        await it.db.write(partial(pins.add, actor=lotte.actor.id, work=work.id, now=1))
    assert walls(await client.page("/@lotte"))[0] == ["Shown"]
    assert walls(await browser.page("/@lotte"))[0] == ["Shown"]
    await blocks.block(it, maren.actor.id, lotte.actor.id)
    assert walls(await browser.page("/@lotte")) == []
    await it.db.write(lambda tx: tx.run("UPDATE works SET state = :s", s=WorkState.DELETED.value))
    assert walls(await client.page("/@lotte")) == []
