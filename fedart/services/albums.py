"""Albums and sections: made, filled, put in order, told of, taken away. Works stay where they are, whatever happens."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from fedart.domain.actor import Viewer
from fedart.domain.album import (
    DAY,
    MAX_ALBUMS,
    MAX_SECTIONS,
    MAX_WORKS,
    ROOM,
    Album,
    AlbumForm,
    AlbumId,
    AlbumKind,
    Layout,
    moved,
)
from fedart.domain.forms import WorkForm
from fedart.domain.ids import ActorId, WorkId, new_id
from fedart.domain.work import TEXT_LIMIT, Kind
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import people
from fedart.services import works as publishing
from fedart.storage import actors, albums, crops, media, views_albums, works
from fedart.storage.database import Tx
from fedart.wire import render
from fedart.words import later, say

_MOST = {AlbumKind.ALBUM: MAX_ALBUMS, AlbumKind.SECTION: MAX_SECTIONS}
_FULL = {
    AlbumKind.ALBUM: later("You have %(most)s albums. Please delete one first."),
    AlbumKind.SECTION: later("A portfolio has up to %(most)s sections. Please delete one first."),
}


def own(tx: Tx, actor: str, ident: str) -> Album:
    """An album or section of that very artist. Raises NotFound for anything else (WEB-10)."""
    album = albums.by_id(tx, ident)
    if album is None or album.actor_id != actor or album.deleted is not None:
        raise NotFound("no such album of theirs")
    return album


async def make(it: Instance, viewer: Viewer, form: AlbumForm, kind: AlbumKind = AlbumKind.ALBUM) -> AlbumId:
    """A new, empty album or section, the last of its kind. Raises Invalid."""
    _check(form, kind)
    content, actor = await _html(it, form.words), viewer.actor.id

    def store(tx: Tx) -> AlbumId:
        known = albums.of_actor(tx, actor, kind)
        if len(known) >= _MOST[kind]:
            raise Invalid({"title": say(_FULL[kind], most=_MOST[kind])})
        now = it.clock()
        album = Album(
            id=AlbumId(new_id(now)),
            actor_id=actor,
            kind=kind,
            title=_line(form.title),
            source=form.words,
            content=content,
            closed=form.closed and kind is AlbumKind.ALBUM,
            cover=None,
            position=known[-1].position + ROOM if known else ROOM,
            created=now,
            changed=now,
        )
        albums.insert(tx, album)
        return album.id

    return await it.db.write(store)


async def edit(it: Instance, viewer: Viewer, ident: str, form: AlbumForm) -> None:
    """Change name, words, and whether it is closed. Raises Invalid, NotFound."""
    before = await it.db.read(lambda tx: own(tx, viewer.actor.id, ident))
    _check(form, before.kind)
    content = await _html(it, form.words)

    def store(tx: Tx) -> None:
        known = own(tx, viewer.actor.id, ident)
        changed = replace(
            known,
            title=_line(form.title),
            source=form.words,
            content=content,
            closed=form.closed and known.kind is AlbumKind.ALBUM,
            changed=max(it.clock(), known.changed + 1),
        )
        albums.edit(tx, changed)

    await it.db.write(store)


def _check(form: AlbumForm, kind: AlbumKind) -> None:
    problems = form.problems(kind)
    if problems:
        raise Invalid(problems)


def _line(title: str) -> str:
    return " ".join(title.split())


async def _html(it: Instance, words: str) -> str:
    return people.html(it, words, await people.named(it, words, ())) if words.strip() else ""


async def delete(it: Instance, viewer: Viewer, ident: str) -> None:
    """Take an album or section away; its works stay. Raises NotFound."""

    def store(tx: Tx) -> None:
        albums.remove(tx, own(tx, viewer.actor.id, ident).id, it.clock())

    await it.db.write(store)


async def arrange(it: Instance, viewer: Viewer, ident: str, to: int) -> None:
    """Put an album among the artist's albums, or a section among sections, at a place from 1 on. Raises NotFound."""

    def store(tx: Tx) -> None:
        album = own(tx, viewer.actor.id, ident)
        known = [each.id for each in albums.of_actor(tx, viewer.actor.id, album.kind)]
        albums.arrange(tx, moved(known, album.id, to))

    await it.db.write(store)


async def put(it: Instance, viewer: Viewer, ident: str, chosen: Sequence[str]) -> int:
    """Put own works at the end of an album; how many are new in it. Raises NotFound, and Invalid when it is full."""

    def store(tx: Tx) -> int:
        album = own(tx, viewer.actor.id, ident)
        return sum(_put(tx, it, album, publishing.own(tx, viewer.actor.id, work).id) for work in chosen)

    return await it.db.write(store)


def _put(tx: Tx, it: Instance, album: Album, work: WorkId) -> bool:
    if len(albums.works(tx, album.id)) >= MAX_WORKS:
        raise Invalid({"works": say("An album holds up to %(most)s works. Please begin another.", most=MAX_WORKS)})
    return albums.put(tx, album.id, work, it.clock())


async def take_out(it: Instance, viewer: Viewer, ident: str, work: str) -> None:
    """Take a work out of an album; one that is not in it stays so. Raises NotFound."""

    def store(tx: Tx) -> None:
        albums.take_out(tx, own(tx, viewer.actor.id, ident).id, work, it.clock())

    await it.db.write(store)


async def move(it: Instance, viewer: Viewer, ident: str, work: str, to: int) -> None:
    """Put a work of an album at a place from 1 on; places beyond the ends are the ends. Raises NotFound."""

    def store(tx: Tx) -> None:
        album = own(tx, viewer.actor.id, ident)
        known = [str(each) for each in albums.works(tx, album.id)]
        if work not in known:
            raise NotFound("no such work in that album")
        order = moved(known, work, to)
        if order == known:
            return
        at = order.index(work)
        before, after = order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None
        albums.move(tx, album.id, work, before, after, it.clock())

    await it.db.write(store)


async def cover(it: Instance, viewer: Viewer, ident: str, work: str, picture: str | None = None) -> None:
    """Have a work of an album stand for it, by that picture of it or (None) by its first. Raises NotFound."""

    def store(tx: Tx) -> None:
        album = own(tx, viewer.actor.id, ident)
        if work not in albums.works(tx, album.id):
            raise NotFound("no such work in that album")
        if picture is not None and picture not in {each.id for each in media.by_work(tx, work)}:
            raise NotFound("no such picture in that work")
        albums.set_cover(tx, album.id, work, it.clock())
        crops.set_cover(tx, album.id, picture)

    await it.db.write(store)


async def file(it: Instance, viewer: Viewer, work: str, chosen: Collection[str]) -> None:
    """Have an own work be in exactly these own albums and sections; others' are left out. Raises NotFound, Invalid."""
    await file_of(it, viewer.actor.id, work, chosen)


async def file_of(it: Instance, actor: str, work: str, chosen: Collection[str]) -> None:
    """The same for an artist of ours who need not be there at the moment."""

    def store(tx: Tx) -> None:
        filed, known = publishing.own(tx, actor, work), albums.with_work(tx, work)
        for kind in AlbumKind:
            for album in albums.of_actor(tx, actor, kind):
                if album.id in chosen and album.id not in known:
                    _put(tx, it, album, filed.id)
                elif album.id not in chosen and album.id in known:
                    albums.take_out(tx, album.id, filed.id, it.clock())

    await it.db.write(store)


async def announce(it: Instance, viewer: Viewer, ident: str) -> WorkId:
    """Tell of an album with a public post. Raises NotFound, and Invalid when nobody would find anything."""
    album, total = await it.db.read(lambda tx: _announced(tx, it, viewer.actor.id, ident))
    text = render.announcement(album, it.urls, total)[:TEXT_LIMIT]
    named = await people.named(it, text, ())

    def store(tx: Tx) -> WorkId:
        _announced(tx, it, viewer.actor.id, ident)
        artist = actors.by_id(tx, viewer.actor.id)
        if artist is None:
            raise NotFound("the artist is gone")
        post = replace(publishing.new_work(it, artist, WorkForm(title="", text=text), named), kind=Kind.POST)
        works.insert(tx, post, it.clock())
        albums.announce(tx, post.id, album.id)
        publishing.go_live(tx, it, post)
        return post.id

    made = await it.db.write(store)
    it.wake.set()
    return made


def _announced(tx: Tx, it: Instance, actor: str, ident: str) -> tuple[Album, int]:
    """An album that can be told of, with how many works everybody finds in it."""
    album = own(tx, actor, ident)
    total = views_albums.public_count(tx, ident)
    if not album.public:
        raise Invalid({"announce": say("Only an open album can be announced.")})
    if albums.announced_since(tx, album, it.clock() - DAY):
        raise Invalid({"announce": say("You have told of this album today. Once a day is enough.")})
    if total == 0:
        raise Invalid({"announce": say("Nobody would find anything yet: put a public work into the album first.")})
    return album, total


async def lay_out(it: Instance, actor: ActorId, layout: Layout) -> None:
    """Choose how the portfolio hangs."""
    await it.db.write(lambda tx: albums.set_layout(tx, actor, layout))
