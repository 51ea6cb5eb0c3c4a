"""How a Follow, a Like, a boost and a Block of somebody else are found, made and ended: one small table."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from fedart.domain.actor import Actor
from fedart.domain.follow import Follow, FollowState, may_become
from fedart.domain.ids import Uri, new_id
from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.services import audience
from fedart.services import follows as following
from fedart.storage import actors, blocks, emojis, follows, notifications, reactions, works
from fedart.storage.blocks import Blocking
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.reactions import Reaction
from fedart.storage.undone import Edge

REACTIONS = 12
"""How many emojis of one person one work shows; some servers set no limit."""

_STANDING = (FollowState.REQUESTED, FollowState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Held:
    """An edge that holds at present: the id of its row, and since when (ms)."""

    id: str
    edge: Edge
    since: int


@dataclass(frozen=True, slots=True)
class Kind:
    """`held`: what holds for that pair. `again`: it was said once more. `rename`: the row goes by a newer id."""

    held: Callable[[Tx, Instance, Edge], Held | None]
    by_uri: Callable[[Tx, str], Held | None]
    make: Callable[[Tx, Instance, Edge], None]
    again: Callable[[Tx, Instance, Edge], None]
    rename: Callable[[Tx, Held, Uri], None]
    unmake: Callable[[Tx, Instance, Held], None]


def _uri_of(tx: Tx, actor: str) -> Uri:
    found = actors.by_id(tx, actor)
    return found.uri if found else Uri("")


def _nothing(tx: Tx, it: Instance, edge: Edge) -> None:
    """A second time changes nothing."""


# follows


def _followed(tx: Tx, it: Instance, edge: Edge) -> Actor | None:
    parsed = it.urls.parse(edge.target)
    return actors.by_id(tx, parsed.id) if parsed is not None and parsed.kind == "actor" else None


def _following(tx: Tx, it: Instance, edge: Edge) -> Follow | None:
    follower, followed = actors.by_uri(tx, edge.actor_uri), _followed(tx, it, edge)
    known = follows.by_pair(tx, follower.id, followed.id) if follower and followed else None
    return known if known is not None and known.state in _STANDING else None


def _held_follow(tx: Tx, it: Instance, edge: Edge) -> Held | None:
    known = _following(tx, it, edge)
    return Held(known.id, replace(edge, uri=known.uri), known.created) if known else None


def _follow_by_uri(tx: Tx, uri: str) -> Held | None:
    known = follows.by_uri(tx, uri)
    if known is None or known.state not in _STANDING:
        return None
    edge = Edge("Follow", known.uri, _uri_of(tx, known.follower), _uri_of(tx, known.followed))
    return Held(known.id, edge, known.created)


def _make_follow(tx: Tx, it: Instance, edge: Edge) -> None:
    """Accept at once, or ask the artist when the account is locked; refused where there is a block or they left."""
    follower, followed = actors.by_uri(tx, edge.actor_uri), _followed(tx, it, edge)
    if follower is None or followed is None or followed.suspended or followed.deleted:
        return
    now = it.clock()
    known = follows.by_pair(tx, follower.id, followed.id)
    state = FollowState.REQUESTED if followed.locked else FollowState.ACCEPTED
    made = Follow(known.id if known else new_id(now), edge.uri, follower.id, followed.id, state, now)
    if blocks.between(tx, follower.id, followed.id) or followed.moved_to is not None:
        following.reply(tx, it, made, accepted=False)
        return
    follows.put(tx, made, now)
    if state is FollowState.REQUESTED:
        notifications.add(tx, followed.id, Notice.REQUEST, now, by=follower.id)
        return
    notifications.add(tx, followed.id, Notice.FOLLOW, now, by=follower.id)
    following.reply(tx, it, made, accepted=True)


def _follow_again(tx: Tx, it: Instance, edge: Edge) -> None:
    """A second Follow is accepted again (guide section 8)."""
    known = _following(tx, it, edge)
    if known is not None and known.state is FollowState.ACCEPTED:
        following.reply(tx, it, replace(known, uri=edge.uri), accepted=True)


def _rename_follow(tx: Tx, held: Held, uri: Uri) -> None:
    known = follows.by_id(tx, held.id)
    if known is not None:
        follows.put(tx, replace(known, uri=uri), known.created)


def _unmake_follow(tx: Tx, it: Instance, held: Held) -> None:
    known = follows.by_id(tx, held.id)
    if known is not None:
        end_follow(tx, it, known)


def end_follow(tx: Tx, it: Instance, known: Follow) -> None:
    """End a follow and take back what was told about it."""
    if may_become(known.state, FollowState.ENDED):
        follows.set_state(tx, known.id, FollowState.ENDED, it.clock())
    for kind in (Notice.FOLLOW, Notice.REQUEST):
        notifications.withdraw(tx, known.followed, kind, known.follower, None)


# likes and boosts


def _both(tx: Tx, edge: Edge) -> tuple[Actor, Work] | None:
    actor, work = actors.by_uri(tx, edge.actor_uri), works.by_uri(tx, edge.target)
    return (actor, work) if actor is not None and work is not None else None


def _reaction(tx: Tx, kind: str, found: Reaction | None) -> Held | None:
    work = works.by_id(tx, found.work_id) if found else None
    if found is None or work is None:
        return None
    since = reactions.since(tx, found.id)
    return Held(found.id, Edge(kind, found.uri, _uri_of(tx, found.actor_id), work.uri, found.emoji), since)


def _held_like(tx: Tx, it: Instance, edge: Edge) -> Held | None:
    both = _both(tx, edge)
    return _reaction(tx, "Like", reactions.like_of(tx, both[0].id, both[1].id, edge.detail)) if both else None


def _held_boost(tx: Tx, it: Instance, edge: Edge) -> Held | None:
    both = _both(tx, edge)
    return _reaction(tx, "Announce", reactions.boost_of(tx, both[0].id, both[1].id)) if both else None


def _make_like(tx: Tx, it: Instance, edge: Edge) -> None:
    both = _both(tx, edge)
    if both is None or not _may_react(tx, *both):
        return
    liker, work = both
    if edge.detail and emojis.reactions_of(tx, work.id, liker.id) >= REACTIONS:
        return
    made = Reaction(new_id(it.clock()), edge.uri, liker.id, work.id, edge.detail)
    if reactions.add_like(tx, made, it.clock()):
        _counted(tx, it, work, liker, Notice.LIKE, edge.detail)


def _make_boost(tx: Tx, it: Instance, edge: Edge) -> None:
    """Never of what is not public (AUT-06)."""
    both = _both(tx, edge)
    if both is None or not both[1].visibility.anyone or not _may_react(tx, *both):
        return
    booster, work = both
    if reactions.add_boost(tx, Reaction(new_id(it.clock()), edge.uri, booster.id, work.id), it.clock()):
        _counted(tx, it, work, booster, Notice.BOOST)


def _may_react(tx: Tx, actor: Actor, work: Work) -> bool:
    return audience.addressed(tx, work, actor) and blocks.by_pair(tx, work.actor_id, actor.id) is None


def _counted(tx: Tx, it: Instance, work: Work, by: Actor, kind: Notice, detail: str = "") -> None:
    works.count_reactions(tx, work.id)
    if work.local:
        notifications.add(tx, work.actor_id, kind, it.clock(), by=by.id, work=work.id, detail=detail)


def _unmake_like(tx: Tx, it: Instance, held: Held) -> None:
    reactions.remove_like(tx, held.id)
    _uncounted(tx, held, Notice.LIKE)


def _unmake_boost(tx: Tx, it: Instance, held: Held) -> None:
    reactions.remove_boost(tx, held.id)
    _uncounted(tx, held, Notice.BOOST)


def _uncounted(tx: Tx, held: Held, kind: Notice) -> None:
    both = _both(tx, held.edge)
    if both is not None:
        works.count_reactions(tx, both[1].id)
        notifications.withdraw(tx, both[1].actor_id, kind, both[0].id, both[1].id, held.edge.detail)


# blocks


def _held_block(tx: Tx, it: Instance, edge: Edge) -> Held | None:
    blocker, blocked = actors.by_uri(tx, edge.actor_uri), actors.by_uri(tx, edge.target)
    known = blocks.by_pair(tx, blocker.id, blocked.id) if blocker and blocked else None
    return Held(known.id, replace(edge, uri=known.uri), known.created) if known else None


def _block_by_uri(tx: Tx, uri: str) -> Held | None:
    known = blocks.by_uri(tx, uri)
    if known is None:
        return None
    return Held(
        known.id, Edge("Block", known.uri, _uri_of(tx, known.blocker), _uri_of(tx, known.blocked)), known.created
    )


def _make_block(tx: Tx, it: Instance, edge: Edge) -> None:
    """Somebody elsewhere blocks one of ours: the relations end both ways, and neither sees the other."""
    blocker, blocked = actors.by_uri(tx, edge.actor_uri), actors.by_uri(tx, edge.target)
    if blocker is None or blocked is None or not blocked.local:
        return
    blocks.add(tx, Blocking(new_id(it.clock()), edge.uri, blocker.id, blocked.id, it.clock()))
    for one, other in ((blocker.id, blocked.id), (blocked.id, blocker.id)):
        known = follows.by_pair(tx, one, other)
        if known is not None:
            end_follow(tx, it, known)


def _unmake_block(tx: Tx, it: Instance, held: Held) -> None:
    blocks.remove(tx, held.id)


KINDS: dict[str, Kind] = {
    "Follow": Kind(_held_follow, _follow_by_uri, _make_follow, _follow_again, _rename_follow, _unmake_follow),
    "Like": Kind(
        _held_like,
        lambda tx, uri: _reaction(tx, "Like", reactions.like_by_uri(tx, uri)),
        _make_like,
        _nothing,
        lambda tx, held, uri: reactions.rename(tx, held.id, uri),
        _unmake_like,
    ),
    "Announce": Kind(
        _held_boost,
        lambda tx, uri: _reaction(tx, "Announce", reactions.boost_by_uri(tx, uri)),
        _make_boost,
        _nothing,
        lambda tx, held, uri: reactions.rename(tx, held.id, uri),
        _unmake_boost,
    ),
    "Block": Kind(
        _held_block,
        _block_by_uri,
        _make_block,
        _nothing,
        lambda tx, held, uri: blocks.rename(tx, held.id, uri),
        _unmake_block,
    ),
}
"""By wire type; an EmojiReact is a Like with an emoji."""
