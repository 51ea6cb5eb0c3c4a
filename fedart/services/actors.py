"""Profiles of our artists."""

import asyncio
from dataclasses import dataclass, replace

from fedart.domain.actor import Actor, Viewer
from fedart.domain.forms import ProfileForm, Upload
from fedart.domain.ids import ActorId, MediaId
from fedart.domain.media import MediaState
from fedart.domain.policy import PUBLIC
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.media.refused import PictureRefused
from fedart.services import backlinks, documents, local_actors, media, outbox, people, queue, removal
from fedart.services.media import UPLOAD, Admitted, Place
from fedart.services.outbox import Outgoing
from fedart.storage import accounts, actors, follows, notifications, syndication
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.wire import render
from fedart.words import say


@dataclass(frozen=True, slots=True)
class Judged:
    """A profile picture that was not put up at once, with why: held or dropped."""

    media_id: MediaId
    role: str
    state: MediaState
    reason: str


async def instance_actor(it: Instance) -> Actor:
    """The actor that signs the instance's own requests."""
    return await local_actors.ensure_instance_actor(it)


async def edit_profile(
    it: Instance,
    by: Viewer,
    form: ProfileForm,
    avatar: Upload | None,
    banner: Upload | None,
    *,
    remove_avatar: bool = False,
    remove_banner: bool = False,
) -> list[Judged]:
    """Store a profile and tell the followers' servers; pictures pass the media door.

    Returns the pictures that were held or dropped. Raises Invalid with a sentence for each field.
    """
    problems = form.problems()
    if problems:
        raise Invalid(problems)
    named = await people.named(it, form.bio, ())
    admitted = await portraits(it, by.actor.id, {"icon": avatar, "image": banner})
    removed = {"icon": remove_avatar, "image": remove_banner}

    def store(tx: Tx) -> None:
        before = actors.by_id(tx, by.actor.id)
        if before is None:
            raise NotFound("the actor is gone")
        edited = _edited(before, form, people.html(it, form.bio, named), it.clock())
        actors.edit_profile(tx, edited)
        if edited.display_name != before.display_name:
            queue.imprint_all(tx, edited.id, it.clock())
        backlinks.changed(tx, edited, it.clock())
        syndication.choose(tx, edited.id, offer=form.syndicated, now=it.clock())
        for role, each in admitted.items():
            hang(tx, it, before, role, each)
        for role, gone in removed.items():
            if gone and role not in admitted:
                replace_portrait(tx, it, before, role, None)
        announce_profile(tx, it, by.actor.id)

    await it.db.write(store)
    it.wake.set()
    return [
        Judged(a.owned.media.id, role, a.owned.media.state, a.owned.media.reason)
        for role, a in admitted.items()
        if a.owned.media.state is not MediaState.KEPT
    ]


def _edited(before: Actor, form: ProfileForm, summary: str, now: int) -> Actor:
    return replace(
        before,
        name=form.name.strip(),
        summary=summary,
        summary_source=form.bio,
        fields=form.fields,
        locked=form.locked,
        discoverable=form.discoverable,
        indexable=form.indexable,
        updated=max(now, before.updated + 1000),
    )


async def portraits(it: Instance, actor: ActorId, uploads: dict[str, Upload | None]) -> dict[str, Admitted]:
    """Profile pictures through the media door, by role. Raises Invalid for `avatar` and `banner`."""
    admitted: dict[str, Admitted] = {}
    names = {"icon": "avatar", "image": "banner"}
    problems = {}
    for role, upload in uploads.items():
        if upload is None:
            continue
        data = await asyncio.to_thread(upload.path.read_bytes)
        place = Place(actor, UPLOAD, role, alt=upload.alt, focus=upload.focus, file_name=upload.file_name)
        try:
            admitted[role] = await media.admit(it, data, place)
        except PictureRefused as error:
            problems[names[role]] = say(error.public)
    if problems:
        await media.discard(it, list(admitted.values()))
        raise Invalid(problems)
    return admitted


def hang(tx: Tx, it: Instance, actor: Actor, role: str, admitted: Admitted) -> None:
    """Book a profile picture; only a kept one replaces what hangs there."""
    media.book(tx, admitted, None, it.clock())
    ident = admitted.owned.media.id
    if admitted.owned.media.state is MediaState.KEPT:
        replace_portrait(tx, it, actor, role, ident)
        return
    if not actor.studio:
        notifications.add(tx, actor.id, Notice.HELD, it.clock(), media=ident)
    for moderator in accounts.moderators(tx):
        if moderator != actor.id:
            notifications.add(tx, moderator, Notice.HELD, it.clock(), media=ident, detail="review")


def replace_portrait(
    tx: Tx, it: Instance, actor: Actor, role: str, ident: MediaId | None, url: str | None = None
) -> None:
    """Hang another avatar (`icon`) or banner (`image`), or none; the old one's files go."""
    old = actor.icon if role == "icon" else actor.image
    (actors.set_icon if role == "icon" else actors.set_image)(tx, actor.id, ident, url)
    if old is not None and old != ident:
        queue.tidy(tx, removal.picture(tx, old, it.clock()), it.clock())


def announce_profile(tx: Tx, it: Instance, actor_id: str) -> None:
    """Send the profile as it is now to the followers' servers."""
    actor = actors.by_id(tx, actor_id)
    if actor is None:
        return
    document = documents.actor(tx, it, actor, announcing=True)
    ident = outbox.new_activity(it)
    activity = render.update(ident, document, at=it.clock(), to=[PUBLIC], cc=[actor.followers])
    outbox.enqueue(tx, it, Outgoing(actor, "Update", actor.uri, activity, public=True), follows.inboxes(tx, actor.id))
