"""Who may see a work."""

from fedart.domain.actor import Actor
from fedart.domain.policy import blocked
from fedart.domain.work import Visibility, Work, WorkState
from fedart.storage import activities, actors, blocks, follows, works
from fedart.storage.database import Tx


def may_see(tx: Tx, work: Work, reader: Actor | None) -> bool:
    """Whether that person (None: anybody) may see a work; never across a block, in either direction."""
    if reader is not None and blocks.between(tx, reader.id, work.actor_id):
        return False
    return addressed(tx, work, reader)


def addressed(tx: Tx, work: Work, reader: Actor | None) -> bool:
    """Whether a work is meant for that person (None: anybody). A held one is for its artist alone."""
    if work.state is WorkState.DELETED:
        return False
    if reader is not None and reader.id == work.actor_id:
        return True
    if work.state is not WorkState.LIVE or not _welcome(tx, work):
        return False
    if work.visibility.anyone:
        return True
    if reader is None:
        return False
    if not work.visibility.leaves:
        return reader.local
    if works.is_named(tx, work.id, reader.uri):
        return True
    return work.visibility is Visibility.FOLLOWERS and follows.accepted(tx, reader.id, work.actor_id)


def _welcome(tx: Tx, work: Work) -> bool:
    """Whether a work's author is: works of suspended people and of blocked domains are there for nobody (AUT-10)."""
    author = actors.by_id(tx, work.actor_id)
    if author is None or author.suspended or author.deleted:
        return False
    return author.local or not blocked(author.host, activities.blocks(tx))
