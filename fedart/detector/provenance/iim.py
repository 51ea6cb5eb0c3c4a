"""IPTC-IIM records (IIM 4.2): the fields in which generators write."""

from collections.abc import Iterator

_FIELDS = {(2, 5): "Title", (2, 65): "Program", (2, 110): "Credit", (2, 120): "Caption"}
_RECORDS = 2_000


def fields(data: bytes) -> Iterator[tuple[str, str]]:
    """Name and text of each field we read. Stops where the records stop to make sense."""
    at = 0
    for _ in range(_RECORDS):
        if at + 5 > len(data) or data[at] != 0x1C:
            return
        size = int.from_bytes(data[at + 3 : at + 5], "big")
        if size & 0x8000 or at + 5 + size > len(data):
            return
        name = _FIELDS.get((data[at + 1], data[at + 2]))
        if name is not None:
            yield name, data[at + 5 : at + 5 + size].decode("utf-8", "replace")
        at += 5 + size
