"""Drafts: what somebody typed and sent, kept on the server until it is published, discarded or forgotten.

The files lie in `data/drafts` under their ids, readable by this server alone, and nobody ever gets them from there:
what is shown of them is a small copy that the sandbox made, to others once the check let it pass. They are judged when
they are published, by the same door as every other picture.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

from fedart import log
from fedart.domain.actor import Account
from fedart.domain.draft import DAY, Descriptions, Draft, DraftFile, DraftFileId, DraftId, Fields, Kept
from fedart.domain.ids import is_id, new_id
from fedart.domain.work import MAX_PICTURES
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import looks, parcels, queue
from fedart.storage import drafts
from fedart.storage.database import Tx
from fedart.words import say

TOKEN_LENGTH = 43
FORGET_AT_ONCE = 50
"""How many drafts one sweep drops."""


def own(tx: Tx, actor: str, ident: str) -> Draft:
    """A draft of that very person. Raises NotFound for anything else (WEB-10)."""
    found = drafts.by_id(tx, ident) if is_id(ident) else None
    if found is None or found.actor_id != actor:
        raise NotFound("no such draft of theirs")
    return found


def own_file(tx: Tx, actor: str, draft: str, ident: str) -> DraftFile:
    """A file of an own draft. Raises NotFound."""
    found = drafts.file(tx, ident) if is_id(ident) else None
    if found is None or found.draft_id != own(tx, actor, draft).id:
        raise NotFound("no such file of that draft")
    return found


def whole(tx: Tx, actor: str, ident: str) -> Kept:
    """An own draft with its files. Raises NotFound."""
    draft = own(tx, actor, ident)
    return Kept(draft, drafts.files(tx, draft.id))


def everything(tx: Tx, it: Instance, actor: str) -> list[Kept]:
    """All drafts of somebody, the one changed last first."""
    return drafts.of_actor(tx, actor, it.config.accounts.drafts)


async def make(it: Instance, actor: str, fields: Fields) -> Draft:
    """A new draft with what was typed. Raises Invalid beyond the number that one person may have."""
    ident, now = DraftId(new_id(it.clock())), it.clock()

    def store(tx: Tx) -> Draft:
        most = it.config.accounts.drafts
        if drafts.total(tx, actor)[0] >= most:
            raise Invalid({"draft": say("You have %(most)s drafts. Please publish or discard one first.", most=most)})
        drafts.insert(tx, ident, actor, fields, now)
        return own(tx, actor, ident)

    return await it.db.write(store)


async def save(it: Instance, actor: str, ident: str, fields: Fields) -> None:
    """Replace what was typed; what was wrong when its time came is seen to. Raises NotFound."""

    def store(tx: Tx) -> None:
        draft = own(tx, actor, ident)
        drafts.save(tx, draft.id, fields, it.clock())
        drafts.settle(tx, draft.id)

    await it.db.write(store)


async def begin_file(it: Instance, actor: str, ident: str, row: int, name: str, size: int) -> DraftFile:
    """A place for a file that is to arrive in pieces; one of the same name and size that has not arrived whole goes on.

    Raises NotFound; Invalid for more than is allowed, or no free place.
    """
    now, replaced = it.clock(), list[DraftFileId]()

    def store(tx: Tx) -> DraftFile:
        draft = own(tx, actor, ident)
        known = drafts.files(tx, draft.id)
        begun = next((f for f in known if not f.whole and (f.name, f.size) == (name, size)), None)
        if begun is not None:
            return begun
        place = _place(known, row, size, it.config.media.max_bytes)
        replaced.extend(_clear(tx, known, place))
        _room(tx, it, actor, size)
        made = DraftFile(DraftFileId(new_id(now)), draft.id, place, name, size, 0, "", now)
        drafts.add_file(tx, made)
        drafts.touch(tx, draft.id, now)
        return made

    found = await it.db.write(store)
    await asyncio.to_thread(parcels.drop, parcels.folder(it), replaced)
    return found


def _place(known: tuple[DraftFile, ...], row: int, size: int, most: int) -> int:
    """Where a file goes: the row that was asked for, or the first that is free. Raises Invalid."""
    if not 0 < size <= most:
        raise Invalid({"file": say("A picture has up to %(most)s MB.", most=most // 1_048_576)})
    if 0 < row <= MAX_PICTURES:
        return row
    free = sorted(set(range(1, MAX_PICTURES + 1)) - {file.row for file in known})
    if not free:
        raise Invalid({"file": say("Please choose up to %(most)s pictures.", most=MAX_PICTURES)})
    return free[0]


def _clear(tx: Tx, known: tuple[DraftFile, ...], row: int) -> list[DraftFileId]:
    there = [file.id for file in known if file.row == row]
    for ident in there:
        drafts.remove_file(tx, ident)
    return there


def _room(tx: Tx, it: Instance, actor: str, size: int) -> None:
    most = it.config.accounts.draft_bytes
    if drafts.total(tx, actor)[1] + size > most:
        words = say("Your drafts hold %(most)s MB of pictures, which is all they may.", most=most // 1_048_576)
        raise Invalid({"file": words})


async def keep(it: Instance, actor: str, ident: str, row: int, sent: Path, name: str) -> DraftFile:
    """Take over a file that came whole, with a form. Raises NotFound; Invalid as `begin_file`."""
    size = await asyncio.to_thread(lambda: sent.stat().st_size)
    sha256 = await asyncio.to_thread(parcels.digest, sent)
    now, replaced = it.clock(), list[DraftFileId]()
    ident_of_file = DraftFileId(new_id(now))
    await asyncio.to_thread(parcels.adopt, parcels.folder(it), ident_of_file, sent)

    def store(tx: Tx) -> DraftFile:
        draft = own(tx, actor, ident)
        known = drafts.files(tx, draft.id)
        place = _place(known, row, size, it.config.media.max_bytes)
        replaced.extend(_clear(tx, known, place))
        _room(tx, it, actor, size)
        made = DraftFile(ident_of_file, draft.id, place, name, size, size, sha256, now)
        drafts.add_file(tx, made)
        looks.plan(tx, draft.id, now)
        return made

    try:
        found = await it.db.write(store)
    except (Invalid, NotFound):
        replaced[:] = [ident_of_file]
        raise
    finally:
        await asyncio.to_thread(parcels.drop, parcels.folder(it), replaced)
    return found


async def receive(it: Instance, file: DraftFile, offset: int, pieces: AsyncIterator[bytes]) -> int:
    """Take the next piece of a file; how much of it has arrived then.

    Raises WrongOffset, TooLarge, Unavailable. What arrived before a piece ended in the middle is kept.
    """
    place = parcels.folder(it)
    try:
        await parcels.append(place, file, offset, pieces)
    finally:
        there = await asyncio.to_thread(parcels.arrived, place, file)
        whole_now = there == file.size
        sha256 = await asyncio.to_thread(parcels.digest, parcels.path(place, file)) if whole_now else ""
        await _book(it, file, there, sha256)
    return there


async def _book(it: Instance, file: DraftFile, received: int, sha256: str) -> None:
    """Note how much of a file is there; one that was removed meanwhile is dropped."""

    def store(tx: Tx) -> bool:
        if not drafts.file_exists(tx, file.id):
            return False
        drafts.got(tx, file.id, received, sha256)
        drafts.touch(tx, file.draft_id, it.clock())
        looks.plan(tx, file.draft_id, it.clock())
        return True

    if not await it.db.write(store):
        await asyncio.to_thread(parcels.drop, parcels.folder(it), [file.id])


async def drop_file(it: Instance, actor: str, ident: str, row: int) -> None:
    """Take the picture of a row away. Raises NotFound when there is no such draft."""

    def store(tx: Tx) -> list[DraftFileId]:
        draft = own(tx, actor, ident)
        drafts.touch(tx, draft.id, it.clock())
        return _clear(tx, drafts.files(tx, draft.id), row)

    await asyncio.to_thread(parcels.drop, parcels.folder(it), await it.db.write(store))


async def discard(it: Instance, actor: str, ident: str) -> None:
    """Forget a draft with its files. Raises NotFound."""
    freed = await it.db.write(lambda tx: forget(tx, it, own(tx, actor, ident).id))
    await asyncio.to_thread(parcels.drop, parcels.folder(it), freed)


def forget(tx: Tx, it: Instance, draft: DraftId) -> list[DraftFileId]:
    """Forget a draft and its time; returns the files to drop once this is stored (a sweep finds those that stay)."""
    queue.publish_never(tx, draft, it.clock())
    return drafts.remove(tx, draft)


def forget_all(tx: Tx, it: Instance, actor: str) -> int:
    """Forget some drafts of somebody whose account closes, and in the end how they compose; how many there were."""
    found = drafts.idents(tx, actor, FORGET_AT_ONCE)
    for ident in found:
        forget(tx, it, ident)
    if not found:
        drafts.forget_composing(tx, actor)
    return len(found)


async def look(it: Instance, file: DraftFile) -> bytes:
    """A small copy (WebP) of a picture of a draft; made once. Raises PictureRefused, Unavailable, NotFound."""
    folder = parcels.folder(it)
    made = await asyncio.to_thread(parcels.look, folder, file.id)
    if made is None:
        found = await it.studio.look(await asyncio.to_thread(parcels.read, folder, file.id))
        made = found.data
        await asyncio.to_thread(parcels.keep_look, folder, file.id, made)
    return made


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def share(it: Instance, actor: str, ident: str) -> str:
    """The path of a new secret link in the place of any other; it cannot be shown again. Raises NotFound.

    It shows the pictures once they were judged (see `services.looks`).
    """
    token = secrets.token_urlsafe(32)

    def store(tx: Tx) -> None:
        draft = own(tx, actor, ident)
        drafts.link(tx, draft.id, _hash(token))
        looks.plan(tx, draft.id, it.clock())

    await it.db.write(store)
    it.wake.set()
    return f"/drafts/shared/{token}"


async def withdraw(it: Instance, actor: str, ident: str) -> None:
    """End the secret link of a draft. Raises NotFound."""
    await it.db.write(lambda tx: drafts.link(tx, own(tx, actor, ident).id, None))


def opened(tx: Tx, token: str) -> Kept:
    """What a secret link shows. Raises NotFound for what leads nowhere, whatever the reason (WEB-09)."""
    found = drafts.by_hash(tx, _hash(token)) if len(token) == TOKEN_LENGTH and token.isascii() else None
    if found is None:
        raise NotFound("no such link")
    return Kept(found, drafts.files(tx, found.id))


async def remind(it: Instance, account: Account, descriptions: Descriptions) -> None:
    """Choose what happens when pictures have no description."""
    await it.db.write(lambda tx: drafts.set_descriptions(tx, account.actor_id, descriptions))


async def sweep(it: Instance) -> None:
    """Drop drafts that nobody has touched for long, and files that belong to none."""
    before = it.clock() - it.config.accounts.draft_days * DAY

    def store(tx: Tx) -> int:
        stale = drafts.untouched(tx, before, FORGET_AT_ONCE)
        for ident in stale:
            forget(tx, it, ident)
        return len(stale)

    dropped = await it.db.write(store)
    if dropped:
        log.info("drafts_dropped", count=dropped)
    lying = await asyncio.to_thread(parcels.lying, parcels.folder(it))
    gone = await it.db.read(lambda tx: [ident for ident in lying if not drafts.file_exists(tx, ident)])
    await asyncio.to_thread(parcels.drop, parcels.folder(it), gone)
