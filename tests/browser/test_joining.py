"""Doors: the owner's link, invitations, sign-in and sign-out, the profile, forms that come from somewhere else."""

import pytest
from playwright.sync_api import Page, expect

from tests.support import album
from tests.support.browser import OWNER, PASSWORD, House, Visits


def test_the_owner_signs_in_with_a_link_that_works_once(house: House, visit: Visits) -> None:
    link = house.login_link(OWNER)
    page = visit()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{house.origin}/home")
    expect(page.get_by_text(f"Signed in as {OWNER}")).to_be_visible()

    later = visit()
    later.goto(link)
    later.get_by_role("button", name="Sign in").click()
    expect(later.get_by_text("This link was used or has expired. Please ask for a new one.")).to_be_visible()
    later.goto("/home")
    expect(later.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_link_that_the_server_prints_at_its_start_opens_the_door(house: House, visit: Visits) -> None:
    """`--welcome` makes one at every start; only a first visit may use it up."""
    page = visit()
    page.goto(house.login)
    expect(page.get_by_role("heading", name="Sign in with this link")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in")).to_be_enabled()


def test_an_invited_artist_joins_and_a_mistake_costs_nothing_typed(house: House, visit: Visits, scripts: bool) -> None:
    owner = visit(house.owner())
    owner.goto("/admin/invites")
    owner.get_by_label("Note for yourself").fill("Nora, from the print shop")
    owner.get_by_role("button", name="Make a link").click()
    link = owner.get_by_label("The new link").input_value()
    assert link.startswith(f"{house.origin}/join/")
    expect(owner.get_by_role("cell", name="Nora, from the print shop").first).to_be_visible()

    artist, name = visit(), f"nora_{'a' if scripts else 'b'}"
    artist.goto(link)
    expect(artist.get_by_text(f"{OWNER} invites you")).to_be_visible()
    _join(artist, "nora the printer", PASSWORD)
    _expect_mistake(artist, "Name", "nora the printer")
    _join(artist, name, "short")
    _expect_mistake(artist, "Password", "", "Please use at least 10 characters.")
    expect(artist.get_by_label("Name", exact=True)).to_have_value(name)
    _join(artist, name, PASSWORD)
    expect(artist).to_have_url(f"{house.origin}/settings/profile")

    again = visit()
    again.goto(link)
    expect(again.get_by_text("This link was used or has expired.")).to_be_visible()


def _join(page: Page, name: str, password: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Join").click()


def _expect_mistake(page: Page, label: str, value: str, words: str = "") -> None:
    field = page.get_by_label(label, exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value(value)
    expect(page.get_by_role("alert")).to_contain_text(words or "One thing needs a change")


def test_a_profile_is_filled_and_shown_to_visitors(house: House, visit: Visits, scripts: bool) -> None:
    name = f"ines_{'a' if scripts else 'b'}"
    page = visit(house.person(name))
    page.goto("/settings/profile")
    page.get_by_label("Display name").fill("Ines Duarte")
    page.locator("#bio").fill("Woodcuts and *slow* ink, from Porto.")
    for field, seed in (("avatar", 3), ("banner", 5)):
        page.locator(f"#{field}").set_input_files(
            {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": album.jpeg(seed)}
        )
    lines = [("Medium", "Woodcut"), ("City", "Porto"), ("Website", "https://ines.example"), ("Press", "Albion, 1862")]
    for number, (label, content) in enumerate(lines, 1):
        page.get_by_label(f"Label {number}").fill(label)
        page.get_by_label(f"Content {number}").fill(content)
    page.get_by_label("Suggest me to others").uncheck()
    page.get_by_label("Search engines may list my works").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.get_by_label("Suggest me to others")).not_to_be_checked()

    visitor = visit()
    visitor.goto(f"/@{name}")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Ines Duarte")
    expect(visitor.locator("main em")).to_have_text("slow")
    expect(visitor.locator(".banner img")).to_be_visible()
    expect(visitor.locator("main img.face")).to_be_visible()
    visitor.locator("main").get_by_role("link", name="About", exact=True).click()
    for label, content in lines:
        line = visitor.locator("dl.afields > div", has_text=label)
        expect(line).to_contain_text(content.removeprefix("https://"))
    expect(visitor.get_by_role("link", name="ines.example")).to_have_attribute(
        "rel", "me nofollow noopener noreferrer ugc"
    )
    expect(visitor.locator('meta[name="robots"]')).to_have_attribute("content", "noai, noimageai, noindex")


@pytest.mark.parametrize("password", [PASSWORD, "something else entirely"])
def test_the_password_opens_the_door_and_no_other_does(
    house: House, visit: Visits, scripts: bool, password: str
) -> None:
    house.person("vera")
    page = visit()
    page.goto("/notifications")
    page.get_by_label("Name", exact=True).fill("vera")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    if password == PASSWORD:
        expect(page).to_have_url(f"{house.origin}/notifications")
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(f"{house.origin}/")
        page.goto("/notifications")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    else:
        expect(page.get_by_role("alert")).to_contain_text("This name and password do not belong together.")
        expect(page.get_by_label("Name", exact=True)).to_have_value("vera")
        expect(page.get_by_label("Password", exact=True)).to_have_value("")


def test_a_form_without_its_token_is_refused_in_words(house: House, visit: Visits) -> None:
    page = visit(house.person("vera"))
    page.goto("/home")
    page.locator('form[action="/follows"] input[name="csrf"]').evaluate("field => field.value = 'guessed'")
    page.get_by_label("Their address").fill("@somebody@elsewhere.example")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("heading", name="This door is closed.")).to_be_visible()
    expect(page.get_by_text("This form is too old or came from somewhere else.")).to_be_visible()
