"""What attackers write (THREATS XSS) in every field that people or other servers fill, shown in a real browser.

A payload works when it opens a dialog, makes an element that nobody should be able to make, asks another server for
something, or has the browser report a breach of the content security policy. None may.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.support import album, browser, browser_peer
from tests.support.blocks import text_png
from tests.support.browser import House, Person, Visits
from tests.support.browser_cast import identity
from tests.support.browser_peer import Stranger
from tests.support.hostile import CHOSEN, FORBIDDEN, MARKDOWN, cut, expect_harmless


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server of its own: nobody else should have to read this."""
    with browser.serving(tmp_path_factory.mktemp("hostile")) as running:
        yield running


@pytest.fixture(scope="module")
def stranger() -> Iterator[Stranger]:
    with browser_peer.elsewhere() as running:
        yield running


@pytest.fixture
def visit(chromium: Browser, house: House) -> Iterator[Visits]:
    visits = Visits(chromium, house)
    yield visits
    complaints = visits.complaints()
    visits.close()
    assert complaints == []


def test_the_detector_of_this_module_sees_what_a_payload_would_make(chromium: Browser, house: House) -> None:
    """The control: the same page with holes in it is caught."""
    visits = Visits(chromium, house)
    page = visits()
    page.goto("/about")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<b onclick=alert(1)>x</b>')")
    assert page.evaluate(FORBIDDEN) == ["B onclick=alert(1)"]
    page.locator("main b[onclick]").click()
    assert any("Content Security Policy" in complaint for complaint in visits.complaints())
    page.evaluate("alert(1)")
    assert visits.complaints()[-1] == "a dialog: 1"
    visits.close()


def test_the_collection_is_large_enough() -> None:
    assert len(set(CHOSEN)) >= 150


def test_words_of_a_work_carry_every_payload(house: House, visit: Visits) -> None:
    artist, page = house.person("maren"), visit()
    for number, text in enumerate([*cut(CHOSEN, 4_500), *cut(MARKDOWN, 4_500)]):
        # The words of the work, and those between its pictures; the name of a film below one stands there as well.
        film = f"https://vimeo.com/76979871 {' '.join(text.split())[:150]}"
        path = artist.publish(f"Words {number}", (album.jpeg(1), "A picture"), text=text, before1=text, film1=film)
        expect_harmless(page, path)
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Words {number}")
    edit = visit(artist)
    expect_harmless(edit, f"{path}/edit", "/home")


def test_titles_tags_warnings_and_descriptions_carry_every_payload(house: House, visit: Visits) -> None:
    artist, paths = house.person("tomas"), []
    for at in range(0, len(CHOSEN), 10):
        text = CHOSEN[at : at + 10]
        one_line = [" ".join(each.split()) for each in text]
        pictures = [(album.jpeg(2), each) for each in text]
        paths.append(artist.publish(one_line[0][:100], *pictures[:3], warning="", tags=", ".join(one_line)))
        artist.publish("Warned", (album.jpeg(3), text[-1]), warning=one_line[-1][:100])
    page = visit()
    expect_harmless(page, *paths, "/", "/works", "/artists", "/@tomas")
    expect_harmless(visit(artist), f"{paths[0]}/edit", f"{paths[0]}/delete")


@pytest.mark.parametrize("part", range(8))
def test_profiles_carry_every_payload(house: House, visit: Visits, part: int) -> None:
    name = "yuki"
    artist, share = house.person(name), CHOSEN[part::8]
    lines = {
        f"{half}{n}": (share + share)[n * 2 + at][:50]
        for n in range(1, 5)
        for at, half in enumerate(("label", "value"))
    }
    fields = {"name": share[0][:90], "bio": "\n\n".join(share)[:1_900], **lines, "discoverable": "1", "syndicated": "1"}
    landed, _ = artist.upload("/settings/profile", fields, [])
    assert landed.endswith("?saved")
    work = artist.publish(f"By a stranger name {part}", (album.jpeg(4), "A picture"))
    house.person("tomas").post(f"{work}/reply", {"text": "\n\n".join(share)[:4_500]}, page=work)
    artist.post(f"{work}/reply", {"text": "Own words."}, page=work)
    expect_harmless(visit(), f"/@{name}", work, "/", "/artists", "/works")
    expect_harmless(visit(artist), "/settings/profile", "/notifications", "/home")
    expect_harmless(visit(house.person("tomas")), "/notifications")


def test_headlines_cvs_and_pages_carry_every_payload(house: House, visit: Visits) -> None:
    artist, page = house.person("wanda"), visit()
    artist.publish("Quay", (album.jpeg(6), "A picture"), stated="1", software=CHOSEN[5][:40])
    lines = [" ".join(each.split()) for each in CHOSEN]
    for text in lines[::6]:
        said = {"headline": text[:80], "place": text[:80], "pronouns": text[:40]}
        landed, _ = artist.post("/settings/work", said, page="/settings/work")
        assert landed.endswith("?saved")
        expect_harmless(
            page, "/@wanda", "/@wanda/about", "/artists", f"/artists?{urlencode({'place': text, 'q': text})}"
        )
    for text in lines[:190]:
        entry = {"kind": "award", "began": "2020", "title": text[:200] or "x", "place": text[:120]}
        artist.post("/settings/cv", entry, page="/settings/cv")
    for number, text in enumerate([*cut(CHOSEN, 9_000), *cut(MARKDOWN, 9_000)]):
        fields = {"title": lines[number][:60] or "x", "words": text, "slug": f"page-{number}"}
        artist.post("/settings/pages", fields, page="/settings/pages/new")
        expect_harmless(page, f"/@wanda/pages/page-{number}")
    expect_harmless(page, "/@wanda/cv")
    own = visit(artist)
    expect_harmless(own, "/settings/cv", "/settings/pages", "/settings/work", "/@wanda/cv")


def test_appeals_reasons_and_notes_carry_payloads(house: House, visit: Visits) -> None:
    from_artist: Person = house.person("greta")
    held = _held(from_artist)
    from_artist.post(held, {"text": "\n".join(CHOSEN)[:1_900]})
    owner = house.owner()
    owner.post("/admin/invites", {"role": "artist", "note": CHOSEN[4][:150]})
    desk = visit(owner)
    expect_harmless(desk, "/admin/appeals", "/admin/withheld", "/admin/invites")
    desk.goto("/admin/appeals")
    desk.locator(".queue a.hit").first.click()
    expect(desk).to_have_url(re.compile("/admin/withheld/"))
    record = urlsplit(desk.url).path
    expect_harmless(desk, record)
    desk.locator("[data-decide]").get_by_text("Release").click()
    desk.get_by_label("In your own words").fill("\n".join(CHOSEN[20:60])[:900])
    desk.get_by_role("button", name="Decide").click()
    expect(desk.get_by_text(re.compile("Released( by|:)")).first).to_be_visible()
    expect_harmless(desk, record, f"{record}?done={record.rpartition('/')[2]}")
    expect_harmless(visit(from_artist), held, "/notifications", "/held")


def _held(artist: Person) -> str:
    """Publish something that waits; its title, file name and evidence are hostile too."""
    data = text_png(parameters=f"{CHOSEN[0]}{CHOSEN[7]}\nNegative prompt: {CHOSEN[8]}\n{A1111}")
    return artist.publish(CHOSEN[7][:100], (data, CHOSEN[8]))


A1111 = "Steps: 25, Sampler: DPM++, CFG scale: 7, Seed: 1234567, Size: 512x768, Model: <img src=x onerror=alert(1)>"


def test_posts_and_profiles_of_other_servers_carry_every_payload(
    house: House, visit: Visits, stranger: Stranger
) -> None:
    artist = house.person("maren")
    stranger.name, stranger.bio = CHOSEN[0], "".join(CHOSEN[:100])
    stranger.introduce([(CHOSEN[n], CHOSEN[n + 1]) for n in range(0, 8, 2)])
    work = artist.publish("Asked", (album.jpeg(5), "A question"))
    uri = identity(artist.get(work))
    stranger.send(house.origin, {"type": "Follow", "object": identity(artist.get("/@maren"))})
    for at in range(0, len(CHOSEN), 20):
        hostile = "".join(f"<p>{text}</p>" for text in CHOSEN[at : at + 20])
        note = stranger.note(f"<p>Number {at}.</p>{hostile}", inReplyTo=uri, summary=CHOSEN[at] if at == 20 else None)
        stranger.create(house.origin, {key: value for key, value in note.items() if value is not None})
    last = stranger.note("<p>The last of them.</p>", inReplyTo=uri)
    stranger.create(house.origin, last)
    artist.wait_for(work, "The last of them.")
    artist.wait_for("/notifications", "The last of them.")
    expect_harmless(visit(), work)
    page = visit(artist)
    expect_harmless(page, work, "/notifications")
    page.goto(work)
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
    expect_harmless(page, work)
