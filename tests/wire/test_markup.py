"""What our users write becomes HTML that federates, and nothing else."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedart.domain.ids import Uri
from fedart.domain.work import TEXT_LIMIT, Mention
from fedart.wire import html, limits
from fedart.wire.markup import find_mentions, find_tags, markdown
from tests.support.payloads import PAYLOADS

BOB = Mention(Uri("https://peer.test:8443/users/1"), "@Bob@peer.test:8443", "https://peer.test:8443/@Bob")
ANN = Mention(Uri("https://fedart.test/actors/1"), "@al_ice_@fedart.test", "https://fedart.test/@al_ice_")
PEOPLE = {"@bob@peer.test:8443": BOB, "@al_ice_": ANN}
REL = 'rel="nofollow noopener noreferrer ugc"'
BOB_LINK = f'<span class="h-card"><a href="{BOB.url}" class="u-url mention" {REL}>@<span>Bob</span></a></span>'
ANN_LINK = f'<span class="h-card"><a href="{ANN.url}" class="u-url mention" {REL}>@<span>al_ice_</span></a></span>'


def tag_page(tag: str) -> str:
    return f"https://fedart.test/tags/{tag}"


def tag_link(tag: str, path: str | None = None) -> str:
    return f'<a href="{tag_page(path or tag)}" class="mention hashtag" rel="tag {REL[5:-1]}">#<span>{tag}</span></a>'


def link(url: str) -> str:
    return f'<a href="{url}" {REL}>{url}</a>'


def made(text: str) -> str:
    return markdown(text, PEOPLE, tag_page)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "<p>plain</p>"),
        ("", ""),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("**b** *i* ~~s~~ `c`", "<p><strong>b</strong> <em>i</em> <del>s</del> <code>c</code></p>"),
        ("# Title", "<p><strong>Title</strong></p>"),
        ("### A *small* title", "<p><strong>A <em>small</em> title</strong></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a", "<ol>\n<li>a</li>\n</ol>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("```\nx < y\n```", "<pre><code>x &lt; y\n</code></pre>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<p>b</p>"),
        ("    four blanks", "<p>four blanks</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("[x](https://a.test/)", f'<p><a href="https://a.test/" {REL}>x</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](/local)", f"<p><a {REL}>x</a></p>"),
        ("[x](//evil.test)", f"<p><a {REL}>x</a></p>"),
        ("<b onclick=alert(1)>x</b>", "<p>&lt;b onclick=alert(1)&gt;x&lt;/b&gt;</p>"),
    ],
)
def test_markdown_becomes_the_tags_that_federate(text: str, expected: str) -> None:
    assert made(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://a.test/b?c=1&d=2", f"<p>see {link('https://a.test/b?c=1&amp;d=2')}</p>"),
        ("(http://a.test/)", f"<p>({link('http://a.test/')})</p>"),
        ("https://a.art.", f"<p>{link('https://a.art')}.</p>"),
        ("https://fedart.test:8443/works/1", f"<p>{link('https://fedart.test:8443/works/1')}</p>"),
        ("a.test and mail@a.test", "<p>a.test and mail@a.test</p>"),
        ("`https://a.test/`", "<p><code>https://a.test/</code></p>"),
        ("https://a.test/@bob#top", f"<p>{link('https://a.test/@bob#top')}</p>"),
    ],
)
def test_bare_addresses_become_links(text: str, expected: str) -> None:
    assert made(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hi @Bob@peer.test:8443!", f"<p>hi {BOB_LINK}!</p>"),
        ("@bob@PEER.test:8443", f"<p>{BOB_LINK}</p>"),
        ("@al_ice_ and more_", f"<p>{ANN_LINK} and more_</p>"),
        ("@nobody@peer.test", "<p>@nobody@peer.test</p>"),
        ("`@al_ice_`", "<p><code>@al_ice_</code></p>"),
        ("[@al_ice_](https://a.test/)", f'<p><a href="https://a.test/" {REL}>@al_ice_</a></p>'),
        ("mail@al_ice_", "<p>mail@al_ice_</p>"),
        ("\\@al_ice_", "<p>@al_ice_</p>"),
        ("**@al_ice_**", f"<p><strong>{ANN_LINK}</strong></p>"),
    ],
)
def test_mentions_become_the_anchors_that_others_recognise(text: str, expected: str) -> None:
    assert made(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#Art at last", f"<p>{tag_link('Art')} at last</p>"),
        ("x #a_b_c, y", f"<p>x {tag_link('a_b_c')}, y</p>"),
        ("#Ümläut", f"<p>{tag_link('Ümläut', '%C3%9Cml%C3%A4ut')}</p>"),
        ("#123", "<p>#123</p>"),
        ("a#b &#35; `#c`", "<p>a#b # <code>#c</code></p>"),
        ("# #inTitle", f"<p><strong>{tag_link('inTitle')}</strong></p>"),
    ],
)
def test_hashtags_become_the_anchors_that_others_recognise(text: str, expected: str) -> None:
    assert made(text) == expected


def test_mentions_are_found_once_and_outside_code_and_links() -> None:
    text = "@A@b.test @a@B.TEST `@code` [@link](https://a.test) @c https://a.test/@url x@y.test\n\n```\n@fence\n```"
    assert find_mentions(text) == ["@a@b.test", "@c"]


def test_mentions_have_a_limit() -> None:
    text = " ".join(f"@user{number}" for number in range(limits.MENTIONS * 2))
    assert len(find_mentions(text)) == limits.MENTIONS


def test_tags_are_found_once_and_outside_code_and_links() -> None:
    assert find_tags("#Art #art #水彩 `#code` [#link](https://a.test) #1 https://a.test/#frag x#y") == ["Art", "水彩"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_xss_02_no_payload_survives_in_our_users_texts_either(payload: str) -> None:
    shown = made(payload)
    assert html.sanitise_ours(shown) == shown
    assert "<img" not in shown
    assert "<script" not in shown.lower()


@given(st.text("@#a.b_*`~[]()<>!\\-+:/1 \n&;\"'=htps", max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_text_becomes_html_that_sanitising_leaves_alone(text: str) -> None:
    shown = made(text)
    assert html.sanitise_ours(shown) == shown


@given(st.text(max_size=100))
@settings(deadline=None)
def test_what_is_found_is_what_is_linked(text: str) -> None:
    for tag in find_tags(text):
        assert f"#<span>{tag}" in made(text)


COSTLY = [
    "@a",
    "#a",
    "[",
    "*",
    "_a",
    "`",
    "> ",
    "http://",
    "https://a",
    "@a@a.",
    "- ",
    "\\",
    "~",
    "<",
    "&",
    "(https://a.b/",
]


@pytest.mark.parametrize("piece", COSTLY)
def test_par_04_costly_texts_of_the_full_length_take_no_time(piece: str) -> None:
    before = time.process_time()
    made((piece * TEXT_LIMIT)[:TEXT_LIMIT])
    assert time.process_time() - before < 3.0
