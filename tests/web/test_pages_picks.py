"""The front page and its desk: chosen works first, then the newest, then artists; and what a bare page says."""

import re

from fedart.domain.actor import Role
from fedart.domain.pick import MAX_PICKS, WORDS_LIMIT
from fedart.domain.work import Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.storage import picks
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio


async def hung(make: Studio, by: Person, *titles: str, visibility: Visibility = Visibility.PUBLIC) -> list[Work]:
    made = [await make.work(by.actor, title=title, visibility=visibility) for title in titles]
    for work in made:
        await make.picture(by.actor, work)
    return made


async def press(make: Studio, browser: Client, path: str, **fields: str) -> Answer:
    return await browser.post(f"/admin/picks/{path}", {"csrf": await make.token(browser), **fields})


def section(page: Answer, name: str) -> list[str]:
    """The titles on the wall of that section of the front page; empty when it is not there."""
    part = page.text.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]
    return re.findall(r'<cite[^>]*dir="auto">([^<]*)</cite>', part)


def lead(page: Answer) -> str:
    found = re.search(r'<h1 id="lead"><a[^>]*>([^<]*)</a>', page.text)
    return found[1] if found else ""


async def order(it: Instance) -> list[str]:
    return [str(pick.work_id) for pick in await it.db.read(picks.every)]


async def test_a_moderator_shows_a_work_first_and_takes_it_off_again(
    desk: Client, client: Client, make: Studio, maren: Person
) -> None:
    one, *_ = await hung(make, maren, "One", "Two", "Three")
    assert lead(await client.page("/")) == "Three"
    assert "Show on the front page" in (await desk.page(one.url)).text
    answer = await press(make, desk, one.id, next=f"/works/{one.id}")
    assert (answer.status, answer.header("location")) == (303, f"/works/{one.id}")
    page = await client.page("/")
    assert (lead(page), section(page, "chosen"), section(page, "new")) == ("One", [], ["Three", "Two"])
    assert "Take off the front page" in (await desk.page(one.url)).text
    assert (await press(make, desk, f"{one.id}/remove", next="https://evil.example/")).header(
        "location"
    ) == "/admin/picks"
    assert lead(await client.page("/")) == "Three"


async def test_chosen_works_come_first_in_their_order_with_their_words_and_once(
    desk: Client, client: Client, make: Studio, maren: Person
) -> None:
    one, two, three, _ = await hung(make, maren, "One", "Two", "Three", "Four")
    for work in (three, two, one):
        assert (await press(make, desk, work.id)).status == 303
    await press(make, desk, f"{one.id}/words", words="The <b>light</b>.")
    await press(make, desk, f"{three.id}/words", words="Read it slowly.")
    await press(make, desk, f"{three.id}/move", step="up")
    page = await client.page("/")
    assert (lead(page), section(page, "chosen"), section(page, "new")) == ("One", ["Three", "Two"], ["Four"])
    assert "The &lt;b&gt;light&lt;/b&gt;." in page.text
    assert re.search(r'<p class="note[^>]*>Read it slowly\.</p>', page.text)
    places = [page.text.index(f'aria-labelledby="{name}"') for name in ("lead", "chosen", "new", "follow")]
    assert places == sorted(places)


async def test_the_button_is_for_moderators_and_for_works_that_everybody_sees(
    desk: Client, browser: Client, make: Studio, maren: Person
) -> None:
    (shown,) = await hung(make, maren, "Shown")
    (quiet,) = await hung(make, maren, "Quiet", visibility=Visibility.QUIET)
    assert "/admin/picks/" in (await desk.page(shown.url)).text
    assert "/admin/picks/" not in (await browser.page(shown.url)).text
    assert "/admin/picks/" not in (await desk.page(quiet.url)).text
    refused = await press(make, desk, quiet.id)
    assert refused.status == 422
    assert "Only public works that everybody sees can be shown on the front page." in refused.text


async def test_the_desk_puts_in_order_by_buttons_and_numbers(
    desk: Client, it: Instance, make: Studio, maren: Person
) -> None:
    one, two, three = await hung(make, maren, "One", "Two", "Three")
    for work in (three, two, one):
        await press(make, desk, work.id)
    page = (await desk.page("/admin/picks")).text
    assert page.index("One") < page.index("Two") < page.index("Three")
    assert "data-hang" in page
    assert (await press(make, desk, f"{one.id}/move", step="down")).header("location") == f"/admin/picks#work-{one.id}"
    assert await order(it) == [two.id, one.id, three.id]
    await press(make, desk, f"{three.id}/move", to="1")
    assert await order(it) == [three.id, two.id, one.id]
    await press(make, desk, f"{three.id}/move", to="nonsense")
    assert await order(it) == [three.id, two.id, one.id]
    assert (await press(make, desk, f"{'0' * 26}/move", to="1")).status == 404
    assert (await press(make, desk, "nonsense/move", to="1")).status == 404


async def test_words_that_are_too_long_are_not_lost(desk: Client, make: Studio, maren: Person) -> None:
    (work,) = await hung(make, maren, "One")
    await press(make, desk, work.id)
    typed = "x" * (WORDS_LIMIT + 1)
    refused = await press(make, desk, f"{work.id}/words", words=typed)
    assert refused.status == 422
    assert f'value="{typed}"' in refused.text
    assert f"Please keep it under {WORDS_LIMIT} characters." in refused.text
    assert f'href="#words-{work.id}"' in refused.text


async def test_a_work_that_is_not_public_now_keeps_its_place_unseen(
    desk: Client, client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    one, two = await hung(make, maren, "Secret title", "Two")
    for work in (two, one):
        await press(make, desk, work.id)
    sql = "UPDATE works SET state = :state WHERE id = :id"
    await it.db.write(lambda tx: tx.run(sql, state=WorkState.HELD, id=one.id))
    for page in (await client.page("/"), await desk.page("/admin/picks")):
        assert "Secret title" not in page.text
        assert "Two" in page.text
    assert "A work that is not public now" in (await desk.page("/admin/picks")).text
    await it.db.write(lambda tx: tx.run(sql, state=WorkState.LIVE, id=one.id))
    assert lead(await client.page("/")) == "Secret title"


async def test_a_full_front_page_says_so(desk: Client, make: Studio, maren: Person) -> None:
    made = await hung(make, maren, *(f"Work {number}" for number in range(MAX_PICKS + 1)))
    for work in made[:-1]:
        assert (await press(make, desk, work.id)).status == 303
    refused = await press(make, desk, made[-1].id)
    assert refused.status == 422
    assert f"The front page shows up to {MAX_PICKS} chosen works. Take one out first." in refused.text


async def test_a_warned_work_is_never_shown_large(
    desk: Client, client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    one, two = await hung(make, maren, "Warned", "Plain")
    await it.db.write(lambda tx: tx.run("UPDATE works SET warning = 'Blood' WHERE id = :id", id=one.id))
    for work in (two, one):
        await press(make, desk, work.id)
    page = await client.page("/")
    assert (lead(page), section(page, "chosen")) == ("Plain", ["Warned"])
    assert "Blood" in page.text


async def test_a_bare_front_page_names_the_next_step_for_each(
    client: Client, browser: Client, desk: Client, make: Studio, maren: Person
) -> None:
    owner = await make.signed_in(client, await make.person("olga", Role.OWNER))
    steps = (
        (client, 'href="/sign-in">Sign in'),
        (browser, 'href="/publish">Publish a work'),
        (owner, "/admin/invites"),
    )
    for who, step in steps:
        page = (await who.page("/")).text
        assert "The walls are bare" in page
        assert step in page.partition("<main")[2].partition("</main>")[0]
    assert "Nothing is chosen" in (await desk.page("/admin/picks")).text
    await hung(make, maren, "One")
    hint = "To show a work first on this page, open it and press “Show on the front page”."
    assert "The walls are bare" not in (await client.page("/")).text
    assert hint not in (await browser.page("/")).text
    await hung(make, maren, "Two")
    assert hint in (await desk.page("/")).text
