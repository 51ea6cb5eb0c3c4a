"""Publishing, editing, deleting; who sees what; what a visitor finds on the page of a work."""

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.support import album, paint
from tests.support.browser import House, Person, Visits

WORDS = "Drawn on the *night* ferry.\n\n- ink\n- salt\n\n[The harbour](https://harbour.example/)"


def files(*seeds: int) -> list[FilePayload]:
    return [{"name": f"ferry-{seed}.jpg", "mimeType": "image/jpeg", "buffer": album.jpeg(seed)} for seed in seeds]


@pytest.fixture
def artist(house: House) -> Person:
    return unasked(house, "maren")


def unasked(house: House, name: str) -> Person:
    """Somebody who does not want to be asked about descriptions."""
    person = house.person(name)
    person.post("/settings/descriptions", {"wish": "never"}, page="/settings/works")
    return person


def choose(page: Page, chosen: list[FilePayload], *, scripts: bool) -> None:
    """With scripts several pictures are chosen at once; without, there is one field for each."""
    if scripts:
        page.locator("#picture1").set_input_files(chosen)
        return
    page.get_by_text("More pictures of the same work").click()
    for number, picture in enumerate(chosen, 1):
        page.locator(f"#picture{number}").set_input_files(picture)


def described(page: Page, number: int) -> Locator:
    return page.get_by_label(f"What is in picture {number}?")


def test_a_work_with_three_pictures_is_published_and_seen_by_visitors(
    house: House, visit: Visits, artist: Person, scripts: bool
) -> None:
    title = f"Night ferry {'a' if scripts else 'b'}"
    page = visit(artist)
    page.goto("/publish")
    choose(page, files(1, 2, 3), scripts=scripts)
    for number, alt in enumerate(["Lights on black water", "A rail in the rain", "A man who sleeps"], 1):
        described(page, number).fill(alt)
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Without generative AI").check()
    page.get_by_role("textbox", name="Words").fill(WORDS)
    page.get_by_label("Tags").fill("ink, sea, study")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    address = page.url

    visitor = visit()
    visitor.goto("/")
    visitor.get_by_role("link", name="Lights on black water").first.click()
    visitor.goto("/@maren")
    visitor.locator("figure", has_text=title).get_by_role("link").click()
    expect(visitor).to_have_url(address)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(title)
    expect(visitor.locator(".stage img")).to_have_count(3)
    _expect_drawn(visitor.locator(".stage img").first)
    visitor.get_by_text("Picture descriptions").click()
    expect(visitor.get_by_text("A man who sleeps")).to_be_visible()
    expect(visitor.locator(".prose em")).to_have_text("night")
    expect(visitor.locator(".prose li")).to_have_text(["ink", "salt"])
    expect(visitor.get_by_role("link", name="The harbour")).to_have_attribute("href", "https://harbour.example/")
    visitor.get_by_role("link", name="study", exact=True).click()
    expect(visitor.get_by_text(title)).to_be_visible()


def _expect_drawn(picture: Locator) -> None:
    expect(picture).to_be_visible()
    picture.evaluate("picture => picture.decode()")
    assert picture.evaluate("picture => picture.naturalWidth") > 300


def test_the_form_asks_what_matters_once_a_file_is_there(visit: Visits, artist: Person, scripts: bool) -> None:
    page = visit(artist)
    page.goto("/publish")
    question, several = page.get_by_text("Which part matters most"), page.get_by_text("choose several files at once")
    expect(question.filter(visible=True)).to_have_count(0 if scripts else 1)
    expect(several.filter(visible=True)).to_have_count(1 if scripts else 0)
    choose(page, files(1, 2), scripts=scripts)
    expect(question.nth(0)).to_be_visible()
    if scripts:
        expect(question.nth(1)).to_be_visible()
        expect(question.filter(visible=True)).to_have_count(2)


def test_a_small_picture_is_never_enlarged(house: House, visit: Visits, scripts: bool) -> None:
    name, size = ("tiny" if scripts else "wee"), (112, 84)
    small = paint.jpeg(paint.painting(3, size))
    person = house.person(name)
    person.publish("Thumbprint", (small, "A thumbprint"))
    for width in (390, 820, 1440):
        page = visit(width=width)
        for path in ("/", "/sign-in", f"/@{name}", "/artists"):
            page.goto(path)
            drawn = page.locator('main [src*="/media/"]').first
            if path != "/artists":
                expect(drawn).to_have_attribute("alt", "A thumbprint")
            else:
                drawn = page.locator(".artist", has_text=name).locator("img")
            assert drawn.evaluate("each => [each.clientWidth, each.clientHeight]") == [*size], f"{path} at {width}"
    person.publish("Print", (album.jpeg(0), "A print"))
    page = visit(width=1440)
    page.goto(f"/@{name}")
    page.locator(".rows img").evaluate_all("all => Promise.all(all.map(each => each.decode()))")
    feet = page.locator(".rows img").evaluate_all("all => all.map(each => each.getBoundingClientRect().bottom)")
    assert len(feet) == 2
    assert abs(feet[0] - feet[1]) < 1, "they stand on one line"


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    visit: Visits, artist: Person, scripts: bool
) -> None:
    page = visit(artist)
    page.goto("/publish")
    whole = album.jpeg(4)
    broken: FilePayload = {"name": "torn.jpg", "mimeType": "image/jpeg", "buffer": whole[: len(whole) // 3]}
    page.locator("#picture1").set_input_files(broken)
    described(page, 1).fill("A torn sheet")
    page.get_by_label("Title", exact=True).fill("Torn")
    page.get_by_label("Without generative AI").check()
    page.get_by_role("textbox", name="Words").fill("All of it, please.")
    page.locator('input[name="visibility"][value="followers"]').check()
    page.get_by_role("button", name="Publish").click()
    problem = page.get_by_role("alert").get_by_role("link", name="torn.jpg: This picture is damaged or incomplete.")
    expect(problem).to_have_attribute("href", "#picture1")
    expect(page.locator("#picture1")).to_have_attribute("aria-invalid", "true")
    expect(described(page, 1)).to_have_value("A torn sheet")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Torn")
    expect(page.get_by_role("textbox", name="Words")).to_have_value("All of it, please.")
    expect(page.locator('input[name="visibility"][value="followers"]')).to_be_checked()
    if scripts:
        expect(page.locator("#problems")).to_be_focused()

    text: FilePayload = {"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": b"Dear Maren,"}
    page.locator("#picture1").set_input_files(text)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("letter.jpg: This is not a picture we can read.")


def test_a_form_without_a_picture_asks_for_one(visit: Visits, artist: Person) -> None:
    page = visit(artist)
    page.goto("/publish")
    page.get_by_label("Title", exact=True).fill("Nothing")
    page.get_by_label("Without generative AI").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("picture")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Nothing")


@pytest.mark.parametrize(
    ("audience", "front", "page_of_artist", "follower"),
    [("public", True, True, True), ("quiet", False, True, True), ("followers", False, False, True)],
)
def test_each_audience_sees_what_it_may(
    house: House, visit: Visits, scripts: bool, audience: str, front: bool, page_of_artist: bool, follower: bool
) -> None:
    artist, title = unasked(house, "tomas"), f"For {audience} {'a' if scripts else 'b'}"
    reader = house.person("lotte")
    if "Following" not in reader.get("/@tomas"):
        reader.post("/follows", {"target": f"@tomas@{house.origin.removeprefix('http://')}"}, page="/home")
    page = visit(artist)
    page.goto("/publish")
    page.locator("#picture1").set_input_files(files(5))
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Without generative AI").check()
    page.locator(f'input[name="visibility"][value="{audience}"]').check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    address = page.url

    visitor, reading = visit(), visit(reader)
    visitor.goto("/")
    expect(visitor.get_by_text(title)).to_have_count(1 if front else 0)
    visitor.goto("/@tomas")
    expect(visitor.get_by_text(title)).to_have_count(1 if page_of_artist else 0)
    answer = visitor.goto(address)
    assert answer is not None
    assert answer.status == (200 if page_of_artist else 404)
    reading.goto("/home")
    expect(reading.get_by_text(title)).to_have_count(1 if follower else 0)


def test_a_work_for_one_person_is_seen_by_that_person_alone(house: House, visit: Visits, scripts: bool) -> None:
    mark = "a" if scripts else "b"
    artist, named, title = unasked(house, "tomas"), house.person(f"named_{mark}"), f"Only you {mark}"
    page = visit(artist)
    page.goto("/publish")
    page.locator("#picture1").set_input_files(files(6))
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Without generative AI").check()
    page.get_by_role("radio", name="Only people I name").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("Please name at least one person")
    page.locator("#picture1").set_input_files(files(6))
    page.locator("#named").fill(f"@named_{mark}@{house.origin.removeprefix('http://')}")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    address = page.url

    one, other = visit(named), visit(house.person("oskar"))
    # Somebody who neither follows the artist nor wrote to them is asked first.
    one.goto("/messages/requests")
    one.locator("main").get_by_role("link", name="Tomas").first.click()
    one.get_by_role("link", name=title).first.click()
    expect(one).to_have_url(address)
    expect(one.get_by_role("heading", level=1)).to_have_text(title)
    other.goto(address)
    expect(other.get_by_text("This wall is empty.")).to_be_visible()


def test_a_warning_stands_before_the_picture(visit: Visits, artist: Person, scripts: bool) -> None:
    page, warning = visit(artist), f"Spiders {'a' if scripts else 'b'}"
    page.goto("/publish")
    page.locator("#picture1").set_input_files(files(7))
    page.get_by_label("Title", exact=True).fill("Eight legs")
    page.get_by_label("Without generative AI").check()
    page.get_by_text("Content warning, language").click()
    page.get_by_label("Content warning", exact=False).and_(page.locator("#warning")).fill(warning)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Eight legs")
    address = page.url
    visitor = visit()
    visitor.goto("/")
    expect(visitor.locator("figure", has_text=warning).locator("img")).to_have_count(0)
    visitor.goto(address)
    expect(visitor.locator(".stage img")).to_be_hidden()
    visitor.get_by_text("Show the picture").click()
    expect(visitor.locator(".stage img")).to_be_visible()


def test_a_work_is_edited_and_then_deleted_after_a_question(visit: Visits, artist: Person, scripts: bool) -> None:
    title = f"First name {'a' if scripts else 'b'}"
    path = artist.publish(title, (album.jpeg(8), "Before"))
    page = visit(artist)
    page.goto(path)
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page.get_by_label("Title", exact=True)).to_have_value(title)
    page.get_by_label("Title", exact=True).fill("Second name")
    page.get_by_label("What is in picture 1?").fill("After")
    page.get_by_label("Tags").fill("gouache")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second name")
    expect(page.locator(".stage img")).to_have_attribute("alt", "After")
    expect(page.get_by_role("link", name="gouache")).to_be_visible()

    page.get_by_role("link", name="Delete", exact=True).click()
    expect(page.get_by_text("It cannot be brought back.")).to_be_visible()
    page.get_by_role("link", name="Keep it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second name")
    page.get_by_role("link", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Second name")).to_have_count(0)
    visitor = visit()
    visitor.goto(path)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("This wall is empty.")


def test_chosen_pictures_are_shown_before_they_are_sent(visit: Visits, artist: Person, scripts: bool) -> None:
    """A comfort of the script: without it the field itself names the file."""
    page = visit(artist)
    page.goto("/publish")
    page.locator("#picture1").set_input_files(files(9))
    preview = page.locator("[data-view]").first
    expect(preview).to_be_visible() if scripts else expect(preview).to_be_hidden()
    expect(page.locator("#picture1")).to_have_value(r"C:\fakepath\ferry-9.jpg")
    if scripts:
        expect(preview).to_contain_text("ferry-9.jpg")


def test_a_picture_is_served_whole_and_its_private_file_is_not(house: House, visit: Visits, artist: Person) -> None:
    path = artist.publish("Whole", (album.jpeg(10), "All of it"))
    page = visit()
    page.goto(path)
    box = page.locator(".stage img").bounding_box()
    assert box is not None
    width, height = album.SHAPES[10 % len(album.SHAPES)]
    assert box["width"] / box["height"] == pytest.approx(width / height, rel=0.01)
    served = page.locator(".stage img").evaluate("picture => picture.currentSrc")
    assert page.request.get(served).ok
    originals = [p for p in Path(house.config.parent).rglob("*") if p.is_file() and p.read_bytes() == album.jpeg(10)]
    assert len(originals) == 1, "the original is kept, once, as it came"
    assert page.request.get(f"{house.origin}/media/{originals[0].name}").status == 404
