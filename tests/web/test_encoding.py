"""Compression: of what is the same for everybody, for those who take it, and of nothing else."""

import gzip

import pytest

from fedart.instance import Instance
from fedart.web import encoding, static
from tests.support.client import BROWSER, Answer, Client
from tests.support.instance import Person, Studio


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("gzip;q=0.001", True),
        ("", False),
        ("identity", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip;q=0.0, *", False),
        ("*;q=0", False),
        ("gzip;q=0.5, identity;q=0.9", False),
        ("gzip;q=much", False),
        ("gzip;q=2", False),
        ("gzipped", False),
        ("gzip" + "," * encoding.MAX_HEADER, False),
    ],
)
def test_a_client_gets_gzip_if_it_takes_it(header: str, takes: bool) -> None:
    assert encoding.taken(header) is takes


@pytest.mark.parametrize(
    ("kind", "size", "pays"),
    [
        ("text/html; charset=utf-8", 30_000, True),
        ("application/activity+json", 30_000, True),
        ("image/svg+xml", 30_000, True),
        ("text/css", encoding.LEAST, True),
        ("text/css", encoding.LEAST - 1, False),
        ("image/webp", 30_000, False),
        ("font/woff2", 30_000, False),
        ("application/gzip", 30_000, False),
        ("", 30_000, False),
    ],
)
def test_only_text_of_some_length_is_compressed(kind: str, size: int, pays: bool) -> None:
    assert encoding.worthwhile(kind, size) is pays


def test_the_same_body_is_compressed_to_the_same_bytes() -> None:
    body = b"wall " * 1000
    once, again = encoding.compressed(body, encoding.EACH), encoding.compressed(body, encoding.EACH)
    assert once == again
    assert once[4:8] == bytes(4), "no time in the head"
    assert gzip.decompress(once) == body


async def asked(client: Client, path: str, method: str = "GET", **headers: str) -> Answer:
    given = {"accept": BROWSER, "accept-encoding": "gzip, br", **{n.replace("_", "-"): v for n, v in headers.items()}}
    return await client.request(method, path, headers=given)


@pytest.fixture
async def hung(make: Studio) -> Person:
    """An artist with a work on the wall."""
    person = await make.person("tove")
    await make.picture(person.actor, await make.work(person.actor, title="Dusk"))
    return person


@pytest.mark.parametrize("path", ["/", "/@tove", "/@tove/feed.atom", "/about"])
async def test_a_public_page_comes_compressed_and_is_the_same(client: Client, hung: Person, path: str) -> None:
    for _ in range(2):
        small = await asked(client, path)
        plain = await asked(client, path, accept_encoding="identity")
        assert small.status == plain.status == 200
        assert (small.header("content-encoding"), plain.header("content-encoding")) == ("gzip", "")
        assert gzip.decompress(small.body) == plain.body
        assert int(small.header("content-length")) == len(small.body) < len(plain.body)
        assert int(plain.header("content-length")) == len(plain.body)
        assert "Accept-Encoding" in small.header("vary")
        assert small.header("vary") == plain.header("vary")
        assert small.header("etag") != plain.header("etag")
        assert small.header("content-type") == plain.header("content-type")
        assert len(small.all("vary")) == len(small.all("etag")) == len(small.all("content-length")) == 1


async def test_a_document_for_other_servers_comes_compressed(client: Client, hung: Person) -> None:
    small = await asked(client, hung.actor.uri, accept="application/activity+json")
    plain = await client.document(hung.actor.uri)
    assert small.header("content-encoding") == "gzip"
    assert gzip.decompress(small.body) == plain.body
    signed = await asked(client, hung.actor.uri, accept="application/activity+json", signature="x")
    assert not signed.header("content-encoding")


async def test_head_says_what_get_would(client: Client, hung: Person) -> None:
    for path in ("/@tove", static.url("site.css")):
        for coding in ("gzip", "identity"):
            head = await asked(client, path, "HEAD", accept_encoding=coding)
            got = await asked(client, path, accept_encoding=coding)
            assert head.status == got.status == 200
            assert head.headers == got.headers
    shelved = await asked(client, "/@tove", "HEAD")
    assert shelved.body == b""


async def test_each_form_is_known_by_its_own_etag(client: Client, hung: Person) -> None:
    for path in ("/@tove", static.url("site.css")):
        small = await asked(client, path)
        known = await asked(client, path, if_none_match=small.header("etag"))
        assert (known.status, known.body, known.header("content-encoding")) == (304, b"", "")
        assert known.header("etag") == small.header("etag")
        assert "Accept-Encoding" in known.header("vary")
        other = await asked(client, path, accept_encoding="identity", if_none_match=small.header("etag"))
        assert (other.status, other.header("content-encoding")) == (200, "")


async def test_static_text_is_compressed_for_everybody_and_fonts_are_not(client: Client, browser: Client) -> None:
    font = "/static/fonts/libre-franklin-latin-wght-normal.woff2"
    for visitor in (client, browser):
        sheet = await asked(visitor, static.url("site.css"))
        assert sheet.header("content-encoding") == "gzip"
        assert sheet.header("vary") == "Accept-Encoding"
        assert "immutable" in sheet.header("cache-control")
        assert int(sheet.header("content-length")) == len(sheet.body)
        assert gzip.decompress(sheet.body) == (static.folder() / "site.css").read_bytes()
        letters = await asked(visitor, font)
        assert (letters.status, letters.header("content-encoding"), letters.header("vary")) == (200, "", "")


async def test_a_part_of_a_static_file_is_never_a_part_of_its_compressed_form(client: Client) -> None:
    part = await asked(client, static.url("site.css"), range="bytes=0-99")
    assert (part.status, part.header("content-range")) == (200, "")
    assert gzip.decompress(part.body) == (static.folder() / "site.css").read_bytes()


async def test_web_08_what_one_person_sees_is_never_compressed(
    it: Instance, client: Client, browser: Client, hung: Person
) -> None:
    for path in ("/@tove", "/", "/home", "/settings/profile", "/search?q=dusk"):
        own = await asked(browser, path)
        assert own.status == 200
        assert own.header("content-encoding") == ""
    assert 'name="csrf"' in (await asked(browser, "/settings/profile")).text
    assert (await asked(client, "/@tove")).header("content-encoding") == "gzip", "the same page, asked for by anybody"
    with_token = await asked(client, "/sign-in")
    assert 'name="csrf"' in with_token.text
    assert with_token.header("content-encoding") == ""


async def test_errors_and_pictures_stay_as_they_are(client: Client, make: Studio, hung: Person) -> None:
    work = await make.work(hung.actor, title="Noon")
    owned = await make.picture(hung.actor, work)
    missing = await asked(client, "/@nobody")
    assert (missing.status, missing.header("content-encoding")) == (404, "")
    rendition = owned.media.renditions[0]
    picture = await asked(client, f"/media/{owned.media.id}/{rendition.file_name}")
    assert picture.header("content-encoding") == ""
    assert "Accept-Encoding" not in picture.header("vary")
