"""Posts of other servers: received, fetched, revised. Their pictures pass the media door before anything is stored."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from fedart import log
from fedart.domain import policy
from fedart.domain.actor import Actor
from fedart.domain.answers import Bound, Standing
from fedart.domain.ids import ActorId, Uri, WorkId, host_of, id_of, new_id
from fedart.domain.media import Media
from fedart.domain.work import MAX_PICTURES, Kind, Mention, Work, WorkState
from fedart.errors import Malformed, NotFound, Unavailable
from fedart.federation.errors import BudgetSpent, RemoteDenied, RemoteMissing
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import answers, emojis, job_arrivals, media, outside, posters, queue, remote_actors, removal, talks
from fedart.services.media import Admitted, Place
from fedart.storage import activities, actors, blocks, follows, notifications, polls, works
from fedart.storage import answers as answering
from fedart.storage import media as pictures
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.wire import parse
from fedart.wire.activities import RemoteNote, RemotePicture, Tombstone
from fedart.wire.limits import sensible_time

DAY = 24 * 3_600_000
PICTURES_SHARE = 0.5
"""How much of a task's lease the pictures of one post may take together."""


async def receive(
    it: Instance, note: RemoteNote, budget: Budget, *, wanted: bool = False, request: str = ""
) -> Work | None:
    """Store a post when it concerns somebody here (or is `wanted` by somebody); None when it does not.

    An answer that the artist wants to see first is stored as held; `request` is the activity that asks for it.
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
    # What is fetched because somebody looks takes its place among older works, not on top of the newest.
    ident = WorkId(id_of(sensible_time(note.published, it.clock())) if wanted else new_id(it.clock()))
    admitted = await _admit_all(it, note.attachments, author, ident, budget)

    def store(tx: Tx) -> Work | None:
        work, rule = _standing(tx, _work(tx, it, note, author, ident))
        if activities.buried(tx, note.uri, note.author) or not works.insert(tx, work, it.clock()):
            return works.by_uri(tx, note.uri)
        for each in admitted:
            media.book(tx, each, ident, it.clock())
        _extras(tx, it, note, author, ident)
        job_arrivals.arrived(tx, it, note, author, work)
        answers.bind(tx, it, work)
        if rule is not None and _waits(tx, it, work, rule, request, wanted=wanted):
            return work
        if not wanted or it.clock() - work.published < DAY:
            # Nobody is told today of what was said to them long ago, and is only found now.
            tell(tx, it, work, author)
        return work

    stored = await it.db.write(store)
    if stored is None or stored.id != ident:
        await media.discard(it, admitted)
    return stored


def _standing(tx: Tx, work: Work) -> tuple[Work, Bound | None]:
    """An answer as it may be shown, and the rule it is bound by; None where everybody may answer."""
    parent = works.by_id(tx, work.in_reply_to_id) if work.in_reply_to_id else None
    if parent is None:
        return work, None
    standing, rule = answers.ruling(tx, parent, work.actor_uri, work.visibility)
    return replace(work, state=WorkState.HELD) if standing is Standing.ASKS else work, rule


def _waits(tx: Tx, it: Instance, work: Work, rule: Bound, request: str, *, wanted: bool) -> bool:
    """Have an answer wait for the artist's yes; or tell its author, who brought it, that it was taken."""
    if work.state is WorkState.HELD:
        answers.hold(tx, it, work, rule, request)
        return True
    if not wanted:
        answers.accept(tx, it, work, rule, request)
    return False


def may_answer(tx: Tx, note: RemoteNote, author: Actor | None) -> bool:
    """Whether a post may come in as the answer that it is."""
    parent = works.by_uri(tx, note.in_reply_to) if note.in_reply_to else None
    if parent is None:
        return True
    reach = note.visibility(author.followers if author else "")
    return answers.ruling(tx, parent, note.author, reach)[0] is not Standing.NOT


def _extras(tx: Tx, it: Instance, note: RemoteNote, author: Actor, ident: WorkId) -> None:
    polls.put(tx, ident, note.poll)
    answering.put_elsewhere(tx, ident, note.answers)
    emojis.notice(tx, author, note.emojis, it.clock())


def _takes(tx: Tx, it: Instance, note: RemoteNote, *, wanted: bool) -> bool:
    """Whether a post may come in: not deleted before, not blocked, and of some concern to somebody here."""
    if activities.buried(tx, note.uri, note.author) or actors.by_uri(tx, note.uri) is not None:
        # What was an actor at first sight stays one (AUT-08).
        return False
    if policy.blocked(host_of(note.uri), activities.blocks(tx)):
        return False
    author = actors.by_uri(tx, note.author)
    if author is not None and (author.suspended or author.deleted or author.local):
        return False
    if not may_answer(tx, note, author):
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
        title=note.title or (note.job[0].title if note.job else ""),
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
        mature=note.mature,
    )


def _people(tx: Tx, it: Instance, note: RemoteNote) -> tuple[Mention, ...]:
    """The people a post names, and those of ours whom it is addressed to without naming them."""
    named = {mention.uri: mention for mention in note.mentions}
    for uri in (*note.to, *note.cc):
        actor = _ours(tx, it, uri)
        if actor is not None:
            named.setdefault(uri, Mention(actor.uri, actor.handle, actor.url))
    return tuple(named.values())


def tell(tx: Tx, it: Instance, work: Work, author: Actor) -> None:
    """Tell the author of the parent, and everybody of ours who is named, as far as the post is for them."""
    told = set()
    talks.file(tx, work)
    parent = works.by_id(tx, work.in_reply_to_id) if work.in_reply_to_id else None
    answered = actors.by_id(tx, parent.actor_id) if parent is not None and parent.local else None
    if answered is not None and _hears(tx, it, work, answered, author):
        posters.tell(tx, answered.id, Notice.REPLY, it.clock(), by=author.id, work=work.id)
        told.add(answered.id)
    for mention in work.mentions:
        actor = _ours(tx, it, mention.uri)
        if actor is not None and actor.id not in told and _hears(tx, it, work, actor, author):
            notifications.add(tx, actor.id, Notice.MENTION, it.clock(), by=author.id, work=work.id)
            told.add(actor.id)


def _hears(tx: Tx, it: Instance, work: Work, reader: Actor, author: Actor) -> bool:
    """Whether one of ours is told of a post: not across a block, not of somebody they muted."""
    if blocks.between(tx, reader.id, author.id) or blocks.muted(tx, reader.id, author.id, it.clock()):
        return False
    return talks.told(tx, work, reader)


async def adopt(it: Instance, uri: Uri, budget: Budget | None = None, *, reader: ActorId | None = None) -> Work:
    """A post fetched from its home because somebody here wants it. Raises FetchError, Malformed, NotFound.

    `reader`: one of ours who may see it where it is only for followers.
    """
    known = await it.db.read(lambda tx: works.by_uri(tx, uri))
    if known is not None:
        return known
    budget = budget or Budget()
    note = await from_home(it, uri, budget, reader=reader)
    stored = await receive(it, note, budget, wanted=True)
    if stored is None:
        raise NotFound("the post may not come in")
    return stored


def may_concern(tx: Tx, it: Instance, note: RemoteNote) -> bool:
    """Whether a post, if it is what somebody says it is, would come in: worth asking its home."""
    return works.by_uri(tx, note.uri) is not None or _takes(tx, it, note, wanted=False)


async def refetch(it: Instance, uri: Uri, budget: Budget) -> Work | None:
    """What its home says of a post that we only heard of: stored when it concerns somebody here, or revised."""
    note = await from_home(it, uri, budget)
    if await it.db.read(lambda tx: works.by_uri(tx, uri)) is None:
        return await receive(it, note, budget)
    await revise(it, note, budget)
    return await it.db.read(lambda tx: works.by_uri(tx, uri))


async def from_home(it: Instance, uri: Uri, budget: Budget, *, reader: ActorId | None = None) -> RemoteNote:
    """A post as its home serves it: to the instance, or else to that reader of ours.

    Raises FetchError, NotFound for a tombstone, Malformed for somebody else's post.
    """
    try:
        document = await outside.document(it, uri, budget)
    except (RemoteDenied, RemoteMissing):
        if reader is None:
            raise
        document = await outside.document(it, uri, budget, reader=reader)
    note = await outside.parsed(parse.note, document.body)
    if isinstance(note, Tombstone):
        raise NotFound("the post was deleted")
    if note.uri != document.url or host_of(note.author) != host_of(note.uri):
        raise Malformed("the post's id is not its address", rule="AUT-03")
    return note


async def revise(it: Instance, note: RemoteNote, budget: Budget) -> None:
    """Follow an edit: texts, descriptions, and pictures whose address is new (which pass the door like any other)."""
    known = await it.db.read(lambda tx: works.by_uri(tx, note.uri))
    if known is None and (note.published is None or it.clock() - note.published < DAY):
        # An older version may come in by another way at the same moment; then this one still is the newer.
        known = await receive(it, note, budget)
    if known is None:
        return
    if not _newer(it, note, known):
        if note.poll is not None:
            await it.db.write(lambda tx: _counted(tx, note, known.id))
        return
    author = await remote_actors.by_uri(it, note.author, budget)
    before = await it.db.read(lambda tx: pictures.by_work(tx, known.id))
    kept = {picture.remote_url: picture for picture in before}
    fresh = [picture for picture in note.attachments[:MAX_PICTURES] if picture.url not in kept]
    admitted = {a.owned.media.remote_url: a for a in await _admit_all(it, fresh, author, known.id, budget)}

    def store(tx: Tx) -> bool:
        present = works.by_id(tx, known.id)
        if present is None or not _newer(it, note, present):
            return False
        revised = _work(tx, it, note, author, known.id)
        works.edit(tx, revised)
        freed: list[str] = []
        wanted = {picture.url for picture in note.attachments}
        for picture in before:
            if picture.remote_url not in wanted:
                freed += removal.picture(tx, picture.id, it.clock())
        _place(tx, it, note, kept, admitted)
        _extras(tx, it, note, author, known.id)
        job_arrivals.revised(tx, it, note, author, revised)
        queue.tidy(tx, freed, it.clock())
        return True

    if await it.db.write(store):
        log.info("revised", work=known.id)
    else:
        await media.discard(it, list(admitted.values()))


def _counted(tx: Tx, note: RemoteNote, ident: WorkId) -> None:
    """An Update that is no newer version tells how a poll stands (guide section 8); the question stays as it was."""
    present, before = works.by_id(tx, ident), polls.of_work(tx, ident)
    theirs = present is not None and present.actor_uri == note.author and present.state is not WorkState.DELETED
    if theirs and note.poll is not None and note.poll.same_question(before):
        polls.put(tx, ident, note.poll)


def _newer(it: Instance, note: RemoteNote, known: Work) -> bool:
    """Whether a version is by the author and newer than what is there; nothing brings back what was deleted."""
    if known.actor_uri != note.author or known.state is WorkState.DELETED or note.updated is None:
        return False
    return sensible_time(note.updated, it.clock()) > (known.edited or known.published)


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
