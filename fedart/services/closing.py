"""Closing an account for good: it is shut at once, every server that got something is told, and tasks remove the rest.

What was theirs is removed in slices; each leaves the database as it should be, so that a restart goes on where the last
one ended. Their keys stay until the Delete has arrived wherever it can, because it is signed with them. The name is
never given out again: the account's row stays, shut, and the actor's answers 410.
"""

from collections.abc import Callable

import orjson

from fedart import log
from fedart.domain.actor import Account, Actor, Role, Viewer
from fedart.domain.ids import AccountId, ActorId
from fedart.domain.policy import PUBLIC
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import accounts as signing_in
from fedart.services import commission_queue, drafts, ending, outbox, queue, removal
from fedart.services.outbox import Outgoing
from fedart.storage import accounts, activities, actors, closings, keys, reactions, recipients, studios, works
from fedart.storage.database import Tx
from fedart.wire import render
from fedart.words import say

SLICE = 20
"""How many works or pictures one step removes."""
ROWS = 500
"""How many rows of small things one step removes."""
LOOK_MS = 600_000
"""How often it is looked whether the Delete is on its way still."""
PATIENCE_MS = 14 * 24 * 3_600_000
"""When the keys go whatever is left to deliver."""

Stage = Callable[[Tx, Instance, ActorId, str], str | None]
"""Removes the next things after an id; where to go on, None when nothing is left."""


async def close_own(it: Instance, by: Viewer, handle: str, password: str) -> None:
    """Close the account of whoever asks for it, by their whole handle and their password (the name, without one).

    Raises Invalid for a wrong handle or password and for the last owner, TooFast after many wrong ones (WEB-05).
    """
    if handle.strip().lstrip("@").lower() != by.actor.handle.lstrip("@").lower():
        raise Invalid({"handle": say("Please type %(handle)s, your whole address.", handle=by.actor.handle)})
    await signing_in.confirm(it, by, password)
    await it.db.write(lambda tx: begin(tx, it, by.account, by.account.id))
    it.wake.set()


async def close_named(it: Instance, by: Account, name: str) -> Actor:
    """Close the account of that name, for whoever runs this server. Raises NotFound, Invalid for the last owner."""

    def store(tx: Tx) -> Actor:
        found = accounts.by_username(tx, name)
        actor = actors.by_id(tx, found[0].actor_id) if found else None
        if found is None or actor is None or actor.deleted:
            raise NotFound(f"nobody here is called {name}", public=say("Nobody here is called %(name)s.", name=name))
        begin(tx, it, found[0], by.id)
        return actor

    closed = await it.db.write(store)
    it.wake.set()
    return closed


def begin(tx: Tx, it: Instance, account: Account, by: AccountId) -> None:
    """Shut an account, queue its Delete to every server that got something, and the removal. Raises Invalid."""
    if account.role is Role.OWNER and not account.disabled and closings.owners(tx) < 2:
        raise Invalid(
            {"handle": say("You are the only owner of this server. Please make somebody else an owner first.")}
        )
    actor, now = actors.by_id(tx, account.actor_id), it.clock()
    if actor is None or actor.deleted:
        raise NotFound("no such account")
    for member in studios.of_person(tx, actor.id):
        studio = actors.by_id(tx, member.studio)
        if studio is not None and studios.owners(tx, member.studio) == [actor.id]:
            shut_studio(tx, it, studio, by)
        studios.remove_member(tx, member.studio, actor.id)
    _shut(tx, it, actor, account.id)
    accounts.close_sessions(tx, account.id)
    for kind in ("login", "invite"):
        accounts.drop_links(tx, account.id, kind, now)
    activities.audit(tx, by, "close account", actor.id, "", now)


def shut_studio(tx: Tx, it: Instance, studio: Actor, by: AccountId) -> None:
    """Close a studio of ours: nobody acts for it from now on, and its jobs go as its followers are told."""
    studios.forget(tx, studio.id)
    _shut(tx, it, studio, "")
    activities.audit(tx, by, "close studio", studio.id, "", it.clock())


def _shut(tx: Tx, it: Instance, actor: Actor, account: str) -> None:
    told, now = closings.inboxes(tx, actor.id), it.clock()
    document = render.delete(outbox.new_activity(it), actor.uri, actor.uri, to=[PUBLIC])
    outbox.enqueue(tx, it, Outgoing(actor, "Delete", actor.uri, document, public=True), told, holding=frozenset(told))
    closings.close(tx, actor.id, account, told, now)
    queue.close(tx, actor.id, {}, now)
    log.info("account_closing", actor=actor.uri, servers=len(told))


async def at_start(it: Instance) -> None:
    """Go on with closings whose task was lost."""

    def resume(tx: Tx) -> None:
        for actor in closings.unfinished(tx):
            if not keys.waiting(tx, queue.closing_lane(actor)):
                queue.close(tx, actor, {}, it.clock())

    await it.db.write(resume)


async def step(it: Instance, payload: bytes) -> None:
    """The task: remove the next slice; when nothing is left, wait for the deliveries, and delete the keys."""
    said = orjson.loads(payload)
    actor = ActorId(said.pop("actor"))

    def store(tx: Tx) -> None:
        found, now = closings.of_actor(tx, actor), it.clock()
        if found is None or found.finished:
            return
        stage, after = said.get("stage", STAGES[0]), said.get("after", "")
        if stage in _REMOVE:
            place = _REMOVE[stage](tx, it, actor, after)
            following = stage if place is not None else STAGES[STAGES.index(stage) + 1]
            queue.close(tx, actor, {"stage": following, "after": place or ""}, now)
        elif now < found.begun + PATIENCE_MS and _still_telling(tx, actor, found.told):
            queue.close(tx, actor, {"stage": _WAIT}, now, due=now + LOOK_MS)
        else:
            closings.finish(tx, actor, now)
            log.info("account_closed", actor=actor)

    await it.db.write(store)
    it.wake.set()


def _still_telling(tx: Tx, ident: ActorId, told: tuple[str, ...]) -> bool:
    actor = actors.by_id(tx, ident)
    return actor is not None and any(keys.waiting(tx, queue.lane(actor.uri, inbox)) for inbox in told)


def _works(tx: Tx, it: Instance, actor: ActorId, after: str) -> str | None:
    found = closings.works(tx, actor, after, SLICE)
    for ident in found:
        work = works.by_id(tx, ident)
        if work is not None:
            removal.remove(tx, work, it.clock())
            recipients.forget(tx, work.uri)
    return found[-1] if found else None


def _pictures(role: str) -> Stage:
    def remove(tx: Tx, it: Instance, actor: ActorId, after: str) -> str | None:
        found = closings.pictures(tx, actor, role, after, SLICE)
        queue.tidy(tx, [file for ident in found for file in removal.picture(tx, ident, it.clock())], it.clock())
        return found[-1] if found else None

    return remove


def _reactions(tx: Tx, it: Instance, actor: ActorId, after: str) -> str | None:
    likes, boosts = closings.likes(tx, actor, ROWS), closings.boosts(tx, actor, ROWS)
    for ident, _ in likes:
        reactions.remove_like(tx, ident)
    for ident, _ in boosts:
        reactions.remove_boost(tx, ident)
    for work in {work for _, work in [*likes, *boosts]}:
        works.count_reactions(tx, work)
    return "" if likes or boosts else None


def _rows(tx: Tx, it: Instance, actor: ActorId, after: str) -> str | None:
    return "" if closings.forget_rows(tx, actor, ROWS) else None


def _rest(tx: Tx, it: Instance, actor: ActorId, after: str) -> str | None:
    closings.forget_rest(tx, actor, it.clock())
    return None


def _drafts(tx: Tx, it: Instance, actor: ActorId, after: str) -> str | None:
    """Their files are dropped by the next sweep."""
    return "" if drafts.forget_all(tx, it, actor) else None


def _applications(tx: Tx, it: Instance, actor: ActorId, after: str) -> str | None:
    """Likewise."""
    return "" if ending.with_artist(tx, actor) else None


def _commissions(tx: Tx, it: Instance, actor: ActorId, after: str) -> str | None:
    return "" if commission_queue.with_account(tx, it, actor) else None


_WAIT = "wait"
_REMOVE: dict[str, Stage] = {
    "works": _works,
    **{f"pictures {role}": _pictures(role) for role in closings.ROLES},
    "reactions": _reactions,
    "drafts": _drafts,
    "applications": _applications,
    "commissions": _commissions,
    "rows": _rows,
    "rest": _rest,
}
STAGES = (*_REMOVE, _WAIT)
"""In this order."""
