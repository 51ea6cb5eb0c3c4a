"""What our people usually want: kept for forms and pages; it changes nothing that is there."""

from dataclasses import replace

from fedart.domain.habits import Habits
from fedart.domain.ids import ActorId
from fedart.domain.mature import Eyes
from fedart.domain.stated import Stated
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.storage import habits


async def look(it: Instance, who: ActorId, eyes: Eyes) -> None:
    """How they want to meet marked works; what is hidden is not shown."""
    wanted = replace(eyes, shown=eyes.shown & ~eyes.hidden)
    await it.db.write(lambda tx: habits.look(tx, who, wanted))


async def publish_as(it: Instance, who: ActorId, wanted: Habits) -> None:
    """What new works of theirs begin with. Raises Invalid for a licence without name or address."""
    licence = Stated(licence=wanted.licence, licence_name=wanted.licence_name, licence_address=wanted.licence_address)
    problems = licence.problems()
    if problems:
        raise Invalid(problems)
    await it.db.write(lambda tx: habits.publish_as(tx, who, wanted))
