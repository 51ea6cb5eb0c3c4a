"""What people type into a search field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.search import LIMIT, Kind, Query, read


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("", Kind.NOTHING, ""),
        ("   ", Kind.NOTHING, ""),
        ("@ada@peer.example", Kind.HANDLE, "@ada@peer.example"),
        ("ada@peer.example", Kind.HANDLE, "@ada@peer.example"),
        ("acct:ada@peer.example", Kind.HANDLE, "@ada@peer.example"),
        (" @ada@127.0.0.2:8080 ", Kind.HANDLE, "@ada@127.0.0.2:8080"),
        ("https://peer.example/@ada", Kind.ADDRESS, "https://peer.example/@ada"),
        ("peer.example/@ada/1", Kind.ADDRESS, "https://peer.example/@ada/1"),
        ("#ink", Kind.TAG, "ink"),
        ("#Tinte_2", Kind.TAG, "Tinte_2"),
        ("# ink", Kind.WORDS, "# ink"),
        ("@ada", Kind.WORDS, "@ada"),
        ("evening   ferry", Kind.WORDS, "evening ferry"),
        ("https://peer.example is down", Kind.WORDS, "https://peer.example is down"),
        ("a/b", Kind.WORDS, "a/b"),
    ],
)
def test_a_text_is_an_address_a_handle_a_tag_or_words(typed: str, kind: Kind, text: str) -> None:
    assert read(typed) == Query(kind, text)


def test_only_what_names_one_thing_may_be_looked_up_elsewhere() -> None:
    assert [read(text).named for text in ("@a@b.example", "https://b.example/1", "#ink", "ink", "")] == [
        *(True, True),
        *(False, False, False),
    ]


@given(st.text(max_size=LIMIT * 2))
def test_any_text_is_read_and_none_grows(typed: str) -> None:
    assert len(read(typed).text) <= LIMIT + len("https://")
