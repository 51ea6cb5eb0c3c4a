"""Stating how a work was made, and a film that lives elsewhere: nothing is asked of the other site before."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, Request, Route, expect

from tests.support import paint
from tests.support.browser import House, Visits

FILM = "https://youtu.be/dQw4w9WgXcQ"
PLAYER = "https://www.youtube-nocookie.com/"


def test_everything_stated_in_the_form_stands_on_the_page(house: House, visit: Visits, scripts: bool) -> None:
    artist = house.person(f"stating_{'a' if scripts else 'b'}")
    page = visit(artist)
    page.goto("/publish")
    file = FilePayload(name="quay.jpg", mimeType="image/jpeg", buffer=paint.jpeg(paint.painting(41, (900, 600))))
    page.get_by_label("File of picture 1", exact=True).set_input_files(file)
    page.locator("#alt1").fill("A quay")
    page.get_by_label("Title", exact=True).fill("Quay")
    page.get_by_label("Without generative AI").check()
    page.get_by_text("Technique, subject, year").click()
    page.get_by_label("Technique").fill("Oil, linocut")
    page.get_by_label("Year optional").fill("1987")
    page.get_by_text("Licence", exact=True).click()
    page.get_by_label("What others may do with it").select_option("CC BY 4.0")
    page.get_by_text("Films and 3D models").click()
    page.get_by_label("Addresses, one a line").fill("https://example.org/film")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("We cannot show “https://example.org/film”").first).to_be_visible()
    expect(page.get_by_label("Technique")).to_have_value("Oil, linocut")
    expect(page.get_by_text("quay.jpg").first).to_be_visible()
    page.get_by_label("Addresses, one a line").fill(f"{FILM} Making of")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quay")
    for words in ("No generative AI, the artist states", "Oil, linocut", "1987", "CC BY 4.0"):
        expect(page.get_by_role("complementary").get_by_text(words, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Making of")).to_be_visible()


@pytest.fixture
def asked() -> list[str]:
    """What was asked of the other site."""
    return []


def test_a_film_is_fetched_only_once_somebody_plays_it(
    house: House, visit: Visits, asked: list[str], scripts: bool
) -> None:
    artist = house.person(f"film_{'a' if scripts else 'b'}")
    picture = (paint.jpeg(paint.painting(42, (900, 600))), "A quay")
    path = artist.publish("Quay, filmed", picture, stated="1", films=f"{FILM} Making of", process="human")
    page = visit(None)

    def player(route: Route, request: Request) -> None:
        asked.append(request.url)
        route.fulfill(content_type="text/html", body="<!doctype html><title>Player</title><p>A film plays here.</p>")

    page.context.route(f"{PLAYER}**", player)
    page.goto(path)
    expect(page.get_by_role("link", name="Making of")).to_be_visible()
    assert asked == []
    with visit.leaving(page):
        page.get_by_role("link", name="Making of").click()
        expect(page.frame_locator("iframe.film").get_by_text("A film plays here.")).to_be_visible()
    assert [address.partition("?")[0] for address in asked] == [f"{PLAYER}embed/dQw4w9WgXcQ"]
    if scripts:
        _is_accessible(page)
    page.get_by_role("link", name="Back to the work").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quay, filmed")


def _is_accessible(page: Page) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"], "iframes": False})
    serious = [each["id"] for each in found.response["violations"] if each["impact"] in ("serious", "critical")]
    assert serious == []
