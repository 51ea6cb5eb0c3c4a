"""Lists that grow where they end; without scripts the next page is a link."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support import paint
from tests.support.browser import House, Person, Visits

WORKS = 50


@pytest.fixture(scope="module")
def prolific(house: House) -> Person:
    """An artist with more works than two pages hold; all of them show the same picture."""
    artist = house.person("prolific")
    data = paint.jpeg(paint.painting(61, (320, 240)))
    for number in range(WORKS):
        artist.publish(f"Leaf {number}", (data, "A leaf"))
    return artist


def leaves(page: Page) -> list[str]:
    """The titles on the wall, in order."""
    return page.locator("main .label cite").all_inner_texts()


WHOLE = [f"Leaf {number}" for number in reversed(range(WORKS))]


def test_every_work_is_reached_once_and_in_order(visit: Visits, prolific: Person, scripts: bool) -> None:
    page = visit(None)
    page.goto(f"/@{prolific.name}")
    seen = [] if scripts else leaves(page)
    for _ in range(WORKS):
        link = page.get_by_role("link", name="Older works")
        if not link.count():
            break
        if scripts:
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            page.wait_for_timeout(200)
        else:
            link.click()
            seen += leaves(page)
    assert (leaves(page) if scripts else seen) == WHOLE


@pytest.mark.parametrize("scripts", [True])
def test_whoever_comes_back_finds_the_place_they_left(visit: Visits, prolific: Person) -> None:
    page = visit(None, height=600)
    page.goto(f"/@{prolific.name}")
    last = page.get_by_text("Leaf 2", exact=True)
    for _ in range(20):
        page.mouse.wheel(0, 2_000)
        page.wait_for_timeout(100)
        if last.count():
            break
    last.scroll_into_view_if_needed()
    at = page.evaluate("scrollY")
    assert at > 600
    page.locator("a.pic", has=page.locator("img")).last.evaluate("each => each.click()")
    expect(page.locator(".stage img")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Leaf 2", exact=True)).to_be_attached()
    page.wait_for_function(f"() => Math.abs(scrollY - {at}) < 80")


@pytest.mark.parametrize("scripts", [True])
def test_when_the_next_page_does_not_come_the_link_still_leads_there(visit: Visits, prolific: Person) -> None:
    page = visit(None)
    page.route(
        "**/*before=*", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_()
    )
    with visit.leaving(page):
        page.goto(f"/@{prolific.name}")
        first = leaves(page)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(500)  # What was asked for ahead fails first, and the link stands still then.
        page.get_by_role("link", name="Older works").click()
        page.wait_for_url("**before=*")
        page.wait_for_timeout(500)  # This page asks ahead as well, and fails.
    assert first + leaves(page) == WHOLE[: len(first) + len(leaves(page))]


SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((each) => { window.shifted += each.value; }))
    .observe({ type: "layout-shift", buffered: true });
}"""


@pytest.mark.parametrize("scripts", [True])
def test_nothing_that_is_seen_moves_when_the_next_page_comes_late(visit: Visits, prolific: Person) -> None:
    page = visit(None, height=600)
    page.goto(f"/@{prolific.name}")
    page.evaluate(SHIFTS)
    page.route("**/*before=*", _late)
    before = len(leaves(page))
    for _ in range(40):
        page.evaluate("scrollBy(0, 500)")
        page.wait_for_timeout(100)
    page.wait_for_function(f"() => document.querySelectorAll('main .label cite').length > {before}")
    assert page.evaluate("shifted") < 0.02
    assert page.locator(".coming").count() == 0


def _late(route: Route) -> None:
    route.request.frame.page.wait_for_timeout(700)
    route.continue_()
