"""Suspending somebody here, and lifting it. Nothing of theirs is deleted, so that it can be taken back (AUT-10); what
people sent them for their jobs is: whoever applies to somebody who is kept out should know, and have it back.

One of ours cannot sign in, is not shown, and no news of theirs leaves any more. Somebody elsewhere is not heard, and
their posts are not shown. Every act leaves an audit row (THREATS WEB-10).
"""

from fedart.domain.actor import Actor, ActorType, Role, Viewer
from fedart.domain.ids import ActorId
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.instance import Instance
from fedart.services import applications_in, applications_out, ending
from fedart.storage import accounts, activities, actors
from fedart.storage.database import Tx
from fedart.words import say

NOTE_LIMIT = 1_000


def suspend(tx: Tx, it: Instance, by: Viewer, actor: Actor, reason: str) -> None:
    """Suspend somebody. Raises Forbidden for who does not moderate, Invalid for whom they may not suspend."""
    require(by)
    account = accounts.by_actor(tx, actor.id) if actor.local else None
    problem = _problem(by, actor, account.role if account else Role.ARTIST)
    if problem:
        raise Invalid({"decision": problem})
    now = it.clock()
    actors.suspend(tx, actor.id, now)
    if actor.local:
        applications_in.with_poster(tx, it, actor)
        applications_out.with_artist(tx, it, actor.id)
    else:
        applications_out.with_poster(tx, it, actor.id)
    ending.with_poster(tx, actor.id, now)
    if account is not None:
        accounts.close_sessions(tx, account.id)
    activities.audit(tx, by.account.id, "suspend", actor.id, reason[:NOTE_LIMIT], now)


def require(by: Viewer) -> None:
    """Raises Forbidden unless that person moderates (THREATS WEB-10)."""
    if not by.account.role.moderates:
        raise Forbidden("only moderators keep people out", rule="WEB-10")


def _problem(by: Viewer, actor: Actor, role: Role) -> str:
    """Why that person cannot be suspended by this one; empty when they can."""
    if actor.id == by.actor.id:
        return say("You cannot suspend yourself.")
    if actor.deleted or (actor.local and actor.type is ActorType.APPLICATION):
        return say("There is nobody to suspend.")
    if actor.suspended:
        return say("They are suspended already.")
    if role is Role.OWNER:
        return say("The owner of this server cannot be suspended.")
    if role.moderates and not by.account.role.administers:
        return say("Only administrators can suspend somebody who moderates.")
    return ""


async def lift(it: Instance, by: Viewer, ident: ActorId, reason: str) -> None:
    """Take a suspension back. Raises Forbidden, Invalid without a reason, NotFound when nobody there is suspended."""
    require(by)
    words = reason.strip()[:NOTE_LIMIT]
    if not words:
        raise Invalid({"reason": say("Please say why; it is written down.")})

    def store(tx: Tx) -> None:
        actor = actors.by_id(tx, ident)
        if actor is None or not actor.suspended:
            raise NotFound("nobody suspended")
        actors.suspend(tx, ident, None)
        activities.audit(tx, by.account.id, "lift suspension", ident, words, it.clock())

    await it.db.write(store)
    it.wake.set()


def notice(tx: Tx, it: Instance, actor: ActorId) -> str:
    """What somebody of ours reads who signs in while suspended: the reason, and whom to write to."""
    reason = activities.last_note(tx, "suspend", actor)
    told = [say("This account is suspended.")]
    if reason:
        told.append(say("The moderators wrote: “%(reason)s”", reason=reason))
    contact = it.config.instance.contact
    if contact:
        told.append(say("If you think that this is wrong, write to %(contact)s.", contact=contact))
    return " ".join(told)
