"""People of other servers: found, looked at, followed, answered; and the way from here to a visitor's own server."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.support import album, browser_peer, pictures
from tests.support.browser import WAIT_MS, House, Visits
from tests.support.browser_peer import Document, Stranger, attachment

_HOME = b'<!doctype html><link rel="icon" href="data:,"><h1>At home</h1>'


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    """A server of its own for each test: what was looked at is not looked at again for hours."""
    with browser_peer.elsewhere() as running:
        browser_peer.be_found(running)
        yield running


def _outbox(stranger: Stranger) -> list[Document]:
    """Three posts with a picture each, one of them declared as generated."""
    files = [album.jpeg(21), album.jpeg(22), pictures.with_signal("a1111-png")]
    notes = []
    for number, data in enumerate(files):
        kind = "image/png" if number == 2 else "image/jpeg"
        url = stranger.serve(f"/files/box-{number}", kind, data)
        notes.append(stranger.note(f"<p>Sheet {number}</p>", attachment=[attachment(url, f"Etching {number}", kind)]))
    browser_peer.publish_outbox(stranger, notes)
    return notes


def _see_works(page: Page, scripts: bool) -> None:
    """Wait for what is being fetched: with scripts it comes by itself, without them by the link."""
    wanted = page.get_by_text("Withheld: its file says it was generated")
    for _ in range(WAIT_MS // 250):
        if wanted.count():
            return
        if not scripts and page.get_by_role("link", name="Show what has come").count():
            page.get_by_role("link", name="Show what has come").click()
        page.wait_for_timeout(250)
    expect(wanted).to_be_visible()


def test_somebody_elsewhere_is_found_followed_and_answered(
    house: House, visit: Visits, stranger: Stranger, scripts: bool
) -> None:
    notes, reader = _outbox(stranger), house.person(f"reader_{'a' if scripts else 'b'}")
    page = visit(reader)
    page.goto("/")
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_label("What are you looking for?").fill(stranger.handle)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Elsewhere")
    expect(page.get_by_text("Etchings, far away.")).to_be_visible()
    _see_works(page, scripts)
    for number in (0, 1):
        expect(page.get_by_alt_text(f"Etching {number}")).to_be_visible()
    expect(page.get_by_alt_text("Etching 2")).to_have_count(0)

    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Asked to follow")).to_be_visible()
    follow = _received(page, stranger, "Follow")
    assert follow["object"] == stranger.uri
    stranger.send(house.origin, {"type": "Accept", "object": follow})
    _reload_until(page, "Following")

    page.get_by_alt_text("Etching 0").click()
    expect(page.get_by_alt_text("Etching 0")).to_be_visible()
    page.get_by_role("button", name="Like").click()
    page.get_by_label("Your reply").fill("The *bite* of it.")
    page.get_by_role("button", name="Reply").click()
    expect(page.locator(".comment em")).to_have_text("bite")
    created = _received(page, stranger, "Create")["object"]
    assert isinstance(created, dict)
    assert created["inReplyTo"] == notes[0]["id"]
    assert any(tag["type"] == "Mention" and tag["href"] == stranger.uri for tag in created["tag"])
    assert _received(page, stranger, "Like")["object"] == notes[0]["id"]


def _received(page: Page, stranger: Stranger, kind: str) -> Document:
    """The activity of that type that their server was sent, once it is there."""
    for _ in range(WAIT_MS // 100):
        found = [activity for activity in stranger.received if activity["type"] == kind]
        if found:
            return found[0]
        page.wait_for_timeout(100)
    raise AssertionError(f"no {kind} came: {[activity['type'] for activity in stranger.received]}")


def _reload_until(page: Page, words: str) -> None:
    for _ in range(WAIT_MS // 100):
        if page.get_by_role("button", name=words).count():
            return
        page.wait_for_timeout(100)
        page.reload()
    expect(page.get_by_role("button", name=words)).to_be_visible()


def test_what_cannot_be_found_is_said_in_words(house: House, visit: Visits, stranger: Stranger, scripts: bool) -> None:
    page = visit(house.person("seeker"))
    page.goto("/search")
    field = page.get_by_label("What are you looking for?")
    field.fill(f"@nobody@{stranger.host}")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("alert")).to_contain_text(f"Nobody called @nobody@{stranger.host} was found.")
    expect(field).to_have_value(f"@nobody@{stranger.host}")
    field.fill("a picture that nobody made")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()


def test_a_visitor_goes_on_at_their_own_server(house: House, visit: Visits, stranger: Stranger, scripts: bool) -> None:
    mark = "a" if scripts else "b"
    path = house.person(f"host_{mark}").publish(f"Quay {mark}", (album.jpeg(23), "A quay"))
    door = stranger.serve("/authorize", "text/html", _HOME)
    browser_peer.be_found(stranger, door + "?uri={uri}")
    page = visit()
    page.goto(path)
    page.get_by_text("Reply or like from your server").click()
    page.get_by_label("Your handle, or your server").fill(f"@nobody@{stranger.host}")
    page.get_by_role("button", name="Like", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("was not found")
    expect(page.get_by_label("Search for this on your server")).to_have_value(f"{house.origin}/objects/{path[-26:]}")
    page.get_by_label("Your handle, or your server").fill(stranger.handle)
    uri = quote(f"{house.origin}/objects/{path[-26:]}", safe="")
    stranger.serve(f"/authorize?uri={uri}", "text/html", _HOME)
    with visit.leaving(page):
        page.get_by_role("button", name="Like", exact=True).click()
        if not scripts:
            page.get_by_role("link", name=f"Continue at {stranger.host}").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("At home")
    assert page.url == f"{door}?uri={uri}"
    page.goto(path)
    page.get_by_text("Reply or like from your server").click()
    expect(page.get_by_label("Your handle, or your server")).to_have_value(stranger.handle if scripts else "")
    assert json.dumps(page.context.cookies()) == "[]"
