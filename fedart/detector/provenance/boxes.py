"""Boxes as ISO 14496-12 and JUMBF (ISO 19566-5) nest them: a length, a type, a payload."""

from collections.abc import Iterator
from dataclasses import dataclass

_BOX_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Box:
    """`kind` has four bytes; `payload` is what follows the header."""

    kind: bytes
    payload: bytes


def boxes(data: bytes) -> Iterator[Box]:
    """The boxes that lie one after another in `data`. Stops at the first that is cut off or makes no sense."""
    at = 0
    for _ in range(_BOX_LIMIT):
        if at + 8 > len(data):
            return
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = len(data) - at
        if size < head or at + size > len(data):
            return
        yield Box(kind, data[at + head : at + size])
        at += size


def first(data: bytes, kind: bytes) -> bytes | None:
    """The payload of the first box of that kind."""
    return next((box.payload for box in boxes(data) if box.kind == kind), None)
