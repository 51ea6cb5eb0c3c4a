"""Saying what one is, being found by it, a CV, and a page of one's own: with scripts and without."""

import re

from playwright.sync_api import expect

from tests.support import paint
from tests.support.browser import House, Visits


def test_an_artist_says_what_they_are_and_is_found_by_it(house: House, visit: Visits, scripts: bool) -> None:
    name = f"directory_{'a' if scripts else 'b'}"
    artist = house.person(name)
    artist.publish("Quay", (paint.jpeg(paint.painting(51, (900, 600))), "A quay"))
    page = visit(artist)
    page.goto("/settings/work")
    page.get_by_label("Headline").fill("Wood engravings")
    page.get_by_label("Place", exact=True).fill(f"Isle of {name}")
    page.get_by_label("Printmaker").check()
    page.get_by_role("switch", name="Commissions").check()
    page.get_by_label("Until for commissions").fill("2020-01-01")
    page.locator("form").evaluate_all("all => all.forEach(each => { each.noValidate = true })")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This day is over. Please give another, or none.").first).to_be_visible()
    expect(page.get_by_label("Headline")).to_have_value("Wood engravings")
    expect(page.get_by_label("Printmaker")).to_be_checked()
    page.get_by_label("Until for commissions").fill("2099-12-31")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()

    visitor = visit(None)
    visitor.goto("/artists")
    visitor.get_by_role("link", name="Open for commissions").click()
    visitor.get_by_label("Role", exact=True).select_option("Printmaker")
    visitor.get_by_label("Place", exact=True).fill(name)
    visitor.get_by_role("button", name="Find").click()
    expect(visitor.get_by_text("1 artist fits.")).to_be_visible()
    expect(visitor).to_have_url(re.compile(r"role=Printmaker.*open=commissions|open=commissions.*role=Printmaker"))
    visitor.get_by_role("link", name=name, exact=True).click()
    expect(visitor.get_by_text("Wood engravings")).to_be_visible()
    expect(visitor.get_by_text("Open for commissions until 31 December 2099")).to_be_visible()
    visitor.get_by_role("link", name="Printmaker").click()
    expect(visitor.get_by_role("link", name="Without Printmaker")).to_be_visible()


def test_an_artist_writes_a_cv_and_a_page(house: House, visit: Visits, scripts: bool) -> None:
    name = f"cv_{'a' if scripts else 'b'}"
    page = visit(house.person(name))
    page.goto("/settings/cv")
    page.get_by_label("What it is").select_option("Award or grant")
    page.get_by_label("Title").fill("Prize of the sea")
    page.get_by_label("Year").fill("2021")
    page.get_by_role("button", name="Add the entry").click()
    page.get_by_role("link", name="Edit Prize of the sea").click()
    page.get_by_label("Place", exact=True).fill("Kiel")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="See your CV").click()
    expect(page.get_by_role("heading", name="Awards and grants")).to_be_visible()
    expect(page.get_by_text("Prize of the sea, Kiel")).to_be_visible()

    page.goto("/settings/pages")
    page.get_by_role("link", name="Write the first page").click()
    page.get_by_label("Title").fill("Contact")
    page.get_by_label("Words").fill("Write **soon**.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Contact", exact=True).click()
    expect(page).to_have_url(re.compile(rf"/@{name}/pages/contact$"))
    expect(page.locator("strong", has_text="soon")).to_be_visible()
    expect(page.get_by_role("navigation", name="Pages of").get_by_role("link", name="CV")).to_be_visible()
    page.get_by_role("link", name="Edit this page").click()
    page.get_by_text("Delete this page").click()
    page.get_by_role("button", name="Delete the page").click()
    expect(page.get_by_text("No pages yet")).to_be_visible()


def test_a_cv_prints_without_the_walls_around_it(house: House, visit: Visits, scripts: bool) -> None:
    name = f"print_{'a' if scripts else 'b'}"
    artist = house.person(name)
    entry = {"kind": "award", "began": "2021", "title": "Prize", "link": "https://prize.example/2021"}
    artist.post("/settings/cv", entry, page="/settings/cv")
    page = visit(None)
    page.goto(f"/@{name}/cv")
    expect(page.locator(".tabs")).to_be_visible()
    page.emulate_media(media="print")
    for gone in (".top", ".foot", ".tabs", ".aacts"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.get_by_text("Prize")).to_be_visible()
    after = page.locator(".cv a").evaluate("each => getComputedStyle(each, '::after').content")
    assert "https://prize.example/2021" in after
