"""Which form a client gets, by its Accept header and by what the address stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.web.negotiate import Form, content_type, parse_accept, prefers, split_outside_quotes, wants_json, wants_page
from tests.support.client import BROWSER

LD = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
MASTODON = f"application/activity+json, {LD}"
OLD_MASTODON = "application/activity+json, application/ld+json, text/html;q=0.1"

TABLE = [
    # accept, the answer on an id, the answer on a page's address
    (None, Form.DOCUMENT, Form.PAGE),
    ("", Form.DOCUMENT, Form.PAGE),
    ("*/*", Form.DOCUMENT, Form.PAGE),
    (BROWSER, Form.PAGE, Form.PAGE),
    ("text/html", Form.PAGE, Form.PAGE),
    ("text/html, */*", Form.PAGE, Form.PAGE),
    ("text/html;q=0.9, */*", Form.DOCUMENT, Form.PAGE),
    ("application/xhtml+xml", Form.PAGE, Form.PAGE),
    ("application/activity+json", Form.DOCUMENT, Form.DOCUMENT),
    ("APPLICATION/Activity+JSON", Form.DOCUMENT, Form.DOCUMENT),
    (LD, Form.DOCUMENT, Form.DOCUMENT),
    ("application/ld+json", Form.DOCUMENT, Form.DOCUMENT),
    ('application/ld+json; profile="https://other.example/profile"', Form.DOCUMENT, Form.PAGE),
    (MASTODON, Form.DOCUMENT, Form.DOCUMENT),
    (OLD_MASTODON, Form.DOCUMENT, Form.DOCUMENT),
    ("application/activity+json;q=0.5, text/html", Form.PAGE, Form.PAGE),
    ("application/activity+json, text/html;q=0.9", Form.DOCUMENT, Form.DOCUMENT),
    ("application/activity+json, text/html", Form.DOCUMENT, Form.PAGE),
    ("application/activity+json;q=0, text/html", Form.PAGE, Form.PAGE),
    ("application/activity+json;q=0", Form.DOCUMENT, Form.PAGE),
    ("text/html;q=0", Form.DOCUMENT, Form.PAGE),
    ("application/json", Form.DOCUMENT, Form.PAGE),
    ("image/png", Form.DOCUMENT, Form.PAGE),
    ("application/activity+json;q=7, text/html", Form.PAGE, Form.PAGE),
    ("application/activity+json;q=nan, text/html;q=0.1", Form.PAGE, Form.PAGE),
]


@pytest.mark.parametrize(("accept", "on_id", "on_page"), TABLE)
def test_the_form_follows_the_accept_header(accept: str | None, on_id: Form, on_page: Form) -> None:
    assert prefers(accept, Form.DOCUMENT) is on_id
    assert prefers(accept, Form.PAGE) is on_page


@given(st.text(max_size=300))
def test_no_accept_header_breaks_the_parser(accept: str) -> None:
    assert prefers(accept, Form.PAGE) in Form
    assert all(0.0 <= entry.q <= 1.0 for entry in parse_accept(accept))
    assert wants_json(accept) in (True, False)


def test_an_endless_header_is_read_up_to_a_limit() -> None:
    assert len(parse_accept("a/b," * 100_000)) <= 1_000


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a,b", ["a", "b"]),
        ('a;x="1,2",b', ['a;x="1,2"', "b"]),
        ('a;x="1\\",2",b', ['a;x="1\\",2"', "b"]),
        ('a;x="open,b', ['a;x="open,b']),
        ("", [""]),
    ],
)
def test_quoted_commas_do_not_split(text: str, parts: list[str]) -> None:
    assert split_outside_quotes(text, ",") == parts


def test_a_content_type_is_taken_apart() -> None:
    assert content_type('Multipart/Form-Data; Boundary="a;b"') == ("multipart/form-data", {"boundary": "a;b"})
    assert content_type("") == ("", {})


@pytest.mark.parametrize(
    ("accept", "json", "page"),
    [
        (None, False, False),
        ("*/*", False, False),
        (BROWSER, False, True),
        ("application/json", True, False),
        (MASTODON, True, False),
        ("application/json, text/html", False, True),
        ("application/json;q=0", False, False),
    ],
)
def test_errors_are_told_in_the_form_that_is_named(accept: str | None, json: bool, page: bool) -> None:
    assert wants_json(accept) is json
    assert wants_page(accept) is page
