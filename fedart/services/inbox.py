"""What other servers tell us: the door, and the table of what each activity does.

`accept` is the door: it takes nothing but a `Verified`, decides whether the sender may say this, and makes it durable.
`process` runs later, as a task; handlers are idempotent, so an activity that is handled twice shows once.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from fedart import log
from fedart.domain import policy
from fedart.domain.authority import Claim, Ruling, authorise
from fedart.domain.ids import Uri, host_of
from fedart.errors import Forbidden, Malformed
from fedart.federation.limits import Budget
from fedart.federation.signatures import Verified
from fedart.instance import Instance
from fedart.services import (
    applications_in,
    asking,
    featured,
    forwarded,
    forwarding,
    inbox_posts,
    inbox_relations,
    moves,
    outside,
    proofs,
    queue,
    relays,
    reports,
    stamps,
    synchronisation,
)
from fedart.services.remote_keys import KeyFinder
from fedart.storage import activities, actors, blocks, breakers, follows, offers, pins, reactions, works
from fedart.storage.database import Tx
from fedart.wire import parse
from fedart.wire.activities import (
    Accept,
    Activity,
    Add,
    Announce,
    Block,
    Create,
    Delete,
    FeatureRequest,
    Flag,
    Follow,
    Like,
    Move,
    Outline,
    QuoteRequest,
    Reject,
    Remove,
    ReplyRequest,
    Undo,
    Update,
)
from fedart.wire.read_application import Offer

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
    Add: featured.add,
    Remove: featured.remove,
    Move: moves.move,
    Flag: reports.flag,
    QuoteRequest: stamps.quote,
    FeatureRequest: stamps.feature,
    ReplyRequest: inbox_posts.asks,
    Offer: applications_in.offer,
}
"""Everything else is answered politely and does nothing."""

KNOWN = frozenset(kind.__name__ for kind in HANDLERS) | {"EmojiReact", "Dislike"}

_PLACING = frozenset({"Add", "Remove"})
_NAMELESS = _PLACING | {"Flag"}


def find_key(it: Instance) -> KeyFinder:
    """Looks up the keys that signatures name."""
    return KeyFinder(it)


async def knows_actor(it: Instance, uri: str) -> bool:
    """Whether we ever heard of that actor."""
    return it.db.glance(lambda tx: actors.by_uri(tx, uri) is not None)


async def accept(it: Instance, verified: Verified, *, followers: str = "") -> None:
    """Take an activity in: when this returns, it is committed. A second copy changes nothing (SIG-11).

    When the signer is not the actor, a proof inside may speak for the actor; else only its home can (SIG-12).
    `followers` is the delivery's `Collection-Synchronization` header (FEP-8fcf).

    Raises Malformed, Forbidden, and TooFast when the sender's domain has too much waiting (CAP-01); nothing is stored
    then.
    """
    outline = parse.outline(verified.body)
    speaker = await _speaker(it, verified, outline)

    def store(tx: Tx) -> tuple[Ruling, str]:
        breakers.revive(tx, host_of(verified.actor), it.clock())
        ruling, rule = authorise(_claim(tx, outline, speaker))
        if followers and ruling is Ruling.ALLOW and verified.actor == outline.actor:
            synchronisation.noticed(tx, it, verified.actor, followers)
        if ruling not in _TAKEN or outline.type not in KNOWN or not _named(outline):
            return ruling, rule
        now = it.clock()
        # Whoever only brings something cannot keep us from hearing it from its author.
        if _first(tx, speaker, outline, verified.body, now):
            envelope = speaker.encode() + b"\n" + verified.body
            most = it.config.tasks.waiting_per_domain
            queue.receive(tx, envelope, _lane(outline), now, sender=verified.actor, most=most)
        return ruling, rule

    ruling, rule = await it.db.write(store)
    if ruling is Ruling.REFUSE:
        raise Forbidden("the sender may not do this", rule=rule)
    it.wake.set()


_TAKEN = frozenset({Ruling.ALLOW, Ruling.ASK})


async def _speaker(it: Instance, verified: Verified, outline: Outline) -> Uri:
    """Whoever is proven to say this: the signer, or the actor whose proof covers the document (FEP-8b32)."""
    if verified.actor == outline.actor or not outline.proof:
        return verified.actor
    return await proofs.trusted(it, verified.body) or verified.actor


def _named(outline: Outline) -> bool:
    """Everything has an id; only reports of some servers and the highlights of Mastodon's do not (guide section 8)."""
    return outline.id is not None or outline.type in _NAMELESS


def _first(tx: Tx, speaker: str, outline: Outline, body: bytes, now: int) -> bool:
    """Whether an activity was not there before. A change of highlights without an id may rightly come again, word for
    word: what counts is which of them comes last."""
    if outline.id is None and outline.type in _PLACING:
        return True
    return activities.remember(tx, speaker, outline.id or _digest(body), now)


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


_ABOUT = frozenset({"Create", "Update", "Delete", "Undo", "Accept", "Reject", "Add", "Remove", "Move"})


def _lane(outline: Outline) -> str:
    """What an activity is about, so that Create, Update and Delete of one thing, or Like and its Undo, keep order."""
    if outline.type in _ABOUT:
        return outline.object_id or outline.asker or outline.id or ""
    return outline.id or ""


def _claim(tx: Tx, outline: Outline, signer: str) -> Claim:
    """What the activity claims, beside what we know of its actor and of the thing it acts on."""
    actor = actors.by_uri(tx, outline.actor)
    barred = policy.blocked(host_of(outline.actor), activities.blocks(tx))
    outline = _with_follow(tx, outline)
    return Claim(
        act=outline.type,
        activity=outline.id,
        actor=outline.actor,
        signer=signer,
        object=outline.object_id,
        author=outline.author,
        owner=_owner(tx, outline),
        barred=barred or (actor is not None and (actor.suspended or actor.local)),
        instrument=outline.instrument,
    )


def _with_follow(tx: Tx, outline: Outline) -> Outline:
    """An answer to a Follow that came back without any id names the one of ours that it can only mean (AUT-05)."""
    if outline.asker is None:
        return outline
    state = inbox_relations.ANSWERS[outline.type]
    meant = inbox_relations.meant(tx, outline.asker, outline.inner_id, outline.actor, state)
    return replace(outline, object_id=meant.uri) if meant else outline


def _outlined(activity: Activity) -> Outline:
    """The outline of a parsed activity: what is authorised and what is acted upon are one reading (AUT-09)."""
    target: Uri | None = None
    author: Uri | None = None
    inner: Uri | None = None
    instrument: Uri | None = None
    asker: Uri | None = None
    match activity:
        case Create() | Update():
            target, author = activity.object_id, activity.note.author if activity.note else None
        case Delete():
            target = activity.object_id
        case Undo():
            target, inner = activity.inner_id, activity.inner_target
        case Accept() | Reject():
            target, inner = activity.follow_id, activity.follow_target
            asker = None if target else activity.follow_actor
        case Follow() | Like() | Announce() | Block():
            target = activity.target
        case QuoteRequest() | FeatureRequest() | ReplyRequest():
            target, instrument = activity.target, activity.instrument
        case Add() | Remove():
            target = activity.collection
        case Move():
            target = activity.origin
        case _:
            pass
    return Outline(activity.id, type(activity).__name__, activity.actor, target, inner, author, instrument, asker=asker)


def _owner(tx: Tx, outline: Outline) -> str | None:
    """The actor that owns the stored thing an activity acts on, None when we do not have it."""
    target = outline.object_id
    if target is None:
        return None
    match outline.type:
        case "Accept" | "Reject":
            answered = follows.by_uri(tx, target)
            if answered is None:
                asked, offered = asking.asked_with(tx, target), offers.parties(tx, target)
                poster = offered[1] if offered else None
                return asked.artist if asked else poster or relays.owner(tx, target, outline.actor)
            return _actor_uri(tx, answered.followed if answered else None)
        case "Undo":
            found = reactions.like_by_uri(tx, target) or reactions.boost_by_uri(tx, target)
            follow, block = follows.by_uri(tx, target), blocks.by_uri(tx, target)
            other = follow.follower if follow else block.blocker if block else None
            offered = offers.parties(tx, target)
            return offered[0] if offered else _actor_uri(tx, found.actor_id if found else other)
        case "Add" | "Remove":
            return pins.owner_of(tx, target, outline.actor)
        case "Move":
            return target
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
    speaker = signer.decode()
    ruling, rule = it.db.glance(lambda tx: _ruling(tx, outline, speaker))
    handler = forwarded.handle if ruling is Ruling.ASK else HANDLERS.get(type(activity))
    if ruling not in _TAKEN or handler is None:
        log.info("activity_dropped", rule=rule, type=outline.type)
        return
    budget = Budget(fetches=it.config.federation.fetches_per_activity)
    await handler(it, activity, budget)
    if ruling is Ruling.ASK and isinstance(activity, Create) and await relays.speaks(it, speaker):
        await relays.bring(it, speaker, activity.object_id, budget)
    if ruling is Ruling.ALLOW and await _proven(it, activity, body):
        await it.db.write(lambda tx: forwarding.forward(tx, it, activity, body))
    it.wake.set()


def _ruling(tx: Tx, outline: Outline, speaker: str) -> tuple[Ruling, str]:
    """As at the door; but nobody speaks any more who left in the meantime, with all that is theirs."""
    actor = actors.by_uri(tx, outline.actor)
    if actor is not None and actor.deleted:
        return Ruling.IGNORE, "SIG-13"
    return authorise(_claim(tx, outline, speaker))


async def _proven(it: Instance, activity: Activity, body: bytes) -> bool:
    """Whether others could believe this without us, and it may be an answer that they want to hear of."""
    if not isinstance(activity, Create | Update | Delete) or not parse.outline(body).proof:
        return False
    wanted = await it.db.read(lambda tx: forwarding.wanted(tx, activity))
    return wanted and await proofs.trusted(it, body) == activity.actor
