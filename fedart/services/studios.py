"""Studios of ours: founding and changing one, and who may act for it.

A studio is an actor without an account: other servers follow it, nobody signs in as it. It posts jobs and does nothing
else. Every act is done by a person, and the audit log says who it was.
"""

from dataclasses import replace

from fedart import log
from fedart.domain.actor import Actor, ActorType, Field, Viewer
from fedart.domain.forms import Upload
from fedart.domain.media import MediaState
from fedart.domain.studios import MOST, Member, Rank, StudioForm, founding_problems
from fedart.errors import FedartError, Invalid, NotFound
from fedart.instance import Instance
from fedart.services import actors as profiles
from fedart.services import closing, local_actors, media, people, works
from fedart.storage import activities, actors, studios, syndication
from fedart.storage.database import Tx
from fedart.words import say

WEBSITE = "Website"
DOMAIN = "Verified domain"
"""Labels of profile fields, as they go on the wire."""


async def found(it: Instance, by: Viewer, form: StudioForm, username: str) -> Actor:
    """Found a studio, which makes somebody its owner. Raises Invalid with a sentence for each field."""
    name = username.strip().lstrip("@").lower()
    problems = founding_problems(form, name)
    if problems:
        raise Invalid(problems)
    named = await people.named(it, form.about, ())
    prepared = await local_actors.prepare(it, name)
    made = replace(
        prepared.actor,
        type=ActorType.ORGANIZATION,
        name=form.name.strip(),
        summary=people.html(it, form.about, named),
        summary_source=form.about,
        fields=_fields(form.website, ()),
    )

    def store(tx: Tx) -> None:
        if studios.founded(tx, by.actor.id) >= MOST:
            wrong = say("You have founded %(most)s studios already, and nobody may found more.", most=MOST)
            raise Invalid({"name": wrong})
        if actors.taken(tx, name):
            raise Invalid({"username": say("This name is taken. Please choose another.")})
        local_actors.insert(tx, it, replace(prepared, actor=made))
        studios.insert(tx, made.id, by.actor.id, form.website, it.clock())
        syndication.choose(tx, made.id, offer=False, now=it.clock())
        studios.put_member(tx, Member(made.id, by.actor.id, Rank.OWNER, asked=False, since=it.clock()))
        activities.audit(tx, by.account.id, "found studio", made.id, made.username, it.clock())

    await it.db.write(store)
    log.info("studio_founded", uri=made.uri)
    return made


def _fields(website: str, domains: tuple[str, ...]) -> tuple[Field, ...]:
    """What stands in its profile: its website, and the domains that are proven."""
    shown = [Field(WEBSITE, website)] if website else []
    return (*shown, *(Field(DOMAIN, f"https://{name}") for name in domains))


async def edit(it: Instance, by: Viewer, ident: str, form: StudioForm) -> None:
    """Change name, text and website, and tell the followers' servers. Raises NotFound unless they own it, Invalid."""
    await it.db.read(lambda tx: owned(tx, by.actor.id, ident))
    problems = form.problems()
    if problems:
        raise Invalid(problems)
    named = await people.named(it, form.about, ())

    def store(tx: Tx) -> None:
        before = owned(tx, by.actor.id, ident)
        studios.edit(tx, before.id, form.website)
        summary = people.html(it, form.about, named)
        put(tx, it, replace(before, name=form.name.strip(), summary=summary, summary_source=form.about))
        activities.audit(tx, by.account.id, "edit studio", before.id, form.name.strip(), it.clock())

    await it.db.write(store)
    it.wake.set()


async def portray(it: Instance, by: Viewer, ident: str, upload: Upload | None) -> MediaState | None:
    """Hang another portrait, or none; whether it is shown, or waits for a person. Raises NotFound, Invalid, TooFast."""
    studio = await it.db.read(lambda tx: owned(tx, by.actor.id, ident))
    await it.db.write(lambda tx: works.may_publish(tx, it, studio.id))
    admitted = await profiles.portraits(it, studio.id, {"icon": upload})

    def store(tx: Tx) -> None:
        before = owned(tx, by.actor.id, ident)
        if upload is None:
            profiles.replace_portrait(tx, it, before, "icon", None)
        for role, each in admitted.items():
            profiles.hang(tx, it, before, role, each)
        now = actors.by_id(tx, before.id)
        put(tx, it, now or before)
        activities.audit(tx, by.account.id, "portray studio", before.id, "", it.clock())

    try:
        await it.db.write(store)
    except FedartError:
        await media.discard(it, list(admitted.values()))
        raise
    it.wake.set()
    return admitted["icon"].owned.media.state if admitted else None


def put(tx: Tx, it: Instance, studio: Actor) -> None:
    """Store a studio's profile with the domains that are proven now, and tell its followers' servers."""
    fields = _fields(studios.website(tx, studio.id) or "", studios.verified(tx, studio.id))
    updated = max(it.clock(), studio.updated + 1000)
    actors.edit_profile(tx, replace(studio, fields=fields, updated=updated))
    profiles.announce_profile(tx, it, studio.id)


def of(tx: Tx, who: str, ident: str) -> tuple[Actor, Member]:
    """A studio that somebody acts for, with what they may do there. Raises NotFound for anything else (WEB-10)."""
    member, studio = studios.member(tx, ident, who), actors.by_id(tx, ident)
    if member is None or member.asked or studio is None or studio.deleted or studio.suspended:
        raise NotFound("no such studio of theirs")
    return studio, member


def owned(tx: Tx, who: str, ident: str) -> Actor:
    """A studio that somebody owns. Raises NotFound for anything else."""
    studio, member = of(tx, who, ident)
    if member.rank is not Rank.OWNER:
        raise NotFound("not an owner of it")
    return studio


def posters(tx: Tx, who: str) -> list[Actor]:
    """The studios that somebody may post jobs for."""
    found = [actors.by_id(tx, each.studio) for each in studios.of_person(tx, who) if not each.asked]
    return [each for each in found if each is not None and not each.suspended]


async def close(it: Instance, by: Viewer, ident: str, typed: str) -> Actor:
    """Close a studio for good, with its jobs. Raises NotFound unless they own it, Invalid for a wrong handle."""

    def store(tx: Tx) -> Actor:
        studio = owned(tx, by.actor.id, ident)
        if typed.strip().lstrip("@").lower() not in (studio.username, studio.handle.lstrip("@").lower()):
            raise Invalid({"close": say("Please type %(handle)s, its whole address.", handle=studio.handle)})
        closing.shut_studio(tx, it, studio, by.account.id)
        return studio

    closed = await it.db.write(store)
    it.wake.set()
    return closed
