"""Our own things as other servers get them: loads what a document needs and has `wire.render` write it."""

from dataclasses import replace

from fedart.domain.actor import Actor
from fedart.domain.ids import MediaId, Uri
from fedart.domain.media import Media, MediaState
from fedart.domain.policy import addressing
from fedart.domain.practice import today
from fedart.domain.stated import Stated
from fedart.domain.work import Kind, Mention, Work, clean_tags
from fedart.instance import Instance
from fedart.services import answers, keys, outbox, tickets
from fedart.storage import (
    actors,
    albums,
    commissions,
    crediting,
    jobs,
    media,
    practice,
    stated,
    studios,
    views_albums,
    views_collections,
    works,
)
from fedart.storage.database import Tx
from fedart.wire import render, render_job
from fedart.wire.render import Json, PublicFile, Terms

FACET_TAGS = 8
ANNOUNCED = 4
"""How many pictures a post that tells of an album carries: more are shown by few."""
PORTRAIT_SIZES = ("640", "320", "1280", "federation")
JPEG = "image/jpeg"


def note(tx: Tx, it: Instance, work: Work, artist: Actor) -> Json:
    """The Note of a work of ours, with its counts."""
    likes, boosts, replies = works.counts(tx, work.id)
    pictures, links = shown_with(tx, it, work)
    known = stated.of(tx, work.id)
    return render.note(
        tagged(work, known),
        artist,
        it.urls,
        pictures,
        links=links,
        stated=known,
        tickets=tickets.for_work(it, work, pictures),
        replies=replies,
        likes=likes,
        shares=boosts,
        parent=_parent(tx, work),
        thread=_thread(tx, it, work),
        terms=terms(tx, it, work, artist),
        job=job(tx, it, work, artist),
    )


def job(tx: Tx, it: Instance, work: Work, artist: Actor) -> Json | None:
    """What the Note of a job says beside its text; None for any other post."""
    found = jobs.by_work(tx, work.id) if work.kind is Kind.POST and work.in_reply_to is None else None
    if found is None:
        return None
    domain = next(iter(studios.verified(tx, artist.id)), "")
    page = it.urls.profile(artist.username)
    return render_job.described(found, work.uri, who=artist.display_name, page=page, domain=domain)


def terms(tx: Tx, it: Instance, work: Work, artist: Actor) -> Terms:
    """What the Note of a work says of others."""
    answering, asking = answers.shown_by(tx, it, work, followers=artist.followers)
    return Terms(answering, asking, answers.permit_of(tx, it, work), crediting.shown(tx, work.id))


def tagged(work: Work, known: Stated) -> Work:
    """The work with its technique, subject and software as tags beside its own: other servers list by tags."""
    words = ["".join(part[:1].upper() + part[1:] for part in word.split()) for _, word in known.facets()]
    return replace(work, tags=clean_tags([*work.tags, *words[:FACET_TAGS]]))


def shown_with(tx: Tx, it: Instance, work: Work) -> tuple[tuple[Media, ...], tuple[Json, ...]]:
    """The pictures of a work, and what it leads to. A post that tells of an album shows some of that album's."""
    album = albums.announced(tx, work.id) if work.kind is Kind.POST else None
    if album is None:
        return tuple(media.by_work(tx, work.id)), ()
    pictures = views_albums.public_pictures(tx, album, limit=ANNOUNCED)
    return pictures, (render.object_link(it.urls.collection(album.id), album.title),)


def _thread(tx: Tx, it: Instance, work: Work) -> Uri | None:
    begun = views_collections.root(tx, work.id) if work.in_reply_to else None
    return it.urls.object_part(begun, "context") if begun else None


def _parent(tx: Tx, work: Work) -> Mention | None:
    parent = works.by_id(tx, work.in_reply_to_id) if work.in_reply_to_id else None
    author = actors.by_id(tx, parent.actor_id) if parent else None
    return Mention(author.uri, author.handle, author.url) if author else None


def activity_about(tx: Tx, it: Instance, work: Work, artist: Actor, kind: str) -> Json:
    """A Create or an Update around the work's Note."""
    document = note(tx, it, work, artist)
    ident = outbox.new_activity(it)
    return render.create(ident, document) if kind == "Create" else render.update(ident, document, at=it.clock())


def deletion(it: Instance, work: Work, artist: Actor) -> Json:
    """A Delete, addressed as the work was."""
    to, cc = addressing(work.visibility, artist.followers, [m.uri for m in work.mentions])
    return render.delete(outbox.new_activity(it), artist.uri, work.uri, to=to, cc=cc)


def actor(tx: Tx, it: Instance, who: Actor, *, announcing: bool = False) -> Json:
    """The document of one of ours. `announcing`: it is sent, and names the key that requests are signed with soon."""
    listed = keys.shown(tx, it, who, announcing=announcing)
    if who.uri == it.urls.instance_actor:
        settings = it.config.instance
        return render.instance_actor(it.urls, name=settings.name, summary=settings.description, keys=listed)
    return render.actor(
        who,
        it.urls,
        keys=listed,
        icon=portrait(tx, it, who.icon),
        image=portrait(tx, it, who.image),
        practice=practice.of(tx, who.id).on(today(it.clock())),
        desk=commissions.standing(tx, who.id, today(it.clock())),
    )


def portrait(tx: Tx, it: Instance, ident: MediaId | None) -> PublicFile | None:
    """An avatar or banner as a file that others may fetch: JPEG where there is one, under 2 MB (guide section 4)."""
    owned = media.by_id(tx, ident) if ident else None
    if owned is None or owned.media.state is not MediaState.KEPT:
        return None
    shown = [(name, mime) for mime in (JPEG, None) for name in PORTRAIT_SIZES]
    found = next((each for name, mime in shown if (each := owned.media.rendition(name, mime)) is not None), None)
    if found is None:
        return None
    return PublicFile(it.urls.media(owned.media.id, found.file_name), found.mime, found.width, found.height)
