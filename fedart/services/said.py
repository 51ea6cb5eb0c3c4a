"""What artists show of what their files say of themselves: nothing but what they chose."""

from collections.abc import Mapping

from fedart.domain.ids import ActorId, MediaId, WorkId
from fedart.domain.said import Said
from fedart.instance import Instance
from fedart.services import works as publishing
from fedart.storage import media, said, works
from fedart.storage.database import Tx
from fedart.storage.said import Fact


async def facts(it: Instance, actor_id: ActorId, work_id: WorkId) -> dict[MediaId, tuple[Fact, ...]]:
    """Everything that the files of a work say, for its artist alone. Raises NotFound for a work of somebody else."""

    def read(tx: Tx) -> dict[MediaId, tuple[Fact, ...]]:
        publishing.own(tx, actor_id, work_id)
        found = {picture.id: said.of_media(tx, picture.id) for picture in media.by_work(tx, work_id)}
        return {ident: told for ident, told in found.items() if told}

    return await it.db.read(read)


async def choose(it: Instance, actor_id: ActorId, work_id: WorkId, chosen: Mapping[MediaId, frozenset[Said]]) -> None:
    """Show these facts of each picture and no other; pictures that are not named stay as they are. Raises NotFound."""

    def store(tx: Tx) -> None:
        publishing.own(tx, actor_id, work_id)
        for picture in media.by_work(tx, work_id):
            if picture.id in chosen:
                said.show(tx, picture.id, chosen[picture.id])
        works.touch(tx, work_id)

    await it.db.write(store)
