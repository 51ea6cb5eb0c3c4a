"""Without a mouse: skip, see where one is, publish."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support import album
from tests.support.browser import House, Visits


def _tab_to(page: Page, text: str, most: int = 80) -> None:
    """Press Tab until the element with that name, label or id has the focus, which must be visible each time."""
    for _ in range(most):
        page.keyboard.press("Tab")
        name, seen = page.evaluate(FOCUSED)
        assert seen, f"the focus is not visible on {name}"
        if text in name:
            return
    raise AssertionError(f"no way to {text} by keyboard")


FOCUSED = """() => {
  const it = document.activeElement;
  const labels = [...(it.labels ?? [])];
  const name = [it.id, it.textContent, it.getAttribute("aria-label"), ...labels.map(l => l.textContent)].join(" ");
  const drawn = [it, ...labels, ...labels.map(l => l.querySelector("span"))].filter(Boolean);
  const ringed = drawn.some(each => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  });
  const box = it.getBoundingClientRect();
  const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [name, ringed && inView];
}"""


def test_the_first_key_offers_to_skip_to_the_content(visit: Visits) -> None:
    page = visit()
    page.goto("/artists")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0, "it is drawn where it can be seen"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/artists#main$"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_work_is_published_by_keyboard_alone(house: House, visit: Visits, tmp_path: Path, scripts: bool) -> None:
    picture = tmp_path / "quay.jpg"
    picture.write_bytes(album.jpeg(20))
    page = visit(house.person("maren"))
    page.goto("/home")
    _tab_to(page, "Publish")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Publish")
    page.wait_for_load_state("load")
    _tab_to(page, "picture1")
    # The dialog behind the key is the browser's own, and a headless one does not open it every time.
    page.locator(":focus").set_input_files(picture)
    page.wait_for_timeout(1_500)  # The look at the picture, and its way to the server, move what stands below.
    _tab_to(page, "alt1")
    page.keyboard.type("A quay without anybody")
    _tab_to(page, "title")
    page.keyboard.type("Quay")
    _tab_to(page, "Everyone")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Everyone, but not in lists")).to_be_checked()
    _tab_to(page, "Without generative AI")
    page.keyboard.press("Space")
    _tab_to(page, "Publish")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quay")
    expect(page.locator(".stage img")).to_have_attribute("alt", "A quay without anybody")


def test_a_like_and_the_way_out_work_by_keyboard(house: House, visit: Visits, scripts: bool) -> None:
    name = f"lotte_{'a' if scripts else 'b'}"
    path = house.person("maren").publish("Pier", (album.jpeg(21), "A pier"))
    page = visit(house.person(name))
    page.goto(path)
    _tab_to(page, "Like")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Like")).to_have_attribute("aria-pressed", "true")
    _tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{house.origin}/")


def test_arrow_keys_turn_from_work_to_work(house: House, visit: Visits, scripts: bool) -> None:
    """A comfort of the script; the links beside the picture are always there."""
    artist = house.person(f"kiran_{'a' if scripts else 'b'}")
    older = artist.publish("Older", (album.jpeg(22), "One"))
    newer = artist.publish("Newer", (album.jpeg(23), "Two"))
    page = visit()
    page.goto(newer)
    if scripts:
        page.keyboard.press("ArrowRight")
    else:
        page.get_by_role("link", name="Older work").click()
    expect(page).to_have_url(f"{house.origin}{older}")
