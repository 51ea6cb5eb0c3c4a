"""Puts the demo's list into an instance through its services; what is there already stays as it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from fedart.domain.actor import Account, Role, Viewer
from fedart.domain.album import AlbumForm, AlbumKind
from fedart.domain.forms import ProfileForm, Upload
from fedart.domain.ids import ActorId, MediaId, WorkId
from fedart.domain.policy import Action
from fedart.domain.work import Kind
from fedart.instance import Instance
from fedart.services import accounts, actors, albums, follows, moderation, reactions, replying, works
from fedart.storage import accounts as stored_accounts
from fedart.storage import actors as stored_actors
from fedart.storage import albums as stored_albums
from fedart.storage import verdicts
from fedart.storage import works as stored_works
from fedart.storage.database import Tx
from tools.demo.catalogue import Catalogue, Maker, Piece, Source

ALL = 10_000
"""More works than one account of the demo has."""

Files = Mapping[Source, Path]
Say = Callable[[str], None]


@dataclass
class Tally:
    """What one run added. `cleared`: pictures that the detector held and the owner let through."""

    people: int = 0
    works: int = 0
    albums: int = 0
    comments: int = 0
    cleared: int = 0
    absent: list[str] = field(default_factory=list)


async def fill(it: Instance, catalogue: Catalogue, files: Files, say: Say) -> Tally:
    """Accounts, works, albums, profiles, likes, follows and comments, in this order. A second run adds nothing."""
    tally, owner = Tally(), await _owner(it)
    people = {each.handle: await _person(it, each, tally) for each in (*catalogue.makers, *catalogue.guests)}
    hung = await _hang(it, catalogue, files, people, owner, tally, say)
    for maker in catalogue.makers:
        own = [piece for piece in catalogue.pieces if piece.account == maker.handle and piece.title in hung]
        await _sort(it, people[maker.handle], own, hung, tally)
        await albums.lay_out(it, people[maker.handle].actor.id, maker.layout)
        shown = next((piece for piece in own if piece.title == maker.icon), None)
        await _introduce(it, people[maker.handle], maker, files[shown.sources[0]] if shown else None, owner)
    for at, guest in enumerate(catalogue.guests):
        words = guest.bio if at else f"{guest.bio}\n\n{catalogue.credits()}"
        await _introduce(it, people[guest.handle], replace(guest, bio=words), None, owner)
        await _visit(it, people[guest.handle], at, catalogue, people, hung)
    await _talk(it, catalogue, people, hung, tally)
    return tally


async def _owner(it: Instance) -> Viewer:
    account = await it.db.read(stored_accounts.owner)
    if account is None:
        raise ValueError("this instance has no owner")
    return await _viewer(it, account)


async def _viewer(it: Instance, account: Account) -> Viewer:
    actor = await it.db.read(lambda tx: stored_actors.by_id(tx, account.actor_id))
    if actor is None:
        raise ValueError(f"{account.username} has no actor")
    return Viewer(account, actor, "")


async def _person(it: Instance, maker: Maker, tally: Tally) -> Viewer:
    found = await it.db.read(lambda tx: stored_accounts.by_username(tx, maker.handle))
    if found is not None:
        return await _viewer(it, found[0])
    tally.people += 1
    return await _viewer(it, await accounts.add_user(it, maker.handle, Role.ARTIST, None))


async def _hang(
    it: Instance,
    catalogue: Catalogue,
    files: Files,
    people: Mapping[str, Viewer],
    owner: Viewer,
    tally: Tally,
    say: Say,
) -> dict[str, WorkId]:
    """Publish what is not there yet; every work's id by its title."""
    hung: dict[str, WorkId] = {}
    for viewer in people.values():
        hung |= await it.db.read(partial(_titles, actor=viewer.actor.id))
    new = [piece for piece in catalogue.mixed() if piece.title not in hung]
    for at, piece in enumerate(new, 1):
        if not all(source in files for source in piece.sources):
            tally.absent.append(piece.title)
            continue
        say(f"{at} of {len(new)}: {piece.title}, {piece.artist}")
        uploads = [
            Upload(files[source], files[source].name, alt)
            for source, alt in zip(piece.sources, piece.alts, strict=True)
        ]
        made = await works.publish(it, people[piece.account].actor.id, piece.form(), uploads)
        hung[piece.title] = made.work_id
        tally.works += 1
        tally.cleared += await _clear(it, owner, made.withheld, f"Made by {piece.artist}: {piece.terms.name}.")
    return hung


def _titles(tx: Tx, actor: ActorId) -> dict[str, WorkId]:
    return {work.title: work.id for work in stored_works.by_actor(tx, actor, most=ALL) if work.kind is Kind.WORK}


async def _clear(it: Instance, owner: Viewer, withheld: Sequence[MediaId], reason: str) -> int:
    """The owner looks at what the detector held: the list says who made it and where it comes from."""
    for ident in withheld:
        judged = await it.db.read(partial(verdicts.newest, media=ident))
        if judged is not None:
            await moderation.decide(it, owner, judged.id, Action.KEEP, reason)
    return len(withheld)


async def _sort(
    it: Instance, viewer: Viewer, pieces: Sequence[Piece], hung: Mapping[str, WorkId], tally: Tally
) -> None:
    """Albums and sections, with their works in the order of the list."""
    for kind in AlbumKind:
        there = await it.db.read(partial(stored_albums.of_actor, actor=viewer.actor.id, kind=kind))
        known = {each.title: each.id for each in there}
        wanted = [(piece.album if kind is AlbumKind.ALBUM else piece.section, hung[piece.title]) for piece in pieces]
        for title in dict.fromkeys(title for title, _ in wanted if title):
            if title not in known:
                known[title] = await albums.make(it, viewer, AlbumForm(title), kind)
                tally.albums += kind is AlbumKind.ALBUM
            await albums.put(it, viewer, known[title], [work for each, work in wanted if each == title])


async def _introduce(it: Instance, viewer: Viewer, maker: Maker, icon: Path | None, owner: Viewer) -> None:
    """Name, words and picture, once."""
    if viewer.actor.name == maker.name:
        return
    form = ProfileForm(maker.name, maker.bio, (), locked=False, discoverable=True, indexable=True)
    avatar = Upload(icon, icon.name) if icon else None
    judged = await actors.edit_profile(it, viewer, form, avatar, None)
    await _clear(it, owner, [each.media_id for each in judged], f"A work of {maker.name}.")


async def _visit(
    it: Instance,
    guest: Viewer,
    at: int,
    catalogue: Catalogue,
    people: Mapping[str, Viewer],
    hung: Mapping[str, WorkId],
) -> None:
    """A guest follows most accounts and likes some works; only the demo's own accounts do."""
    for number, maker in enumerate(catalogue.makers):
        followed = people[maker.handle].actor
        known = await it.db.read(partial(follows.wants, who=guest.actor.id, other=followed.id))
        if known is None and (number + at) % 3:
            await follows.follow_found(it, guest.actor.id, followed)
    for number, piece in enumerate(catalogue.pieces):
        if piece.title in hung and (number * 5 + at * 3) % 7 < 2:
            await reactions.like(it, guest.actor.id, hung[piece.title])


async def _talk(
    it: Instance, catalogue: Catalogue, people: Mapping[str, Viewer], hung: Mapping[str, WorkId], tally: Tally
) -> None:
    for comment in catalogue.comments:
        guest = people[comment.by].actor.id
        there = await it.db.read(partial(stored_works.by_actor, actor=guest, most=ALL))
        if comment.on in hung and comment.text not in {work.source for work in there}:
            await replying.reply(it, guest, it.urls.object(hung[comment.on]), comment.text)
            tally.comments += 1
