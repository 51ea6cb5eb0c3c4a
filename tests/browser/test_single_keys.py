"""Single keys: through a list, on a work, the help that tells them, and their off switch."""

from playwright.sync_api import expect

from tests.support import paint
from tests.support.browser import House, Person, Visits


def work_of(house: House, name: str) -> tuple[Person, str]:
    """An artist with two works; the page of the newer one."""
    artist = house.person(name)
    pictures = [(paint.jpeg(paint.painting(number, (600, 400))), "A sheet") for number in (71, 72)]
    artist.publish("Older sheet", pictures[0])
    return artist, artist.publish("Newer sheet", pictures[1])


def test_keys_go_through_a_list_and_act_on_a_work(house: House, visit: Visits, scripts: bool) -> None:
    name = f"keys_{'a' if scripts else 'b'}"
    artist, path = work_of(house, name)
    page = visit(house.person(f"{name}_fan"))
    page.goto(f"/@{artist.name}")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("o")
    if not scripts:
        assert page.url.endswith(f"/@{artist.name}"), "nothing happens"
        return
    page.wait_for_url(f"**{path}")
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Like").first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Like").first).not_to_have_attribute("aria-pressed", "true")
    page.keyboard.press("]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Older sheet")
    page.keyboard.press("z")
    page.wait_for_url("**/view/1")
    page.keyboard.press("Escape")
    page.wait_for_url("**/works/*")
    page.keyboard.press("/")
    page.wait_for_url("**/search")


def test_the_help_tells_every_key_and_switches_them_off(house: House, visit: Visits, scripts: bool) -> None:
    _, path = work_of(house, f"help_{'a' if scripts else 'b'}")
    page = visit(None)
    page.goto(path)
    button = page.get_by_role("button", name="Keys ?")
    assert button.count() == (1 if scripts else 0), "a button that would do nothing is not shown"
    if not scripts:
        return
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keys")
    expect(help_.get_by_text("Look closer")).to_be_visible()
    help_.get_by_label("Single keys do this").uncheck()
    help_.get_by_role("button", name="Close").click()
    page.keyboard.press("z")
    page.wait_for_timeout(300)
    assert page.url.endswith(path)
    button.click()
    help_.get_by_label("Single keys do this").check()
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    page.wait_for_url("**/view/1")


def test_keys_stay_out_of_what_one_types(house: House, visit: Visits, scripts: bool) -> None:
    artist, path = work_of(house, f"typing_{'a' if scripts else 'b'}")
    page = visit(artist)
    page.goto(path)
    field = page.get_by_role("textbox").first
    field.fill("")
    field.press_sequentially("jolly [zebra]?")
    expect(field).to_have_value("jolly [zebra]?")
    assert page.url.endswith(path)
