"""Relays: followed by the instance's actor; they bring public posts with pictures, and pass ours on.

Nothing that a relay says is believed: every post is fetched from its home (THREATS AUT-03), and only so many an hour.
"""

from fedart import log
from fedart.domain.actor import Account, Actor
from fedart.domain.follow import FollowState, may_become
from fedart.domain.ids import Uri, host_of, new_id
from fedart.domain.policy import PUBLIC
from fedart.domain.relay import Relay, Style
from fedart.domain.work import Visibility, Work
from fedart.errors import FedartError, Invalid, NotFound
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import incoming, local_actors, outbox, outside, remote_actors
from fedart.services.outbox import Outgoing
from fedart.storage import activities, actors, relays, works
from fedart.storage.database import Tx
from fedart.wire import render
from fedart.wire.activities import Follow, RemoteNote
from fedart.words import say

HOUR = 3_600_000
HOURLY = 200
"""Posts that are fetched in an hour because one relay named them."""


async def add(it: Instance, by: Account, address: str) -> Relay:
    """Ask a relay to take us in: the address of its inbox (Mastodon style) or of its actor (LitePub style).

    Raises Invalid, Forbidden for a blocked server, and what fetching the actor raises.
    """
    address = address.strip()
    if not host_of(address) or host_of(address) == it.urls.host:
        raise Invalid({"relay": say("Please give the address of the relay’s inbox, or of its actor.")})
    outside.refuse_blocked(it, host_of(address))
    style, actor = Style.of(address), None
    if style is Style.LITEPUB:
        actor = await remote_actors.by_uri(it, address, Budget(), fresh=True)
    inbox = Uri(actor.inbox if actor else address)
    us = await local_actors.ensure_instance_actor(it)

    def store(tx: Tx) -> Relay:
        known = relays.by_inbox(tx, inbox)
        if known is not None and known.state is not FollowState.REJECTED:
            raise Invalid({"relay": say("This relay is on the list already.")})
        if known is not None:
            relays.remove(tx, known.id)
        now, uri = it.clock(), outbox.new_activity(it)
        asked = FollowState.REQUESTED
        made = Relay(new_id(now), inbox, actor.uri if actor else None, style, uri, asked, now)
        relays.add(tx, made)
        _send(tx, it, us, "Follow", made, _follow(us, made))
        activities.audit(tx, by.id, "add relay", inbox, "", now)
        return made

    made = await it.db.write(store)
    it.wake.set()
    return made


async def remove(it: Instance, by: Account, named: str) -> Relay:
    """End it, by the relay's id, inbox or actor; it is told. Raises NotFound."""
    us = await local_actors.ensure_instance_actor(it)

    def store(tx: Tx) -> Relay:
        known = next((r for r in relays.every(tx) if named.strip() in (r.id, r.inbox, r.actor_uri)), None)
        if known is None:
            raise NotFound("no such relay", public=say("This relay is not on the list."))
        relays.remove(tx, known.id)
        document = render.undo(outbox.new_activity(it), us.uri, _follow(us, known))
        _send(tx, it, us, "Undo", known, document)
        activities.audit(tx, by.id, "remove relay", known.inbox, "", it.clock())
        return known

    gone = await it.db.write(store)
    it.wake.set()
    return gone


def _follow(us: Actor, relay: Relay) -> render.Json:
    target = relay.actor_uri if relay.style is Style.LITEPUB and relay.actor_uri else Uri(PUBLIC)
    return render.follow(relay.follow_uri, us.uri, target)


def _send(tx: Tx, it: Instance, us: Actor, kind: str, relay: Relay, document: render.Json) -> None:
    outbox.enqueue(tx, it, Outgoing(us, kind, relay.follow_uri, document, public=False), [relay.inbox])


def answered(tx: Tx, follow: Uri | None, actor: Uri, state: FollowState) -> None:
    """A Follow of ours was accepted or rejected by a relay: it counts only from that very relay (AUT-05)."""
    known = relays.by_follow(tx, follow) if follow else None
    if known is not None and known.is_spoken_for_by(actor) and may_become(known.state, state):
        relays.answer(tx, known.id, state, actor)


async def welcome(it: Instance, activity: Follow) -> None:
    """Relays of the LitePub style follow back: they are told yes, and get nothing that they would not get anyway."""
    us = await local_actors.ensure_instance_actor(it)

    def store(tx: Tx) -> None:
        relay = next((r for r in relays.every(tx) if r.is_spoken_for_by(activity.actor)), None)
        if relay is None or relay.state is FollowState.REJECTED or activity.target != us.uri:
            return
        request = render.follow(activity.id, activity.actor, us.uri)
        _send(tx, it, us, "Accept", relay, render.accept(outbox.new_activity(it), us.uri, request))

    await it.db.write(store)


def owner(tx: Tx, follow: Uri, actor: Uri) -> Uri | None:
    """Who may answer that Follow: the relay that we asked; None when no relay was."""
    known = relays.by_follow(tx, follow)
    if known is None:
        return None
    return actor if known.is_spoken_for_by(actor) else known.actor_uri or known.inbox


async def speaks(it: Instance, actor: str) -> bool:
    """Whether an actor is a relay that has taken us in."""
    return await it.db.read(lambda tx: relays.by_actor(tx, actor)) is not None


async def bring(it: Instance, actor: str, uri: Uri, budget: Budget) -> None:
    """Take in what a relay names, when it is a public post with pictures; whatever goes wrong, it is left out."""

    def wanted(tx: Tx) -> bool:
        relay = relays.by_actor(tx, actor)
        if relay is None or it.urls.parse(uri) is not None or works.by_uri(tx, uri) is not None:
            return False
        return relays.take(tx, relay.id, it.clock() // HOUR, HOURLY)

    if not await it.db.write(wanted):
        return
    try:
        note = await incoming.from_home(it, uri, budget)
        if _fits(note):
            await incoming.receive(it, note, budget, wanted=True)
    except FedartError as error:
        log.info("relayed_dropped", host=host_of(uri), reason=error)


def _fits(note: RemoteNote) -> bool:
    return bool(note.attachments) and note.in_reply_to is None and note.visibility("") is Visibility.PUBLIC


def publish(tx: Tx, it: Instance, work: Work) -> None:
    """Have relays of the LitePub style pass on a new public work: the instance's actor announces it."""
    inboxes = outbox.relays_for(tx, work, Style.LITEPUB)
    us = actors.by_id(tx, local_actors.INSTANCE) if inboxes else None
    if us is None:
        return
    uri = outbox.new_activity(it)
    document = render.announce(uri, us.uri, work.uri, at=it.clock(), to=[PUBLIC], cc=[us.followers])
    outbox.enqueue(tx, it, Outgoing(us, "Announce", work.uri, document, public=True), inboxes)
