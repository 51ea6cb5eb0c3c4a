"""Works found by words and facets."""

from dataclasses import dataclass
from typing import Final

from fedart.domain.search import terms
from fedart.domain.stated import Facet
from fedart.storage import statements
from fedart.storage.database import Tx
from fedart.storage.views import NEWEST, Card, Page, cards_in

SQL = statements.load("views_sought.sql")
WORDS: Final = 300
"""How many words of a facet a list offers."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for; empty means anything. Facets are folded words; `licence` may be `open` for any licence.

    `shape` is wide, tall or square.
    """

    text: str = ""
    medium: str = ""
    subject: str = ""
    software: str = ""
    licence: str = ""
    process: str = ""
    shape: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, by name."""
        names = ("medium", "subject", "software", "licence", "process", "shape")
        return {name: value for name in names if (value := getattr(self, name))}


def works(tx: Tx, wish: Wish, *, before: str = NEWEST, limit: int) -> Page[Card]:
    """Public works of ours that fit everything that is asked for, newest first."""
    asked: dict[str, str | int] = {
        "medium": wish.medium,
        "subject": wish.subject,
        "software": wish.software,
        "licence": wish.licence,
        "process": wish.process,
        "shape": wish.shape,
        "before": before,
        "limit": limit + 1,
    }
    match = terms(wish.text)
    facet = next((each for each in Facet if getattr(wish, each.value)), None)
    if wish.text.strip() and not match:
        return Page(())
    if match:
        rows = tx.all(SQL.by_words, match=match, **asked)
    elif facet is not None:
        rows = tx.all(SQL.by_facet, facet=facet.value, folded=getattr(wish, facet.value), **asked)
    else:
        rows = tx.all(SQL.newest, **asked)
    return cards_in(rows, limit)


def vocabulary(tx: Tx, facet: Facet) -> tuple[tuple[str, str], ...]:
    """The words that works of ours have in a facet: folded, and as one of them writes it."""
    rows = tx.all(SQL.vocabulary, facet=facet.value, limit=WORDS)
    return tuple((row["folded"], row["word"]) for row in rows)
