"""The limits that every document meets before anybody reads a field of it (THREATS PAR, AUT-09)."""

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedart.errors import Malformed
from fedart.wire import limits
from fedart.wire.reader import read
from tests.support.strategies import random_document


def nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


ACCEPTED = {
    "an empty object": b"{}",
    "blanks around it": b' \n{"a": 1}\t',
    "letters of all kinds": '{"ä": "水🎨"}'.encode(),
    "a whole surrogate pair": b'{"a": "\\ud83c\\udfa8"}',
    "the largest integer": b'{"a": 9007199254740992}',
    "the smallest integer": b'{"a": -9007199254740992}',
    "a large finite float": b'{"a": 1.7e308}',
    "the deepest allowed": nested(limits.DEPTH),
    "the longest list": json.dumps({"a": [0] * limits.LIST_ITEMS}).encode(),
    "the longest string": json.dumps({"a": "x" * limits.STRING_BYTES}).encode(),
    "the same key in two objects": b'{"a": {"b": 1}, "c": {"b": 1}}',
    "an escaped backslash before u0000": b'{"a": "\\\\u0000"}',
}
REFUSED = {
    "nothing": (b"", "PAR-02"),
    "no JSON": (b"<html>", "PAR-02"),
    "half of it": (b'{"a": ', "PAR-02"),
    "a list": (b"[]", "PAR-02"),
    "a string": (b'"a"', "PAR-02"),
    "a number": (b"1", "PAR-02"),
    "null": (b"null", "PAR-02"),
    "two objects": (b"{}{}", "PAR-02"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "PAR-02"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "PAR-02"),
    "broken UTF-8": (b'{"a": "\xff"}', "PAR-02"),
    "an overlong encoding": (b'{"a": "\xc0\xaf"}', "PAR-02"),
    "a surrogate in UTF-8": (b'{"a": "\xed\xa0\x80"}', "PAR-02"),
    "half a surrogate pair": (b'{"a": "\\ud83c"}', "PAR-02"),
    "half a pair in a key": (b'{"\\udfa8": 1}', "PAR-02"),
    "a NUL": (b'{"a": "x\\u0000y"}', "PAR-02"),
    "a NUL in a key": (b'{"\\u0000": 1}', "PAR-02"),
    "a raw control character": (b'{"a": "\x01"}', "PAR-02"),
    "a key twice": (b'{"id": "a", "id": "b"}', "AUT-09"),
    "a key twice, deep inside": (b'{"object": [{"id": "a", "x": 1, "id": "b"}]}', "AUT-09"),
    "a key twice, spelled differently": (b'{"id": "a", "\\u0069d": "b"}', "AUT-09"),
    "NaN": (b'{"a": NaN}', "PAR-02"),
    "Infinity": (b'{"a": Infinity}', "PAR-02"),
    "minus Infinity": (b'{"a": [-Infinity]}', "PAR-02"),
    "a float beyond all floats": (b'{"a": 1e999}', "PAR-02"),
    "an integer too large": (b'{"a": 9007199254740993}', "PAR-02"),
    "an integer too small": (b'{"a": [-9007199254740993]}', "PAR-02"),
    "an integer of 5,000 digits": (b'{"a": ' + b"9" * 5_000 + b"}", "PAR-02"),
    "one level too deep": (nested(limits.DEPTH + 1), "PAR-02"),
    "a thousand levels": (nested(1_000), "PAR-02"),
    "a hundred thousand levels": (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "PAR-02"),
    "a list too long": (json.dumps({"a": [0] * (limits.LIST_ITEMS + 1)}).encode(), "PAR-02"),
    "too many nodes": (json.dumps({str(n): [[0] * 900] for n in range(23)}).encode(), "PAR-02"),
    "a string too long": (json.dumps({"a": "x" * (limits.STRING_BYTES + 1)}).encode(), "PAR-02"),
    "a string too long in bytes": (json.dumps({"a": "ä" * 300_000}, ensure_ascii=False).encode(), "PAR-02"),
    "a body too long": (b'{"a": "' + b"x" * limits.BODY_BYTES + b'"}', "PAR-01"),
}


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_par_02_what_keeps_the_limits_is_read(body: bytes) -> None:
    assert read(body) == json.loads(body)


@pytest.mark.parametrize(("body", "rule"), REFUSED.values(), ids=REFUSED.keys())
def test_par_02_what_breaks_a_limit_is_malformed_and_names_the_rule(body: bytes, rule: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(body)
    assert refused.value.rule == rule
    assert refused.value.status == 400


def outcome(body: bytes) -> str:
    """`read`, or the rule that the body broke."""
    try:
        read(body)
    except Malformed as refused:
        return refused.rule
    return "read"


@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_read_or_malformed(body: bytes) -> None:
    assert outcome(body) in ("read", "PAR-02", "AUT-09")


@given(st.integers(0, 2**32), st.integers(0, 400), st.binary(min_size=1, max_size=3))
@settings(max_examples=300)
def test_a_document_with_a_few_broken_bytes_is_read_or_malformed(seed: int, place: int, noise: bytes) -> None:
    body = json.dumps(random_document(Random(seed)), ensure_ascii=False).encode()
    broken = body[:place] + noise + body[place + len(noise) :]
    assert outcome(broken) in ("read", "PAR-02", "AUT-09")


@given(st.integers(0, 2**32))
def test_what_is_read_is_what_json_says(seed: int) -> None:
    document = random_document(Random(seed))
    assert read(json.dumps(document).encode()) == document
    assert read(json.dumps(document, ensure_ascii=False).encode()) == document


@pytest.mark.parametrize(
    ("stamp", "kept"),
    [(None, 5_000), (-1, 5_000), (0, 0), (4_999, 4_999), (5_000 + limits.DAY, 5_000 + limits.DAY)],
)
def test_par_02_times_outside_1970_to_tomorrow_become_now(stamp: int | None, kept: int) -> None:
    assert limits.sensible_time(stamp, 5_000) == kept
    assert limits.sensible_time(5_001 + limits.DAY, 5_000) == 5_000
