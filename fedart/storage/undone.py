"""What was undone within the last six hours, and the follows, likes, boosts and blocks that came beside another one.

News may come in any order: an Undo before its activity, a second Like before the Undo of the first (guide section 8).
"""

from dataclasses import dataclass

from fedart.domain.ids import Uri
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("undone.sql")

WINDOW = 6 * 3_600_000
"""How long order may be mixed up, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One actor's Follow, Like, Announce or Block (`kind`) of `target`; `detail` is the emoji of a like."""

    kind: str
    uri: Uri
    actor_uri: Uri
    target: Uri
    detail: str = ""


def _edge(row: Row) -> Edge:
    return Edge(row["kind"], Uri(row["uri"]), Uri(row["actor_uri"]), Uri(row["target"]), row["detail"])


def _pair(edge: Edge) -> dict[str, str]:
    return {"actor_uri": edge.actor_uri, "kind": edge.kind, "target": edge.target, "detail": edge.detail}


def remember(tx: Tx, uri: str, actor_uri: str, now: int) -> bool:
    """Note that an actor undid that activity of theirs; False when this is known."""
    tx.run(SQL.forget, before=now - WINDOW)
    tx.run(SQL.forget_spares, before=now - WINDOW)
    return tx.run(SQL.remember, uri=uri, actor_uri=actor_uri, at=now) == 1


def happened(tx: Tx, uri: str, actor_uri: str, now: int) -> bool:
    """Whether that very actor undid it within the last six hours."""
    return tx.one(SQL.happened, uri=uri, actor_uri=actor_uri, after=now - WINDOW) is not None


def spare(tx: Tx, edge: Edge, now: int, waits_for: str | None = None) -> None:
    """Keep an edge for the case that it turns out to be the one that counts."""
    tx.run(
        SQL.spare,
        uri=edge.uri,
        actor_uri=edge.actor_uri,
        kind=edge.kind,
        target=edge.target,
        detail=edge.detail,
        waits_for=waits_for,
        at=now,
    )


def defer(tx: Tx, edge: Edge, waits_for: str) -> None:
    """All that stands by for the same pair waits for that activity from now on."""
    tx.run(SQL.defer, **_pair(edge), waits_for=waits_for)


def drop(tx: Tx, uri: str, actor_uri: str) -> bool:
    """Forget a spare; False when there is none."""
    return tx.run(SQL.drop, uri=uri, actor_uri=actor_uri) == 1


def waiting(tx: Tx, uri: str, actor_uri: str, now: int) -> list[Edge]:
    """What was taken back in the stead of that activity."""
    return [_edge(row) for row in tx.all(SQL.waiting, uri=uri, actor_uri=actor_uri, after=now - WINDOW)]


def standing_by(tx: Tx, edge: Edge, now: int) -> list[Edge]:
    """What came for the same pair while `edge` stood in its place, oldest first."""
    return [_edge(row) for row in tx.all(SQL.standing_by, **_pair(edge), after=now - WINDOW)]
