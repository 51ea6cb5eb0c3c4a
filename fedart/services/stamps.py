"""Permissions to quote a work and to list an artist: asked for, given by their policy, taken back.

FEP-044f, FEP-7aa9. The policy is the one that our documents state, and nothing else is enforced.
"""

from fedart import log
from fedart.domain.actor import Actor, Viewer
from fedart.domain.ids import Uri, new_id
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Work, WorkState
from fedart.errors import NotFound
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import audience, outbox, remote_actors
from fedart.services.outbox import Outgoing
from fedart.storage import actors, blocks, stamps, works
from fedart.storage.database import Tx
from fedart.storage.stamps import Stamp, StampKind
from fedart.wire import render
from fedart.wire.activities import FeatureRequest, QuoteRequest
from fedart.wire.render import Json


async def quote(it: Instance, activity: QuoteRequest, budget: Budget) -> None:
    """May that post quote a work of ours? Answered when whoever asks may see the work at all."""
    parsed = it.urls.parse(activity.target)
    if parsed is None or parsed.kind not in ("object", "work"):
        return
    asker = await remote_actors.by_uri(it, activity.actor, budget)

    def store(tx: Tx) -> None:
        work = works.by_id(tx, parsed.id)
        artist = actors.by_id(tx, work.actor_id) if work else None
        if work is None or artist is None or not work.local or not audience.addressed(tx, work, asker):
            return
        granted = may_quote(work) and not blocks.between(tx, artist.id, asker.id)
        _answer(tx, it, activity, artist, asker, StampKind.QUOTE, work.uri, granted=granted)

    await it.db.write(store)


async def feature(it: Instance, activity: FeatureRequest, budget: Budget) -> None:
    """May that collection list an artist of ours?"""
    parsed = it.urls.parse(activity.target)
    if parsed is None or parsed.kind != "actor":
        return
    asker = await remote_actors.by_uri(it, activity.actor, budget)

    def store(tx: Tx) -> None:
        artist = actors.by_id(tx, parsed.id)
        if artist is None or not artist.local or artist.deleted or artist.suspended:
            return
        granted = artist.discoverable and not blocks.between(tx, artist.id, asker.id)
        _answer(tx, it, activity, artist, asker, StampKind.FEATURE, artist.uri, granted=granted)

    await it.db.write(store)


def may_quote(work: Work) -> bool:
    """What `canQuote` of a work says about others: anybody may quote what anybody may see (wire.render_note)."""
    return work.visibility.anyone


def _answer(
    tx: Tx,
    it: Instance,
    activity: QuoteRequest | FeatureRequest,
    artist: Actor,
    asker: Actor,
    kind: StampKind,
    about: Uri,
    *,
    granted: bool,
) -> None:
    stamp = grant(tx, it, kind, artist, activity, about) if granted else None
    request: Json = {
        "id": activity.id,
        "type": type(activity).__name__,
        "actor": activity.actor,
        "object": activity.target,
        "instrument": activity.instrument,
    }
    ident = outbox.new_activity(it)
    if stamp is None:
        document = render.reject(ident, artist.uri, request)
    else:
        document = render.accept(ident, artist.uri, request, result=it.urls.stamp(stamp.id))
    answer = "Reject" if stamp is None else "Accept"
    outbox.enqueue(tx, it, Outgoing(artist, answer, activity.id, document, public=False), [asker.inbox])


def grant(
    tx: Tx, it: Instance, kind: StampKind, artist: Actor, activity: QuoteRequest | FeatureRequest, about: Uri
) -> Stamp | None:
    """The permission for that very thing: made, or the one that was given before; None when it was taken back."""
    now = it.clock()
    made = Stamp(
        id=new_id(now),
        kind=kind,
        actor_id=artist.id,
        request=activity.id,
        asker=activity.actor,
        about=about,
        instrument=activity.instrument,
        created=now,
    )
    if stamps.add(tx, made):
        return made
    known = stamps.by_thing(tx, kind, about, activity.instrument)
    return known if known is not None and known.revoked is None and known.asker == activity.actor else None


async def revoke(it: Instance, viewer: Viewer, ident: str) -> None:
    """Take a permission back and tell whoever asked for it. Raises NotFound unless it is theirs and in force."""

    def store(tx: Tx) -> None:
        stamp = stamps.by_id(tx, ident)
        if stamp is None or stamp.actor_id != viewer.actor.id or not stamps.revoke(tx, ident, it.clock()):
            raise NotFound("no such permission")
        asker = actors.by_uri(tx, stamp.asker)
        uri = it.urls.stamp(ident)
        document = render.delete(outbox.new_activity(it), viewer.actor.uri, uri, to=[PUBLIC], cc=[stamp.asker])
        inboxes = [asker.shared_inbox or asker.inbox] if asker is not None and not asker.deleted else []
        outbox.enqueue(tx, it, Outgoing(viewer.actor, "Delete", uri, document, public=True), inboxes)
        log.info("stamp_revoked", stamp=ident)

    await it.db.write(store)
    it.wake.set()


def document(tx: Tx, it: Instance, ident: str) -> Json | None:
    """The permission as others read it; None when there is none, or the work it was for is gone or was narrowed.

    Raises nothing for one that was taken back: it reads as if it had never been given.
    """
    stamp = stamps.by_id(tx, ident)
    artist = actors.by_id(tx, stamp.actor_id) if stamp else None
    if stamp is None or artist is None or stamp.revoked is not None or artist.deleted or artist.suspended:
        return None
    uri = it.urls.stamp(ident)
    if stamp.kind is StampKind.FEATURE:
        return render.feature_authorization(uri, artist.uri, stamp.instrument)
    if stamp.kind is StampKind.REPLY:
        return _reply(tx, it, stamp, artist)
    work = works.by_uri(tx, stamp.about)
    if work is None or not audience.addressed(tx, work, None):
        return None
    return render.quote_authorization(uri, artist.uri, stamp.instrument, stamp.about)


def _reply(tx: Tx, it: Instance, stamp: Stamp, artist: Actor) -> Json | None:
    """The permission to answer: what is answered may be a post of somebody else, below a work of the artist's."""
    answered, reply = works.by_uri(tx, stamp.about), works.by_uri(tx, stamp.instrument)
    if answered is None or not answered.visibility.anyone or answered.state is not WorkState.LIVE:
        return None
    if reply is not None and reply.state is not WorkState.LIVE:
        return None
    return render.reply_authorization(it.urls.stamp(stamp.id), artist.uri, stamp.instrument, stamp.about)
