"""Publishing, editing and deleting what our artists make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from fedart.domain.actor import Actor
from fedart.domain.arranged import Part
from fedart.domain.arranged import problems as arranged_problems
from fedart.domain.forms import Rehanging, Upload, WorkForm
from fedart.domain.ids import ActorId, MediaId, WorkId, new_id
from fedart.domain.media import MediaState
from fedart.domain.relay import Style
from fedart.domain.work import (
    ALT_LIMIT,
    Kind,
    Mention,
    Visibility,
    Work,
    WorkState,
    clean_tags,
    work_problems,
)
from fedart.errors import FedartError, Invalid, NotFound, TooFast
from fedart.instance import Instance
from fedart.services import (
    allowed,
    arranging,
    asking,
    copies,
    crediting,
    documents,
    hanging,
    media,
    outbox,
    pace,
    people,
    posters,
    relays,
    removal,
    talks,
)
from fedart.services.crediting import Named
from fedart.services.outbox import Outgoing
from fedart.services.pace import Deed
from fedart.storage import accounts, actors, answers, arranged, notifications, sought, stated, versions, works
from fedart.storage import media as pictures
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.words import say

HALF_HOUR = 30 * 60_000
Also = Callable[[Tx, WorkId], None]
"""What belongs to the same transaction as a new work."""
SAME = Rehanging()
"""Of an edit that leaves the pictures as they hang."""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a work. `withheld` are the pictures that wait for a person, or were not taken."""

    work_id: WorkId
    state: WorkState
    withheld: tuple[MediaId, ...]


async def publish(
    it: Instance, actor_id: ActorId, form: WorkForm, uploads: Sequence[Upload], also: Also | None = None
) -> Published:
    """Judge the pictures and publish the work; nothing leaves before every picture is there (guide section 10).

    `also` happens in the same transaction; what it raises leaves nothing published.

    Raises Invalid with a sentence for each field (a broken picture is named `picture-N`), TooFast.
    """
    parts = [upload.part for upload in uploads]
    _check(form, [upload.alt for upload in uploads], len(uploads), parts)
    allowed.check(it, form)
    artist = await it.db.write(lambda tx: may_publish(tx, it, actor_id))
    named = await arranging.named(it, form, parts)
    _check_direct(form, named)
    if not form.visibility.leaves:
        named = ours(it, named)
    credited = await crediting.found(it, actor_id, form.credits)
    people_named = len(named) + sum(each.person is not None for each in credited or ())
    await it.db.write(lambda tx: pace.count(tx, it, actor_id, Deed.MENTION, people_named))
    begun, parts = new_work(it, artist, form, named), [arranging.written(it, part, named) for part in parts]
    work = replace(arranging.whole(begun, parts), tags=arranging.tagged(form, parts))
    named_files = [(f"picture-{number}", upload) for number, upload in enumerate(uploads, 1)]
    licence = form.stated.licence_link if form.stated else ""
    admitted = await hanging.admit(it, artist, work.id, named_files, licence=licence)
    withheld = tuple(a.owned.media.id for a in admitted if a.owned.media.state is not MediaState.KEPT)
    work = replace(work, state=WorkState.HELD if withheld else WorkState.LIVE)

    def store(tx: Tx) -> None:
        works.insert(tx, work, it.clock())
        _state(tx, it, work, form, credited)
        for each in admitted:
            media.book(tx, each, work.id, it.clock())
        arranging.begin(tx, work.id, begun.content, admitted, parts)
        if withheld:
            tell_held(tx, it, work, withheld)
        else:
            go_live(tx, it, work)
        if also is not None:
            also(tx, work.id)

    try:
        await it.db.write(store)
    except FedartError:
        await media.discard(it, admitted)
        raise
    it.wake.set()
    return Published(work.id, work.state, withheld)


def _check(form: WorkForm, alts: Sequence[str], count: int, parts: Sequence[Part]) -> None:
    problems = work_problems(form.title, form.text, form.warning, alts, count)
    problems = {**arranged_problems(form.text, parts), **problems}
    problems |= form.stated.problems() if form.stated else {}
    if problems:
        raise Invalid(problems)


def ours(it: Instance, named: Mapping[str, Mention]) -> dict[str, Mention]:
    """The people of ours among those named: nobody else hears of what stays here, nor of answers to it."""
    return {handle: mention for handle, mention in named.items() if it.urls.parse(mention.uri) is not None}


def _may_leave(tx: Tx, work: Work) -> bool:
    """Whether others may hear of a work: it is not meant to stay here, and does not answer what is."""
    parent = works.by_id(tx, work.in_reply_to_id) if work.in_reply_to_id else None
    return work.visibility.leaves and (parent is None or parent.visibility.leaves)


def _state(tx: Tx, it: Instance, work: Work, form: WorkForm, credited: Sequence[Named] | None) -> None:
    if form.stated is not None:
        before = stated.of(tx, work.id).licence_link
        stated.put(tx, work.id, allowed.unloosened(tx, work, form.stated))
        if work.edited is not None:
            copies.relicensed(tx, work.id, before, it.clock())
    if form.answers is not None:
        answers.set_rule(tx, work.id, form.answers)
    crediting.put(tx, it, work, credited)


def _check_direct(form: WorkForm, named: Mapping[str, Mention]) -> None:
    missing = [handle for handle in form.named if handle not in named]
    if missing:
        raise Invalid(
            {
                "named": say(
                    "We could not find %(missing)s. Handles look like @name@server.example.", missing=", ".join(missing)
                )
            }
        )
    if form.visibility is Visibility.DIRECT and not named:
        raise Invalid({"named": say("Please name at least one person, like @name@server.example.")})


def may_publish(tx: Tx, it: Instance, actor_id: str) -> Actor:
    """The artist, when they may publish now. Raises NotFound, TooFast (WEB-05)."""
    artist = actors.by_id(tx, actor_id)
    if artist is None or not artist.local:
        raise NotFound("no such artist here")
    bucket, now = f"publish {actor_id}", it.clock()
    count, first = accounts.count_tries(tx, bucket, now - HALF_HOUR)
    if count >= it.config.accounts.uploads_per_half_hour:
        raise TooFast("too many uploads", retry_after=max(1, (first + HALF_HOUR - now) // 1000), rule="WEB-05")
    accounts.add_try(tx, bucket, now)
    return artist


def new_work(it: Instance, artist: Actor, form: WorkForm, named: Mapping[str, Mention]) -> Work:
    """A work of that artist as it begins, not stored yet; `named` by handle as typed."""
    now = it.clock()
    ident = WorkId(new_id(now))
    return Work(
        id=ident,
        uri=it.urls.object(ident),
        local=True,
        kind=Kind.WORK,
        actor_id=artist.id,
        actor_uri=artist.uri,
        title=form.title.strip(),
        source=form.text,
        content=people.html(it, form.text, named),
        warning=form.warning.strip(),
        sensitive=form.sensitive or bool(form.warning.strip() or form.mature),
        mature=form.mature,
        visibility=form.visibility,
        language=form.language or it.config.instance.language,
        url=it.urls.work(ident),
        in_reply_to=None,
        in_reply_to_id=None,
        published=now,
        edited=None,
        state=WorkState.LIVE,
        tags=clean_tags([*form.tags, *people.tags(form.text)]),
        mentions=tuple(named.values()),
    )


def tell_held(tx: Tx, it: Instance, work: Work, withheld: Sequence[MediaId]) -> None:
    """Tell the artist and the moderators that pictures wait for a person."""
    for ident in withheld:
        notifications.add(tx, work.actor_id, Notice.HELD, it.clock(), work=work.id, media=ident)
        for moderator in accounts.moderators(tx):
            if moderator != work.actor_id:
                notifications.add(tx, moderator, Notice.HELD, it.clock(), work=work.id, media=ident, detail="review")


def go_live(tx: Tx, it: Instance, work: Work) -> None:
    """Show a work and send it to everybody it is for."""
    artist = actors.by_id(tx, work.actor_id)
    if artist is None:
        raise NotFound("the artist is gone")
    if work.hangs:
        actors.count_work(tx, work.actor_id, 1, it.clock() if work.visibility is Visibility.PUBLIC else None)
    sought.refresh(tx, work, stated.of(tx, work.id))
    send(tx, it, work, artist, "Create")
    talks.file(tx, work)
    tell_named(tx, it, work)
    crediting.tell(tx, it, work)


def send(tx: Tx, it: Instance, work: Work, artist: Actor, kind: str) -> None:
    """Create or Update, to everybody the work is for (an Update also to whoever liked or boosted it)."""
    if not work.visibility.leaves:
        return
    document = documents.activity_about(tx, it, work, artist, kind)
    new = kind == "Create"
    inboxes = outbox.readers(tx, work) if new else outbox.holders(tx, work)
    inboxes += outbox.relays_for(tx, work, Style.MASTODON) if new else outbox.relays_for(tx, work)
    outbox.keep_named(tx, it, work)
    outbox.enqueue(tx, it, Outgoing(artist, kind, work.uri, document, public=work.visibility.anyone), inboxes)
    if new:
        relays.publish(tx, it, work)


def tell_named(tx: Tx, it: Instance, work: Work) -> None:
    """Notify those of ours who are named, and the author of the parent."""
    parent = works.by_id(tx, work.in_reply_to_id) if work.in_reply_to_id else None
    told = {work.actor_id}
    answered = actors.by_id(tx, parent.actor_id) if parent is not None and parent.local else None
    if answered is not None and answered.id not in told and talks.told(tx, work, answered):
        posters.tell(tx, answered.id, Notice.REPLY, it.clock(), by=work.actor_id, work=work.id)
        told.add(answered.id)
    for mention in work.mentions:
        actor = actors.by_uri(tx, mention.uri)
        if actor is not None and actor.local and actor.id not in told and talks.told(tx, work, actor):
            notifications.add(tx, actor.id, Notice.MENTION, it.clock(), by=work.actor_id, work=work.id)
            told.add(actor.id)


def own(tx: Tx, actor_id: str, work_id: str) -> Work:
    """A work of that very artist. Raises NotFound for anything else (WEB-10)."""
    work = works.by_id(tx, work_id)
    if work is None or work.actor_id != actor_id or not work.local or work.state is WorkState.DELETED:
        raise NotFound("no such work of theirs")
    return work


async def edit(
    it: Instance,
    actor_id: ActorId,
    work_id: WorkId,
    form: WorkForm,
    alts: Mapping[MediaId, str],
    focus: Mapping[MediaId, tuple[float, float]],
    wanted: Rehanging = SAME,
) -> tuple[MediaId, ...]:
    """Change texts, descriptions and pictures; address, audience and date stay. Raises Invalid, NotFound, TooFast.

    Returns the new pictures that wait for a person, or were not taken: what they were to replace is still shown.
    """
    before, hung = await it.db.read(lambda tx: (own(tx, actor_id, work_id), arranged.hung(tx, work_id)))
    parts = arranging.planned(hung, wanted)
    if before.kind is Kind.WORK:
        _check(form, list(alts.values()), 1, parts)
    named = await arranging.named(it, form, parts)
    if not await it.db.read(lambda tx: _may_leave(tx, before)):
        named = ours(it, named)
    credited = await crediting.found(it, actor_id, form.credits)
    new = await _fresh(it, before, wanted, form)
    said = {ident: arranging.written(it, part, named) for ident, part in wanted.parts.items()}
    added = [arranging.written(it, upload.part, named) for upload in wanted.added]

    def store(tx: Tx) -> tuple[MediaId, ...]:
        known = own(tx, actor_id, work_id)
        hanging.check(tx, known, wanted)
        allowed.check(it, form, stated.of(tx, known.id))
        _count_named(tx, it, known, named, credited)
        changed = replace(_changed(it, known, form, named), tags=arranging.tagged(form, parts))
        versions.keep(tx, known.id)
        _state(tx, it, changed, form, credited)
        _describe(tx, work_id, alts, focus)
        arranging.note(tx, work_id, said)
        withheld = hanging.rehang(tx, changed, wanted, new, it.clock())
        changed = arranging.change(tx, changed, new.added, added)
        works.edit(tx, changed)
        if withheld:
            tell_held(tx, it, changed, withheld)
        _send_anew(tx, it, changed)
        return withheld

    try:
        withheld = await it.db.write(store)
    except FedartError:
        await media.discard(it, new.all)
        raise
    it.wake.set()
    return withheld


async def _fresh(it: Instance, work: Work, wanted: Rehanging, form: WorkForm) -> hanging.Fresh:
    """The new pictures of an edit, judged. Raises Invalid, TooFast."""
    await it.db.read(lambda tx: hanging.check(tx, work, wanted))
    if not wanted.uploads:
        return hanging.NOTHING
    artist = await it.db.write(lambda tx: may_publish(tx, it, work.actor_id))
    return await hanging.fresh(it, artist, wanted, licence=await it.db.read(lambda tx: allowed.licence(tx, work, form)))


def _count_named(
    tx: Tx, it: Instance, known: Work, named: Mapping[str, Mention], credited: Sequence[Named] | None
) -> None:
    """Count the people who are named now and were not before. Raises TooFast (CAP-04)."""
    fresh = len(set(named.values()) - set(known.mentions)) + crediting.fresh(tx, known, credited)
    pace.count(tx, it, known.actor_id, Deed.MENTION, fresh)


def renew(tx: Tx, it: Instance, work: Work) -> None:
    """Send a live work out as it reads now. `updated` has to be newer, or peers do not notice (guide section 5)."""
    artist = actors.by_id(tx, work.actor_id)
    if artist is None:
        return
    changed = replace(work, edited=max(it.clock(), (work.edited or work.published) + 1000))
    works.edit(tx, changed)
    send(tx, it, changed, artist, "Update")


def _send_anew(tx: Tx, it: Instance, changed: Work) -> None:
    """Find and send a work as it is now, when it has left, and ask those who are credited newly."""
    sought.refresh(tx, changed, stated.of(tx, changed.id))
    artist = actors.by_id(tx, changed.actor_id)
    if changed.state is WorkState.LIVE and artist is not None:
        send(tx, it, changed, artist, "Update")
        crediting.tell(tx, it, changed)


def _describe(tx: Tx, work: WorkId, alts: Mapping[MediaId, str], focus: Mapping[MediaId, tuple[float, float]]) -> None:
    for picture in pictures.by_work(tx, work):
        text = alts.get(picture.id, picture.alt)[:ALT_LIMIT]
        pictures.describe(tx, picture.id, text, focus.get(picture.id, picture.focus))


def _changed(it: Instance, known: Work, form: WorkForm, named: Mapping[str, Mention]) -> Work:
    """A work with the texts of the form; a direct one goes on to whom it went."""
    # `updated` has to be newer than before, or peers do not notice the edit (guide section 5).
    edited = max(it.clock(), (known.edited or known.published) + 1000)
    still = {m.handle: m for m in known.mentions} if known.visibility is Visibility.DIRECT else {}
    return replace(
        known,
        title=form.title.strip(),
        source=form.text,
        content=people.html(it, form.text, {**still, **named}),
        warning=form.warning.strip(),
        sensitive=form.sensitive or bool(form.warning.strip() or form.mature),
        mature=form.mature,
        language=form.language or known.language,
        mentions=tuple({**still, **named}.values()),
        edited=edited if known.state is WorkState.LIVE else None,
    )


async def delete(it: Instance, actor_id: ActorId, work_id: WorkId) -> None:
    """Delete a work here and everywhere it went. Raises NotFound when it is not theirs."""

    await it.db.write(lambda tx: withdraw(tx, it, own(tx, actor_id, work_id)))
    it.wake.set()


def withdraw(tx: Tx, it: Instance, work: Work) -> None:
    """Take a work of ours away here and everywhere it went."""
    artist = actors.by_id(tx, work.actor_id)
    if artist is not None and work.state is WorkState.LIVE and work.visibility.leaves:
        document = documents.deletion(it, work, artist)
        public = work.visibility.anyone
        outbox.recall(tx, it, Outgoing(artist, "Delete", work.uri, document, public=public), work)
    asking.forget(tx, it, work)
    removal.remove(tx, work, it.clock())
