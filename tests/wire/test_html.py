"""Strangers' HTML: only what XSS-02 and XSS-03 allow comes out, whatever goes in."""

import time
from html.parser import HTMLParser

import bleach
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedart.wire import html, limits
from tests.support.payloads import HREFS, PAYLOADS

REL = 'rel="nofollow noopener noreferrer ugc"'


class Inspector(HTMLParser):
    """Collects what a browser would see: tags, attributes, comments and declarations."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.others: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


def problems(cleaned: str) -> list[str]:
    """What in a piece of HTML is not on the lists of XSS-02 and XSS-03."""
    seen = Inspector()
    seen.feed(cleaned)
    seen.close()
    found = [f"tag {tag}" for tag in seen.tags - html.TAGS] + [f"markup {other}" for other in seen.others]
    for tag, name, value in seen.attributes:
        if name == "href" and tag == "a":
            found += [] if html.safe_href(value) == value else [f"href {value}"]
        elif name == "class" and tag in ("a", "span"):
            found += [] if set(value.split()) <= html.CLASSES else [f"class {value}"]
        elif (tag, name) != ("a", "rel"):
            found.append(f"attribute {name} on {tag}")
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_xss_02_no_payload_survives(payload: str) -> None:
    cleaned = html.sanitise(payload)
    assert problems(cleaned) == []
    assert html.sanitise(cleaned) == cleaned


@pytest.mark.parametrize("payload", PAYLOADS)
def test_xss_04_bleach_finds_nothing_left_to_remove(payload: str) -> None:
    cleaned = html.sanitise(payload)
    allowed = {"a": ["href", "class", "rel"], "span": ["class"]}
    second = bleach.clean(
        cleaned, tags=html.TAGS, attributes=allowed, protocols=["http", "https", "mailto"], strip=True
    )
    assert inspected(second) == inspected(cleaned)


def inspected(source: str) -> tuple[set[str], list[tuple[str, str, str]]]:
    seen = Inspector()
    seen.feed(source)
    return seen.tags, seen.attributes


def test_the_table_of_payloads_is_long_enough() -> None:
    assert len(set(PAYLOADS)) >= 120


def test_the_inspector_itself_sees_what_is_bad() -> None:
    bad = '<img src=x onerror=alert(1)><a href="javascript:x" style="a">x</a><span class="evil">y</span><!-- c -->'
    assert len(problems(bad)) >= 6
    assert problems(f'<p>fine <a href="https://a.test/" class="mention" {REL}>x</a></p>') == []


@given(
    st.lists(
        st.sampled_from([*PAYLOADS, "<", ">", '"', "'", "=", "&", "<a href=", "<p>", "</p>", " class=x "]), max_size=6
    )
)
@settings(max_examples=300)
def test_xss_02_no_mixture_of_payloads_survives(pieces: list[str]) -> None:
    assert problems(html.sanitise("".join(pieces))) == []


@given(st.text("<>/=\"' &;#xaphrefsclongimgscriptbjv:(){}\n\t", max_size=200))
@settings(max_examples=300)
def test_xss_02_no_soup_of_markup_survives(soup: str) -> None:
    assert problems(html.sanitise(soup)) == []


@pytest.mark.parametrize("href", HREFS)
def test_xss_03_a_link_that_is_not_absolute_http_or_mail_loses_its_address(href: str) -> None:
    assert html.safe_href(href) is None
    assert "href" not in html.sanitise(f'<a href="{href}">x</a>')


@pytest.mark.parametrize(
    "href",
    [
        "https://a.test/",
        "http://a.test:8080/b?c=d#e",
        "HTTPS://A.test/",
        "mailto:a.b+c@d.test",
        "https://münchen.test/ü",
    ],
)
def test_xss_03_an_absolute_link_stays_and_gets_its_rel(href: str) -> None:
    assert html.sanitise(f'<a href="{href}" target="_blank">x</a>') == f'<a href="{href}" {REL}>x</a>'


ALLOWED = [
    *[
        "<p>a</p>",
        "<p>a<br>b</p>",
        "<b>a</b>",
        "<i>a</i>",
        "<em>a</em>",
        "<strong>a</strong>",
        "<del>a</del>",
        "<u>a</u>",
    ],
    *["<ul><li>a</li></ul>", "<ol><li>a</li></ol>", "<blockquote>a</blockquote>", "<pre><code>a</code></pre>"],
    *[
        '<span class="h-card">a</span>',
        '<span class="invisible">a</span>',
        '<span class="ellipsis">a</span>',
        "a &amp; b",
    ],
]


@pytest.mark.parametrize("source", ALLOWED)
def test_xss_02_what_is_allowed_stays_as_it_is(source: str) -> None:
    assert html.sanitise(source) == source


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("<h1>Title</h1><p>a</p>", "<p><strong>Title</strong></p><p>a</p>"),
        ('<h3 class="x" id="y">Title</h3>', "<p><strong>Title</strong></p>"),
        ("<div>a</div>", "a"),
        ("<!-- hidden -->a", "a"),
        ('<p class="mention">a</p>', "<p>a</p>"),
        ('<span class="mention evil">a</span>', '<span class="mention">a</span>'),
        ("<script>alert(1)</script>a", "a"),
        ("<style>p {}</style>a", "a"),
        ("<p>open", "<p>open</p>"),
        ("a\0b", "ab"),
    ],
)
def test_the_rest_is_taken_away_and_its_text_stays(source: str, cleaned: str) -> None:
    assert html.sanitise(source) == cleaned


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("https://evil.example/", "https://bank.example/login"),
        ("https://evil.example/", "bank.example"),
        ("https://evil.example/", "www.bank.example"),
        ("https://evil.example/", " HTTPS://Bank.Example"),
        ("https://evil.example/", '<span class="invisible">https://</span><b>bank</b>.example'),
        ("https://bank.example.evil.example/", "https://bank.example"),
    ],
)
def test_xss_03_a_link_that_pretends_to_lead_elsewhere_shows_its_real_host(href: str, text: str) -> None:
    shown = html.sanitise(f'<a class="mention" href="{href}">{text}</a>')
    assert shown.endswith("evil.example]</a>")
    assert html.sanitise(shown) == shown


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("https://peer.example/a", "https://peer.example/a"),
        ("https://www.peer.example/a", "peer.example/a"),
        ("https://peer.example:8443/a", "peer.example"),
        ("https://xn--mnchen-3ya.example/", "https://münchen.example"),
        ("https://peer.example/@bob", "@<span>bob</span>"),
        ("https://peer.example/tags/art", "#<span>art</span>"),
        ("https://peer.example/", "my own page"),
        ("https://peer.example/", "Dr. Who"),
    ],
)
def test_xss_03_an_honest_link_stays_as_it_is(href: str, text: str) -> None:
    assert html.sanitise(f'<a href="{href}">{text}</a>') == f'<a href="{href}" {REL}>{text}</a>'


HOSTILE = [
    *[
        "<a href='https://a.b'>" * 4_000,
        "<b>" * 20_000,
        "<a " + "x=1 " * 16_000 + ">",
        "<h1 " * 16_000,
        "<" * 65_536,
        "&" * 65_536,
    ],
    *[
        "<p>" * 20_000,
        "<!--" * 16_000,
        "<span class='" + "mention " * 8_000 + "'>x</span>",
        "<a href=https://a.b/>a.b.c.d</a>" * 2_000,
    ],
    *["\n" * 65_536, "<svg><style>" * 5_000, "x" * 65_536, "<br>" * 16_000, "<ul><li>" * 8_000, "@a.b" * 16_000],
]


@pytest.mark.parametrize("source", HOSTILE, ids=[source[:12] for source in HOSTILE])
def test_xss_04_hostile_input_at_the_limit_costs_no_time(source: str) -> None:
    before = time.process_time()
    cleaned = html.sanitise(source)
    html.plain(source)
    assert time.process_time() - before < 3.0
    assert problems(cleaned) == []


def test_xss_04_input_is_cut_at_the_limit() -> None:
    assert len(html.sanitise("x" * (limits.CONTENT + 5))) == limits.CONTENT
    assert html.sanitise("<p>abc</p>", 5) == "<p>ab</p>"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>a</p><p>b</p>", "a\nb"),
        ("a<br>b", "a\nb"),
        ("<h2>T</h2>x", "T\nx"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<script>alert(1)</script>a", "a"),
        ("a   b\t c", "a b c"),
        ("<a href='https://a.test'>link</a>", "link"),
        ("", ""),
    ],
)
def test_the_text_of_a_piece_of_html(source: str, text: str) -> None:
    assert html.plain(source) == text


def test_an_excerpt_is_a_paragraph_and_says_when_something_is_left() -> None:
    assert html.excerpt("<p>a &amp; b</p>", 10, "<p>more</p>") == "<p>a &amp; b</p>"
    assert html.excerpt("<p>abc</p><p>def</p>", 5, "<p>more</p>") == "<p>abc<br>d…</p><p>more</p>"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("Zoë 水彩", "Zoë 水彩"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("ad\u200bmin\ufeff", "admin"),
        ("soft\u00adhyphen", "softhyphen"),
        ("two\nlines\tand   blanks", "two lines and blanks"),
        ("bell\x07\x1b[31m", "bell[31m"),
        ("👩\u200d🎨", "👩\u200d🎨"),
        ("a\u200db", "ab"),
        ("\U000e0041tag", "tag"),
        (" ", ""),
    ],
)
def test_xss_05_names_lose_their_invisible_characters(name: str, shown: str) -> None:
    assert html.neutralise(name) == shown


def test_xss_05_names_are_cut() -> None:
    assert len(html.neutralise("x" * 5_000)) == limits.NAME
    assert html.neutralise("ab cd", 3) == "ab"


@given(st.text(max_size=300), st.integers(1, 50))
def test_xss_05_neutralised_text_keeps_its_limit_and_stays_as_it_is(text: str, limit: int) -> None:
    once = html.neutralise(text, limit)
    assert len(once) <= limit
    assert html.neutralise(once, limit) == once
    assert "\n" not in once


def test_xss_05_descriptions_keep_their_lines_but_no_controls() -> None:
    assert html.neutralise_lines("a\u202e\r\nb\n\n\n\nc  d", 100) == "a\nb\n\nc d"
    assert len(html.neutralise_lines("x\n" * 500, 100)) <= 100


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ('<a href="https://a.test/" rel="me evil tag">x</a>', '<a href="https://a.test/" rel="me tag">x</a>'),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ("<img src=x>", ""),
    ],
)
def test_our_own_html_keeps_the_rel_that_we_gave(source: str, kept: str) -> None:
    assert html.sanitise_ours(source) == kept
