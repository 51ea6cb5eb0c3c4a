"""What a secret link shows of a draft's pictures: those that the check let pass, and nothing of the others.

Nobody but its artist sees a picture that was not judged. A draft that is shared has its files judged by a task, as its
artist's uploads are; what is published is judged again, by the door that keeps it.
"""

import asyncio

import orjson

from fedart import log
from fedart.domain.draft import DraftFile, DraftFileId, DraftId, Kept, Look
from fedart.domain.policy import Action
from fedart.errors import NotFound, Unavailable
from fedart.instance import Instance
from fedart.media.refused import PictureRefused
from fedart.services import media, parcels, queue
from fedart.storage import drafts
from fedart.storage.database import Tx


def plan(tx: Tx, draft: DraftId, now: int) -> None:
    """Have what came be judged, where somebody else may see the draft."""
    found = drafts.by_id(tx, draft)
    if found is not None and found.shared and _unjudged(tx, draft):
        queue.judge_draft(tx, draft, now)


def _unjudged(tx: Tx, draft: str) -> list[DraftFile]:
    known = drafts.looks(tx, draft)
    return [file for file in drafts.files(tx, draft) if file.whole and file.id not in known]


async def seen(it: Instance, kept: Kept) -> dict[DraftFileId, Look]:
    """What was judged of a draft that somebody looks at by its link; the rest is seen to, also if its task was lost."""
    looks = await it.db.read(lambda tx: drafts.looks(tx, kept.draft.id))
    waits = any(file.whole and file.id not in looks for file in kept.files)
    if waits and not await it.db.read(lambda tx: queue.draft_judging(tx, kept.draft.id)):
        await it.db.write(lambda tx: plan(tx, kept.draft.id, it.clock()))
        it.wake.set()
    return looks


async def judge(it: Instance, payload: bytes) -> None:
    """The task: judge the files of a draft that is shared still. Raises Unavailable to be tried again."""
    ident = orjson.loads(payload)["draft"]
    draft = await it.db.read(lambda tx: drafts.by_id(tx, ident))
    if draft is None or not draft.shared:
        return
    for file in await it.db.read(lambda tx: _unjudged(tx, ident)):
        look = await _look(it, draft.actor_id, file)
        if look is not None:
            await _book(it, file, look)


async def _book(it: Instance, file: DraftFile, look: Look) -> None:
    def store(tx: Tx) -> None:
        if drafts.file_exists(tx, file.id):
            drafts.set_look(tx, file.id, look)

    await it.db.write(store)
    log.info("draft_judged", draft=file.draft_id, look=look)


async def _look(it: Instance, actor: str, file: DraftFile) -> Look | None:
    """None for a file that was taken away in the meantime."""
    try:
        data = await asyncio.to_thread(parcels.read, parcels.folder(it), file.id)
        verdict = await media.assess(it, data, actor)
    except NotFound:
        return None
    except PictureRefused:
        return Look.UNREADABLE
    if verdict.reason == "error":
        raise Unavailable(f"the check failed: {verdict.report.error}", rule="MED-06")
    if verdict.action.withholds:
        return Look.REFUSED if verdict.action is Action.DROP else Look.HELD
    return Look.MARKED if media.label_of(verdict).public else Look.SHOWN
