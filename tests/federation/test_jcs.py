"""Canonical JSON: the vectors of RFC 8785, and what holds for every document."""

import json
import math
import struct
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedart.errors import Malformed
from fedart.federation.jcs import canonical
from fedart.wire import limits, reader

RFC_8785_3_2_2 = r"""
{
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}
"""
RFC_8785_3_2_4 = bytes.fromhex(
    "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e33333333"
    "3333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c"
    "5c5c5c5c222f227d"
)
RFC_8785_3_2_3 = r"""
{
  "\u20ac": "Euro Sign",
  "\r": "Carriage Return",
  "\ufb33": "Hebrew Letter Dalet With Dagesh",
  "1": "One",
  "\ud83d\ude00": "Emoji: Grinning Face",
  "\u0080": "Control",
  "\u00f6": "Latin Small Letter O With Diaeresis"
}
"""
IN_ORDER = [
    "Carriage Return",
    "One",
    "Control",
    "Latin Small Letter O With Diaeresis",
    "Euro Sign",
    "Emoji: Grinning Face",
    "Hebrew Letter Dalet With Dagesh",
]
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}
"""Appendix B: the bits of a double, and how ECMAScript writes it."""


def test_the_example_of_the_rfc_comes_out_byte_for_byte() -> None:
    assert canonical(json.loads(RFC_8785_3_2_2)) == RFC_8785_3_2_4


def test_keys_stand_in_the_order_of_their_utf_16_code_units() -> None:
    found = json.loads(canonical(json.loads(RFC_8785_3_2_3)))
    assert list(found.values()) == IN_ORDER
    assert list(found) != sorted(found)


@pytest.mark.parametrize("bits", NUMBERS)
def test_numbers_are_written_as_ecmascript_writes_them(bits: str) -> None:
    [value] = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical([value]).decode() == f"[{NUMBERS[bits]}]"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (-7, "-7"), (2**53, "9007199254740992"), (1.0, "1"), (100.0, "100"), (12.5, "12.5"), (1e-6, "0.000001")],
)
def test_whole_numbers_have_no_point(value: float, written: str) -> None:
    assert canonical(value).decode() == written


@pytest.mark.parametrize(
    ("text", "written"), [("\x7f", '"\x7f"'), ("\b\t\n\f\r", r'"\b\t\n\f\r"'), ("\x1f", r'"\u001f"')]
)
def test_only_what_must_be_escaped_is(text: str, written: str) -> None:
    assert canonical(text).decode() == written
    assert canonical("</script>\u2028é😀").decode() == '"</script>\u2028é😀"'


def test_empty_things_and_literals() -> None:
    assert canonical({"b": [], "a": {}, "c": [None, True, False, ""]}) == b'{"a":{},"b":[],"c":[null,true,false,""]}'


def nested(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


REFUSED: dict[str, object] = {
    "NaN": math.nan,
    "infinity": [math.inf],
    "minus infinity": {"a": -math.inf},
    "an integer beyond 2^53": 2**53 + 1,
    "a negative one": -(2**53) - 1,
    "half a surrogate pair": "\ud83d",
    "half a pair in a key": {"\udc00": 1},
    "a NUL": "a\0b",
    "a NUL in a key": {"\0": 1},
    "a key that is a number": {1: 1},
    "bytes": b"1",
    "a set": {1},
    "too deep": nested(limits.DEPTH + 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_our_reader_refuses_is_refused(name: str) -> None:
    with pytest.raises(Malformed):
        canonical(REFUSED[name])
    assert canonical({"fine": [1, "text", nested(limits.DEPTH - 2)]})


def _clean(value: object) -> bool:
    """Whether a generated value has only keys that our reader takes."""
    if isinstance(value, list):
        return all(_clean(each) for each in value)
    if isinstance(value, dict):
        good = all("\0" not in key and not any(0xD800 <= ord(c) < 0xE000 for c in key) for key in value)
        return good and all(_clean(each) for each in value.values())
    return True


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(-(2.0**53), 2.0**53)  # larger ones come out as whole numbers that our reader does not take
    | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)
READABLE = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4)
DOCUMENTS = st.dictionaries(READABLE, JSON.filter(_clean), max_size=5)


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS)
def test_canonical_json_reads_back_as_what_it_was(document: dict[str, Any]) -> None:
    written = canonical(document)
    assert json.loads(written) == document
    assert reader.read(written) == document
    assert canonical(json.loads(written)) == written


def reversed_keys(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: reversed_keys(value[key]) for key in reversed(list(value))}
    return [reversed_keys(each) for each in value] if isinstance(value, list) else value


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS)
def test_the_order_of_keys_does_not_matter(document: dict[str, Any]) -> None:
    assert canonical(reversed_keys(document)) == canonical(document)
    assert canonical(json.loads(json.dumps(document, indent=3, sort_keys=True))) == canonical(document)


@settings(max_examples=300, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_back_as_itself(value: float) -> None:
    assert float(canonical(value)) == value
