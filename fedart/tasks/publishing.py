"""The task that publishes a draft when its time has come: what its artist would do with the form, and nothing else."""

import asyncio

import orjson

from fedart.domain.draft import DraftFileId
from fedart.domain.ids import WorkId
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import composing, parcels, schedule
from fedart.services.delivery import GiveUp, Postponed
from fedart.storage.database import Tx
from fedart.words import say


async def run(it: Instance, payload: bytes) -> None:
    """Publish a draft through the same services as the form does; what is wrong with it is told to its artist.

    Raises Postponed before its time, GiveUp when its artist may not publish, TooFast and Unavailable to be tried again.
    """
    ident = orjson.loads(payload)["draft"]
    kept = await it.db.read(lambda tx: schedule.due(tx, ident))
    if kept is None:
        return
    draft = kept.draft
    if draft.publish_at is not None and draft.publish_at > it.clock():
        raise Postponed("its time has not come", draft.publish_at)
    if not await it.db.read(lambda tx: schedule.may_publish(tx, draft)):
        raise GiveUp("its artist may not publish now")
    freed: list[DraftFileId] = []

    def also(tx: Tx, work: WorkId) -> None:
        freed[:] = schedule.published(tx, it, draft.id, work, by_itself=True)

    trouble = composing.unfinished(kept)
    if not trouble:
        try:
            await composing.out(it, draft.actor_id, composing.form_of(it, kept), also)
        except Invalid as error:
            trouble = error.fields
        except NotFound as error:
            raise GiveUp(str(error)) from error
    if trouble:
        await schedule.failed(it, ident, trouble)
    await asyncio.to_thread(parcels.drop, parcels.folder(it), freed)


async def give_up(it: Instance, payload: bytes) -> None:
    """It could not be published, for reasons that are not the draft's."""
    words = say("This server could not publish it at that time. Please try again.")
    await schedule.failed(it, orjson.loads(payload)["draft"], {"draft": words})
