"""`@jobs` of the instance: a Group that passes on every job that comes to the board (guide section 7).

People of other servers follow it like anybody; Lemmy takes it for a community (FEP-1b12). Each job is passed on once.
"""

from dataclasses import replace

from fedart import log
from fedart.domain.actor import Actor, ActorType
from fedart.domain.ids import new_id
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.services import local_actors, outbox, queue
from fedart.services.outbox import Outgoing
from fedart.storage import actors, follows, reactions, works
from fedart.storage.database import Tx
from fedart.storage.reactions import Reaction
from fedart.wire import render

NAME = "jobs"


def group(tx: Tx, it: Instance) -> Actor | None:
    """The board's actor; None before it is made, and where a person has had that name for long."""
    found = actors.by_handle(tx, NAME, it.urls.host)
    return found if found is not None and found.local and found.type is ActorType.GROUP else None


async def ensure(it: Instance) -> None:
    """Make the board's actor; a second time changes nothing."""
    if it.db.glance(lambda tx: actors.by_handle(tx, NAME, it.urls.host)) is not None:
        return
    prepared = await local_actors.prepare(it, NAME)
    words = "Every job of this board, with its pay. Jobs come from here and from other servers."
    named = replace(
        prepared.actor,
        type=ActorType.GROUP,
        name=f"Jobs at {it.config.instance.name}",
        summary=f"<p>{words}</p>",
        summary_source=words,
    )

    def create(tx: Tx) -> None:
        if actors.by_handle(tx, NAME, it.urls.host) is None:
            local_actors.insert(tx, it, replace(prepared, actor=named))
            log.info("board_made", uri=named.uri)

    await it.db.write(create)


def opened(tx: Tx, it: Instance, work: Work) -> None:
    """A job came to the board for the first time, or again: it is passed on once, and saved searches look at it."""
    queue.tell_searches(tx, work.id, it.clock())
    board = group(tx, it)
    if board is None or not work.visibility.anyone:
        return
    made = Reaction(new_id(it.clock()), outbox.new_activity(it), board.id, work.id)
    if not reactions.add_boost(tx, made, it.clock()):
        return
    works.count_reactions(tx, work.id)
    document = render.announce(
        made.uri, board.uri, work.uri, at=it.clock(), to=[PUBLIC], cc=[board.followers, work.actor_uri]
    )
    author = outbox.inbox_of(tx, work.actor_uri)
    inboxes = [*follows.inboxes(tx, board.id), *([author] if author else [])]
    outbox.enqueue(tx, it, Outgoing(board, "Announce", work.uri, document, public=True), inboxes)
