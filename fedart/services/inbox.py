"""What other servers tell us: the door, and the table of what each activity does.

`accept` is the door: it takes nothing but a `Verified`, decides whether the sender may say this, and makes it durable.
`process` runs later, as a task; handlers are idempotent, so an activity that is handled twice shows once.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from fedart import log
from fedart.domain import policy
from fedart.domain.authority import Claim, Ruling, authorise
from fedart.domain.ids import Uri, host_of
from fedart.errors import Forbidden, Malformed
from fedart.federation.limits import Budget
from fedart.federation.signatures import Verified
from fedart.instance import Instance
from fedart.services import inbox_posts, inbox_relations, outside, queue
from fedart.services.remote_keys import KeyFinder
from fedart.storage import activities, actors, follows, reactions, works
from fedart.storage.database import Tx
from fedart.wire import parse
from fedart.wire.activities import (
    Accept,
    Activity,
    Announce,
    Block,
    Create,
    Delete,
    Follow,
    Like,
    Outline,
    Reject,
    Undo,
    Update,
)

Handler = Callable[[Instance, Any, Budget], Awaitable[None]]

HANDLERS: dict[type, Handler] = {
    Follow: inbox_relations.follow,
    Accept: inbox_relations.accept,
    Reject: inbox_relations.reject,
    Undo: inbox_relations.undo,
    Block: inbox_relations.block,
    Like: inbox_relations.like,
    Announce: inbox_posts.announce,
    Create: inbox_posts.create,
    Update: inbox_posts.update,
    Delete: inbox_posts.delete,
}
"""Everything else is answered politely and does nothing."""

KNOWN = frozenset(kind.__name__ for kind in HANDLERS) | {"EmojiReact", "Dislike"}


def find_key(it: Instance) -> KeyFinder:
    """Looks up the keys that signatures name."""
    return KeyFinder(it)


async def refuse_early(it: Instance, key_id: str) -> None:
    """Refuse a blocked domain before anything is fetched or verified. Raises Forbidden (AUT-10)."""
    blocks = it.db.glance(activities.blocks)
    if policy.blocked(host_of(key_id), blocks):
        raise Forbidden("the domain is blocked", rule="AUT-10")


async def knows_actor(it: Instance, uri: str) -> bool:
    """Whether we ever heard of that actor."""
    return it.db.glance(lambda tx: actors.by_uri(tx, uri) is not None)


async def accept(it: Instance, verified: Verified) -> None:
    """Take an activity in: when this returns, it is committed. A second copy changes nothing (SIG-11).

    Raises Malformed and Forbidden; nothing is stored then.
    """
    outline = parse.outline(verified.body)

    def store(tx: Tx) -> tuple[Ruling, str]:
        ruling, rule = authorise(_claim(tx, outline, verified.actor))
        if ruling is not Ruling.ALLOW or outline.type not in KNOWN or outline.id is None:
            return ruling, rule
        now = it.clock()
        if activities.remember(tx, verified.actor, outline.id, now):
            envelope = verified.actor.encode() + b"\n" + verified.body
            queue.receive(tx, envelope, _lane(outline), now)
        return ruling, rule

    ruling, rule = await it.db.write(store)
    if ruling is Ruling.REFUSE:
        raise Forbidden("the sender may not do this", rule=rule)
    it.wake.set()


def _lane(outline: Outline) -> str:
    """What an activity is about, so that Create, Update and Delete of one thing, or Like and its Undo, keep order."""
    if outline.type in ("Create", "Update", "Delete", "Undo", "Accept", "Reject"):
        return outline.object_id or outline.id or ""
    return outline.id or ""


def _claim(tx: Tx, outline: Outline, signer: str) -> Claim:
    """What the activity claims, beside what we know of its actor and of the thing it acts on."""
    actor = actors.by_uri(tx, outline.actor)
    barred = policy.blocked(host_of(outline.actor), activities.blocks(tx))
    return Claim(
        act=outline.type,
        activity=outline.id,
        actor=outline.actor,
        signer=signer,
        object=outline.object_id,
        author=outline.author,
        owner=_owner(tx, outline),
        barred=barred or (actor is not None and (actor.suspended or actor.local)),
    )


def _outlined(activity: Activity) -> Outline:
    """The outline of a parsed activity: what is authorised and what is acted upon are one reading (AUT-09)."""
    target: Uri | None = None
    author: Uri | None = None
    inner: Uri | None = None
    match activity:
        case Create() | Update():
            target, author = activity.object_id, activity.note.author if activity.note else None
        case Delete():
            target = activity.object_id
        case Undo():
            target, inner = activity.inner_id, activity.inner_target
        case Accept() | Reject():
            target, inner = activity.follow_id, activity.follow_target
        case Follow() | Like() | Announce() | Block():
            target = activity.target
        case _:
            pass
    return Outline(activity.id, type(activity).__name__, activity.actor, target, inner, author)


def _owner(tx: Tx, outline: Outline) -> str | None:
    """The actor that owns the stored thing an activity acts on, None when we do not have it."""
    target = outline.object_id
    if target is None:
        return None
    match outline.type:
        case "Accept" | "Reject":
            answered = follows.by_uri(tx, target)
            return _actor_uri(tx, answered.followed if answered else None)
        case "Undo":
            found = reactions.like_by_uri(tx, target) or reactions.boost_by_uri(tx, target)
            follow = follows.by_uri(tx, target)
            return _actor_uri(tx, found.actor_id if found else follow.follower if follow else None)
        case "Create" | "Update" | "Delete":
            work = works.by_uri(tx, target)
            actor = actors.by_uri(tx, target)
            return work.actor_uri if work else actor.uri if actor else None
        case _:
            return None


def _actor_uri(tx: Tx, actor: str | None) -> str | None:
    found = actors.by_id(tx, actor) if actor else None
    return found.uri if found else None


async def process(it: Instance, payload: bytes) -> None:
    """Handle one accepted activity. Raises FetchFailed and Unavailable to be tried again."""
    signer, _, body = payload.partition(b"\n")
    try:
        activity = await outside.parsed(parse.activity, body)
    except Malformed as error:
        log.info("activity_dropped", rule=error.rule, reason=error)
        return
    outline = _outlined(activity)
    ruling, rule = it.db.glance(lambda tx: authorise(_claim(tx, outline, signer.decode())))
    handler = HANDLERS.get(type(activity))
    if ruling is not Ruling.ALLOW or handler is None:
        log.info("activity_dropped", rule=rule, type=outline.type)
        return
    settings = it.config.federation
    await handler(it, activity, Budget(fetches=settings.fetches_per_activity))
    it.wake.set()
