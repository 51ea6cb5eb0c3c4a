"""Handlers for posts: created, edited, deleted, boosted."""

from fedart import log
from fedart.domain.ids import new_id
from fedart.errors import FedartError
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import incoming, remote_actors, removal
from fedart.storage import activities, actors, follows, notifications, reactions, works
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.reactions import Reaction
from fedart.wire.activities import Announce, Create, Delete, Update


async def create(it: Instance, activity: Create, budget: Budget) -> None:
    """A new post. One that came as a bare id is fetched when somebody here follows its author."""
    if activity.note is not None:
        await incoming.receive(it, activity.note, budget)
    elif not activity.object_type and await _followed_here(it, activity.actor):
        await incoming.adopt(it, activity.object_id, budget)


async def _followed_here(it: Instance, uri: str) -> bool:
    def check(tx: Tx) -> bool:
        actor = actors.by_uri(tx, uri)
        return actor is not None and follows.has_local_follower(tx, actor.id)

    return await it.db.read(check)


async def update(it: Instance, activity: Update, budget: Budget) -> None:
    """A newer version of a post, or of the sender's own profile."""
    profile = activity.profile
    if profile is not None and profile.uri == activity.actor:
        # The key of an actor never changes through an embedded document (SIG-09): the profile is fetched anew.
        await remote_actors.by_uri(it, activity.actor, budget, fresh=True)
    elif activity.note is not None:
        await incoming.revise(it, activity.note, budget)


async def delete(it: Instance, activity: Delete, budget: Budget) -> None:
    """Erase a post or an account, and remember its id for good: the news may come before the thing."""

    def store(tx: Tx) -> None:
        now = it.clock()
        if activity.object_id == activity.actor:
            remote_actors.erase(tx, activity.actor, now)
            return
        activities.bury(tx, activity.object_id, activity.actor, now)
        work = works.by_uri(tx, activity.object_id)
        if work is not None:
            removal.remove(tx, work, now)

    await it.db.write(store)


async def announce(it: Instance, activity: Announce, budget: Budget) -> None:
    """A boost of something of ours, or by somebody whom people here follow. Never of what is not public (AUT-06)."""
    known = await it.db.read(lambda tx: works.by_uri(tx, activity.target))
    if known is None and not await _followed_here(it, activity.actor):
        return
    booster = await remote_actors.by_uri(it, activity.actor, budget)
    if known is None:
        try:
            known = await incoming.adopt(it, activity.target, budget)
        except FedartError as error:
            if error.retry:
                raise
            log.info("boost_dropped", reason=error)
            return
    work = known

    def store(tx: Tx) -> None:
        if not work.visibility.anyone or activities.buried(tx, activity.id, activity.actor):
            return
        made = Reaction(new_id(it.clock()), activity.id, booster.id, work.id)
        if reactions.add_boost(tx, made, it.clock()):
            works.count_reactions(tx, work.id)
            if work.local:
                notifications.add(tx, work.actor_id, Notice.BOOST, it.clock(), by=booster.id, work=work.id)

    await it.db.write(store)
