"""From a wall to a work the picture itself moves; who wants less motion gets none."""

import pytest
from playwright.sync_api import Browser, Page

from tests.support import paint
from tests.support.browser import House, Watch

REVEALED = """
addEventListener("pagereveal", event => { window.moved = event.viewTransition !== null });
"""
NAMES = """
all => all.filter(each => getComputedStyle(each).viewTransitionName === "picture").length
"""


@pytest.mark.parametrize(("wish", "moves"), [("no-preference", True), ("reduce", False)])
def test_a_picture_moves_to_its_page_and_back(chromium: Browser, house: House, wish: str, moves: bool) -> None:
    artist = house.person(f"motion_{'a' if moves else 'b'}")
    for number in (51, 52):
        work = artist.publish(f"Sheet {number}", (paint.jpeg(paint.painting(number, (900, 600))), "A sheet"))
    context = chromium.new_context(
        base_url=house.origin, reduced_motion="reduce" if wish == "reduce" else "no-preference"
    )
    watch = Watch(house.origin)
    watch.over(context)
    page: Page = context.new_page()
    page.add_init_script(REVEALED)
    page.goto(f"/@{artist.name}")
    page.locator(f'a.pic[href="{work}"]').first.click()
    page.wait_for_url(f"**{work}")
    assert page.evaluate("window.moved") is moves
    assert page.locator("img").evaluate_all(NAMES) == 1, "one picture has the name, or nothing would move"
    page.go_back()
    page.wait_for_url(f"**/@{artist.name}")
    page.wait_for_function("window.moved !== undefined")
    page.wait_for_function(f"() => ({NAMES})([...document.images]) === 0")
    assert watch.complaints == []
    context.close()
