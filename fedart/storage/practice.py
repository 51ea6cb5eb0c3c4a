"""What artists of ours say of their practice, and how the list of artists finds them."""

import json
from dataclasses import dataclass
from datetime import date

from fedart.domain.practice import NOTHING, Open, Opening, Practice, folded
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("practice.sql")


@dataclass(frozen=True, slots=True)
class Tool:
    """Software that an artist names on public works: as filters take it, as it was written, on how many."""

    folded: str
    word: str
    works: int


def of(tx: Tx, actor: str) -> Practice:
    """What somebody says; nothing for people of other servers. Openings may have lapsed, see `Practice.on`."""
    row = tx.one(SQL.of, actor=actor)
    return practice_in(row) if row else NOTHING


def practice_in(row: Row) -> Practice:
    """What is in a row with the columns of `profiles`."""
    return Practice(
        headline=row["headline"],
        pronouns=row["pronouns"],
        place=row["place"],
        roles=tuple(json.loads(row["roles"])),
        openings=tuple(
            Open(Opening(kind), date.fromisoformat(until) if until else None)
            for kind, until in json.loads(row["openings"])
        ),
    )


def enter(tx: Tx, actor: str, name: str, username: str) -> None:
    """Put one of ours into the list of artists, or in another place of it under another name."""
    words = _words(name, username, of(tx, actor))
    tx.run(SQL.enter, actor=actor, sort=folded(name or username), words=words)


def put(tx: Tx, actor: str, said: Practice) -> None:
    """Replace what one of ours says."""
    row = tx.one(SQL.named, actor=actor)
    if row is None:
        return
    openings = [(each.kind.value, each.until.isoformat() if each.until else "") for each in said.openings]
    tx.run(
        SQL.put,
        actor=actor,
        words=_words(row["name"], row["username"], said),
        headline=said.headline,
        pronouns=said.pronouns,
        place=said.place,
        place_folded=folded(said.place),
        roles=json.dumps(said.roles, ensure_ascii=False),
        openings=json.dumps(openings),
    )
    tx.run(SQL.clear_roles, actor=actor)
    for role in said.roles:
        tx.run(SQL.add_role, role=folded(role), actor=actor)
    tx.run(SQL.clear_openings, actor=actor)
    for kind, until in openings:
        tx.run(SQL.add_opening, kind=kind, actor=actor, until=until)


def _words(name: str, username: str, said: Practice) -> str:
    return folded(" ".join((name, username, said.headline, said.place, *said.roles)))


def software(tx: Tx, actor: str, *, limit: int) -> tuple[Tool, ...]:
    """What an artist's public works were made with, the most used first."""
    return tuple(Tool(r["folded"], r["word"], r["n"]) for r in tx.all(SQL.software, actor=actor, limit=limit))
