"""What templates may do with a value."""

from dataclasses import replace

import pytest

from fedart.domain.crop import Shape
from fedart.domain.ids import MediaId
from fedart.domain.media import Facts, Media, MediaState, Rendition
from fedart.web import filters, walls

NOW = 1_795_293_940_000  # 21 November 2026, 22:05:40 UTC
MINUTE, HOUR, DAY = filters.MINUTE, filters.HOUR, filters.DAY


def rendition(name: str, mime: str, width: int, height: int) -> Rendition:
    return Rendition(name, mime, width, height, 1, "ab")


def media(*renditions: Rendition, alt: str = "", facts: Facts | None = None) -> Media:
    return Media(MediaId("m1"), 0, alt, (0.0, 0.0), MediaState.KEPT, "", facts, renditions, None, "")


BOTH = media(
    rendition("320", "image/jpeg", 320, 240),
    rendition("320", "image/webp", 320, 240),
    rendition("640", "image/jpeg", 640, 480),
    rendition("640", "image/webp", 640, 480),
    rendition("federation", "image/jpeg", 4096, 3072),
)


def test_times_are_told_in_utc() -> None:
    assert filters.iso(NOW) == "2026-11-21T20:45:40Z"
    assert filters.day(NOW) == "21 November 2026"
    assert filters.moment(NOW) == "21 November 2026, 20:45 UTC"
    assert filters.year(NOW) == "2026"


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (-5 * MINUTE, "now"),
        (59_000, "now"),
        (MINUTE, "1 min"),
        (59 * MINUTE, "59 min"),
        (HOUR, "1 h"),
        (23 * HOUR, "23 h"),
        (DAY, "1 d"),
        (6 * DAY, "6 d"),
        (7 * DAY, "14 November 2026"),
    ],
)
def test_a_byline_says_how_long_ago(past: int, words: str) -> None:
    assert filters.ago(NOW - past, NOW) == words


@pytest.mark.parametrize(
    ("past", "words"), [(0, "Today"), (20 * HOUR, "Today"), (21 * HOUR, "Yesterday"), (2 * DAY, "19 November 2026")]
)
def test_a_heading_names_the_day(past: int, words: str) -> None:
    assert filters.when(NOW - past, NOW) == words


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("<p>a &lt;b&gt; &amp; c</p>", "a <b> & c"),
        ("  <br> ", ""),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_html_becomes_plain_text(html: str, text: str) -> None:
    assert filters.plain(html) == text


def test_numbers_are_written_for_people() -> None:
    assert filters.count(1204) == "1,204"
    assert (filters.size(500_000), filters.size(16 * 1_048_576)) == ("488 KB", "16 MB")
    assert (filters.mark(0.9444), filters.mark(None)) == ("0.94", "")
    assert [filters.mark(value) for value in (0.0, 0.0049, 0.005, 0.9949, 0.995, 1.0)] == [
        "under 0.01",
        "under 0.01",
        "0.01",
        "0.99",
        "over 0.99",
        "over 0.99",
    ]
    assert (filters.position(0.5), filters.position(-1), filters.position(2)) == ("50%", "0%", "100%")
    assert filters.groups_of_four("7be109c45a") == "7be1 09c4 5a"


def test_a_srcset_lists_one_type_from_small_to_large_without_the_federation_file() -> None:
    assert filters.sources(BOTH).modern == (("image/webp", "/media/m1/320.webp 320w, /media/m1/640.webp 640w"),)
    assert filters.sources(BOTH).srcset == "/media/m1/320.jpg 320w, /media/m1/640.jpg 640w"
    only = filters.sources(media(rendition("320", "image/webp", 320, 240)))
    assert (only.modern, only.src, only.srcset) == ((), "/media/m1/320.webp", "/media/m1/320.webp 320w")


def test_browsers_without_avif_get_the_webp_of_a_picture_that_has_nothing_else() -> None:
    found = filters.sources(media(rendition("320", "image/avif", 320, 240), rendition("640", "image/webp", 640, 480)))
    assert (found.src, found.modern) == ("/media/m1/640.webp", ())


@pytest.mark.parametrize(
    ("width", "address"), [(100, "/media/m1/320.jpg"), (500, "/media/m1/640.jpg"), (9000, "/media/m1/640.jpg")]
)
def test_a_source_is_the_smallest_that_suffices(width: int, address: str) -> None:
    assert filters.source(BOTH, width) == address


def test_a_picture_without_renditions_has_no_address() -> None:
    bare = media()
    assert (filters.source(bare), filters.largest(bare)) == ("", None)
    assert filters.sources(bare) == filters.Sources(("", ""), (), "", "")
    assert filters.extent(bare) == (4, 3)
    facts = Facts("image/png", 30, 20, "", "#808080", 7, animated=False)
    assert filters.extent(media(facts=facts)) == (30, 20)


def test_the_extent_is_what_a_page_may_show_without_enlarging() -> None:
    assert filters.extent(BOTH) == (640, 480)
    best = filters.largest(BOTH)
    assert best is not None
    assert best.width == 640


def test_a_frame_takes_the_pictures_own_grey() -> None:
    facts = Facts("image/png", 30, 20, "", "#808080", 2, animated=False)
    assert (filters.lightness(media(facts=facts)), filters.lightness(media())) == (2, 8)


@pytest.mark.parametrize(
    ("alt", "title", "text"),
    [("A ferry", "Dusk", "A ferry"), ("", "Dusk", "Dusk"), ("", "", "Untitled picture")],
)
def test_a_picture_always_has_a_name(alt: str, title: str, text: str) -> None:
    assert filters.described(media(alt=alt), title) == text


@pytest.mark.parametrize(
    ("own", "frame", "said"),
    [
        ((2048, 1024), (2000, 1000), (2000, 1000)),
        ((112, 84), (1333, 1000), (112, 84)),
        ((112, 84), (100, 75), (100, 75)),
        ((640, 2560), (300, 1000), (300, 1200)),
        ((2048, 256), (5000, 1000), (2048, 256)),
    ],
    ids=["large", "small", "small in a smaller frame", "longer than rows hold", "wider than rows hold"],
)
def test_a_frame_neither_enlarges_nor_squeezes_its_picture(
    own: tuple[int, int], frame: tuple[int, int], said: tuple[int, int]
) -> None:
    assert walls.framed(media(rendition("2048", "image/webp", *own)), *frame) == said


def test_covers_say_their_width_beside_a_height_of_a_thousand() -> None:
    assert [width for _, width in walls.covers([BOTH, media()])] == [1333, 1333]


def test_smaller_types_are_offered_first_and_only_when_they_reach_the_largest_size() -> None:
    both = (
        rendition("640", "image/jpeg", 640, 480),
        rendition("320", "image/jpeg", 320, 240),
        rendition("640", "image/webp", 640, 480),
        rendition("federation", "image/jpeg", 4096, 3072),
    )

    def offered(*more: Rendition) -> list[str]:
        return [kind for kind, _ in filters.sources(media(*both, *more)).modern]

    assert offered() == ["image/webp"]
    small = rendition("480", "image/avif", 480, 360)
    assert offered(small) == ["image/webp"]
    assert offered(small, rendition("640", "image/avif", 640, 480)) == ["image/avif", "image/webp"]
    whole = media(*both, rendition("640", "image/avif", 640, 480), small)
    found = filters.sources(whole)
    assert found.modern[0] == ("image/avif", "/media/m1/480.avif 480w, /media/m1/640.avif 640w")
    assert found.src == filters.source(whole) == "/media/m1/640.jpg"
    best = filters.largest(whole)
    assert best is not None
    assert best.mime == "image/jpeg"


def test_an_animation_plays_in_what_is_there_for_pages() -> None:
    still = (rendition("640", "image/jpeg", 640, 480), rendition("640", "image/webp", 640, 480))
    gif = rendition("federation", "image/gif", 500, 375)
    film = (rendition("1280-moving", "image/webp", 640, 480), rendition("640-moving", "image/webp", 320, 240))
    assert filters.sources(media(*still)).film == ("", "")
    assert filters.sources(media(*still, gif)).film == ("image/gif", "/media/m1/federation.gif 500w")
    found = filters.sources(media(*still, gif, *film))
    assert found.film == ("image/webp", "/media/m1/640-moving.webp 320w, /media/m1/1280-moving.webp 640w")
    assert found.modern == (("image/webp", "/media/m1/640.webp 640w"),)


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ("100vw", "min(100vw, 82vh * 1.333)"),
        (
            "(min-width: 64rem) 54rem, 100vw",
            "(min-width: 64rem) min(54rem, 82vh * 1.333), min(100vw, 82vh * 1.333)",
        ),
    ],
)
def test_a_picture_of_limited_height_says_how_wide_that_makes_it(sizes: str, said: str) -> None:
    assert filters.within(sizes, BOTH, "82vh") == said


CLEAR = Facts("image/png", 300, 400, "", "#ffffff", 9, animated=False, clear=True)


@pytest.mark.parametrize(
    ("shown", "tenths"),
    [
        (media(rendition("320", "image/jpeg", 240, 320), facts=CLEAR), 7),
        (media(rendition("320", "image/jpeg", 240, 320), rendition("federation", "image/png", 300, 400)), 7),
        (media(rendition("320", "image/jpeg", 320, 40), rendition("federation", "image/webp", 3200, 400)), 20),
        (media(rendition("320", "image/jpeg", 20, 320), facts=CLEAR), 1),
        (BOTH, 0),
        (media(), 0),
    ],
)
def test_a_picture_with_transparency_is_known_wherever_it_is_shown(shown: Media, tenths: int) -> None:
    assert filters.plated(shown) == tenths
    part = replace(shown, renditions=(*shown.renditions, rendition("1x1-0a1b2c3d-320", "image/jpeg", 320, 320)))
    assert (filters.plated(filters.cropped(part, Shape.SQUARE)) == 10) == (shown.facts is CLEAR), (
        "of before 0.5: unknown"
    )
