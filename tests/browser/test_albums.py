"""An artist puts works together: an album, a section, a layout, a link for a client; with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import album
from tests.support.browser import House, Person, Visits

TITLES = ("Ice", "Thaw", "Spring tide")


def _artist(house: House, name: str) -> tuple[Person, list[str]]:
    """Somebody with three works, of which the last is for followers; the ids of the works."""
    person = house.person(name)
    paths = [
        person.publish(
            title,
            (album.jpeg(30 + n), f"{title}, gouache"),
            visibility="followers" if title == "Spring tide" else "public",
        )
        for n, title in enumerate(TITLES)
    ]
    return person, [path.rpartition("/")[2] for path in paths]


def _order(page: Page) -> list[str]:
    return page.locator("ol.hang cite").all_inner_texts()


def _make_album(page: Page) -> None:
    """From the artist's page to a desk with three works on it."""
    page.get_by_role("link", name="Albums").first.click()
    page.get_by_role("link", name="Make an album").click()
    page.get_by_label("Name").fill("One winter")
    page.get_by_label("Words").fill("From *ice* to water.")
    page.get_by_role("button", name="Make the album").click()
    for title in TITLES:
        page.get_by_role("checkbox", name=title).check()
    page.get_by_role("button", name="Put them into the album").click()
    expect(page.locator("ol.hang > li")).to_have_count(3)


def _put_in_order(page: Page, scripts: bool) -> None:
    """By button, by number, and with scripts by dragging; ends as Thaw, Spring tide, Ice."""
    page.get_by_role("button", name="Thaw: one place up").click()
    expect(page.locator("ol.hang cite").first).to_have_text("Thaw")
    page.get_by_label("Place of Ice").fill("3")
    page.get_by_label("Place of Ice").press("Enter")
    expect(page.locator("ol.hang cite").last).to_have_text("Ice")
    assert _order(page) == ["Thaw", "Spring tide", "Ice"]
    if scripts:
        page.goto(page.url.partition("#")[0])
        rows = page.locator("ol.hang > li")
        expect(rows.first).to_have_attribute("draggable", "true")
        rows.nth(2).drag_to(rows.nth(0), target_position={"x": 200, "y": 4})
        expect(page.get_by_label("Place of Ice")).to_have_value("1")
        page.reload()
        assert _order(page) == ["Ice", "Thaw", "Spring tide"]
        page.get_by_label("Place of Ice").fill("3")
        page.get_by_role("listitem").filter(has_text="Ice").get_by_role("button", name="Move", exact=True).click()
        expect(page.locator("ol.hang cite").last).to_have_text("Ice")


def test_an_album_is_made_ordered_and_walked_through(house: House, visit: Visits, scripts: bool) -> None:
    name = f"winter_{'a' if scripts else 'b'}"
    person, _ = _artist(house, name)
    page = visit(person)
    page.goto(f"/@{name}")
    _make_album(page)
    _put_in_order(page, scripts)
    page.get_by_role("button", name="Make Ice the cover").click()
    expect(page.get_by_text("· cover")).to_be_visible()
    page.get_by_role("link", name="See the album").click()
    expect(page.get_by_text("3 works")).to_be_visible()

    visitor = visit()
    visitor.goto(f"/@{name}/albums")
    visitor.get_by_role("link", name="One winter").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("One winter")
    expect(visitor.get_by_text("2 works")).to_be_visible()
    expect(visitor.locator("ol.grid cite")).to_have_text(["Thaw", "Ice"])
    visitor.get_by_role("link", name="Walk through").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Thaw")
    expect(visitor.get_by_text("1 of 2")).to_be_visible()
    if scripts:
        visitor.keyboard.press("ArrowRight")
    else:
        visitor.get_by_role("link", name="Next work of the album").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Ice")
    expect(visitor.get_by_text("2 of 2")).to_be_visible()


def test_an_announced_album_can_be_read_and_a_deleted_one_is_gone(house: House, visit: Visits, scripts: bool) -> None:
    name = f"told_{'a' if scripts else 'b'}"
    person, idents = _artist(house, name)
    page = visit(person)
    page.goto(f"/works/{idents[0]}")
    page.get_by_text("Albums and sections").click()
    page.get_by_role("link", name="New album with this work").click()
    page.get_by_label("Name").fill("Told of")
    page.get_by_role("button", name="Make the album").click()
    page.get_by_role("button", name="Announce this album").click()
    expect(page.locator(".prose strong")).to_have_text("Told of")
    page.goto(f"/@{name}/posts")
    page.locator(".said a").click()
    page.get_by_role("link", name="Edit album").click()
    page.get_by_role("link", name="Delete the album").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No albums yet")).to_be_visible()
    page.goto(f"/works/{idents[0]}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ice")


def test_sections_and_layouts_are_chosen_in_the_settings(house: House, visit: Visits, scripts: bool) -> None:
    name = f"hanger_{'a' if scripts else 'b'}"
    person, idents = _artist(house, name)
    page, visitor = visit(person), visit()
    page.goto("/settings/portfolio")
    page.get_by_label("New section").fill("Ink")
    page.get_by_role("button", name="Add the section").click()
    page.goto(f"/works/{idents[1]}")
    page.get_by_text("Albums and sections").click()
    page.get_by_role("checkbox", name="Ink").check()
    page.get_by_role("button", name="Save").click()
    visitor.goto(f"/@{name}")
    visitor.get_by_role("link", name="Ink").click()
    expect(visitor.locator("main cite")).to_have_text(["Thaw"])
    for choice, place in (("Columns", "div.masonry"), ("Squares", "ul.squares"), ("One below another", "ul.onecol")):
        page.goto("/settings/portfolio")
        page.get_by_role("radio", name=choice).check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status")).to_contain_text("Saved.")
        visitor.goto(f"/@{name}")
        expect(visitor.locator(f"{place} cite:visible")).to_have_text(["Thaw", "Ice"])
    page.get_by_role("radio", name="One at a time").check()
    page.get_by_role("button", name="Save").click()
    visitor.goto(f"/@{name}")
    expect(visitor.locator("main cite")).to_have_text(["Thaw"])
    if scripts:
        visitor.keyboard.press("ArrowRight")
    else:
        visitor.get_by_role("link", name="Next", exact=True).click()
    expect(visitor.locator("main cite")).to_have_text(["Ice"])
    expect(visitor.get_by_text("2 of 2")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_client_sees_a_closed_album_until_the_link_ends(
    house: House, visit: Visits, scripts: bool, width: int
) -> None:
    name = f"closed_{'a' if scripts else 'b'}{width}"
    person, _ = _artist(house, name)
    page = visit(person, width=width)
    page.goto("/albums/new")
    page.get_by_label("Name").fill("For Ms. Holm")
    page.get_by_role("radio", name=re.compile("Nobody but you")).check()
    page.get_by_role("button", name="Make the album").click()
    for title in TITLES:
        page.get_by_role("checkbox", name=title).check()
    page.get_by_role("button", name="Put them into the album").click()
    desk = page.url
    page.get_by_label("For whom").fill("Ms. Holm")
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("The new link").input_value()

    client = visit(width=width)
    client.goto(address)
    expect(client.locator("ol.grid cite")).to_have_text(list(TITLES))
    for title in TITLES:
        picture = client.get_by_alt_text(f"{title}, gouache")
        picture.scroll_into_view_if_needed()
        assert picture.evaluate(
            "each => { each.loading = 'eager'; return each.decode().then(() => each.naturalWidth) }"
        )
    client.get_by_role("link", name="Walk through").click()
    for title in TITLES[1:]:
        client.get_by_role("link", name="Next work of the album").click()
        expect(client.get_by_role("heading", level=1)).to_have_text(title)
    album_page = desk.partition("/edit")[0]
    client.goto(album_page)
    expect(client.get_by_text("This wall is empty.")).to_be_visible()

    page.goto(desk)
    expect(page.get_by_text("1 visit")).to_be_visible()
    page.get_by_role("button", name="End the link Ms. Holm").click()
    expect(page.get_by_text("Ended by you")).to_be_visible()
    client.goto(address)
    expect(client.get_by_text("This wall is empty.")).to_be_visible()
