"""What our works said before each edit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from fedart.domain.arranged import Joined, Part
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("versions.sql")
MOST: Final = 50
"""How many versions of a work are kept; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Version:
    """A work as it was from `since` on (ms). `source` is Markdown, `alts` and `pictures` in the order of its pictures.

    `pictures` are ids; empty in versions from before they were kept. `parts`: what stood around them in a project.
    """

    title: str
    source: str
    warning: str
    tags: tuple[str, ...]
    alts: tuple[str, ...]
    since: int
    pictures: tuple[str, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)


def keep(tx: Tx, work: str) -> None:
    """Keep what a live work of ours says now, before it is changed; others leave nothing."""
    tx.run(SQL.keep, work=work)
    tx.run(SQL.trim, work=work, most=MOST)


def of(tx: Tx, work: str) -> list[Version]:
    """How a work changed, the words of today first."""
    return [
        Version(
            title=row["title"],
            source=row["source"],
            warning=row["warning"],
            tags=tuple(json.loads(row["tags"])),
            alts=tuple(json.loads(row["alts"])),
            since=row["since"],
            pictures=tuple(json.loads(row["pictures"])),
            parts={ident: Part(words, Joined(joined), film) for ident, words, joined, film in json.loads(row["parts"])},
        )
        for row in tx.all(SQL.of, work=work)
    ]


def known(tx: Tx, work: str) -> bool:
    """Whether a work was ever changed."""
    row = tx.one(SQL.any, work=work)
    return bool(row and row["found"])


def forget(tx: Tx, work: str) -> None:
    """Nothing of a deleted work stays."""
    tx.run(SQL.forget, work=work)
