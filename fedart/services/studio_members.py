"""Who acts for a studio: people of this server are asked, and agree or do not. Every change is in the audit log."""

from dataclasses import replace

from fedart.domain.actor import Actor, Viewer
from fedart.domain.ids import ActorId
from fedart.domain.studios import MOST_MEMBERS, Member, Rank
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import studios as services
from fedart.storage import accounts, activities, actors, blocks, notifications, studios
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.words import say


async def invite(it: Instance, by: Viewer, ident: str, handle: str, wanted: str) -> None:
    """Ask somebody of this server to act for a studio. Raises NotFound unless they own it, Invalid."""

    def store(tx: Tx) -> None:
        studio, rank = services.owned(tx, by.actor.id, ident), _rank(wanted)
        person = _person(tx, it, by, handle)
        known = studios.members(tx, studio.id)
        if any(each.person == person.id for each in known):
            raise Invalid({"handle": say("%(name)s is asked or acts for it already.", name=person.display_name)})
        if len(known) >= MOST_MEMBERS:
            raise Invalid({"handle": say("A studio has up to %(most)s people.", most=MOST_MEMBERS)})
        now = it.clock()
        studios.put_member(tx, Member(studio.id, person.id, rank, asked=True, since=now))
        notifications.add(tx, person.id, Notice.STUDIO_ASKED, now, by=by.actor.id, detail=studio.display_name)
        _audit(tx, it, by, f"ask {rank} of studio", studio, person.id)

    await it.db.write(store)


def _rank(text: str) -> Rank:
    if text not in set(Rank):
        raise Invalid({"rank": say("Please choose what they may do.")})
    return Rank(text)


def _person(tx: Tx, it: Instance, by: Viewer, handle: str) -> Actor:
    """Somebody with an account here, by short or whole handle. Raises Invalid, across a block as for nobody."""
    name, _, host = handle.strip().lstrip("@").lower().partition("@")
    found = actors.by_handle(tx, name, it.urls.host) if host in ("", it.urls.host) else None
    there = found is not None and not found.suspended and accounts.by_actor(tx, found.id) is not None
    if found is None or not there or blocks.between(tx, by.actor.id, found.id):
        raise Invalid({"handle": say("Nobody here is called %(username)s.", username=name or handle.strip())})
    return found


async def accept(it: Instance, by: Viewer, ident: str) -> None:
    """Act for a studio from now on, as one was asked. Raises NotFound."""

    def store(tx: Tx) -> None:
        studio, member = _asked(tx, by, ident)
        now = it.clock()
        studios.put_member(tx, replace(member, asked=False, since=now))
        for owner in studios.owners(tx, studio.id):
            if owner != by.actor.id:
                detail = studio.display_name
                notifications.add(tx, owner, Notice.STUDIO_JOINED, now, by=by.actor.id, detail=detail)
        _audit(tx, it, by, f"join studio as {member.rank}", studio, by.actor.id)

    await it.db.write(store)


async def decline(it: Instance, by: Viewer, ident: str) -> None:
    """Do not act for a studio as one was asked. Raises NotFound."""

    def store(tx: Tx) -> None:
        studio, _ = _asked(tx, by, ident)
        studios.remove_member(tx, studio.id, by.actor.id)
        _audit(tx, it, by, "decline studio", studio, by.actor.id)

    await it.db.write(store)


def _asked(tx: Tx, by: Viewer, ident: str) -> tuple[Actor, Member]:
    member, studio = studios.member(tx, ident, by.actor.id), actors.by_id(tx, ident)
    if member is None or not member.asked or studio is None or studio.deleted or studio.suspended:
        raise NotFound("nobody asked them")
    return studio, member


async def set_rank(it: Instance, by: Viewer, ident: str, person: ActorId, wanted: str) -> None:
    """Say what a member may do. Raises NotFound, Invalid when nobody would own the studio."""

    def store(tx: Tx) -> None:
        studio = services.owned(tx, by.actor.id, ident)
        member, rank = _member(tx, studio, person), _rank(wanted)
        if member.rank is rank:
            return
        if rank is not Rank.OWNER:
            _keep_an_owner(tx, studio, person)
        studios.put_member(tx, replace(member, rank=rank))
        if person != by.actor.id and not member.asked:
            _tell(tx, it, Notice.STUDIO_RANK, studio, person)
        _audit(tx, it, by, f"make {rank} of studio", studio, person)

    await it.db.write(store)


async def remove(it: Instance, by: Viewer, ident: str, person: ActorId) -> None:
    """Take a member out, an owner anybody, everybody oneself; or take back that somebody was asked.

    Raises NotFound, Invalid for the last owner.
    """

    def store(tx: Tx) -> None:
        studio = (
            services.of(tx, by.actor.id, ident)[0] if person == by.actor.id else services.owned(tx, by.actor.id, ident)
        )
        member = _member(tx, studio, person)
        _keep_an_owner(tx, studio, person)
        studios.remove_member(tx, studio.id, person)
        if person != by.actor.id and not member.asked:
            _tell(tx, it, Notice.STUDIO_LEFT, studio, person)
        _audit(tx, it, by, "remove from studio", studio, person)

    await it.db.write(store)


def _member(tx: Tx, studio: Actor, person: str) -> Member:
    member = studios.member(tx, studio.id, person)
    if member is None:
        raise NotFound("nobody of that studio")
    return member


def _keep_an_owner(tx: Tx, studio: Actor, person: str) -> None:
    if studios.owners(tx, studio.id) == [person]:
        wrong = say("Somebody has to own the studio. Please make somebody else an owner first, or close it.")
        raise Invalid({"rank": wrong})


def _tell(tx: Tx, it: Instance, kind: Notice, studio: Actor, person: ActorId) -> None:
    notifications.add(tx, person, kind, it.clock(), detail=studio.display_name)


def _audit(tx: Tx, it: Instance, by: Viewer, action: str, studio: Actor, person: str) -> None:
    activities.audit(tx, by.account.id, action, studio.id, person, it.clock())
