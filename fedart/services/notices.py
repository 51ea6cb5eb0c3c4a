"""Reading notifications."""

from fedart.domain.ids import ActorId
from fedart.instance import Instance
from fedart.storage import notifications


async def seen(it: Instance, actor_id: ActorId, up_to: str) -> None:
    """Mark everything up to that notification as seen."""
    await it.db.write(lambda tx: notifications.seen(tx, actor_id, up_to, it.clock()))
