"""Likes and boosts by our artists."""

from collections.abc import Callable

from fedart.domain.actor import Actor
from fedart.domain.ids import ActorId, Uri, WorkId, new_id
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Work
from fedart.errors import Forbidden, NotFound
from fedart.instance import Instance
from fedart.services import audience, outbox
from fedart.services.outbox import Outgoing
from fedart.storage import actors, follows, notifications, reactions, works
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.reactions import Reaction
from fedart.wire import render
from fedart.words import say


async def like(it: Instance, actor_id: ActorId, work_id: WorkId) -> None:
    """Like a work; a second time changes nothing. Raises NotFound for what they may not see."""

    def store(tx: Tx) -> None:
        actor, work = _seen(tx, actor_id, work_id)
        made = Reaction(new_id(it.clock()), outbox.new_activity(it), actor.id, work.id)
        if not reactions.add_like(tx, made, it.clock()):
            return
        _counted(tx, it, work, actor, Notice.LIKE)
        document = render.like(made.uri, actor.uri, work.uri, work.actor_uri)
        _send(tx, it, Outgoing(actor, "Like", made.uri, document, public=False), work, [])

    await _write(it, store)


async def unlike(it: Instance, actor_id: ActorId, work_id: WorkId) -> None:
    """Take a like back; without one, nothing happens."""

    def store(tx: Tx) -> None:
        actor, work = _seen(tx, actor_id, work_id)
        known = reactions.like_of(tx, actor.id, work.id)
        if known is None:
            return
        reactions.remove_like(tx, known.id)
        works.count_reactions(tx, work.id)
        notifications.withdraw(tx, work.actor_id, Notice.LIKE, actor.id, work.id)
        inner = render.like(known.uri, actor.uri, work.uri, work.actor_uri)
        document = render.undo(outbox.new_activity(it), actor.uri, inner)
        _send(tx, it, Outgoing(actor, "Undo", known.uri, document, public=False), work, [])

    await _write(it, store)


async def boost(it: Instance, actor_id: ActorId, work_id: WorkId) -> None:
    """Pass a public work on to one's followers. Raises Forbidden for what is not public."""

    def store(tx: Tx) -> None:
        actor, work = _seen(tx, actor_id, work_id)
        if not work.visibility.anyone:
            raise Forbidden("only public works are boosted", public=say("Only public works can be passed on."))
        made = Reaction(new_id(it.clock()), outbox.new_activity(it), actor.id, work.id)
        if not reactions.add_boost(tx, made, it.clock()):
            return
        _counted(tx, it, work, actor, Notice.BOOST)
        document = _announce(it, actor, work, made.uri)
        _send(tx, it, Outgoing(actor, "Announce", made.uri, document, public=True), work, follows.inboxes(tx, actor.id))

    await _write(it, store)


async def unboost(it: Instance, actor_id: ActorId, work_id: WorkId) -> None:
    """Take a boost back; without one, nothing happens."""

    def store(tx: Tx) -> None:
        actor, work = _seen(tx, actor_id, work_id)
        known = reactions.boost_of(tx, actor.id, work.id)
        if known is None:
            return
        reactions.remove_boost(tx, known.id)
        works.count_reactions(tx, work.id)
        notifications.withdraw(tx, work.actor_id, Notice.BOOST, actor.id, work.id)
        inner = _announce(it, actor, work, known.uri)
        document = render.undo(outbox.new_activity(it), actor.uri, inner)
        _send(tx, it, Outgoing(actor, "Undo", known.uri, document, public=True), work, follows.inboxes(tx, actor.id))

    await _write(it, store)


def _announce(it: Instance, actor: Actor, work: Work, uri: Uri) -> render.Json:
    return render.announce(uri, actor.uri, work.uri, at=it.clock(), to=[PUBLIC], cc=[actor.followers, work.actor_uri])


async def _write(it: Instance, store: Callable[[Tx], None]) -> None:
    await it.db.write(store)
    it.wake.set()


def _seen(tx: Tx, actor_id: str, work_id: str) -> tuple[Actor, Work]:
    """The actor and a work they may see. Raises NotFound."""
    actor, work = actors.by_id(tx, actor_id), works.by_id(tx, work_id)
    if actor is None or work is None or not audience.may_see(tx, work, actor):
        raise NotFound("no such work")
    return actor, work


def _counted(tx: Tx, it: Instance, work: Work, actor: Actor, kind: Notice) -> None:
    works.count_reactions(tx, work.id)
    if work.local and work.actor_id != actor.id:
        notifications.add(tx, work.actor_id, kind, it.clock(), by=actor.id, work=work.id)


def _send(tx: Tx, it: Instance, outgoing: Outgoing, work: Work, others: list[str]) -> None:
    """To the work's author when they live elsewhere, and to the others."""
    author = outbox.inbox_of(tx, work.actor_uri)
    inboxes = [*others, author] if author else others
    if inboxes:
        outbox.enqueue(tx, it, outgoing, inboxes)
