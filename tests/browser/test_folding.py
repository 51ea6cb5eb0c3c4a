"""The filters of lists on phones and wide windows, without scripts; and the ground of pictures with transparency."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support import paint
from tests.support.browser import House, Visits
from tests.support.browser_cast import Cast


@pytest.fixture
def visit(chromium: Browser, cast: Cast) -> Iterator[Visits]:
    visits = Visits(chromium, cast.house, scripts=False)
    yield visits
    complaints = visits.complaints()
    visits.close()
    assert complaints == []


@pytest.mark.parametrize("path", ["/jobs", "/works", "/artists", "/jobs?type=contract", "/artists?q=oil"])
def test_on_phones_what_is_found_comes_before_the_filters_and_these_open_without_scripts(
    visit: Visits, path: str
) -> None:
    page = visit(None, width=390)
    page.goto(path)
    form = page.locator(".folder + form")
    expect(form).to_be_hidden()
    first = page.locator("main :is(.jobs tbody tr, .rows, .roster)").first
    box = first.bounding_box()
    assert box is not None
    assert box["y"] < 420, "the first result is seen without scrolling"
    page.locator(".folder > summary").click()
    expect(form).to_be_visible()
    page.locator(".folder > summary").press("Enter")
    expect(form).to_be_hidden()


@pytest.mark.parametrize(("path", "open_"), [("/jobs", True), ("/works?q=oil", True), ("/artists", False)])
def test_on_wide_pages_filters_stand_open_where_they_belong_or_are_set(
    visit: Visits, path: str, *, open_: bool
) -> None:
    page = visit(None, width=1440)
    page.goto(path)
    expect(page.locator(".folder + form")).to_be_visible(visible=open_)
    expect(page.locator(".folder > summary")).to_be_visible(visible=not open_)


def test_filters_are_set_and_counted_on_a_phone(visit: Visits) -> None:
    page = visit(None, width=390)
    page.goto("/jobs")
    page.locator(".folder > summary").click()
    page.get_by_label("No generative AI").check()
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page).to_have_url(re.compile(r"no_ai=1"))
    expect(page.locator(".folder > summary")).to_have_text(re.compile(r"Filters\s+1 set"))


def test_a_picture_with_transparency_stands_on_white_until_somebody_chooses_a_ground(
    house: House, chromium: Browser
) -> None:
    artist = house.person("cutter")
    work = artist.publish("Cutout", (paint.png(paint.cutout()), "A shape cut out"))
    artist.publish("Quay", (paint.jpeg(paint.painting(7, (900, 600))), "A quay"))
    visits = Visits(chromium, house)
    page = visits(None, dark=True)
    for path, size in (("/@cutter", (1440, 900)), (work, (1440, 900)), (work, (390, 844)), (work, (1440, 300))):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(path)
        picture = page.get_by_alt_text("A shape cut out").first
        expect(picture).to_have_css("background-color", "rgb(255, 255, 255)")
        box = picture.bounding_box()
        assert box is not None
        natural = picture.evaluate("each => each.naturalWidth / each.naturalHeight")
        assert abs(box["width"] / box["height"] - natural) < 0.12, f"white ends where the picture does: {path} {size}"
    page.get_by_label("Black").check()
    expect(picture).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    page.goto("/@cutter")
    expect(page.get_by_alt_text("A quay")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    visits.close()
