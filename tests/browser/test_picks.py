"""Moderators choose what the front page shows first, and put it in order; with and without scripts."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support import album
from tests.support.browser import House, Person, Visits

TITLES = ("Ebb", "Slack water", "Flood")


@pytest.fixture(scope="module")
def works(house: House) -> list[str]:
    """The pages of three works of one artist."""
    artist = house.person("tide")
    return [artist.publish(title, (album.jpeg(40 + n), title)) for n, title in enumerate(TITLES)]


def _order(page: Page) -> list[str]:
    return page.locator("ol.hang cite").all_inner_texts()


def _choose(page: Page, works: list[str]) -> None:
    for path in works:
        page.goto(path)
        page.get_by_role("button", name="Show on the front page").click()
        expect(page.get_by_role("button", name="Take off the front page")).to_be_visible()


def test_works_are_chosen_put_in_order_described_and_taken_off(
    visit: Visits, house: House, works: list[str], scripts: bool
) -> None:
    moderator: Person = house.owner()
    page = visit(moderator)
    _choose(page, works)
    page.goto("/admin/picks")
    assert _order(page) == ["Flood", "Slack water", "Ebb"]
    page.get_by_role("button", name="Ebb: one place up").click()
    page.get_by_label("Place of Slack water").fill("1")
    page.get_by_label("Place of Slack water").press("Enter")
    assert _order(page) == ["Slack water", "Flood", "Ebb"]
    if scripts:
        page.goto(page.url.partition("#")[0])
        rows = page.locator("ol.hang > li")
        rows.nth(2).locator(".num").first.drag_to(rows.nth(0), target_position={"x": 200, "y": 4})
        expect(page.get_by_label("Place of Ebb")).to_have_value("1")
        assert _order(page) == ["Ebb", "Slack water", "Flood"]
    first, second, _ = _order(page)
    for name, words in ((first, "The hour before."), (second, "Nothing moves.")):
        page.get_by_label(f"Why it is shown: {name}").fill(words)
        page.get_by_role("button", name=f"Save the words beside {name}").click()
        expect(page.get_by_label(f"Why it is shown: {name}")).to_have_value(words)
    page.goto("/")
    expect(page.locator(".wall h1")).to_have_text(first)
    expect(page.locator(".wall .note")).to_have_text("The hour before.")
    expect(page.get_by_role("heading", name="Chosen by us")).to_be_visible()
    expect(page.get_by_text("Nothing moves.")).to_be_visible()
    page.goto("/admin/picks")
    for name in TITLES:
        page.get_by_role("button", name=f"Take {name} out").click()
    expect(page.get_by_role("heading", name="Nothing is chosen")).to_be_visible()


@pytest.mark.parametrize("scripts", [True])
@pytest.mark.parametrize(("path", "further"), [("/", ".rows img"), ("/home/local", "article ~ article img")])
def test_pictures_further_down_wait_for_the_first_one(
    visit: Visits, house: House, works: list[str], path: str, further: str
) -> None:
    page = visit(None if path == "/" else house.owner())
    held: list[Route] = []
    others: list[str] = []

    def answer(route: Route) -> None:
        if not held:
            held.append(route)
        else:
            others.append(route.request.url)
            route.continue_()

    page.route("**/media/**", answer)
    page.goto(path, wait_until="domcontentloaded")
    page.wait_for_timeout(600)
    assert "/media/" in held[0].request.url
    assert others == [], "the line belongs to the first picture"
    held[0].continue_()
    below = page.locator(further).first
    below.scroll_into_view_if_needed()
    page.wait_for_function("each => each.complete && each.naturalWidth > 0", arg=below.element_handle())
    expect(below).to_be_in_viewport()
    assert others


@pytest.mark.parametrize("scripts", [True])
def test_a_first_picture_that_never_comes_holds_nothing_back(visit: Visits, works: list[str]) -> None:
    page = visit(None)
    refused: list[str] = []

    def answer(route: Route) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=204, body="")

    page.route("**/media/**", answer)
    page.goto("/", wait_until="domcontentloaded")
    below = page.locator(".rows img").first
    below.scroll_into_view_if_needed()
    page.wait_for_function("each => each.complete && each.naturalWidth > 0", arg=below.element_handle())
