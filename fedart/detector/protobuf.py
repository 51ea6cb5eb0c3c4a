"""Just enough of protocol buffers to read a message's fields and to write them again, byte for byte.

https://protobuf.dev/programming-guides/encoding/
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SIZES = {1: 8, 5: 4}
_BYTES = 2


class MalformedError(ValueError):
    """The bytes are no protocol buffer message."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its number, its value (an integer, or the bytes), and `raw`, the field as it stands in the message."""

    number: int
    value: int | memoryview
    raw: memoryview

    @property
    def message(self) -> memoryview:
        """The bytes of a message, text or bytes field; empty for a number."""
        return self.value if isinstance(self.value, memoryview) else memoryview(b"")

    @property
    def text(self) -> str:
        """A text field, undecodable bytes replaced."""
        return bytes(self.message).decode("utf-8", "replace")


def fields(message: memoryview) -> Iterator[Field]:
    """The fields of a message, in order. Raises MalformedError."""
    at = 0
    while at < len(message):
        start = at
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(message, at)
            yield Field(number, value, message[start:at])
            continue
        size = _SIZES.get(wire)
        if size is None:
            if wire != _BYTES:
                raise MalformedError("an unknown wire type")
            size, at = _varint(message, at)
        if at + size > len(message):
            raise MalformedError("it is cut off")
        yield Field(number, message[at : at + size], message[start : at + size])
        at += size


def written(number: int, value: bytes | bytearray) -> bytes:
    """A message, text or bytes field."""
    return _encoded(number << 3 | _BYTES) + _encoded(len(value)) + bytes(value)


def numbered(number: int, value: int) -> bytes:
    """A field that holds a whole number from 0 on."""
    return _encoded(number << 3) + _encoded(value)


def unpacked(message: memoryview) -> Iterator[int]:
    """The numbers of a packed field; negative ones come as 64 bits of two's complement, as they are stored."""
    at = 0
    while at < len(message):
        value, at = _varint(message, at)
        yield value


def packed(values: Iterable[int]) -> bytes:
    """The content of a packed field of whole numbers from 0 on."""
    return b"".join(map(_encoded, values))


def _encoded(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise MalformedError("a number without an end")
