"""Appeals: an artist's words, and files that show how a picture was made.

Process files are never judged and never public. They lie in quarantine as opaque bytes, for the artist and the
moderators to download; of those that are pictures the sandbox makes a small rendition to look at.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fedart import log
from fedart.domain.actor import Viewer
from fedart.domain.ids import MediaId, new_id
from fedart.domain.media import Label, MediaState, Rendition
from fedart.domain.report import (
    APPEAL_LIMIT,
    APPEALS_PER_PICTURE,
    PICTURES,
    PROCESS_HEAD,
    Appeal,
    ProcessFile,
    ReportState,
    clean_file_name,
    process_kind,
)
from fedart.errors import Invalid, NotFound, Unavailable
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.media.developed import Encoded
from fedart.media.refused import PictureRefused
from fedart.services import media as door
from fedart.storage import accounts, appeals, media, notifications, tallies, verdicts
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.words import later, number, say

PREVIEW_SIDE = 1280
SWEEP_BATCH = 100
DAY_MS = 24 * 3_600_000
KINDS = later("PNG, JPEG, WebP, GIF, MP4, PDF, PSD, Krita, OpenRaster or CLIP")


@dataclass(frozen=True, slots=True)
class ProcessUpload:
    """A process file somebody handed us, lying in a temporary place."""

    path: Path
    file_name: str


async def appeal(it: Instance, by: Viewer, media_id: MediaId, text: str, files: Sequence[ProcessUpload] = ()) -> None:
    """Ask for a person to look again. Raises NotFound, and Invalid for an empty text, files that cannot be taken,

    a second open appeal, or one too many.
    """
    ident = new_id(it.clock())
    _check_text(text)
    kinds = await asyncio.to_thread(_check_files, it, files)
    await it.db.read(lambda tx: _check_case(tx, by, media_id))
    stored = [await _store(it, ident, n, f, kind) for n, (f, kind) in enumerate(zip(files, kinds, strict=True))]

    def store(tx: Tx) -> None:
        _check_case(tx, by, media_id)
        now = it.clock()
        if not appeals.add(tx, Appeal(ident, media_id, by.account.id, text.strip(), ReportState.OPEN, now)):
            raise Invalid({"text": say("You have appealed already. A person will look at it.")})
        for file in stored:
            appeals.add_file(tx, file)
        tallies.count(tx, now, appealed=1)
        for moderator in accounts.moderators(tx):
            notifications.add(tx, moderator, Notice.APPEAL, now, by=by.actor.id, media=media_id, detail=ident)

    try:
        await it.db.write(store)
    except BaseException:
        await door.tidy(it, [blob for file in stored for blob in file.blobs])
        raise


def _check_text(text: str) -> None:
    if not text.strip():
        raise Invalid({"text": say("Please tell us how you made it.")})
    if len(text) > APPEAL_LIMIT:
        raise Invalid({"text": say("Please keep the text under %(most)s characters.", most=number(APPEAL_LIMIT))})


def _check_case(tx: Tx, by: Viewer, media_id: MediaId) -> None:
    """Raises NotFound unless it is a withheld or marked picture of theirs, Invalid after too many appeals."""
    owned, judged = media.by_id(tx, media_id), verdicts.newest(tx, media_id)
    if owned is None or judged is None or owned.actor_id != by.actor.id:
        raise NotFound("no withheld picture of theirs")
    if owned.media.state is MediaState.KEPT and owned.media.label is Label.NONE:
        raise NotFound("it is shown")
    if len(appeals.of_media(tx, media_id)) >= APPEALS_PER_PICTURE:
        raise Invalid({"text": say("People have looked at this picture %(times)s times.", times=APPEALS_PER_PICTURE)})


def _check_files(it: Instance, files: Sequence[ProcessUpload]) -> list[str]:
    """What each file is, by its first bytes (blocking). Raises Invalid that names each one that cannot be taken."""
    limits = it.config.detector
    if len(files) > limits.appeal_files:
        raise Invalid({"files": say("Please choose up to %(most)s files.", most=limits.appeal_files)})
    kinds, problems, total = [], [], 0
    for file in files:
        name, size = clean_file_name(file.file_name), file.path.stat().st_size
        with file.path.open("rb") as opened:
            kind = process_kind(opened.read(PROCESS_HEAD))
        total += size
        if size > limits.appeal_file_bytes:
            problems.append(
                say("%(name)s is larger than %(most)s MiB.", name=name, most=limits.appeal_file_bytes // 2**20)
            )
        elif kind is None:
            problems.append(say("%(name)s is none of %(kinds)s.", name=name, kinds=say(KINDS)))
        else:
            kinds.append(kind)
    if not problems and total > limits.appeal_bytes:
        problems.append(say("Together they are larger than %(most)s MiB.", most=limits.appeal_bytes // 2**20))
    if problems:
        raise Invalid({"files": " ".join(problems)})
    return kinds


async def _store(it: Instance, appeal_id: str, position: int, file: ProcessUpload, kind: str) -> ProcessFile:
    blob, size = await asyncio.to_thread(it.blobs.put_file, file.path, Area.QUARANTINE)
    preview = await _preview(it, file.path) if kind in PICTURES and size <= it.config.media.max_bytes else None
    name = clean_file_name(file.file_name)
    return ProcessFile(new_id(it.clock()), appeal_id, position, name, kind, size, blob, preview)


async def _preview(it: Instance, path: Path) -> Rendition | None:
    """A small rendition of a process file that is a picture, made in the sandbox; None for one it refuses."""
    data = await asyncio.to_thread(path.read_bytes)
    try:
        developed = await it.studio.develop(data)
    except (PictureRefused, Unavailable) as error:
        log.info("process_file_not_shown", reason=error)
        return None
    small = [r for r in developed.renditions if max(r.width, r.height) <= PREVIEW_SIDE]
    chosen: Encoded = max(small or developed.renditions, key=lambda r: (r.width, r.mime == "image/webp"))
    blob = await asyncio.to_thread(it.blobs.put, chosen.data, Area.QUARANTINE)
    return Rendition(chosen.name, chosen.mime, chosen.width, chosen.height, len(chosen.data), blob)


async def process_file(it: Instance, viewer: Viewer, file_id: str, *, preview: bool) -> tuple[ProcessFile, Path]:
    """A process file and where it lies, for the artist who showed it and for moderators; NotFound for all others.

    `preview`: its rendition, which may be shown in a page. The file itself is only ever offered for download.
    """
    found = await it.db.read(lambda tx: appeals.file(tx, file_id))
    if found is None or not (viewer.account.role.moderates or found[1] == viewer.account.id):
        raise NotFound("no such file for them")
    file = found[0]
    if preview and file.preview is None:
        raise NotFound("no preview")
    blob = file.preview.blob if preview and file.preview else file.blob
    return file, it.blobs.path(blob, Area.QUARANTINE)


async def sweep(it: Instance) -> None:
    """Delete the process files of cases that closed `detector.appeal_keep_days` ago or earlier."""
    before = it.clock() - it.config.detector.appeal_keep_days * DAY_MS
    while freed := await it.db.write(lambda tx: appeals.forget_closed(tx, before, SWEEP_BATCH)):
        await door.tidy(it, freed)
