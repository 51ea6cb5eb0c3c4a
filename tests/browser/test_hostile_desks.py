"""Hostile text (see `test_hostile_text`) in jobs, applications, albums, messages, credits, studios and commissions."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.support import album, browser, browser_commissions, browser_jobs
from tests.support.browser import House, Visits
from tests.support.browser_commissions import DESK
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


def test_studios_carry_payloads(house: House, visit: Visits) -> None:
    founder, editor = house.person("bruno"), house.person("oskar")
    fields = {"name": LINES[0][:60], "username": "hostile", "about": "A studio.", "website": ""}
    desk = urlsplit(founder.post("/studios", fields, page="/studios")[0]).path
    founder.post(f"{desk}/members", {"handle": "oskar", "rank": "editor"}, page=desk)
    for number, words in enumerate(cut(CHOSEN, 1_900)):
        fields = {"name": LINES[number * 9][:60] or "x", "about": words, "website": ""}
        founder.post(desk, fields, page=desk)
        expect_harmless(visit(), "/@hostile")
        expect_harmless(visit(founder), desk)
    expect_harmless(visit(editor), "/studios", "/notifications")


def test_commission_desks_carry_payloads(house: House, visit: Visits) -> None:
    artist, client = house.person("tomas"), house.person("yuki")
    artist.publish("Sample", (album.jpeg(7), "A quay"))
    for number, words in enumerate(cut(CHOSEN, 700)[:12]):
        menu = {"name1": LINES[number][:70], "about1": LINES[-number - 1][:450], "price1": "10"}
        menu |= {"extra1-1": LINES[number + 20][:70], "charge1-1": "5", "usual": LINES[number + 40][:110]}
        said = {"will": words, "wont": words, "terms": words, "status": "open", "slots": "50", "currency": "EUR"}
        artist.post(DESK, {**menu, **said, "queue": "1", "do": "save"}, page=DESK)
        expect_harmless(visit(), "/@tomas/commissions", "/@tomas")
    expect_harmless(visit(artist), DESK)
    for number, words in enumerate(cut(CHOSEN, 3_900)[:3]):
        said = {"wish": words, "sources": "\n".join(LINES[number * 9 :])[:1_400], "budget": LINES[number][:110]}
        request = browser_commissions.ask(client, **said)
        assert request.startswith("/commissions/")
        expect_harmless(visit(client), request, "/commissions", "/@tomas/commissions/ask")
        expect_harmless(visit(artist), request, "/commissions/queue", "/notifications")
        artist.post(f"{request}/step", {"step": "declined", "reason": LINES[number][:400]}, page=request)
        expect_harmless(visit(client), request, "/notifications")
