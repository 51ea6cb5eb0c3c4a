"""A bounded reader of CBOR (RFC 8949), as much as C2PA assertions use. Tags are looked through, lengths are checked."""

import struct

Value = None | bool | int | float | str | bytes | list["Value"] | dict[str, "Value"]

_DEPTH = 32
_ITEMS = 50_000
_BREAK = 0xFF
_WIDTHS = {24: ">B", 25: ">H", 26: ">I", 27: ">Q"}
_FLOATS = {25: ">e", 26: ">f", 27: ">d"}
_SIMPLE: dict[int, bool | None] = {20: False, 21: True, 22: None, 23: None}


class CborError(Exception):
    """Not CBOR, or more of it than we read."""


def loads(data: bytes) -> Value:
    """The first value in `data`. Map keys that are no text are left out with their values. Raises CborError."""
    return _Reader(data).value(0)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._items = 0

    def value(self, depth: int) -> Value:
        self._items += 1
        if depth > _DEPTH or self._items > _ITEMS:
            raise CborError("too deep or too long")
        major, info = divmod(self._byte(), 32)
        if major == 7:
            return self._special(info)
        size = None if info == 31 else self._argument(info)
        match major:
            case 0 | 1 | 6:
                return self._simple(major, size, depth)
            case 2 | 3:
                raw = self._take(size) if size is not None else self._pieces(major)
                return raw if major == 2 else raw.decode("utf-8", "replace")
            case 4:
                return self._list(size, depth)
            case _:
                return self._map(size, depth)

    def _simple(self, major: int, size: int | None, depth: int) -> Value:
        if size is None:
            raise CborError("a number without end")
        if major == 6:
            return self.value(depth + 1)
        return size if major == 0 else -1 - size

    def _list(self, size: int | None, depth: int) -> list[Value]:
        found: list[Value] = []
        while (size is None and not self._at_break()) or (size is not None and len(found) < size):
            found.append(self.value(depth + 1))
        return found

    def _map(self, size: int | None, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        count = 0
        while (size is None and not self._at_break()) or (size is not None and count < size):
            key, value = self.value(depth + 1), self.value(depth + 1)
            count += 1
            if isinstance(key, str):
                found[key] = value
        return found

    def _special(self, info: int) -> Value:
        if info in _FLOATS:
            form = _FLOATS[info]
            (number,) = struct.unpack(form, self._take(struct.calcsize(form)))
            return float(number)
        if info in _SIMPLE:
            return _SIMPLE[info]
        raise CborError("an unknown simple value")

    def _argument(self, info: int) -> int:
        if info < 24:
            return info
        form = _WIDTHS.get(info)
        if form is None:
            raise CborError("a reserved length")
        (number,) = struct.unpack(form, self._take(struct.calcsize(form)))
        return int(number)

    def _pieces(self, major: int) -> bytes:
        found = []
        while not self._at_break():
            self._items += 1
            kind, info = divmod(self._byte(), 32)
            if kind != major or info == 31 or self._items > _ITEMS:
                raise CborError("a text in pieces that are none")
            found.append(self._take(self._argument(info)))
        return b"".join(found)

    def _at_break(self) -> bool:
        if self._data[self._at : self._at + 1] != bytes([_BREAK]):
            return False
        self._at += 1
        return True

    def _byte(self) -> int:
        return self._take(1)[0]

    def _take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._data):
            raise CborError("cut off")
        piece = self._data[self._at : end]
        self._at = end
        return piece
