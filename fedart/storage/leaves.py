"""Pages that artists write beside their works."""

from collections.abc import Sequence

from fedart.domain.ids import ActorId
from fedart.domain.leaf import Leaf, LeafId
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("leaves.sql")


def of_actor(tx: Tx, actor: str) -> tuple[Leaf, ...]:
    """All pages of somebody, in their order."""
    return tuple(_leaf(row) for row in tx.all(SQL.of_actor, actor=actor))


def menu(tx: Tx, actor: str) -> tuple[tuple[str, str], ...]:
    """Slug and title of each, in their order."""
    return tuple((row["slug"], row["title"]) for row in tx.all(SQL.menu, actor=actor))


def by_slug(tx: Tx, actor: str, slug: str) -> Leaf | None:
    row = tx.one(SQL.by_slug, actor=actor, slug=slug)
    return _leaf(row) if row else None


def by_id(tx: Tx, ident: str) -> Leaf | None:
    row = tx.one(SQL.by_id, id=ident)
    return _leaf(row) if row else None


def put(tx: Tx, leaf: Leaf) -> None:
    """Store a new page, or what has changed of it; its place stays."""
    tx.run(
        SQL.put,
        id=leaf.id,
        actor=leaf.actor_id,
        slug=leaf.slug,
        title=leaf.title,
        source=leaf.source,
        content=leaf.content,
        position=leaf.position,
        changed=leaf.changed,
    )


def arrange(tx: Tx, order: Sequence[str]) -> None:
    """Put an artist's pages in that order."""
    for position, ident in enumerate(order, 1):
        tx.run(SQL.place, id=ident, position=position)


def remove(tx: Tx, ident: str) -> None:
    tx.run(SQL.remove, id=ident)


def _leaf(row: Row) -> Leaf:
    return Leaf(
        id=LeafId(row["id"]),
        actor_id=ActorId(row["actor_id"]),
        slug=row["slug"],
        title=row["title"],
        source=row["source"],
        content=row["content"],
        position=row["position"],
        changed=row["changed"],
    )
