"""Handlers for posts: created, edited, deleted, boosted."""

from fedart import log
from fedart.domain.actor import Actor
from fedart.domain.ids import ActorId
from fedart.domain.work import Work
from fedart.errors import FedartError
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import (
    answers,
    applications_out,
    audience,
    edges,
    forwarded,
    incoming,
    relays,
    remote_actors,
    removal,
    replying,
    threads,
)
from fedart.storage import activities, actors, follows, works
from fedart.storage.database import Tx
from fedart.storage.undone import Edge
from fedart.wire.activities import Announce, Create, Delete, RemoteNote, ReplyRequest, Update


async def create(it: Instance, activity: Create, budget: Budget) -> None:
    """A new post. One that came as a bare id is fetched when somebody here follows its author."""
    stored: Work | None = None
    if activity.note is not None:
        stored = await incoming.receive(it, activity.note, budget)
        if stored is None:
            await _turned_away(it, activity.note)
    elif not activity.object_type and await _followed_here(it, activity.actor):
        reader = await it.db.read(lambda tx: _reader(tx, activity.actor))
        stored = await incoming.adopt(it, activity.object_id, budget, reader=reader)
    if stored is not None and stored.in_reply_to_id is None:
        await threads.climb(it, stored, budget)


async def _turned_away(it: Instance, note: RemoteNote, request: str = "") -> None:
    """Tell whoever answers a work of ours that takes no answers of theirs; people whom we do not know stay unknown."""

    def store(tx: Tx) -> None:
        author = actors.by_uri(tx, note.author)
        parent = works.by_uri(tx, note.in_reply_to) if note.in_reply_to else None
        if author is None or parent is None or incoming.may_answer(tx, note, author):
            return
        rule = answers.bound(tx, parent)
        if rule is not None:
            answers.reject(tx, it, rule.work.actor_id, note.uri, author, parent.uri, request)

    await it.db.write(store)


async def asks(it: Instance, activity: ReplyRequest, budget: Budget) -> None:
    """May that post answer a work of ours? Its author waits for our yes before others get it (GoToSocial)."""
    author = await remote_actors.by_uri(it, activity.actor, budget)
    if not await it.db.read(lambda tx: _sees(tx, activity.target, author)):
        return
    note = activity.note or await incoming.from_home(it, activity.instrument, budget)
    if note.author != activity.actor or note.in_reply_to != activity.target or note.uri != activity.instrument:
        log.info("reply_request_dropped", actor=activity.actor)
        return
    known = await it.db.read(lambda tx: works.by_uri(tx, note.uri))
    stored = await incoming.receive(it, note, budget, request=activity.id)
    if stored is None:
        await _turned_away(it, note, activity.id)
    elif known is not None or not await it.db.read(lambda tx: _ruled(tx, stored)):
        await it.db.write(lambda tx: answers.answer(tx, it, stored, activity.id))


def _sees(tx: Tx, uri: str, author: Actor) -> bool:
    work = works.by_uri(tx, uri)
    return work is not None and work.local and audience.may_see(tx, work, author)


def _ruled(tx: Tx, reply: Work) -> bool:
    """Whether a rule binds it, so that storing it has answered already, or will."""
    parent = works.by_id(tx, reply.in_reply_to_id) if reply.in_reply_to_id else None
    return parent is not None and answers.ruling(tx, parent, reply.actor_uri, reply.visibility)[1] is not None


def _reader(tx: Tx, uri: str) -> ActorId | None:
    author = actors.by_uri(tx, uri)
    return follows.reader(tx, author.id) if author is not None else None


async def _followed_here(it: Instance, uri: str) -> bool:
    def check(tx: Tx) -> bool:
        actor = actors.by_uri(tx, uri)
        return actor is not None and follows.has_local_follower(tx, actor.id)

    return await it.db.read(check)


async def update(it: Instance, activity: Update, budget: Budget) -> None:
    """A newer version of a post, or of the sender's own profile. What is only named is looked up, if we have it."""
    profile, named = activity.profile, activity.object_id if not activity.object_type else None
    if activity.progress is not None:
        await it.db.write(lambda tx: applications_out.followed(tx, it, activity))
    elif activity.actor in (named, profile.uri if profile else None):
        # The key of an actor never changes through an embedded document (SIG-09): the profile is fetched anew.
        await remote_actors.by_uri(it, activity.actor, budget, fresh=True)
    elif activity.note is not None:
        await incoming.revise(it, activity.note, budget)
    elif named is not None and await it.db.read(lambda tx: works.by_uri(tx, named)) is not None:
        await incoming.refetch(it, named, budget)


async def delete(it: Instance, activity: Delete, budget: Budget) -> None:
    """Erase a post or an account, and remember its id for good: the news may come before the thing."""

    def store(tx: Tx) -> None:
        now = it.clock()
        if activity.object_id == activity.actor:
            remote_actors.erase(tx, activity.actor, now)
            return
        activities.bury(tx, activity.object_id, activity.actor, now)
        replying.revoked(tx, it, activity.object_id, activity.actor)
        work = works.by_uri(tx, activity.object_id)
        if work is not None:
            removal.remove(tx, work, now)

    await it.db.write(store)


async def announce(it: Instance, activity: Announce, budget: Budget) -> None:
    """A boost of something of ours, or by somebody whom people here follow. Never of what is not public (AUT-06)."""
    if activity.wrapped:
        await forwarded.unwrap(it, activity, budget)
        return
    if await relays.speaks(it, activity.actor):
        await relays.bring(it, activity.actor, activity.target, budget)
        return
    known = await it.db.read(lambda tx: works.by_uri(tx, activity.target))
    if known is None and not await _followed_here(it, activity.actor):
        return
    await remote_actors.by_uri(it, activity.actor, budget)
    if known is None:
        try:
            await incoming.adopt(it, activity.target, budget)
        except FedartError as error:
            if error.retry:
                raise
            log.info("boost_dropped", reason=error)
            return
    edge = Edge("Announce", activity.id, activity.actor, activity.target)
    await it.db.write(lambda tx: edges.arrive(tx, it, edge))
