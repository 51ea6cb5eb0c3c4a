"""What files of ours say of themselves, and which of it their artists show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fedart.domain.ids import MediaId
from fedart.domain.said import Said
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("said.sql")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a file. Only its artist sees it unless it is `shown`."""

    name: Said
    value: str
    shown: bool


def add(tx: Tx, media: str, said: Mapping[str, str], shown: Collection[str]) -> None:
    """Keep what a file says; `shown` are the facts that were chosen."""
    for fact in Said:
        if fact in said:
            tx.run(SQL.add, media_id=media, name=fact.value, value=said[fact], shown=int(fact in shown))


def of_media(tx: Tx, media: str) -> tuple[Fact, ...]:
    """Everything that a file says, for its artist."""
    found = {row["name"]: row for row in tx.all(SQL.of_media, media_id=media)}
    return tuple(Fact(fact, found[fact]["value"], bool(found[fact]["shown"])) for fact in Said if fact in found)


def show(tx: Tx, media: str, shown: Collection[str]) -> None:
    """Show these facts of a file and no other."""
    for fact in Said:
        tx.run(SQL.show, media_id=media, name=fact.value, shown=int(fact in shown))


def shown(tx: Tx, work: str) -> dict[MediaId, dict[Said, str]]:
    """What the artist of a work shows of each of its pictures, for everybody who may see it."""
    rows = tx.all(SQL.shown, work_id=work)
    return {ident: _values(rows, ident) for ident in dict.fromkeys(MediaId(row["media_id"]) for row in rows)}


def _values(rows: Sequence[Row], ident: str) -> dict[Said, str]:
    own = {row["name"]: str(row["value"]) for row in rows if row["media_id"] == ident}
    return {fact: own[fact] for fact in Said if fact in own}
