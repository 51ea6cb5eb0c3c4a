"""Posts of other servers: received, fetched, revised. Their pictures pass the media door before anything is stored."""

import asyncio
from collections.abc import Sequence

from fedart import log
from fedart.domain import policy
from fedart.domain.actor import Actor
from fedart.domain.ids import Uri, WorkId, host_of, new_id
from fedart.domain.media import Media
from fedart.domain.work import MAX_PICTURES, Kind, Mention, Work, WorkState
from fedart.errors import Malformed, NotFound, Unavailable
from fedart.federation.errors import BudgetSpent
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import media, outside, queue, remote_actors, removal
from fedart.services.media import Admitted, Place
from fedart.storage import activities, actors, follows, notifications, works
from fedart.storage import media as pictures
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.wire import parse
from fedart.wire.activities import RemoteNote, RemotePicture, Tombstone
from fedart.wire.limits import sensible_time

DAY = 24 * 3_600_000
PICTURES_SHARE = 0.5
"""How much of a task's lease the pictures of one post may take together."""


async def receive(it: Instance, note: RemoteNote, budget: Budget, *, wanted: bool = False) -> Work | None:
    """Store a post when it concerns somebody here (or is `wanted` by somebody); None when it does not.

    Pictures are fetched and judged first, then everything is written at once. Raises FetchFailed to be tried again.
    """
    if note.is_vote:
        return None
    known = it.db.glance(lambda tx: works.by_uri(tx, note.uri))
    if known is not None:
        return known
    if not it.db.glance(lambda tx: _takes(tx, it, note, wanted=wanted)):
        return None
    author = await remote_actors.by_uri(it, note.author, budget)
    ident = WorkId(new_id(it.clock()))
    admitted = await _admit_all(it, note.attachments, author, ident, budget)

    def store(tx: Tx) -> Work | None:
        work = _work(tx, it, note, author, ident)
        if activities.buried(tx, note.uri, note.author) or not works.insert(tx, work, it.clock()):
            return works.by_uri(tx, note.uri)
        for each in admitted:
            media.book(tx, each, ident, it.clock())
        _tell(tx, it, work, author)
        return work

    stored = await it.db.write(store)
    if stored is None or stored.id != ident:
        await media.discard(it, admitted)
    return stored


def _takes(tx: Tx, it: Instance, note: RemoteNote, *, wanted: bool) -> bool:
    """Whether a post may come in: not deleted before, not blocked, and of some concern to somebody here."""
    if activities.buried(tx, note.uri, note.author):
        return False
    if policy.blocked(host_of(note.uri), activities.blocks(tx)):
        return False
    author = actors.by_uri(tx, note.author)
    if author is not None and (author.suspended or author.deleted or author.local):
        return False
    return wanted or _concerns(tx, it, note, author)


def _concerns(tx: Tx, it: Instance, note: RemoteNote, author: Actor | None) -> bool:
    if author is not None and follows.has_local_follower(tx, author.id):
        return True
    if note.in_reply_to and works.by_uri(tx, note.in_reply_to) is not None:
        return True
    return any(_ours(tx, it, uri) for uri in (*note.to, *note.cc, *(m.uri for m in note.mentions)))


def _ours(tx: Tx, it: Instance, uri: str) -> Actor | None:
    parsed = it.urls.parse(uri)
    return actors.by_id(tx, parsed.id) if parsed is not None and parsed.kind == "actor" else None


async def _admit_all(
    it: Instance, found: Sequence[RemotePicture], author: Actor, ident: WorkId, budget: Budget
) -> list[Admitted]:
    """Each picture through the door; what does not come in time, or not now, leaves a place and a task of its own.

    A judge that stalls at picture after picture must not use up the time of the task, or the post would never come.
    """
    admitted = []
    loop = asyncio.get_running_loop()
    until = loop.time() + PICTURES_SHARE * it.config.tasks.lease_seconds
    for position, picture in enumerate(found[:MAX_PICTURES]):
        place = Place(
            actor_id=author.id,
            source=author.host,
            work_id=ident,
            position=position,
            alt=picture.alt,
            focus=picture.focus,
            remote_url=picture.url,
        )
        if loop.time() >= until:
            admitted.append(media.waiting(it, place))
            continue
        try:
            async with asyncio.timeout_at(until):
                admitted.append(await media.fetch_and_admit(it, picture.url, place, budget))
        except (TimeoutError, Unavailable, BudgetSpent) as error:
            log.info("picture_waits", host=place.source, reason=error or "time is up")
            admitted.append(media.waiting(it, place))
    return admitted


def _work(tx: Tx, it: Instance, note: RemoteNote, author: Actor, ident: WorkId) -> Work:
    now = it.clock()
    parent = works.by_uri(tx, note.in_reply_to) if note.in_reply_to else None
    return Work(
        id=ident,
        uri=note.uri,
        local=False,
        kind=Kind.POST if note.in_reply_to else Kind.WORK,
        actor_id=author.id,
        actor_uri=author.uri,
        title=note.title,
        source="",
        content=note.content,
        warning=note.warning,
        sensitive=note.sensitive,
        visibility=note.visibility(author.followers),
        language=note.language,
        url=note.url,
        in_reply_to=note.in_reply_to,
        in_reply_to_id=parent.id if parent else None,
        published=sensible_time(note.published, now),
        edited=sensible_time(note.updated, now) if note.updated else None,
        state=WorkState.LIVE,
        tags=note.tags,
        mentions=_people(tx, it, note),
    )


def _people(tx: Tx, it: Instance, note: RemoteNote) -> tuple[Mention, ...]:
    """The people a post names, and those of ours whom it is addressed to without naming them."""
    named = {mention.uri: mention for mention in note.mentions}
    for uri in (*note.to, *note.cc):
        actor = _ours(tx, it, uri)
        if actor is not None:
            named.setdefault(uri, Mention(actor.uri, actor.handle, actor.url))
    return tuple(named.values())


def _tell(tx: Tx, it: Instance, work: Work, author: Actor) -> None:
    """Tell the author of the parent, and everybody of ours who is named."""
    told = set()
    parent = works.by_id(tx, work.in_reply_to_id) if work.in_reply_to_id else None
    if parent is not None and parent.local:
        notifications.add(tx, parent.actor_id, Notice.REPLY, it.clock(), by=author.id, work=work.id)
        told.add(parent.actor_id)
    for mention in work.mentions:
        actor = _ours(tx, it, mention.uri)
        if actor is not None and actor.id not in told:
            notifications.add(tx, actor.id, Notice.MENTION, it.clock(), by=author.id, work=work.id)
            told.add(actor.id)


async def adopt(it: Instance, uri: Uri, budget: Budget | None = None) -> Work:
    """A post fetched from its home because somebody here wants it. Raises FetchError, Malformed, NotFound."""
    known = await it.db.read(lambda tx: works.by_uri(tx, uri))
    if known is not None:
        return known
    budget = budget or Budget()
    note = await _from_home(it, uri, budget)
    stored = await receive(it, note, budget, wanted=True)
    if stored is None:
        raise NotFound("the post may not come in")
    return stored


async def _from_home(it: Instance, uri: Uri, budget: Budget) -> RemoteNote:
    document = await outside.document(it, uri, budget)
    note = await outside.parsed(parse.note, document.body)
    if isinstance(note, Tombstone):
        raise NotFound("the post was deleted")
    if note.uri != document.url or host_of(note.author) != host_of(note.uri):
        raise Malformed("the post's id is not its address", rule="AUT-03")
    return note


async def revise(it: Instance, note: RemoteNote, budget: Budget) -> None:
    """Follow an edit: texts, descriptions, and pictures whose address is new (which pass the door like any other)."""
    known = await it.db.read(lambda tx: works.by_uri(tx, note.uri))
    if known is None:
        if note.published is None or it.clock() - note.published < DAY:
            await receive(it, note, budget)
        return
    if known.actor_uri != note.author or known.state is WorkState.DELETED:
        return
    if note.updated is None or note.updated <= (known.edited or known.published):
        return
    author = await remote_actors.by_uri(it, note.author, budget)
    before = await it.db.read(lambda tx: pictures.by_work(tx, known.id))
    kept = {picture.remote_url: picture for picture in before}
    fresh = [picture for picture in note.attachments[:MAX_PICTURES] if picture.url not in kept]
    admitted = {a.owned.media.remote_url: a for a in await _admit_all(it, fresh, author, known.id, budget)}

    def store(tx: Tx) -> None:
        revised = _work(tx, it, note, author, known.id)
        works.edit(tx, revised)
        freed: list[str] = []
        wanted = {picture.url for picture in note.attachments}
        for picture in before:
            if picture.remote_url not in wanted:
                freed += removal.picture(tx, picture.id, it.clock())
        _place(tx, it, note, kept, admitted)
        queue.tidy(tx, freed, it.clock())

    await it.db.write(store)
    log.info("revised", work=known.id)


def _place(
    tx: Tx,
    it: Instance,
    note: RemoteNote,
    kept: dict[str | None, Media],
    admitted: dict[str | None, Admitted],
) -> None:
    """Give every picture of a revised post its position and description."""
    for position, picture in enumerate(note.attachments[:MAX_PICTURES]):
        if picture.url in admitted:
            media.book(tx, admitted[picture.url], admitted[picture.url].owned.work_id, it.clock())
        ident = admitted[picture.url].owned.media.id if picture.url in admitted else kept[picture.url].id
        pictures.describe(tx, ident, picture.alt, picture.focus)
        pictures.move(tx, ident, position)
