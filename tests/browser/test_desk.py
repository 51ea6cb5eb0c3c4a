"""The desk by keyboard: one key and Enter for each decision, the next case comes; single keys can be switched off."""

import io
import re
import zlib

import pytest
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Page, expect

from tests.support import paint
from tests.support.browser import House, Visits


def _declared(seed: int) -> bytes:
    """A painting of its own for each seed, with a generator's note: what one test releases is new to the next."""
    note = PngInfo()
    note.add_text("parameters", f"a pier\nSteps: 25, Sampler: Euler a, CFG scale: 7, Seed: {seed}, Size: 320x240")
    out = io.BytesIO()
    paint.painting(seed).save(out, "PNG", pnginfo=note)
    return out.getvalue()


def _cases(house: House, artist: str, *names: str) -> list[str]:
    """Uploads that wait, oldest first: the paths of their records."""
    for name in names:
        house.person(artist).publish(name, (_declared(zlib.crc32(name.encode())), "A pier"))
    listed = house.owner().get("/admin/withheld")
    found = [re.search(rf'href="(/admin/withheld/\w+)"><cite dir="auto">{name}<', listed) for name in names]
    return [match[1] for match in found if match]


@pytest.fixture
def desk(house: House, visit: Visits) -> Page:
    """The owner's window."""
    return visit(house.owner())


@pytest.mark.parametrize("scripts", [True], ids=["scripts"])
def test_each_decision_is_one_key_and_enter_and_the_next_case_comes(house: House, desk: Page) -> None:
    oldest, middle, newest = _cases(house, "signe", "Keys one", "Keys two", "Keys three")
    for path, key, words, badge in (
        (newest, "k", "Released:", "Released by"),
        (middle, "d", "Not shown:", "Declined by"),
        (oldest, "l", "Marked:", "Marked by"),
    ):
        desk.goto(path)
        desk.keyboard.press(key)
        expect(desk.locator("[data-reasons] input:checked:focus")).to_have_count(1)
        desk.keyboard.press("Enter")
        expect(desk.get_by_text(badge).or_(desk.get_by_role("status").get_by_text(words)).first).to_be_visible()
        desk.goto(path)
        expect(desk.get_by_text(badge).first).to_be_visible()
        expect(desk.get_by_role("button", name="Decide")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True], ids=["scripts"])
def test_keys_turn_the_cases_and_stay_out_of_what_one_types(house: House, desk: Page) -> None:
    older, newer = _cases(house, "runa", "Turn one", "Turn two")
    desk.goto(newer)
    desk.keyboard.press("n")
    expect(desk).to_have_url(f"{house.origin}{older}")
    desk.keyboard.press("p")
    expect(desk).to_have_url(f"{house.origin}{newer}")
    desk.keyboard.press("k")
    desk.get_by_label("In your own words").fill("")
    desk.keyboard.type("dkln?")
    expect(desk.get_by_label("In your own words")).to_have_value("dkln?")
    expect(desk).to_have_url(f"{house.origin}{newer}")
    expect(desk.locator('[name="decision"][value="keep"]')).to_be_checked()


@pytest.mark.parametrize("scripts", [True], ids=["scripts"])
def test_the_keys_are_listed_and_can_be_switched_off(house: House, desk: Page) -> None:
    (case,) = _cases(house, "runa", "Quiet keys")
    desk.goto(case)
    desk.keyboard.press("Shift+?")
    expect(desk.get_by_text("Decides, and the next case comes")).to_be_visible()
    desk.get_by_label("Use single keys").uncheck()
    desk.reload()
    desk.keyboard.press("k")
    expect(desk.locator('[name="decision"]:checked')).to_have_count(0)
    expect(desk.locator(".casehead kbd:visible")).to_have_count(0)


def test_reasons_show_for_the_chosen_decision_without_scripts_too(house: House, visit: Visits, scripts: bool) -> None:
    (case,) = _cases(house, "runa", f"Reasons {'a' if scripts else 'b'}")
    page = visit(house.owner())
    page.goto(case)
    expect(page.get_by_role("button", name="Decide")).to_be_hidden()
    page.locator("[data-decide]").get_by_text("Do not show it").click()
    expect(page.get_by_role("radio", name="We looked at it and think that it was generated.")).to_be_visible()
    expect(page.get_by_role("radio", name="We looked at it and found nothing wrong.")).to_have_count(0)
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text(re.compile("Declined by|Not shown:")).first).to_be_visible()
    page.goto(case)
    expect(page.get_by_text("Declined by").first).to_be_visible()


def test_switching_the_check_off_asks_once_more(house: House, visit: Visits, scripts: bool) -> None:
    page = visit(house.owner())
    page.goto("/admin/policy")
    trusted = page.locator("#trusted")
    trusted.get_by_label("Off").check()
    trusted.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Off means that nobody looks.")).to_be_visible()
    page.get_by_role("link", name="Leave it on").click()
    expect(page.locator("#trusted").get_by_label("Label")).to_be_checked()
