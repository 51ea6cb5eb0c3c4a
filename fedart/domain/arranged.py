"""Projects: how the pictures of a work stand together, and the words and films between them (FEATURES 19, 27).

What an artist says, they say of a picture: words above it, how it stands to the one before, a film below it. The blocks
of the page follow from that and from the order of the pictures, so that putting them in another order keeps them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, TypeVar

from fedart.words import number, say

WORDS_LIMIT: Final = 5_000
"""Characters of the words above one picture."""
TOGETHER_LIMIT: Final = 30_000
"""Characters of all the words of a project, those of the work among them."""
WIDEST_ROW: Final = 4

T = TypeVar("T")


class Joined(StrEnum):
    """How a picture stands to the one before it. COMPARED: before and after, in one frame."""

    BELOW = "below"
    BESIDE = "beside"
    COMPARED = "compared"

    @classmethod
    def read(cls, text: str) -> "Joined":
        return cls(text) if text in set(cls) else cls.BELOW


@dataclass(frozen=True, slots=True)
class Part:
    """What stands around one picture: `words` above it in Markdown, `html` of them sanitised, address of a film."""

    words: str = ""
    joined: Joined = Joined.BELOW
    film: str = ""
    html: str = ""

    @property
    def said(self) -> bool:
        """Whether the artist said anything of it."""
        return bool(self.words or self.film) or self.joined is not Joined.BELOW


PLAIN: Final = Part()


class Shape(StrEnum):
    """What a block of a project is. PAIR: two pictures to compare."""

    WORDS = "words"
    PICTURE = "picture"
    ROW = "row"
    PAIR = "pair"
    FILM = "film"


@dataclass(frozen=True, slots=True)
class Block(Generic[T]):
    """One block of a project. `items`: its pictures; `html`: its words; `film`: the address of its film."""

    shape: Shape
    items: tuple[T, ...] = ()
    html: str = ""
    film: str = ""


def blocks(hung: Iterable[tuple[T | None, Part]]) -> list[Block[T]]:
    """The blocks of a project, from its pictures in order; None for one that is not shown, whose words still stand.

    Words above a picture begin a new line. A join that cannot be, to nothing or to a pair, means nothing.
    """
    found: list[Block[T]] = []
    films: list[str] = []
    open_to_more = False

    def close() -> None:
        found.extend(_film(film) for film in films)
        films.clear()

    for item, part in hung:
        joined = _joined(found[-1], item, part) if open_to_more else None
        if joined is not None:
            found[-1] = joined
        else:
            close()
            if part.html:
                found.append(Block(Shape.WORDS, html=part.html))
            if item is not None:
                found.append(Block(Shape.PICTURE, (item,)))
        open_to_more = item is not None
        if part.film:
            films.append(part.film)
    close()
    return found


def _film(address: str) -> Block[T]:
    return Block(Shape.FILM, film=address)


def _joined(last: Block[T], item: T | None, part: Part) -> Block[T] | None:
    """The last block with this picture in it as well; None where it begins one of its own."""
    if item is None or part.html or part.joined is Joined.BELOW:
        return None
    if part.joined is Joined.COMPARED:
        return Block(Shape.PAIR, (*last.items, item)) if last.shape is Shape.PICTURE else None
    fits = last.shape in (Shape.PICTURE, Shape.ROW) and len(last.items) < WIDEST_ROW
    return Block(Shape.ROW, (*last.items, item)) if fits else None


def long(words: str) -> str:
    """What has to change about the words above a picture; empty when all is well."""
    if len(words) <= WORDS_LIMIT:
        return ""
    return say("Please keep the text above a picture under %(limit)s characters.", limit=number(WORDS_LIMIT))


def problems(text: str, parts: Iterable[Part]) -> dict[str, str]:
    """What has to change about the words of a project with `text` before them: field name to sentence."""
    known = list(parts)
    found = {}
    too_long = next(filter(None, (long(part.words) for part in known)), "")
    if too_long:
        found["before"] = too_long
    words = [part.words for part in known]
    if any(words) and len(text) + sum(map(len, words)) > TOGETHER_LIMIT:
        limit = number(TOGETHER_LIMIT)
        found["text"] = say("Please keep all words of a project under %(limit)s characters together.", limit=limit)
    return found
