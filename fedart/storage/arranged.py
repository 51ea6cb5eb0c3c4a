"""How the pictures and words of a project stand together."""

from collections.abc import Sequence

from fedart.domain.arranged import PLAIN, Joined, Part
from fedart.domain.ids import MediaId
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("arranged.sql")

Hung = Sequence[tuple[MediaId, Part]]
"""The pictures of a work in order, each with what stands around it."""


def _part(row: Row | None) -> Part:
    if row is None or row["joined"] is None:
        return PLAIN
    return Part(row["words"], Joined(row["joined"]), row["film"], row["html"])


def hung(tx: Tx, work: str) -> Hung:
    """Every picture of a work in order; PLAIN around those of which nothing is said."""
    return [(MediaId(row["id"]), _part(row)) for row in tx.all(SQL.hung, work=work)]


def opening(tx: Tx, work: str) -> str | None:
    """The HTML of the words before the first picture; None for a work that is no project."""
    row = tx.one(SQL.of_work, work=work)
    return None if row is None else str(row["opening"])


def of(tx: Tx, work: str) -> tuple[str, Hung] | None:
    """The opening of a project and its pictures; None for a work that is no project."""
    found = opening(tx, work)
    return None if found is None else (found, hung(tx, work))


def put(tx: Tx, media: str, part: Part) -> None:
    """Replace what stands around a picture; nothing at all leaves no row."""
    if not part.said:
        tx.run(SQL.drop, media=media)
        return
    tx.run(SQL.put, media=media, words=part.words, html=part.html, joined=part.joined.value, film=part.film)


def pass_on(tx: Tx, media: str, to: str) -> None:
    """What stands around one picture stands around another from now on."""
    part = _part(tx.one(SQL.part, media=media))
    put(tx, media, PLAIN)
    put(tx, to, part)


def settle(tx: Tx, work: str, before: str) -> str:
    """Note that these are the words before the first picture of a work; returns the HTML of all its words, in order."""
    parts = [part for _, part in hung(tx, work)]
    if any(part.said for part in parts):
        tx.run(SQL.open, work=work, opening=before)
    else:
        tx.run(SQL.close, work=work)
    return "".join([before, *(part.html for part in parts)])


def remove(tx: Tx, work: str) -> None:
    """Forget how a work that is gone was arranged; what stood around its pictures goes with them."""
    tx.run(SQL.close, work=work)
