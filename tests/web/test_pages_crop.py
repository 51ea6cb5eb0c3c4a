"""Cropping without scripts: fields and buttons, previews that come back, and pages that show what was chosen."""

import re
from dataclasses import replace
from html import unescape

import pytest

from fedart.domain.crop import Part, Shape, cut
from fedart.domain.ids import MediaId
from fedart.domain.media import Media, MediaState, Rendition
from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.storage import albums, crops, media
from fedart.storage.media import Owned
from fedart.web import filters, walls
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio

SIZE = (640, 480)


@pytest.fixture
async def hung(make: Studio, maren: Person) -> tuple[Work, Owned]:
    work = await make.work(maren.actor)
    return work, await make.picture(maren.actor, work)


@pytest.fixture
def path(hung: tuple[Work, Owned]) -> str:
    return f"/works/{hung[0].id}/crop/{hung[1].media.id}"


def fields(answer: Answer) -> dict[str, str]:
    """What the form on the page would send, were nothing changed."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", answer.text):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and (' type="radio"' not in tag or " checked" in tag):
            found[name[1]] = unescape(value[1]) if value else ""
    return found


def window(answer: Answer, shape: str) -> list[float]:
    """What the preview of a shape shows, in pixels of the picture."""
    found = re.search(r'viewBox="([^"]*)" role="img" aria-label="Preview" data-look', panel(answer, shape))
    assert found is not None
    return [float(each) for each in found[1].split(" ")]


def panel(answer: Answer, shape: str) -> str:
    found = re.search(rf'<fieldset class="crop" data-shape="{shape}".*?</fieldset>', answer.text, re.DOTALL)
    assert found is not None
    return found[0]


async def stored(it: Instance, owned: Owned) -> tuple[dict[Shape, Part], Media]:
    parts = await it.db.read(lambda tx: crops.of_media(tx, owned.media.id))
    now = await it.db.read(lambda tx: media.by_id(tx, owned.media.id))
    assert now is not None
    return parts, now.media


async def test_every_shape_comes_with_its_preview_fields_and_buttons(browser: Client, path: str) -> None:
    answer = await browser.page(path)
    assert answer.status == 200
    assert window(answer, "1x1") == [80, 0, 480, 480]
    assert window(answer, "4x3") == [0, 0, 640, 480]
    assert window(answer, "3x4") == [140, 0, 360, 480]
    assert window(answer, "16x9") == [0, 60, 640, 360]
    for shape in Shape:
        for step in ("left", "right", "up", "down", "closer", "wider", "reset"):
            assert f'value="{shape} {step}"' in panel(answer, shape)
    assert "How a 16:9 crop looks on another server" in answer.text
    assert re.search(r'name="focus" value="follow" checked', answer.text)


async def test_the_first_picture_is_meant_where_none_is_named(browser: Client, hung: tuple[Work, Owned]) -> None:
    answer = await browser.page(f"/works/{hung[0].id}/crop")
    assert f'action="/works/{hung[0].id}/crop/{hung[1].media.id}"' in answer.text


async def test_a_button_moves_the_part_and_stores_nothing(
    browser: Client, it: Instance, path: str, hung: tuple[Work, Owned]
) -> None:
    answer = await browser.post(path, {**fields(await browser.page(path)), "step": "1x1 closer"})
    assert answer.status == 200
    assert window(answer, "1x1") == [120, 40, 400, 400]
    answer = await browser.post(path, {**fields(answer), "step": "1x1 left"})
    assert window(answer, "1x1") == [80, 40, 400, 400]
    answer = await browser.post(path, {**fields(answer), "step": "16x9 down"})
    assert window(answer, "16x9") == [0, 96, 640, 360]
    assert window(answer, "1x1") == [80, 40, 400, 400], "the other choices stay"
    assert await stored(it, hung[1]) == ({}, hung[1].media)


async def test_numbers_are_looked_at_and_saved(
    browser: Client, it: Instance, path: str, hung: tuple[Work, Owned]
) -> None:
    typed = {"across-1x1": "25", "down-1x1": "60,5 %", "zoom-1x1": "2"}
    answer = await browser.post(path, {**fields(await browser.page(path)), **typed, "look": "1"})
    expected = cut(SIZE, Shape.SQUARE, 0.25, 0.605, 2)
    assert window(answer, "1x1") == pytest.approx([40, 170.4, 240, 240], abs=0.1)
    saved = await browser.post(path, fields(answer))
    assert (saved.status, saved.header("location")) == (303, f"{path}?saved")
    parts, picture = await stored(it, hung[1])
    assert list(parts) == [Shape.SQUARE], "what nobody touched is no choice"
    assert parts[Shape.SQUARE].near(expected)
    assert picture.focus == parts[Shape.SQUARE].focus
    answer = await browser.page(f"{path}?saved")
    assert "Saved." in answer.text
    assert window(answer, "4x3") == [0, 0, 640, 480]
    await browser.post(path, fields(answer))
    assert (await stored(it, hung[1]))[0] == parts, "saving again changes not even the last digit"


async def test_what_follows_the_focal_point_moves_with_the_first_choice(browser: Client, path: str) -> None:
    typed = {"across-16x9": "0", "down-16x9": "0", "zoom-16x9": "2"}
    answer = await browser.post(path, {**fields(await browser.page(path)), **typed, "look": "1"})
    assert window(answer, "16x9") == [0, 0, 320, 180]
    assert fields(answer)["focusx"] == "25"
    assert window(answer, "1x1") == [0, 0, 480, 480]


async def test_a_focal_point_of_ones_own_stays(
    browser: Client, it: Instance, path: str, hung: tuple[Work, Owned]
) -> None:
    chosen = {"focus": "own", "focusx": "80", "focusy": "10", "across-1x1": "30"}
    await browser.post(path, {**fields(await browser.page(path)), **chosen})
    _, picture = await stored(it, hung[1])
    assert picture.focus == (0.6, 0.8)
    answer = await browser.page(path)
    assert re.search(r'name="focus" value="own" checked', answer.text)
    assert (fields(answer)["focusx"], fields(answer)["focusy"]) == ("80", "10")


async def test_reset_takes_a_choice_back(browser: Client, it: Instance, path: str, hung: tuple[Work, Owned]) -> None:
    await browser.post(path, {**fields(await browser.page(path)), "zoom-1x1": "3"})
    assert (await stored(it, hung[1]))[0]
    answer = await browser.post(path, {**fields(await browser.page(path)), "step": "1x1 reset"})
    assert window(answer, "1x1") == [80, 0, 480, 480]
    await browser.post(path, fields(answer))
    assert (await stored(it, hung[1]))[0] == {}


async def test_a_part_of_few_pixels_is_warned_of(browser: Client, path: str) -> None:
    words = "Fewer than 640 pixels on its longer side"
    before = await browser.page(path)
    assert re.search(r"data-soft hidden", panel(before, "4x3")), "the whole is large enough"
    answer = await browser.post(path, {**fields(before), "zoom-4x3": "3", "look": "1"})
    assert not re.search(r"data-soft hidden", panel(answer, "4x3"))
    assert words in panel(answer, "4x3")
    assert "213 × 160 pixels" in panel(answer, "4x3")


@pytest.mark.parametrize("text", ["", "nan", "inf", "-5", "1e9", "<b>", "9" * 400])
async def test_whatever_is_typed_the_part_lies_inside(
    browser: Client, it: Instance, path: str, hung: tuple[Work, Owned], text: str
) -> None:
    typed = {f"{name}-1x1": text for name in ("across", "down", "zoom")} | {"focusx": text, "focus": "own"}
    answer = await browser.post(path, {**fields(await browser.page(path)), **typed})
    assert answer.status == 303
    parts, picture = await stored(it, hung[1])
    assert all(0 <= side <= 1 for part in parts.values() for side in (part.left, part.top, part.width, part.height))
    assert -1 <= picture.focus[0] <= 1


async def test_web_09_the_page_is_for_its_artist_alone(
    client: Client, browser: Client, make: Studio, path: str, hung: tuple[Work, Owned]
) -> None:
    assert (await client.page(path)).header("location").startswith("/sign-in")
    other = await make.signed_in(client, await make.person("joost"))
    assert (await other.page(path)).status == 404
    assert (await other.post(path, {"csrf": await make.token(other)})).status == 404
    assert (await browser.page(path)).status == 200
    assert (await browser.page(f"/works/{hung[0].id}/crop/{'0' * 26}")).status == 404
    assert (await browser.page(f"/works/{hung[0].id}/crop/nonsense")).status == 404


async def test_a_picture_that_waits_is_not_cropped(browser: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    held = await make.picture(maren.actor, work, state=MediaState.HELD)
    assert (await browser.page(f"/works/{work.id}/crop")).status == 404
    assert (await browser.page(f"/works/{work.id}/crop/{held.media.id}")).status == 404


async def test_the_ways_to_the_page_are_there(browser: Client, client: Client, hung: tuple[Work, Owned]) -> None:
    work, owned = hung
    assert f'href="/works/{work.id}/crop"' in (await browser.page(f"/works/{work.id}")).text
    assert f'href="/works/{work.id}/crop/{owned.media.id}"' in (await browser.page(f"/works/{work.id}/edit")).text
    assert "/crop" not in (await client.page(f"/works/{work.id}")).text


# where pages crop


def rendition(name: str, mime: str, width: int, height: int) -> Rendition:
    return Rendition(name, mime, width, height, 1, "ab")


WHOLE = tuple(rendition(name, "image/webp", int(name), int(name) * 3 // 4) for name in ("320", "640"))
SQUARE = tuple(rendition(f"1x1-0a1b2c3d-{side}", "image/webp", side, side) for side in (320, 480))
WIDE = (rendition("16x9-0a1b2c3d-1280", "image/jpeg", 1280, 720),)
PICTURE = Media(MediaId("m1"), 0, "", (0.0, 0.0), MediaState.KEPT, "", None, WHOLE, None, "")


def test_the_whole_picture_is_shown_where_nothing_is_cropped() -> None:
    picture = replace(PICTURE, renditions=(*SQUARE, *WIDE, *WHOLE))
    assert filters.sources(picture) == filters.sources(PICTURE)
    assert filters.extent(picture) == (640, 480)
    assert filters.largest(picture) == WHOLE[-1]
    assert filters.source(picture, 2000) == filters.source(PICTURE, 2000)


def test_a_cropping_place_takes_the_chosen_part() -> None:
    picture = replace(PICTURE, renditions=(*WHOLE, *SQUARE))
    cropped = filters.cropped(picture, "1x1")
    assert filters.extent(cropped) == (480, 480)
    assert (
        filters.sources(cropped).srcset == "/media/m1/1x1-0a1b2c3d-320.webp 320w, /media/m1/1x1-0a1b2c3d-480.webp 480w"
    )
    assert filters.cropped(picture, "4x3") == picture
    assert filters.cropped(picture, "4x3", "1x1") == cropped
    assert filters.cropped(PICTURE, "1x1") == PICTURE


def test_a_row_takes_the_part_that_is_most_like_the_picture() -> None:
    portrait = (rendition("3x4-0a1b2c3d-320", "image/webp", 240, 320),)
    picture = replace(PICTURE, renditions=(*WHOLE, *portrait, *SQUARE))
    assert filters.extent(filters.thumbnail(picture)) == (480, 480)
    assert filters.thumbnail(PICTURE) == PICTURE
    [(shown, width)] = walls.covers([picture])
    assert (shown, width) == (filters.cropped(picture, "1x1"), 1000)


async def with_parts(it: Instance, owned: Owned, *parts: str) -> None:
    """Give a picture copies of parts, as the background makes them."""
    new = [Rendition(name, "image/jpeg", 1280, 1280, 9, "c" * 64) for name in parts]
    changed = replace(owned.media, renditions=(*owned.media.renditions, *new))
    await it.db.write(lambda tx: media.settle(tx, changed, owned.original))


async def test_squares_albums_and_link_previews_show_the_chosen_parts(
    browser: Client, it: Instance, make: Studio, maren: Person, hung: tuple[Work, Owned]
) -> None:
    work, owned = hung
    token = {"csrf": await make.token(browser)}
    answer = await browser.post("/albums", {**token, "title": "Ferries", "words": "", "work": work.id})
    album = answer.header("location").split("/")[2]
    await browser.post("/settings/portfolio", {**token, "layout": "squares"})
    pages = (f"/@{maren.actor.username}", f"/@{maren.actor.username}/albums", f"/works/{work.id}", f"/albums/{album}")
    before = [(await browser.page(each)).text for each in pages]
    assert not any("-0a1b2c3d-" in text for text in before)
    await with_parts(it, owned, "1x1-0a1b2c3d-1280", "4x3-0a1b2c3d-1280", "16x9-0a1b2c3d-1280")
    await it.db.write(lambda tx: albums.set_cover(tx, album, work.id, it.clock()))
    squares, shelf, page, album_page = [(await browser.page(each)).text for each in pages]
    base = f"/media/{owned.media.id}"
    assert f'src="{base}/1x1-0a1b2c3d-1280.jpg"' in squares
    assert f'src="{base}/4x3-0a1b2c3d-1280.jpg"' in shelf
    for text in (page, album_page):
        assert f'property="og:image" content="{it.config.instance.origin}{base}/16x9-0a1b2c3d-1280.jpg"' in text
    assert f'src="{base}/640.webp"' in page, "the work's own page shows it whole"
    assert "Pages here" in page
    assert page.count("-0a1b2c3d-") == 1
