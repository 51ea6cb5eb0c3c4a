"""What happens to an artist's file: said before, and accounted for afterwards, to its artist alone."""

import re
from dataclasses import replace

import pytest

from fedart.config import MediaSettings
from fedart.domain.ids import MediaId
from fedart.domain.media import Colours, Facts, Media, MediaState, Rendition
from fedart.domain.said import Said
from fedart.instance import Instance
from fedart.storage import media as pictures
from fedart.storage import said
from fedart.web import files
from tests.support import deep, paint
from tests.support.client import Client
from tests.support.instance import Studio
from tests.support.remote import settle

FACTS = Facts(
    "image/tiff", 4000, 3000, "", "#808080", 5, animated=False, size=9_000_000, frames=1, space="RGB", depth=8
)
COPIES = (
    Rendition("federation", "image/jpeg", 4000, 3000, 4_000_000, "a" * 64),
    Rendition("2048", "image/webp", 2048, 1536, 200_000, "b" * 64),
    Rendition("2048", "image/jpeg", 2048, 1536, 400_000, "c" * 64),
    Rendition("320", "image/avif", 320, 240, 5_000, "d" * 64),
)


def told(facts: Facts, *renditions: Rendition, state: MediaState = MediaState.KEPT) -> files.Account:
    picture = Media(MediaId("m1"), 1, "", (0.0, 0.0), state, "", facts, renditions or COPIES, None, "")
    found = files.account(picture)
    assert found is not None
    return found


def test_the_promise_has_the_numbers_of_this_server() -> None:
    promise = files.promise(MediaSettings(max_bytes=5_000, max_pixels=7_000_000, max_side=900))
    assert (promise.bytes, promise.megapixels, promise.side) == (5_000, 7, 900)
    assert (promise.shown, promise.federated) == (2048, 4096)
    assert "TIFF" in promise.formats


def test_every_file_is_accounted_for_the_original_first() -> None:
    account = told(replace(FACTS, profile="Display P3", colours=Colours.KEPT))
    assert account.number == 2
    assert [(c.label, c.kind, c.width, c.colours) for c in account.copies] == [
        ("Your file", "TIFF", 4000, "Display P3"),
        ("Other servers", "JPEG", 4000, "Display P3"),
        ("Pages here", "AVIF", 320, "Display P3"),
        ("Pages here", "JPEG", 2048, "Display P3"),
        ("Pages here", "WebP", 2048, "Display P3"),
    ]
    assert account.copies[0].href == "/media/m1/original"
    assert account.copies[2].href == "/media/m1/320.avif"
    assert account.notes == ("The copies keep the colour profile of your file (Display P3).",)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (replace(FACTS, colours=Colours.SRGB), ""),
        (replace(FACTS, space="CMYK", profile="Fogra39", colours=Colours.CONVERTED), "converted with its profile"),
        (replace(FACTS, space="CMYK", colours=Colours.ASSUMED), "CMYK without a colour profile"),
        (replace(FACTS, depth=16, colours=Colours.SRGB), "16 bits a channel"),
        (replace(FACTS, animated=True, frames=12, colours=Colours.SRGB), "An animation of 12 frames"),
    ],
)
def test_what_was_done_to_it_is_said(facts: Facts, words: str) -> None:
    assert words in " ".join(told(facts).notes)
    assert bool(told(facts).notes) is bool(words)


def test_an_animation_says_what_other_servers_get() -> None:
    film = Rendition("1280-moving", "image/webp", 640, 480, 1, "e" * 64)
    gif = Rendition("federation", "image/gif", 640, 480, 1, "f" * 64)
    facts = replace(FACTS, animated=True, frames=3)
    assert "first frame" in " ".join(told(facts, *COPIES, film).notes)
    both = told(facts, gif, *COPIES[1:], film)
    assert "first frame" not in " ".join(both.notes)
    assert [c.label for c in both.copies[:3]] == ["Your file", "Other servers, moving", "Pages here, moving"]


def test_pictures_of_earlier_versions_have_no_words_about_colours() -> None:
    old = Facts("image/jpeg", 10, 10, "", "#000000", 0, animated=False)
    account = told(old)
    assert {copy.colours for copy in account.copies} == {""}
    assert files.account(Media(MediaId("m"), 0, "", (0, 0), MediaState.DROPPED, "", None, (), None, "")) is None


# On pages


async def test_the_form_promises_and_offers_what_may_be_shown_unticked(client: Client, make: Studio) -> None:
    browser = await make.signed_in(client, await make.person("maren"))
    text = (await browser.page("/publish")).text
    assert "JPEG, PNG, WebP, GIF, AVIF or TIFF, or a film of up to 8 seconds and 4 MB as MP4 or WebM, up to 16" in text
    assert "40 megapixels and 32,768 pixels a side" in text
    boxes = re.findall(r'<input type="checkbox" name="said1" value="(\w+)"( checked)?>', text)
    assert boxes == [(fact.value, "") for fact in Said]


async def publish(browser: Client, make: Studio, data: bytes, *fields: tuple[str, str]) -> str:
    sent = [("csrf", await make.token(browser)), ("title", "Pier"), ("visibility", "public"), ("alt1", "A pier")]
    sent += [("process", "human"), *fields]
    answer = await browser.upload("/publish", sent, [("picture1", "pier.tif", data)])
    assert answer.status == 303
    return answer.header("location")


async def test_the_account_and_the_original_are_for_the_artist_alone(
    client: Client, it: Instance, make: Studio
) -> None:
    browser = await make.signed_in(client, await make.person("maren"))
    data = deep.tiff16(deep.ramp())
    page = await publish(browser, make, data)
    ident = (await it.db.read(lambda tx: pictures.by_work(tx, page.rpartition("/")[2])))[0].id
    mine = (await browser.page(page)).text
    assert 'id="files"' in mine
    assert "16 bits a channel" in mine
    assert f'href="/media/{ident}/original" download' in mine
    original = await browser.get(f"/media/{ident}/original")
    assert original.body == data
    other = await make.signed_in(client, await make.person("joost"))
    for visitor in (client, other):
        assert 'id="files"' not in (await visitor.page(page)).text
        assert (await visitor.get(f"/media/{ident}/original")).status == 404


async def test_smaller_copies_appear_once_they_are_made(client: Client, it: Instance, make: Studio) -> None:
    browser = await make.signed_in(client, await make.person("maren"))
    page = await publish(browser, make, deep.film("WEBP", [50, 60, 70]))
    before = (await client.page(page)).text
    assert "federation.gif 96w" in before, "it plays in what there is"
    assert 'type="image/avif"' not in before
    await settle(it)
    types = re.findall(r'<source (?:data-film media="([^"]+)" )?type="([^"]+)"', (await client.page(page)).text)
    assert types[:3] == [
        ("(prefers-reduced-motion: no-preference)", "image/webp"),
        ("", "image/avif"),
        ("", "image/webp"),
    ]


async def test_only_what_was_ticked_stands_beside_the_work(client: Client, it: Instance, make: Studio) -> None:
    browser = await make.signed_in(client, await make.person("maren"))
    data = paint.jpeg(exif=deep.camera())
    page = await publish(browser, make, data, ("said1", "camera"), ("said1", "nonsense"))
    text = (await client.page(page)).text
    assert "PENTAX K-1" in text
    assert "Samyang" not in text
    assert "33.8600" not in text
    form = (await browser.page(f"{page}/edit")).text
    assert "33.8600° S, 151.2150° E" in form
    ident = (await it.db.read(lambda tx: pictures.by_work(tx, page.rpartition("/")[2])))[0].id
    ticked = dict(re.findall(rf'name="said{ident}" value="(\w+)"( checked)?', form))
    assert [name for name, on in ticked.items() if on] == ["camera"]
    typed: dict[str, str | list[str]] = {"csrf": await make.token(browser), "title": "Pier"}
    ticks: dict[str, str | list[str]] = {f"saidasked{ident}": "1", f"said{ident}": ["lens"]}
    assert (await browser.post(f"{page}/edit", {**typed, **ticks})).status == 303
    text = (await client.page(page)).text
    assert "Samyang 85mm F1.4" in text
    assert "PENTAX" not in text
    assert (await browser.post(f"{page}/edit", typed)).status == 303
    shown = await it.db.read(lambda tx: said.shown(tx, page.rpartition("/")[2]))
    assert set(shown[ident]) == {Said.LENS}, "a form without the boxes changes nothing"
