"""Licences of works that are out: a looser one is given by a step of its own, because nobody can take it back."""

from dataclasses import replace

from fedart import log
from fedart.domain.actor import Viewer
from fedart.domain.ids import WorkId
from fedart.domain.stated import Stated, loosens
from fedart.domain.work import WorkState
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.services import copies
from fedart.services import works as publishing
from fedart.storage import stated
from fedart.storage.database import Tx


def licensed(known: Stated, wanted: Stated) -> Stated:
    """What is stated with the licence that `wanted` names."""
    return replace(
        known,
        licence=wanted.licence,
        licence_name=wanted.licence_name,
        licence_address=wanted.licence_address,
    )


async def give(it: Instance, viewer: Viewer, work_id: WorkId, wanted: Stated) -> None:
    """Put a work under another licence, looser or not, and tell everybody who has it. Raises Invalid, NotFound."""
    problems = licensed(Stated(), wanted).problems()
    if problems:
        raise Invalid(problems)

    def store(tx: Tx) -> None:
        work = publishing.own(tx, viewer.actor.id, work_id)
        before = stated.of(tx, work.id)
        stated.put(tx, work.id, licensed(before, wanted))
        copies.relicensed(tx, work.id, before.licence_link, it.clock())
        log.info("licence_changed", work=work.id, looser=loosens(before, wanted))
        if work.state is WorkState.LIVE:
            publishing.renew(tx, it, work)

    await it.db.write(store)
    it.wake.set()
