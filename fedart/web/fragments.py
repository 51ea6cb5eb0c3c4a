"""Pieces of pages kept from one request to the next: a wall of works is mostly the same pieces, asked for again.

A piece is given out again only in the same language and only while everything it was made of is equal to what is there
now, compared value by value; so nothing has to say when a work changes. What a piece shows must not depend on anything
else: not on who looks, not on the time.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from markupsafe import Markup

from fedart import words
from fedart.domain.media import Rendition

MOST = 1_024

T = TypeVar("T")
Copies = tuple[Rendition, ...]


class Kept(Generic[T]):
    """Up to `most` values, those asked for last, each with what it was made of."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, tuple[object, T]] = OrderedDict()

    def get(self, key: Hashable, made_of: object, make: Callable[[], T]) -> T:
        """The value of `key`, made anew unless `made_of` is equal to what it was made of."""
        known = self._known.get(key)
        if known is not None and known[0] == made_of:
            self._known.move_to_end(key)
            return known[1]
        value = make()
        self._known[key] = (made_of, value)
        self._known.move_to_end(key)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return value

    def __len__(self) -> int:
        return len(self._known)


_pieces: Kept[Markup] = Kept()


def kept(macro: Callable[..., Markup], name: str, ident: Hashable, made_of: object, *rest: Hashable) -> Markup:
    """What `macro(made_of, *rest)` says. `name` and `ident` tell this piece from all others."""
    key = (words.current(), name, ident, rest)
    return _pieces.get(key, made_of, lambda: macro(made_of, *rest))


def by_copies(work: Callable[[Copies], T]) -> Callable[[Copies], T]:
    """`work` with its values kept: storage hands out the very same tuple for the same picture (see `storage.media`)."""
    known: dict[int, tuple[Copies, T]] = {}

    def remembered(copies: Copies) -> T:
        found = known.get(id(copies))
        if found is not None and found[0] is copies:
            return found[1]
        if len(known) >= MOST:
            known.clear()
        value = work(copies)
        known[id(copies)] = (copies, value)
        return value

    return remembered
