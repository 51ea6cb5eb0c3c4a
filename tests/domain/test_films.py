"""Which addresses of films and models we can show, and what a frame with them loads."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.films import Source, film, films, written

UUID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"
MODEL = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0",
        ),
        (
            "https://m.youtube.com/watch?app=x&v=dQw4w9WgXcQ&t=42s",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0&start=42",
        ),
        ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0"),
        (
            "https://youtube.com/shorts/dQw4w9WgXcQ",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0",
        ),
        ("https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789?dnt=1&autoplay=1"),
        (
            "https://vimeo.com/123456789/abcdef1234",
            "https://player.vimeo.com/video/123456789?dnt=1&autoplay=1&h=abcdef1234",
        ),
        (
            "https://player.vimeo.com/video/123456789?h=abcdef1234",
            "https://player.vimeo.com/video/123456789?dnt=1&autoplay=1&h=abcdef1234",
        ),
        (
            f"https://tube.example/videos/watch/{UUID}",
            f"https://tube.example/videos/embed/{UUID}?autoplay=1&p2p=0",
        ),
        (
            "https://tube.example/w/kkGMgK9ZtnKfYAgnEtQxbv",
            "https://tube.example/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv?autoplay=1&p2p=0",
        ),
        (
            f"https://sketchfab.com/3d-models/a-small-boat-{MODEL}",
            f"https://sketchfab.com/models/{MODEL}/embed?dnt=1&autostart=1",
        ),
        (
            f"https://sketchfab.com/models/{MODEL}/embed",
            f"https://sketchfab.com/models/{MODEL}/embed?dnt=1&autostart=1",
        ),
    ],
)
def test_a_known_address_becomes_a_frame_without_cookies_where_the_site_offers_that(address: str, frame: str) -> None:
    found = film(address)
    assert found is not None
    assert found.frame == frame
    assert frame.startswith(found.origin + "/")
    assert found.address == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "words",
        "http://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ%22%3E",
        "https://user@www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com:444/watch?v=dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://127.0.0.1/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://localhost/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://[::1]/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://tube.example;script-src/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://tube.example/w/../../evil",
        "https://vimeo.com/123456789/notahash!",
        "https://sketchfab.com/3d-models/short",
        "javascript:alert(1)",
        "https://tube.example/w/" + "k" * 600,
    ],
)
def test_anything_else_is_no_film(address: str) -> None:
    assert film(address) is None


@given(st.text(max_size=80), st.sampled_from(["https://youtu.be/", "https://tube.example/w/", "https://", ""]))
def test_whatever_is_typed_a_frame_never_leads_off_its_origin(text: str, start: str) -> None:
    found = film(start + text)
    if found is not None:
        parts = urlsplit(found.frame)
        assert (parts.scheme, parts.hostname, parts.port) == ("https", found.host, None)
        assert not set(found.host) & set(" ;,'\"*")


def test_one_line_holds_an_address_and_a_name() -> None:
    known, strange = films(
        "https://youtu.be/dQw4w9WgXcQ Making of\n\n  https://tube.example/about \nhttps://youtu.be/dQw4w9WgXcQ again\n"
        f"https://sketchfab.com/models/{MODEL}"
    )
    assert [(each.source, each.name) for each in known] == [(Source.YOUTUBE, "Making of"), (Source.SKETCHFAB, "")]
    assert strange == ["https://tube.example/about"]
    assert films(written(tuple(known))) == (known, [])
