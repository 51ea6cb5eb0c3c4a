"""An artist chooses what thumbnails show: by hand and by keyboard with scripts, by fields and buttons without."""

import io
import re
import time

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import House, Person, Visits

SIZE = (1600, 1200)


def _halves() -> bytes:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", SIZE, (200, 30, 30))
    image.paste((30, 30, 200), (SIZE[0] // 2, 0, *SIZE))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


def _panel(page: Page, shape: str) -> Locator:
    return page.locator(f'[data-shape="{shape}"]')


def _window(panel: Locator) -> list[float]:
    """What a preview shows, in pixels of the picture."""
    text = panel.locator("[data-look]").get_attribute("viewBox")
    assert text is not None
    return [float(each) for each in text.split(" ")]


def _colour(page: Page, panel: Locator) -> str:
    """What one sees in the middle of a preview's left edge."""
    box = panel.locator("[data-look]").bounding_box()
    assert box is not None
    shot = Image.open(io.BytesIO(panel.locator("[data-look]").screenshot())).convert("RGB")
    pixel = shot.getpixel((3, shot.height // 2))
    assert isinstance(pixel, tuple)
    return "red" if pixel[0] > pixel[2] else "blue"


def _drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=5)
    page.mouse.up()


def _by_hand(page: Page) -> None:
    """The frame is dragged, pulled at a corner, and moved by keys; every preview follows at once."""
    panel = _panel(page, "1x1")
    stage = panel.locator("[data-stage] svg")
    box = stage.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    _drag(page, middle, (box["x"] + box["width"] * 0.95, middle[1]))
    assert _window(panel) == pytest.approx([400, 0, 1200, 1200], abs=2)
    corner = panel.locator(".crophandle").nth(0).bounding_box()
    assert corner is not None
    at = (corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2)
    _drag(page, at, (at[0] + box["width"] * 0.375, at[1] + box["width"] * 0.375))
    assert _window(panel) == pytest.approx([1000, 600, 600, 600], abs=25)
    assert _colour(page, panel) == "blue"
    expect(panel.get_by_label("Zoom")).to_have_value(re.compile(r"^(2|1\.9|2\.0)"))
    frame = panel.get_by_role("group", name=re.compile("arrow keys"))
    frame.focus()
    before = _window(panel)
    for key in ("ArrowUp", "ArrowUp", "Shift+ArrowLeft", "+"):
        page.keyboard.press(key)
    after = _window(panel)
    assert after[2] < before[2]
    assert after[0] + after[2] / 2 == pytest.approx(before[0] + before[2] / 2 - before[2] / 10, abs=3)
    assert after[1] + after[3] / 2 < before[1] + before[3] / 2
    wide = _window(_panel(page, "16x9"))
    assert wide[1] > 150, "what was not chosen follows the focal point, and that the choice"


def _by_numbers(page: Page) -> None:
    """Fields, a look, and buttons."""
    panel = _panel(page, "1x1")
    panel.get_by_label("Middle, from the left").fill("80")
    panel.get_by_label("Middle, from above").fill("70")
    panel.get_by_label("Zoom").fill("2")
    page.get_by_role("button", name="Look again").last.click()
    assert _window(_panel(page, "1x1")) == pytest.approx([980, 540, 600, 600], abs=2)
    assert _colour(page, _panel(page, "1x1")) == "blue"
    page.get_by_role("button", name="Square, 1:1: further up").click()
    page.get_by_role("button", name="Square, 1:1: closer").click()
    assert _window(_panel(page, "1x1")) == pytest.approx([1030, 530, 500, 500], abs=2)


def _until_made(person: Person, path: str) -> str:
    """The artist's page once the copies are there."""
    end = time.monotonic() + 30
    while "/1x1-" not in (text := person.get(path)):
        assert time.monotonic() < end, "the copies were never made"
        time.sleep(0.2)
    return text


def test_a_part_is_chosen_looked_at_and_shown(house: House, visit: Visits, scripts: bool) -> None:
    name = f"cropper_{'a' if scripts else 'b'}"
    person = house.person(name)
    path = person.publish("Two halves", (_halves(), "Red and blue"))
    person.post("/settings/portfolio", {"layout": "squares"})
    page = visit(person)
    page.goto(path)
    page.get_by_role("link", name="Crop", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What thumbnails show")
    assert _colour(page, _panel(page, "1x1")) == "red"
    if scripts:
        _by_hand(page)
    else:
        _by_numbers(page)
    chosen = _window(_panel(page, "1x1"))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert _window(_panel(page, "1x1")) == pytest.approx(chosen, abs=1)
    _until_made(person, f"/@{name}")
    visitor = visit()
    visitor.goto(f"/@{name}")
    shown = visitor.get_by_alt_text("Red and blue")
    expect(shown).to_have_attribute("src", re.compile("/1x1-"))
    pixel = Image.open(io.BytesIO(shown.screenshot())).convert("RGB").getpixel((4, 40))
    assert isinstance(pixel, tuple)
    assert pixel[2] > pixel[0], "blue, as chosen"
    visitor.goto(path)
    expect(visitor.get_by_alt_text("Red and blue").first).to_have_attribute("src", re.compile(r"/\d+\.jpg"))


def test_a_focal_point_is_set_and_a_choice_taken_back(house: House, visit: Visits, scripts: bool) -> None:
    name = f"pointer_{'a' if scripts else 'b'}"
    person = house.person(name)
    path = person.publish("Two halves", (_halves(), "Red and blue"))
    page = visit(person, width=390)
    page.goto(f"{path}/crop")
    panel = page.locator("[data-focus]")
    assert _window(panel)[1] == pytest.approx(150, abs=1)
    if scripts:
        spot = panel.locator("[data-stage] svg")
        spot.scroll_into_view_if_needed()
        box = spot.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.9)
        expect(panel.get_by_role("radio", name="It stays where I set it")).to_be_checked()
    else:
        panel.get_by_role("radio", name="It stays where I set it").check()
        panel.get_by_label("From the left").fill("25")
        panel.get_by_label("From above").fill("90")
        page.get_by_role("button", name="Look again").last.click()
    assert _window(panel)[1] == pytest.approx(270, abs=3)
    page.get_by_role("button", name="Square, 1:1: closer").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(panel.get_by_label("From above")).to_have_value(re.compile(r"^(90|89\.|90\.)"))
    assert _window(_panel(page, "1x1"))[2] == pytest.approx(1000, abs=1)
    page.get_by_role("button", name="Square, 1:1: as without a choice").click()
    assert _window(_panel(page, "1x1"))[2] == pytest.approx(1200, abs=1)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.get_by_role("button", name="Square, 1:1: as without a choice")).to_be_disabled()


def test_any_picture_stands_for_an_album(house: House, visit: Visits, scripts: bool) -> None:
    name = f"coverer_{'a' if scripts else 'b'}"
    person = house.person(name)
    path = person.publish("Two", (_halves(), "First"), (_halves(), "Second"))
    page = visit(person)
    page.goto(f"/albums/new?work={path.rpartition('/')[2]}")
    page.get_by_label("Name").fill("Halves")
    page.get_by_role("button", name="Make the album").click()
    cover = page.get_by_role("region", name="Cover")
    expect(cover.get_by_alt_text("First")).to_be_visible()
    cover.get_by_text("Choose another picture").click()
    cover.get_by_role("radio", name="Two, picture 2").check()
    cover.get_by_role("button", name="Make it the cover").click()
    expect(cover.get_by_alt_text("Second")).to_be_visible()
    cover.get_by_role("link", name="Choose the part that is shown").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What thumbnails show")
    expect(page.locator('.cropothers [aria-current="page"]')).to_have_attribute("aria-label", "Picture 2")
