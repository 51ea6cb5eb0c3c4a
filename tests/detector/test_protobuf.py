import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.detector.protobuf import MalformedError, fields, numbered, packed, unpacked, written


@given(st.integers(1, 2**28), st.binary(max_size=300))
def test_what_is_written_is_read_again(number: int, value: bytes) -> None:
    (field,) = fields(memoryview(written(number, value)))
    assert (field.number, bytes(field.message), bytes(field.raw)) == (number, value, written(number, value))


@given(st.integers(1, 1000), st.integers(0, 2**63))
def test_numbers_are_read_again(number: int, value: int) -> None:
    (field,) = fields(memoryview(numbered(number, value)))
    assert (field.number, field.value, bytes(field.message)) == (number, value, b"")


@given(st.lists(st.integers(0, 2**60), max_size=50))
def test_packed_numbers_are_unpacked_again(values: list[int]) -> None:
    assert list(unpacked(memoryview(packed(values)))) == values


@given(st.binary(max_size=200))
def test_any_bytes_are_fields_or_malformed(data: bytes) -> None:
    try:
        found = list(fields(memoryview(data)))
    except MalformedError:
        return
    assert b"".join(bytes(field.raw) for field in found) == data


@pytest.mark.parametrize(
    "data",
    [b"\x0a", b"\x0a\x05abc", b"\x0b", b"\xff" * 11, b"\x09\x00"],
    ids=["no length", "cut off", "a group", "an endless number", "half a double"],
)
def test_malformed_messages_say_so(data: bytes) -> None:
    with pytest.raises(MalformedError):
        list(fields(memoryview(data)))


def test_texts_that_are_no_utf8_are_still_texts() -> None:
    (field,) = fields(memoryview(written(3, b"a\xff")))
    assert field.text == "a\N{REPLACEMENT CHARACTER}"
