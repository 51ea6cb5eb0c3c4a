"""Putting pictures in order, replacing, adding and removing them: with scripts and without."""

from playwright.sync_api import FilePayload, Page, expect

from tests.support import album
from tests.support.browser import House, Visits


def file(seed: int) -> FilePayload:
    return {"name": f"quay-{seed}.jpg", "mimeType": "image/jpeg", "buffer": album.jpeg(seed)}


def described(page: Page) -> list[str]:
    """The descriptions of the pictures of a work's page, in their order."""
    return [each.get_attribute("alt") or "" for each in page.locator(".stage img").all()]


def typed(page: Page) -> list[str]:
    """The descriptions on the form of a work, in their order."""
    return [each.input_value() for each in page.locator("[data-place] textarea[name^=alt]").all()]


def test_pictures_are_reordered_by_button_number_and_drag(house: House, visit: Visits, scripts: bool) -> None:
    artist = house.person("orla")
    path = artist.publish(f"Three {scripts}", *[(album.jpeg(seed), f"alt {seed}") for seed in (1, 2, 3)])
    page = visit(artist)
    page.set_viewport_size({"width": 1440, "height": 3200})
    page.goto(f"{path}/edit")
    page.get_by_role("textbox", name="Words").fill("Typed before")
    button = page.get_by_role("button", name="Picture 3: earlier")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-place] textarea[name^=alt]").nth(1)).to_have_value("alt 3")
    assert typed(page) == ["alt 1", "alt 3", "alt 2"]
    expect(page.get_by_label("What is in picture 2?")).to_have_value("alt 3")
    expect(page.get_by_label("What is in picture 3?")).to_have_value("alt 2")
    expect(page.get_by_role("textbox", name="Words")).to_have_value("Typed before")
    if scripts:
        expect(page.get_by_role("button", name="Picture 2: earlier")).to_be_focused()
        page.locator("[data-place] .shotview").nth(2).drag_to(
            page.locator("[data-place] .shotview").nth(0), target_position={"x": 20, "y": 4}
        )
    else:
        page.get_by_label("Place of picture 3").fill("1")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Three {scripts}")
    assert described(page) == ["alt 2", "alt 1", "alt 3"]


def test_chosen_files_are_put_in_order_before_they_are_sent(house: House, visit: Visits, scripts: bool) -> None:
    page = visit(house.person("orla"))
    page.set_viewport_size({"width": 1440, "height": 6400})
    page.goto("/publish")
    if scripts:
        page.locator("#picture1").set_input_files([file(1), file(2), file(3)])
    else:
        page.get_by_text("More pictures of the same work").click()
        for row, seed in enumerate((3, 1, 2), 1):
            page.locator(f"#picture{row}").set_input_files(file(seed))
    for row in (1, 2, 3):
        page.get_by_label(f"What is in picture {row}?").fill(f"row {row}")
    order = ["row 1", "row 2", "row 3"]
    if scripts:
        button = page.get_by_role("button", name="Picture 3: earlier")
        button.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Picture 2: earlier")).to_be_focused()
        expect(page.locator("[data-view]").nth(0)).to_contain_text("quay-1.jpg")
        expect(page.locator("[data-view]").nth(1)).to_contain_text("quay-3.jpg")
        expect(page.locator("[data-view]").nth(2)).to_contain_text("quay-2.jpg")
        page.locator("[data-view]").nth(1).drag_to(page.locator("[data-view]").nth(0))
        expect(page.locator("[data-view]").first).to_contain_text("quay-3.jpg")
        order = ["row 3", "row 1", "row 2"]
    else:
        expect(page.get_by_role("button", name="Picture 2: earlier")).to_have_count(0)
    page.get_by_label("Title", exact=True).fill(f"Before {scripts}")
    page.get_by_label("Without generative AI").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Before {scripts}")
    assert described(page) == order


def test_a_file_is_replaced_one_is_removed_and_another_added(house: House, visit: Visits, scripts: bool) -> None:
    artist = house.person("orla")
    path = artist.publish(f"Two {scripts}", (album.jpeg(4), "alt 4"), (album.jpeg(5), "alt 5"))
    page, visitor = visit(artist), visit()
    visitor.goto(path)
    before = visitor.locator(".stage img").first.get_attribute("src")
    page.goto(f"{path}/edit")
    page.get_by_text("Replace or remove picture 1").click()
    page.get_by_label("Replace the file of picture 1").set_input_files(file(6))
    page.get_by_text("Replace or remove picture 2").click()
    page.get_by_role("checkbox", name="Remove this picture").nth(1).check()
    page.get_by_text("Add pictures to this work").click()
    page.locator("#picture1").set_input_files(file(7))
    page.get_by_label("What is in picture 3?").fill("alt 7")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Two {scripts}")
    visitor.goto(path)
    assert described(visitor) == ["alt 4", "alt 7"]
    assert visitor.locator(".stage img").first.get_attribute("src") != before
    visitor.goto(f"{path}/history")
    for sentence in ("Picture 1 was replaced.", "Picture 2 was removed.", "Picture 2 was added."):
        expect(visitor.get_by_text(sentence)).to_be_visible()
