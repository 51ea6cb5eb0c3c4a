"""The CV of an artist: entries added, changed and deleted by that artist alone."""

from fedart.domain.actor import Viewer
from fedart.domain.cv import MAX_ENTRIES, CvForm, EntryId
from fedart.domain.ids import new_id
from fedart.domain.practice import today
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.storage import cv
from fedart.storage.database import Tx
from fedart.words import say


async def add(it: Instance, by: Viewer, form: CvForm) -> EntryId:
    """A new entry. Raises Invalid with a sentence for each field, also when the CV is full."""
    _check(it, form)
    entry = form.entry(EntryId(new_id(it.clock())), by.actor.id)

    def store(tx: Tx) -> EntryId:
        if len(cv.of_actor(tx, by.actor.id)) >= MAX_ENTRIES:
            raise Invalid(
                {"title": say("A CV holds up to %(most)s entries. Please delete one first.", most=MAX_ENTRIES)}
            )
        cv.add(tx, entry)
        return entry.id

    return await it.db.write(store)


async def edit(it: Instance, by: Viewer, ident: str, form: CvForm) -> None:
    """Change an entry of one's own. Raises Invalid, and NotFound for anybody else's (WEB-10)."""
    _check(it, form)
    entry = form.entry(EntryId(ident), by.actor.id)
    if not await it.db.write(lambda tx: cv.edit(tx, entry)):
        raise NotFound("no such entry of theirs")


async def remove(it: Instance, by: Viewer, ident: str) -> None:
    """Delete an entry of one's own. Raises NotFound for anybody else's (WEB-10)."""
    if not await it.db.write(lambda tx: cv.remove(tx, by.actor.id, ident)):
        raise NotFound("no such entry of theirs")


def _check(it: Instance, form: CvForm) -> None:
    problems = form.problems(today(it.clock()).year)
    if problems:
        raise Invalid(problems)
