"""Links that lead back: found where they count, and quickly on whatever a page holds."""

import time

import pytest

from fedart.wire import backlinks

ME = "https://gallery.example/@maren"


@pytest.mark.parametrize(
    "page",
    [
        f'<a rel="me" href="{ME}">me</a>',
        f"<html><head><link href='{ME}' rel='me'></head></html>",
        f"<A HREF={ME} REL=me>x</A>",
        f'<a class="x" rel="nofollow Me noopener" href=" {ME} ">x</a>',
        f'<p title="a > b"><a\nrel="me"\nhref="{ME}">x',
        f'<!-- no --><script>if (a < b) {{ "<a" }}</script><a rel=me href="{ME}">x</a>',
        f'1 < 2 <3 </p ><a rel=me href="{ME}"/>',
        '<a rel="me" href="https&#58;//gallery.example/@maren">x</a>',
    ],
)
def test_a_link_that_says_me_is_found(page: str) -> None:
    assert backlinks.of_me(page) == [ME]


@pytest.mark.parametrize(
    "page",
    [
        f'<a href="{ME}">x</a>',
        f'<a rel="mean" href="{ME}">x</a>',
        f'<!-- <a rel="me" href="{ME}"> -->',
        f'<p title=\'<a rel="me" href="{ME}">\'>x</p>',
        f'<script>\'<a rel="me" href="{ME}">\'</script>',
        f'<textarea><a rel="me" href="{ME}"></textarea>',
        f'&lt;a rel="me" href="{ME}"&gt;',
        '<a rel="me" href="/@maren">x</a>',
        '<a rel="me" href="javascript:alert(1)">x</a>',
        '<a rel="me">x</a>',
        f'<abbr rel="me" href="{ME}">x</abbr>',
        f'<a rel="me" href="{ME}',
    ],
)
def test_what_only_looks_like_one_is_not(page: str) -> None:
    assert backlinks.of_me(page) == []


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<a>", "<div>", "<!--", '<a rel="', "<a x='", "<script>", "</", "<a rel=me href=x>", '<a "', "a=b "],
)
def test_par_04_reading_a_page_takes_time_by_its_length_only(piece: str) -> None:
    started = time.perf_counter()
    backlinks.of_me((piece * (1 << 20))[: 1 << 20])
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ME, ME + "/", True),
        (ME, "https://GALLERY.example/@maren", True),
        (ME, ME + "#top", True),
        (ME, "http://gallery.example/@maren", False),
        (ME, "https://gallery.example/@Maren", False),
        (ME, "https://gallery.example.evil.example/@maren", False),
        ("", "", False),
    ],
)
def test_two_addresses_may_be_one_place(one: str, other: str, same: bool) -> None:
    assert backlinks.same_place(one, other) is same


@pytest.mark.parametrize(
    ("value", "local", "address"),
    [
        ("https://maren.example", True, "https://maren.example"),
        (" https://maren.example/a ", True, "https://maren.example/a"),
        ("see https://maren.example", True, ""),
        ("http://maren.example", True, ""),
        ("https://user@maren.example", True, ""),
        ('<a href="https://ada.example/?a=1&amp;b=2" rel="x">ada</a>', False, "https://ada.example/?a=1&b=2"),
        ('<p>My <a href="https://ada.example">page</a></p>', False, "https://ada.example"),
        ('<a href="https://a.example">a</a> <a href="https://b.example">b</a>', False, ""),
        ("https://ada.example", False, ""),
        ('<a href="mailto:a@b.example">a</a>', False, ""),
    ],
)
def test_a_field_points_to_one_page_or_none(value: str, local: bool, address: str) -> None:
    assert backlinks.address_in(value, local=local) == address
