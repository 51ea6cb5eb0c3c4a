"""A report from the first click to the news of its decision, and an artist's highlights."""

import pytest
from playwright.sync_api import expect

from tests.support import album
from tests.support.browser import House, Visits
from tests.support.browser_reports import newest, report


def test_a_report_is_written_decided_and_its_reporter_told(house: House, visit: Visits, scripts: bool) -> None:
    end = "a" if scripts else "b"
    artist, reporter = house.person(f"copyist_{end}"), house.person(f"wronged_{end}")
    path = artist.publish(f"Borrowed {end}", (album.jpeg(22), "A breakwater"))
    theirs, desk = visit(reporter), visit(house.person(f"warden_{end}", "moderator"))
    theirs.goto(path)
    theirs.get_by_role("link", name="Mute, block or report").click()
    theirs.get_by_role("link", name="Write a report").click()
    theirs.get_by_label("What is wrong").fill("This is mine.")
    theirs.get_by_role("button", name="Send to the moderators").click()
    expect(theirs.get_by_text("The moderators have your report")).to_be_visible()

    desk.goto("/admin")
    desk.locator("main").get_by_role("link", name="Reports").last.click()
    desk.get_by_role("link", name=artist.name).first.click()
    expect(desk.get_by_text("This is mine.")).to_be_visible()
    expect(desk.get_by_role("img", name="A breakwater")).to_be_visible()
    expect(desk.get_by_role("button", name="Decide")).to_be_hidden()
    form = desk.locator("[data-decide]")
    form.get_by_text("Remove the work", exact=False).first.click()
    form.get_by_label("It shows somebody else’s work without their leave.").check()
    desk.get_by_role("button", name="Decide").click()
    expect(desk.get_by_text("Works removed").first).to_be_visible()

    theirs.goto(path)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("This wall is empty.")
    theirs.goto("/notifications")
    expect(theirs.get_by_text("and have acted on it.")).to_be_visible()
    told = visit(artist)
    told.goto("/notifications")
    expect(told.get_by_text(f"Borrowed {end}: It shows somebody else’s work without their leave.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True], ids=["scripts"])
def test_one_key_and_enter_suspend_and_it_can_be_lifted(house: House, visit: Visits) -> None:
    seller, buyer = house.person("peddler"), house.person("passerby")
    path = seller.publish("Buy this", (album.jpeg(23), "A price"))
    report(buyer, path, "The tenth today.")
    page, theirs = visit(house.owner()), visit(seller)
    page.goto(newest(house.owner()))
    page.keyboard.press("s")
    expect(page.locator("[data-reasons='suspend'] input:checked:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Suspended").first).to_be_visible()
    theirs.goto("/home")
    expect(theirs.get_by_role("heading", name="Sign in")).to_be_visible()

    page.goto("/admin/refused")
    row = page.get_by_role("listitem").filter(has_text="@peddler@")
    row.get_by_text("Lift the suspension").click()
    row.get_by_label("Why").fill("They have promised to stop.")
    row.get_by_role("button", name="Lift it").click()
    expect(page.get_by_role("listitem").filter(has_text="@peddler@")).to_have_count(0)
    theirs.goto("/@peddler")
    expect(theirs.get_by_role("heading", name="peddler")).to_be_visible()


def test_an_artist_chooses_highlights(house: House, visit: Visits, scripts: bool) -> None:
    end = "a" if scripts else "b"
    artist = house.person(f"curator_{end}")
    older = artist.publish("Older one", (album.jpeg(24), "A field"))
    artist.publish("Newer one", (album.jpeg(25), "A wall"))
    own, visitor = visit(artist), visit()
    own.goto(older)
    own.get_by_role("button", name="Show among highlights").click()
    expect(own.get_by_role("button", name="Take out of highlights")).to_be_visible()
    visitor.goto(f"/@{artist.name}")
    highlights = visitor.get_by_role("region", name="Highlights")
    expect(highlights.get_by_role("figure")).to_have_count(1)
    expect(highlights.get_by_text("Older one")).to_be_visible()
    own.get_by_role("button", name="Take out of highlights").click()
    expect(own.get_by_role("button", name="Show among highlights")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("region", name="Highlights")).to_have_count(0)
    expect(visitor.get_by_text("Older one")).to_be_visible()
