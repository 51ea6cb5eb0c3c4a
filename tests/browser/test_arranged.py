"""Projects: words, rows and pairs between pictures, from the composer to the page, with scripts and without."""

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.support import paint
from tests.support.browser import House, Person, Visits

SIZES = [(1500, 1000), (900, 1200), (1600, 900), (1200, 800), (1200, 800)]
ALTS = ["The tower", "The stair", "The coast", "At noon", "At night"]


def files() -> list[FilePayload]:
    return [
        {"name": f"tower-{n}.jpg", "mimeType": "image/jpeg", "buffer": paint.jpeg(paint.painting(20 + n, size))}
        for n, size in enumerate(SIZES)
    ]


@pytest.fixture
def artist(house: House) -> Person:
    return house.person("runa")


def compose(page: Page, title: str, *, scripts: bool) -> str:
    """Publish a project: a picture, words with a row of two, and a pair; its address."""
    page.goto("/publish")
    if scripts:
        page.locator("#picture1").set_input_files(files())
    else:
        page.locator("details[data-more] > summary").click()
        for row, picture in enumerate(files(), 1):
            page.locator(f"#picture{row}").set_input_files(picture)
    for row, alt in enumerate(ALTS, 1):
        page.get_by_label(f"What is in picture {row}?").fill(alt)
    stand(page, 2, text="## The *stair*\n\nTwo hundred steps, counted on the way down.")
    stand(page, 3, how="Beside it, up to four in a row", film="https://vimeo.com/76979871 The lamp turns")
    stand(page, 4, text="The same wall, twelve hours apart.")
    stand(page, 5, how="Compared with it: before and after")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_role("textbox", name="Words").fill("A year on the rock, in six sheets.")
    page.get_by_role("radio", name="Without generative AI").check()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url


def stand(page: Page, row: int, *, text: str = "", how: str = "", film: str = "") -> None:
    """Say what stands around the picture of a row."""
    shot = page.locator(".shot").nth(row - 1)
    shot.get_by_text("In a project").click()
    shot.get_by_label("Text above this picture").fill(text)
    if how:
        shot.get_by_label("How it stands to the picture before").select_option(how)
    shot.get_by_label("Film or 3D model below it").fill(film)


def flow(page: Page) -> list[str]:
    """What stands below one another in a project, in order."""
    kinds = """all => all.map(each =>
        ["plate", "prose", "stage", "abreast", "pair", "films"].find(kind => each.classList.contains(kind)))"""
    found: list[str] = page.locator(".flow > *").evaluate_all(kinds)
    return found


def box(found: Locator) -> tuple[float, float, float, float]:
    found.scroll_into_view_if_needed()
    measured = found.bounding_box()
    assert measured is not None
    return measured["x"], measured["y"], measured["width"], measured["height"]


def test_a_project_is_published_and_flows(visit: Visits, artist: Person, scripts: bool) -> None:
    address = compose(visit(artist), f"Lighthouse {scripts}", scripts=scripts)
    page = visit()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    assert flow(page) == ["plate", "prose", "stage", "prose", "abreast", "films", "prose", "pair"]
    expect(page.locator(".flow > .prose").nth(1)).to_contain_text("The stair")
    stair, coast = page.get_by_role("img", name="The stair"), page.get_by_role("img", name="The coast")
    assert box(stair)[3] == pytest.approx(box(coast)[3], abs=2), "a row's pictures are equally high"
    assert box(stair)[1] == pytest.approx(box(coast)[1], abs=2)
    lamp = page.get_by_role("link", name="The lamp turns")
    assert (lamp.get_attribute("href") or "").endswith("/play/1")
    page.get_by_role("link", name="The coast").click()
    expect(page).to_have_url(f"{address}/view/3")
    expect(page.get_by_role("img", name="The coast")).to_be_visible()
    expect(page.get_by_text("3 of 5")).to_be_visible()


def test_before_and_after_stand_in_one_frame_or_side_by_side(visit: Visits, artist: Person, scripts: bool) -> None:
    address = compose(visit(artist), f"Noon and night {scripts}", scripts=scripts)
    page = visit()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    noon, night = page.get_by_role("img", name="At noon"), page.get_by_role("img", name="At night")
    expect(page.locator(".pair figcaption")).to_contain_text(["Before", "After"])
    if not scripts:
        assert box(noon)[0] + box(noon)[2] <= box(night)[0], "side by side"
        expect(page.get_by_role("slider")).to_have_count(0)
        return
    assert box(noon) == pytest.approx(box(night), abs=2), "one on the other"
    slider = page.get_by_role("slider", name="Divider between before and after")
    slider.focus()
    expect(slider).to_have_value("50")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "52 %")
    assert at(page) == "52%"
    page.keyboard.press("Home")
    assert at(page) == "0%"
    x, y, width, height = box(noon)
    page.mouse.move(x + width / 4, y + height / 2)
    page.mouse.down()
    assert at(page) == "25%"
    page.mouse.move(x + width * 3 / 4, y + height / 2)
    page.mouse.up()
    assert at(page) == "75%"
    page.mouse.move(x + width / 2, y + height / 2)
    assert at(page) == "75%", "let go"
    page.keyboard.press("ArrowLeft")
    assert at(page) == "74%", "the keys go on where the hand stopped"


def at(page: Page) -> str:
    found: str = page.locator(".sides").evaluate("each => getComputedStyle(each).getPropertyValue('--at')")
    return found


def test_words_and_joins_follow_their_pictures_when_these_are_put_in_another_order(
    visit: Visits, artist: Person, scripts: bool
) -> None:
    page = visit(artist)
    address = compose(page, f"Moved {scripts}", scripts=scripts)
    page.goto(f"{address}/edit")
    page.set_viewport_size({"width": 1440, "height": 3200})
    expect(page.get_by_label("Text above this picture").nth(1)).to_have_value(
        "## The *stair*\n\nTwo hundred steps, counted on the way down."
    )
    expect(page.get_by_label("Film or 3D model below it").nth(2)).to_have_value(
        "https://vimeo.com/76979871 The lamp turns"
    )
    page.get_by_role("button", name="Picture 2: earlier").click()
    expect(page.locator("[data-place]").first.get_by_label("What is in picture 1?")).to_have_value("The stair")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Moved {scripts}")
    assert flow(page) == ["plate", "prose", "prose", "stage", "abreast", "films", "prose", "pair"]
    expect(page.locator(".flow > .prose").nth(1)).to_contain_text("The stair")
    row = page.locator(".abreast img")
    assert [each.get_attribute("alt") for each in row.all()] == ["The tower", "The coast"]
