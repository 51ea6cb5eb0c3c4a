"""Pictures that came through the door, from an artist here or from elsewhere, and what became of them."""

from pathlib import Path

from fedart.domain.forms import Upload, WorkForm
from fedart.domain.ids import MediaId
from fedart.domain.media import Media
from fedart.domain.work import WorkState
from fedart.instance import Instance
from fedart.services import media as door
from fedart.services import works as publishing
from fedart.services.media import Place
from fedart.services.works import Published
from fedart.storage import media, verdicts, works
from fedart.storage.verdicts import Judged
from tests.support.instance import Person, Studio
from tests.support.paint import painting, png

FORM = WorkForm(title="Storm at sea")


async def publish(it: Instance, by: Person, folder: Path, data: bytes = b"", seed: int = 1) -> Published:
    """A work with one picture: `data`, or the painting of that seed."""
    path = folder / f"{seed}.png"
    path.write_bytes(data or png(painting(seed)))
    return await publishing.publish(it, by.actor.id, FORM, [Upload(path, path.name, alt="A ferry")])


async def from_elsewhere(it: Instance, make: Studio, data: bytes) -> MediaId:
    """A picture of another server's actor, as it was admitted, without a work."""
    author = await make.remote()
    admitted = await door.admit(it, data, Place(author.id, author.host, role="icon"))
    await it.db.write(lambda tx: door.book(tx, admitted, None, it.clock()))
    return admitted.owned.media.id


async def picture_of(it: Instance, made: Published) -> Media:
    """The only picture of a work, as it is stored now."""
    [found] = await it.db.read(lambda tx: media.by_work(tx, made.work_id))
    return found


async def state_of(it: Instance, made: Published) -> WorkState:
    """The state of a work now."""
    work = await it.db.read(lambda tx: works.by_id(tx, made.work_id))
    assert work is not None
    return work.state


async def newest(it: Instance, ident: MediaId) -> Judged:
    """The newest verdict about a picture; there must be one."""
    judged = await it.db.read(lambda tx: verdicts.newest(tx, ident))
    assert judged is not None
    return judged
