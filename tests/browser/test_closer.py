"""Looking closer at a picture: by links, and with scripts by wheel, hand and keys."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support import paint
from tests.support.browser import House, Visits

SIZE = (2000, 1200)


@pytest.fixture
def work(house: House, scripts: bool) -> str:
    """A work with two large pictures; its page."""
    artist = house.person(f"closer_{'a' if scripts else 'b'}")
    files = [(paint.jpeg(paint.painting(seed, SIZE)), f"Sheet {seed}") for seed in (31, 32)]
    return artist.publish("Two sheets", *files)


def art(page: Page) -> Locator:
    return page.locator(".lightbox img")


def width(page: Page) -> int:
    """How wide the picture stands, in CSS pixels."""
    found: float = art(page).evaluate("each => each.getBoundingClientRect().width")
    return round(found)


def centre(page: Page) -> dict[str, float]:
    """What stands in the middle of the window, as a share of the picture's width and height."""
    found: dict[str, float] = page.locator(".lightbox").evaluate(
        """box => {
          const frame = box.getBoundingClientRect();
          const art = box.querySelector("img").getBoundingClientRect();
          const across = (frame.left + frame.width / 2 - art.left) / art.width;
          return { across, down: (frame.top + frame.height / 2 - art.top) / art.height };
        }"""
    )
    return found


def test_a_picture_is_enlarged_step_by_step_and_closed(visit: Visits, work: str, scripts: bool) -> None:
    page = visit(None, width=1200, height=800)
    page.goto(work)
    page.get_by_role("link", name=re.compile("^Look closer at picture 1")).click()
    page.wait_for_url("**/view/1")
    assert width(page) <= 1200
    whole = width(page)
    size = page.get_by_role("navigation", name="Size")
    size.get_by_text("100 %", exact=True).click()
    expect(size.get_by_role("status")).to_have_text("100 %")
    assert width(page) == SIZE[0]
    box = page.locator(".lightbox")
    assert box.evaluate("each => each.scrollWidth > each.clientWidth"), "it scrolls"
    size.get_by_label("Larger").click()
    assert width(page) > SIZE[0]
    size.get_by_label("Smaller").click()
    size.get_by_text("Whole picture", exact=True).click()
    expect(size.get_by_role("status")).to_have_text("Whole")
    assert width(page) == whole
    page.get_by_role("link", name="Next picture").click()
    expect(art(page)).to_have_attribute("alt", "Sheet 32")
    page.get_by_role("link", name="Close, back to the work").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two sheets")


@pytest.mark.parametrize("scripts", [True])
def test_wheel_hand_and_keys_move_the_picture(visit: Visits, work: str) -> None:
    page = visit(None, width=1200, height=800)
    page.goto(f"{work}/view/1")
    expect(page.locator(".lightbox.live")).to_be_visible()
    whole = width(page)
    page.mouse.move(300, 200)
    page.mouse.wheel(0, -600)
    assert width(page) > whole * 1.5
    before = centre(page)
    assert before["across"] < 0.5
    assert before["down"] < 0.5
    page.mouse.move(600, 400)
    page.mouse.down()
    page.mouse.move(500, 340, steps=4)
    page.mouse.up()
    after = centre(page)
    assert after["across"] > before["across"]
    assert after["down"] > before["down"]
    page.keyboard.press("1")
    assert width(page) == SIZE[0]
    page.keyboard.press("+")
    assert width(page) > SIZE[0]
    page.keyboard.press("0")
    assert width(page) == whole
    page.mouse.dblclick(600, 300)
    assert width(page) == SIZE[0]
    page.mouse.dblclick(600, 300)
    assert width(page) == whole
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/view/2")
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"/works/\w+$"))


@pytest.mark.parametrize("scripts", [True])
def test_a_larger_file_is_fetched_only_when_it_is_needed(visit: Visits, work: str) -> None:
    page = visit(None, width=390, height=800)
    page.goto(f"{work}/view/1")
    expect(page.locator(".lightbox.live")).to_be_visible()
    art(page).evaluate("each => each.decode()")
    small: int = art(page).evaluate("each => each.naturalWidth")
    assert small < SIZE[0]
    page.keyboard.press("1")
    page.wait_for_function(f"() => document.querySelector('.lightbox img').naturalWidth === {SIZE[0]}")


@pytest.mark.parametrize("scripts", [True])
def test_two_fingers_spread_the_picture(visit: Visits, work: str) -> None:
    page = visit(None, width=390, height=800)
    page.goto(f"{work}/view/1")
    expect(page.locator(".lightbox.live")).to_be_visible()
    whole = width(page)
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *places: tuple[int, int]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", (170, 300), (220, 300))
    for apart in (40, 60, 80):
        fingers("touchMove", (195 - apart, 300), (195 + apart, 300))
    fingers("touchEnd")
    assert width(page) > whole * 2


def test_a_strip_is_as_wide_as_the_window_and_scrolls_down(house: House, visit: Visits, scripts: bool) -> None:
    artist = house.person(f"strip_{'a' if scripts else 'b'}")
    path = artist.publish("A strip", (paint.jpeg(paint.painting(33, (800, 6000))), "Twelve panels, one below another"))
    page = visit(None, width=390, height=800)
    page.goto(f"{path}/view/1")
    assert width(page) == 390
    assert page.locator(".lightbox").evaluate("each => each.scrollHeight > 2 * each.clientHeight")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(path)
    stage: float = page.locator(".stage img").evaluate("each => each.getBoundingClientRect().width")
    assert stage > 500, "readable on the work's page, too"
