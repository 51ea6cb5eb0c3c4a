"""Albums as documents, and the words that tell of one."""

import pytest

from fedart.domain.album import Album, AlbumId, AlbumKind
from fedart.wire import limits, markup, render
from tests.support.samples import ADA
from tests.support.strategies import NOW, URLS

IDENT = AlbumId("3" * 26)


def album(title: str = "Ferries", source: str = "", content: str = "<p>words</p>") -> Album:
    return Album(IDENT, ADA.id, AlbumKind.ALBUM, title, source, content, False, None, 1, NOW, NOW + 1000)


def test_an_album_is_a_collection_with_name_words_cover_and_first_page() -> None:
    cover = render.PublicFile("https://fedart.test/media/1/federation.jpg", "image/jpeg", 20, 10)
    found = render.album(album(), ADA.uri, URLS, total=7, cover=cover)
    ident = f"https://fedart.test/collections/{IDENT}"
    assert found["id"] == ident
    assert found["first"] == f"{ident}?page=1"
    assert (found["type"], found["totalItems"], found["name"]) == ("OrderedCollection", 7, "Ferries")
    assert (found["attributedTo"], found["summary"]) == (ADA.uri, "<p>words</p>")
    assert found["url"] == f"https://fedart.test/albums/{IDENT}"
    assert found["image"] == {
        "type": "Image", "mediaType": "image/jpeg", "url": cover.url, "width": 20, "height": 10,
    }  # fmt: skip
    assert str(found["updated"]) > str(found["published"])


def test_an_album_without_words_or_cover_names_neither() -> None:
    found = render.album(album(content=""), ADA.uri, URLS, total=0)
    assert {"summary", "image"} & found.keys() == set()


def test_words_that_would_fill_the_document_are_shortened() -> None:
    found = render.album(album(content="<p>x</p>" * 10_000), ADA.uri, URLS, total=0)
    assert len(str(found["summary"]).encode()) <= limits.SUMMARY


def test_the_tombstone_of_an_album_says_what_it_was() -> None:
    found = render.tombstone(URLS.collection(IDENT), deleted=NOW, former="OrderedCollection")
    assert (found["type"], found["formerType"]) == ("Tombstone", "OrderedCollection")
    assert render.tombstone(URLS.object("1"))["formerType"] == "Note"


@pytest.mark.parametrize(("works", "words"), [(1, "1 work: "), (7, "7 works: ")])
def test_the_post_says_name_words_number_and_address(works: int, words: str) -> None:
    text = render.announcement(album(source="Seen from the *pier*."), URLS, works)
    assert text == f"**Ferries**\n\nSeen from the *pier*.\n\n{words}https://fedart.test/albums/{IDENT}"
    assert render.announcement(album(), URLS, works).count("\n\n") == 1


@pytest.mark.parametrize("title", ["*a* _b_ `c`", "[x](https://x.test)", "#tag @maren", "<b>&amp;", "1. a - b", "\\"])
def test_marks_in_a_name_are_only_letters(title: str) -> None:
    text = render.announcement(album(title), URLS, 1)
    shown = markup.markdown(text, {}, str)
    plain = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert f"<strong>{plain}</strong>" in shown or "x.test" in title
    assert (markup.find_tags(text), markup.find_mentions(text)) == ([], [])
