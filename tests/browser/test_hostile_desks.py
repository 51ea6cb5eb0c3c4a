"""Hostile text (see `test_hostile_text`) in jobs, applications, albums, messages, credits and licences."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.support import album, browser, browser_jobs
from tests.support.browser import House, Visits
from tests.support.hostile import CHOSEN, MARKDOWN, cut, expect_harmless

LINES = [" ".join(each.split()) for each in CHOSEN]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server of its own: nobody else should have to read this."""
    with browser.serving(tmp_path_factory.mktemp("desks")) as running:
        yield running


@pytest.fixture
def visit(chromium: Browser, house: House) -> Iterator[Visits]:
    visits = Visits(chromium, house)
    yield visits
    complaints = visits.complaints()
    visits.close()
    assert complaints == []


def test_jobs_carry_every_payload(house: House, visit: Visits) -> None:
    owner, studio = house.owner(), house.person("tomas")
    for number, words in enumerate([*cut(CHOSEN, 9_000), *cut(MARKDOWN, 9_000)]):
        line = LINES[number * 7 : number * 7 + 7]
        facts = {"start": line[0][:190], "schedule": line[1][:190], "hours": line[2][:190], "town": line[3][:190]}
        job = browser_jobs.post(studio, owner, title=line[4][:110], description=words, **facts)
        expect_harmless(visit(), job, f"{job}/leave", "/jobs")
        expect_harmless(visit(studio), job, f"{job}/edit", f"{job}/applicants")
    for text in LINES[::30]:
        studio.post("/jobs/searches", {"query": f"q={text[:60]}"}, page="/jobs")
    expect_harmless(visit(studio), "/jobs/searches")
    waiting = browser_jobs.post(
        studio, None, title=LINES[9][:110], description="We send a cheque; return the difference."
    )
    expect_harmless(visit(owner), "/admin/jobs")
    expect_harmless(visit(studio), waiting)
    owner.post(f"{job}/remove", {"reason": LINES[11][:190]}, page=job)
    expect_harmless(visit(), job, "/jobs/removed")


def test_applications_carry_payloads(house: House, visit: Visits) -> None:
    owner, studio, artist = house.owner(), house.person("tomas"), house.person("ines")
    artist.publish(CHOSEN[3][:100], (album.jpeg(9), CHOSEN[4]))
    notes = cut(CHOSEN, 2_900)
    for number, note in enumerate(notes):
        job = browser_jobs.post(studio, owner, title=f"Painter {number}", description=f"Number {number} of a series.")
        page = f"{job}/apply"
        pdf = (f"{LINES[number][:60]}.pdf", browser_jobs.PDF)
        fields = {"note": note, "rate": LINES[number][:190], "start": LINES[-number - 1][:190]}
        landed, _ = artist.upload(page, fields, [("pdf", *pdf)])
        sent = urlsplit(landed).path
        assert sent.startswith("/applications/"), landed
        expect_harmless(visit(artist), sent, "/applications")
        expect_harmless(visit(studio), sent, f"{job}/applicants", "/notifications")


def test_albums_credits_and_licences_carry_payloads(house: House, visit: Visits) -> None:
    artist = house.person("maren")
    for number, words in enumerate(cut(CHOSEN, 1_900)[:6]):
        landed, _ = artist.post("/albums", {"title": LINES[number][:90], "words": words}, page="/albums/new")
        path = urlsplit(landed).path.removesuffix("/edit")
        expect_harmless(visit(), path, "/@maren/albums")
        expect_harmless(visit(artist), f"{path}/edit")
    for number in range(0, 150, 30):
        named_people = "\n".join(f"{line[:80].replace(',', ' ')}, {line[:60]}" for line in LINES[number : number + 6])
        named = {"licence": "own", "licence_name": LINES[number][:110], "licence_address": "https://licence.example/?x"}
        work = artist.publish(
            f"Credited {number}", (album.jpeg(8), "A pier"), credits=named_people, termed="1", **named
        )
        expect_harmless(visit(), work)
        expect(visit().locator("body")).to_be_visible()
        expect_harmless(visit(artist), f"{work}/edit")


def test_messages_carry_every_payload(house: House, visit: Visits) -> None:
    sender, reader = house.person("ines"), house.person("maren")
    for text in cut(CHOSEN, 4_500):
        sender.post("/messages", {"people": "@maren", "text": text}, page="/messages/new")
    expect_harmless(visit(reader), "/messages", "/notifications")
    for page in (visit(reader), visit(sender)):
        page.goto("/messages")
        for path in page.locator("main a[href^='/messages/']").evaluate_all("all => all.map(each => each.pathname)"):
            if path != "/messages/new":
                expect_harmless(page, path)
