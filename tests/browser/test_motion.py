"""From a wall to a work the picture itself moves; who wants less motion gets none."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

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
    page.wait_for_function("() => window.moved !== undefined")
    page.wait_for_function(f"() => ({NAMES})([...document.images]) === 0")
    assert watch.complaints == []
    context.close()


@pytest.mark.parametrize(("wish", "begins"), [("no-preference", "Pause"), ("reduce", "Play")])
def test_a_picture_that_moves_is_stopped_and_played(chromium: Browser, house: House, wish: str, begins: str) -> None:
    artist = house.person(f"reel_{begins.lower()}")
    still = artist.publish("Still", (paint.jpeg(paint.painting(53, (900, 600))), "A sheet"))
    work = artist.publish("Reel", (paint.animation("GIF", frames=4, size=(480, 320)), "A lamp that turns"))
    context = chromium.new_context(
        base_url=house.origin, reduced_motion="reduce" if wish == "reduce" else "no-preference"
    )
    watch = Watch(house.origin)
    watch.over(context)
    page: Page = context.new_page()
    page.goto(work)
    picture = page.get_by_role("img", name="A lamp that turns")
    moving = page.locator("source[data-film]").get_attribute("srcset") or ""
    files = [each.split()[0] for each in moving.split(", ")]
    other = {"Pause": "Play", "Play": "Pause"}[begins]
    assert _moves(picture, files) is (begins == "Pause")
    page.get_by_role("button", name=begins, exact=True).click()
    expect(page.get_by_role("button", name=other, exact=True)).to_be_focused()
    page.wait_for_function(SHOWS, arg=[files, begins != "Pause"])
    page.keyboard.press("Enter")
    page.wait_for_function(SHOWS, arg=[files, begins == "Pause"])
    page.goto(still)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_have_count(0)
    assert watch.complaints == []
    context.close()


SHOWS = """
([files, moves]) => {
  const shown = document.querySelector(".stage img").currentSrc;
  return files.some(file => shown.endsWith(file)) === moves;
}
"""


def _moves(picture: Locator, files: list[str]) -> bool:
    picture.evaluate("picture => picture.decode()")
    shown: str = picture.evaluate("picture => picture.currentSrc")
    return any(shown.endswith(file) for file in files)


def test_without_scripts_nothing_offers_what_would_not_work(chromium: Browser, house: House) -> None:
    work = house.person("reel_bare").publish("Reel", (paint.animation("GIF", frames=4, size=(480, 320)), "A lamp"))
    for scripts, seen in ((False, 0), (True, 1)):
        context = chromium.new_context(base_url=house.origin, java_script_enabled=scripts)
        page = context.new_page()
        page.goto(work)
        expect(page.get_by_role("button", name="Pause", exact=True)).to_have_count(seen)
        context.close()
