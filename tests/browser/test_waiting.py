"""An upload that says it was generated: what its artist is told, the appeal, and the moderator's desk."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import album, paint, pictures
from tests.support.browser import House, Person, Visits

APPEAL = "Gouache on paper, scanned. The note comes from the program that cropped it."


def _publish(page: Page, title: str, signal: str) -> None:
    page.goto("/publish")
    data = pictures.with_signal(signal)
    page.locator("#picture1").set_input_files({"name": "dusk.png", "mimeType": "image/png", "buffer": data})
    page.get_by_label("What is in picture 1?").fill("A lighthouse")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Without generative AI").check()
    page.get_by_role("button", name="Publish").click()


@pytest.fixture
def artist(house: House, scripts: bool) -> Person:
    """One for each run: what a person has let through is never held again, nor are its near copies."""
    return house.person("greta" if scripts else "gerda")


def test_the_artist_is_told_appeals_and_a_person_lets_the_picture_through(
    house: House, visit: Visits, artist: Person, scripts: bool
) -> None:
    title = f"Dusk {'a' if scripts else 'b'}"
    page = visit(artist)
    _publish(page, title, "a1111-png" if scripts else "a1111-zipped")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "We have paused this picture until someone has looked at it."
    )
    expect(page.get_by_text("The file carries the notes of a picture generator")).to_be_visible()
    held = page.url
    visitor = visit()
    visitor.goto(f"/@{artist.name}")
    expect(visitor.get_by_text(title)).to_have_count(0)
    assert visitor.request.get(held, max_redirects=0).status in (303, 404)
    picture = page.locator(".verdict img").evaluate("picture => picture.currentSrc")
    assert page.request.get(picture).ok, "its artist sees it"
    assert visitor.request.get(picture).status == 404

    page.get_by_role("link", name="Tell us how you made it").click()
    page.get_by_label("In your words").fill(APPEAL)
    sketch = paint.png(paint.painting(3, (60, 40)))
    page.locator("#files").set_input_files({"name": "sketch.png", "mimeType": "image/png", "buffer": sketch})
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()
    expect(page.get_by_text(APPEAL)).to_be_visible()
    expect(page.get_by_role("link", name="sketch.png", exact=True)).to_be_visible()

    desk = visit(house.owner())
    desk.goto("/admin/appeals")
    desk.get_by_role("link", name=title).click()
    expect(desk.get_by_text(APPEAL)).to_be_visible()
    expect(desk.get_by_role("link", name="sketch.png", exact=True)).to_be_visible()
    record = desk.url
    desk.locator("[data-decide]").get_by_text("Release").click()
    desk.get_by_role("radio", name="Only what I write below").check()
    desk.get_by_role("button", name="Decide").click()
    expect(desk.get_by_text("Please give the reason; the artist will read it.").first).to_be_visible()
    desk.get_by_label("In your own words").fill("The scan shows the paper. Thank you.")
    desk.get_by_role("button", name="Decide").click()
    expect(desk.get_by_text(re.compile("Released( by|:)")).first).to_be_visible()
    desk.goto(record)
    expect(desk.get_by_text("Released by").first).to_be_visible()

    page.goto("/notifications")
    released = page.locator("li", has_text="Your picture is public.").first
    expect(released).to_contain_text("The scan shows the paper. Thank you.")
    page.goto(held)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your picture is public.")
    visitor.goto(f"/@{artist.name}")
    expect(visitor.get_by_text(title)).to_have_count(1)


def test_a_person_says_no_with_a_reason(house: House, visit: Visits, scripts: bool) -> None:
    artist, title = house.person("petra"), f"Castle {'a' if scripts else 'b'}"
    page = visit(artist)
    _publish(page, title, "comfy-prompt" if scripts else "comfy-workflow")
    held = page.url
    desk = visit(house.owner())
    desk.goto("/admin/withheld")
    desk.get_by_role("link", name=title).click()
    record = desk.url
    desk.locator("[data-decide]").get_by_text("Do not show it").click()
    desk.get_by_label("In your own words").fill("The file holds the whole recipe.")
    desk.get_by_role("button", name="Decide").click()
    expect(desk.get_by_text(re.compile("Declined by|Not shown:")).first).to_be_visible()
    desk.goto(record)
    expect(desk.get_by_text("Declined by").first).to_be_visible()
    page.goto(held)
    expect(page.get_by_role("heading", level=1)).to_have_text("We do not show this picture.")
    expect(page.get_by_text("The file holds the whole recipe.")).to_be_visible()
    page.goto("/@petra")
    expect(page.get_by_text(title)).to_have_count(0)


def test_pictures_that_wait_are_listed_for_their_artist_alone(house: House, visit: Visits) -> None:
    artist = house.person("imani")
    artist.publish("Waits", (pictures.with_signal("novelai-comment"), "A cat"))
    page, other = visit(artist), visit(house.person("joost"))
    page.goto("/held")
    expect(page.get_by_role("link", name="Waits").first).to_be_visible()
    path = page.get_by_role("link", name="Waits").first.get_attribute("href")
    assert path is not None
    other.goto(path)
    expect(other.get_by_text("This wall is empty.")).to_be_visible()
    other.goto("/admin/withheld")
    expect(other.get_by_role("heading", level=1)).to_have_text("This door is closed.")


def test_an_avatar_that_waits_leaves_the_rest_of_the_profile_saved(house: House, visit: Visits) -> None:
    page = visit(house.person("dagny"))
    page.goto("/settings/profile")
    page.get_by_label("Display name").fill("Dagny Moe")
    data = pictures.with_signal("software-exif")
    page.locator("#avatar").set_input_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": data})
    page.locator("#banner").set_input_files({"name": "wall.jpg", "mimeType": "image/jpeg", "buffer": album.jpeg(2)})
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("We have paused your avatar until someone has looked at it.")).to_be_visible()
    page.goto("/@dagny")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dagny Moe")
    expect(page.locator(".banner img")).to_be_visible()
    expect(page.locator("main img.face")).to_have_count(0)
