"""An artist sets up a desk, somebody asks for a commission, and both follow it to its end; with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import House, Visits

WISH = "The ferry that my grandmother took to work."


@pytest.fixture
def names(house: House, scripts: bool) -> tuple[str, str]:
    """An artist and a client; other ones for each of the two runs."""
    artist, client = ("agnes", "carl") if scripts else ("berta", "dora")
    for name in (artist, client):
        house.person(name)
    return artist, client


def _set_up(page: Page) -> None:
    page.goto("/settings/commissions")
    page.get_by_label("Slots").fill("1")
    page.get_by_label("What it is").fill("Portrait")
    page.get_by_label("Price", exact=True).fill("forty")
    page.get_by_role("button", name="Add an item").click()
    expect(page.get_by_label("What it is")).to_have_count(2)
    page.get_by_label("What it is").nth(1).fill("Badge")
    page.get_by_label("Price", exact=True).nth(1).fill("12.50")
    page.get_by_role("button", name="Item 2: earlier").click()
    expect(page.get_by_label("What it is").first).to_have_value("Badge")
    page.get_by_text("Add-ons").nth(1).click()
    page.get_by_label("Add-on 1", exact=True).nth(1).fill("Frame")
    page.get_by_label("Price of add-on 1").nth(1).fill("20")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#price2-error")).to_have_text("Please give a price, like 40 or 39.50.")
    page.get_by_label("Price", exact=True).nth(1).fill("40")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_a_commission_from_the_desk_to_its_end(visit: Visits, house: House, names: tuple[str, str]) -> None:
    artist, client = names
    desk, asks, stranger = visit(house.person(artist), width=390), visit(house.person(client)), visit()
    _set_up(desk)

    asks.goto(f"/@{artist}")
    asks.get_by_role("link", name="Commissions open · 1 of 1 slot free").click()
    asks.get_by_role("link", name="Ask for Portrait").click()
    expect(asks.get_by_role("checkbox", name="Portrait")).to_be_checked()
    asks.get_by_role("checkbox", name="Frame").check()
    asks.get_by_role("radio", name="Personal").check()
    asks.get_by_label("What you would like").fill(WISH)
    asks.get_by_role("button", name="Send the request").click()
    expect(asks.get_by_text("Your request is sent.")).to_be_visible()
    expect(asks.get_by_text("Together: from €60")).to_be_visible()

    desk.goto("/notifications")
    desk.get_by_role("link", name="Read it").first.click()
    expect(desk.get_by_text(WISH)).to_be_visible()
    desk.get_by_role("button", name="Accept").click()
    expect(desk.locator(".steps li").last).to_contain_text("It is accepted.")
    desk.goto("/commissions/queue")
    desk.get_by_label(f"Move the request of {client} to").select_option(label="In progress")
    desk.get_by_role("button", name="Move").click()
    expect(desk.locator("section", has=desk.get_by_role("heading", name="In progress"))).to_contain_text("Portrait")

    asks.reload()
    expect(asks.locator(".steps li").last).to_contain_text("The work is in progress.")
    asks.get_by_text("A link that shows how far it is").click()
    asks.get_by_role("button", name="Make a link").click()
    link = asks.locator(".secretlink").inner_text()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("The work is in progress.")
    expect(stranger.get_by_text(WISH)).to_have_count(0)
    stranger.goto(f"/@{artist}/commissions")
    expect(stranger.locator(".standing")).to_contain_text(re.compile("Waitlist.*0 of 1 slot free"))

    desk.get_by_role("link", name="Portrait").click()
    desk.get_by_role("textbox", name="Write to them").fill("It is ready.")
    desk.get_by_role("button", name="Send message").click()
    desk.go_back()
    desk.get_by_role("button", name="Done").click()
    asks.goto("/commissions")
    expect(asks.locator(".notes li").first).to_contain_text("It is done.")
    asks.locator(".notes li a.hit").first.click()
    asks.get_by_role("link", name="The conversation").click()
    expect(asks.get_by_text("It is ready.")).to_be_visible()


def test_a_request_is_declined_with_a_sentence_and_another_is_taken_back(
    visit: Visits, house: House, names: tuple[str, str]
) -> None:
    artist, client = names
    desk, asks = visit(house.person(artist)), visit(house.person(client))
    desk.goto("/settings/commissions")
    desk.get_by_label("Slots").fill("3")
    desk.get_by_role("button", name="Save").click()
    for wish in ("A lighthouse.", "A lamp."):
        asks.goto(f"/@{artist}/commissions/ask")
        asks.get_by_label("What you would like").fill(wish)
        asks.get_by_role("radio", name="Commercial").check()
        asks.get_by_role("button", name="Send the request").click()
        expect(asks.get_by_text("Your request is sent.")).to_be_visible()
    asks.get_by_text("Take it back").click()
    asks.get_by_role("button", name="Take back and delete").click()
    expect(asks.get_by_text("Your request is deleted.")).to_be_visible()
    expect(asks.get_by_text("A lamp.")).to_have_count(0)

    desk.goto("/commissions/queue")
    expect(desk.get_by_text("A lamp.")).to_have_count(0)
    desk.get_by_role("link", name="A lighthouse.").click()
    desk.get_by_text("Decline", exact=True).click()
    desk.get_by_label("A sentence to them").fill("I am no good at lighthouses.")
    desk.get_by_role("button", name="Decline with this sentence").click()
    expect(desk.get_by_text("It was declined.").first).to_be_visible()
    asks.goto("/notifications")
    asks.get_by_role("link", name="Look at it").first.click()
    expect(asks.get_by_text("I am no good at lighthouses.")).to_be_visible()
