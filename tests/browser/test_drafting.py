"""Drafts in Chromium: with scripts they keep themselves, without scripts the buttons keep the same things."""

import base64
import re

from playwright.sync_api import FilePayload, Page, Route, expect

from tests.support import album
from tests.support.browser import House, Visits

DROP = """files => {
  const carrier = new DataTransfer();
  for (const [name, base64] of files) {
    const bytes = Uint8Array.from(atob(base64), each => each.charCodeAt(0));
    carrier.items.add(new File([bytes], name, { type: "image/jpeg" }));
  }
  for (const kind of ["dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carrier }));
  }
}"""


def file(seed: int) -> FilePayload:
    return {"name": f"quay-{seed}.jpg", "mimeType": "image/jpeg", "buffer": album.jpeg(seed)}


def drop(page: Page, *seeds: int) -> None:
    page.evaluate(DROP, [[f"quay-{seed}.jpg", base64.b64encode(album.jpeg(seed)).decode()] for seed in seeds])


def title(page: Page, words: str) -> None:
    """What every work needs beside a picture."""
    page.get_by_label("Title", exact=True).fill(words)
    page.locator('input[name="process"][value="human"]').check()


def held(page: Page) -> list[str]:
    return [each.get_attribute("data-name") or "" for each in page.locator('[data-held="whole"]').all()]


def test_a_draft_is_saved_left_found_again_and_published(house: House, visit: Visits, scripts: bool) -> None:
    page = visit(house.person("runa"))
    page.goto("/publish")
    page.locator("#picture1").set_input_files(file(1))
    page.get_by_label("What is in picture 1?").fill("A quay")
    title(page, f"Quay {scripts}")
    page.get_by_role("textbox", name="Words").fill("Half a thought")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_role("status").filter(has_text="Saved as a draft")).to_be_visible()
    page.goto("/")
    page.get_by_role("link", name="Your drafts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drafts")
    line = page.locator(".drafts li", has_text=f"Quay {scripts}")
    expect(line).to_contain_text("1 picture")
    line.locator("img").evaluate("picture => picture.decode()")
    line.get_by_role("link", name="Go on").click()
    expect(page.get_by_role("textbox", name="Words")).to_have_value("Half a thought")
    assert held(page) == ["quay-1.jpg"]
    page.locator(".shotview img").evaluate("picture => picture.decode()")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Quay {scripts}")
    expect(page.locator(".stage img")).to_have_attribute("alt", "A quay")


def test_kept_pictures_are_moved_and_removed_by_buttons(house: House, visit: Visits, scripts: bool) -> None:
    page = visit(house.person("runa"))
    page.goto("/publish")
    if scripts:
        page.locator("#picture1").set_input_files([file(1), file(2), file(3)])
    else:
        page.get_by_text("More pictures of the same work").click()
        for row in (1, 2, 3):
            page.locator(f"#picture{row}").set_input_files(file(row))
    for row in (1, 2, 3):
        page.get_by_label(f"What is in picture {row}?").fill(f"alt {row}")
    title(page, f"Moved {scripts}")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.locator('[data-held="whole"]')).to_have_count(3)
    page.get_by_role("button", name="Picture 3: earlier").click()
    expect(page.get_by_label("What is in picture 2?")).to_have_value("alt 3")
    page.get_by_role("button", name="Remove picture 1").click()
    expect(page.locator('[data-held="whole"]')).to_have_count(2)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Moved {scripts}")
    assert [each.get_attribute("alt") for each in page.locator(".stage img").all()] == ["alt 3", "alt 2"]


def test_the_page_reminds_of_descriptions_once(house: House, visit: Visits) -> None:
    page = visit(house.person("runa"))
    page.goto("/publish")
    page.locator("#picture1").set_input_files(file(4))
    title(page, "Undescribed")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("1 picture has no description.")
    assert held(page) == ["quay-4.jpg"]
    page.get_by_role("button", name="Publish without").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Undescribed")


def test_a_work_is_scheduled_and_seen_in_the_calendar(house: House, visit: Visits, scripts: bool) -> None:
    page = visit(house.person("stig" if scripts else "sven"))
    page.goto("/publish")
    page.locator("#picture1").set_input_files(file(5))
    page.get_by_label("What is in picture 1?").fill("A quay")
    title(page, "Later")
    page.get_by_role("button", name="Schedule").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Publish later")
    here = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") if scripts else "UTC"
    expect(page.get_by_label("Time zone")).to_have_value(here)
    day = page.get_by_label("Day").get_attribute("min")
    assert day is not None
    year, month, rest = day.split("-")
    page.get_by_label("Day").fill(f"{int(year) + (month == '12')}-{int(month) % 12 + 1:02}-{min(int(rest), 28):02}")
    page.get_by_label("Time", exact=True).fill("18:05")
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_role("button", name="Set the time").click()
    expect(page.get_by_role("heading", name="Published later")).to_be_visible()
    expect(page.locator(".drafts li")).to_contain_text("18:05 Europe/Berlin")
    page.get_by_role("link", name="Change the time of Later").click()
    expect(page.get_by_label("Time", exact=True)).to_have_value("18:05")
    page.get_by_role("button", name="Do not publish it by itself").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Later")


def test_files_dropped_arrive_by_themselves_go_on_after_a_reload_and_words_save_themselves(
    house: House, visit: Visits, scripts: bool
) -> None:
    if not scripts:  # What the buttons do instead is told above; here the page has to stand without its scripts.
        page = visit(house.person("runa"))
        page.goto("/publish")
        expect(page.get_by_role("button", name="Save as draft")).to_be_visible()
        return
    page = visit(house.person("runa"))
    page.goto("/publish")
    page.get_by_label("Title", exact=True).press_sequentially("Drop")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    expect(page).to_have_url(re.compile(r"/drafts/[0-9a-z]{26}$"))

    sent: list[str] = []

    def second_hangs_up(route: Route) -> None:
        sent.append(route.request.url)
        if len(set(sent)) == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/drafts/*/files/*", second_hangs_up)
    with visit.leaving(page):  # Chromium writes the broken line into its console, and so it should.
        drop(page, 1, 2, 3)
        expect(page.locator('[data-held="whole"]')).to_have_count(1)
        waiting = page.locator("[data-arriving]", has_text="No connection. It goes on by itself.")
        expect(waiting).to_be_visible()
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
        page.unroute("**/drafts/*/files/*")
        page.reload()
    assert held(page) == ["quay-1.jpg"]
    expect(page.get_by_label("Title", exact=True)).to_have_value("Drop")
    expect(page.locator('[data-held="part"]')).to_contain_text("Choose the same file again")
    page.locator('input[name="process"][value="human"]').check()
    drop(page, 3, 2)
    expect(page.locator('[data-held="whole"]')).to_have_count(3)
    assert sorted(held(page)) == ["quay-1.jpg", "quay-2.jpg", "quay-3.jpg"]
    for row in (1, 2, 3):
        page.get_by_label(f"What is in picture {row}?").fill(f"alt {row}")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drop")
    expect(page.locator(".stage img")).to_have_count(3)
