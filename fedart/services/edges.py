"""Follows, likes, boosts and blocks of others, whatever order they and their Undos arrive in (guide section 8).

Within six hours order may be mixed up: an Undo may come before what it undoes, and a second Like before the Undo of
the first. So an Undo is remembered, and an activity that finds its place taken stands by; all orders end the same.
"""

from fedart.domain.ids import Uri
from fedart.instance import Instance
from fedart.services.edge_kinds import KINDS, Held
from fedart.storage import undone
from fedart.storage.database import Tx
from fedart.storage.undone import Edge
from fedart.wire.activities import Undo


def arrive(tx: Tx, it: Instance, edge: Edge) -> None:
    """Make it so, unless it was undone before. Its actor must be stored."""
    now = it.clock()
    if undone.happened(tx, edge.uri, edge.actor_uri, now):
        # Whatever was taken back in its stead was meant to stay.
        for spared in undone.waiting(tx, edge.uri, edge.actor_uri, now):
            undone.drop(tx, spared.uri, spared.actor_uri)
            arrive(tx, it, spared)
        return
    kind = KINDS[edge.kind]
    held = kind.held(tx, it, edge)
    if held is None:
        kind.make(tx, it, edge)
        return
    if held.edge.uri != edge.uri:
        if now - held.since < undone.WINDOW:
            undone.spare(tx, edge, now)
        else:
            kind.rename(tx, held, edge.uri)
    kind.again(tx, it, edge)


def undo(tx: Tx, it: Instance, activity: Undo) -> None:
    """Take back what that actor did: by its id, else by the pair of who and what."""
    inner = activity.inner_id
    if inner is None:
        return
    fresh = undone.remember(tx, inner, activity.actor, it.clock())
    if _undo_by_id(tx, it, inner, activity.actor) or undone.drop(tx, inner, activity.actor):
        return
    if fresh:
        _undo_by_pair(tx, it, activity, inner)


def _undo_by_id(tx: Tx, it: Instance, inner: Uri, actor: Uri) -> bool:
    held = by_uri(tx, inner)
    if held is None or held.edge.actor_uri != actor:
        return False
    KINDS[held.edge.kind].unmake(tx, it, held)
    for spared in undone.standing_by(tx, held.edge, it.clock())[:1]:
        undone.drop(tx, spared.uri, spared.actor_uri)
        arrive(tx, it, spared)
    return True


def _undo_by_pair(tx: Tx, it: Instance, activity: Undo, inner: Uri) -> None:
    """Some peers do not keep the id of what they undo. Or the thing itself is late: then this was too much."""
    name = "Like" if activity.inner_type == "EmojiReact" else activity.inner_type
    kind = KINDS.get(name)
    if kind is None or activity.inner_target is None:
        return
    detail = (activity.inner_emoji or "") if name == "Like" else ""
    pair = Edge(name, inner, activity.actor, activity.inner_target, detail)
    held = kind.held(tx, it, pair)
    if held is None:
        return
    kind.unmake(tx, it, held)
    undone.defer(tx, held.edge, inner)
    undone.spare(tx, held.edge, it.clock(), inner)


def by_uri(tx: Tx, uri: str) -> Held | None:
    """What was made by the activity with that id, if it holds."""
    return next((held for kind in KINDS.values() if (held := kind.by_uri(tx, uri)) is not None), None)
