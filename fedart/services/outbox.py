"""Everything that leaves: an activity is rendered once and gets one task for each inbox, in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from fedart.domain.actor import Actor
from fedart.domain.ids import Uri, host_of, new_id
from fedart.domain.work import Visibility, Work
from fedart.instance import Instance
from fedart.services import queue
from fedart.storage import activities, actors, follows, reactions, tasks
from fedart.storage.activities import Sent
from fedart.storage.database import Tx
from fedart.wire import render


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An activity that is ready to go. `object_uri` names the thing whose order must be kept."""

    actor: Actor
    type: str
    object_uri: str
    document: render.Json
    public: bool


def new_activity(it: Instance) -> Uri:
    """The address of an activity that is about to be made."""
    return it.urls.activity(new_id(it.clock()))


def enqueue(tx: Tx, it: Instance, outgoing: Outgoing, inboxes: Iterable[str]) -> None:
    """Store the activity and one delivery for each inbox elsewhere; a Delete replaces what still waits."""
    now = it.clock()
    uri = str(outgoing.document["id"])
    ident = uri.rsplit("/", 1)[1]
    body = render.dump(outgoing.document)
    sent = Sent(ident, uri, outgoing.actor.id, outgoing.type, outgoing.object_uri, outgoing.public, body)
    activities.add(tx, sent, now)
    for inbox in dict.fromkeys(inboxes):
        if host_of(inbox) == it.urls.host:
            continue
        if outgoing.type == "Delete":
            tasks.cancel_lane(tx, queue.lane(outgoing.object_uri, inbox), now)
        queue.deliver(tx, queue.Delivery(ident, outgoing.actor.id, inbox), outgoing.object_uri, now)


def readers(tx: Tx, work: Work) -> list[str]:
    """The inboxes a work goes to: followers (unless direct), the people it names, the author it answers."""
    found = [] if work.visibility is Visibility.DIRECT else follows.inboxes(tx, work.actor_id)
    people = [mention.uri for mention in work.mentions]
    return found + [inbox for uri in people if (inbox := inbox_of(tx, uri))]


def holders(tx: Tx, work: Work) -> list[str]:
    """Everybody who may hold a copy: readers, and whoever liked or boosted it."""
    return readers(tx, work) + reactions.fans(tx, work.id)


def inbox_of(tx: Tx, uri: str) -> str | None:
    """Where to reach one remote actor; None for ours, for unknown and for deleted ones."""
    actor = actors.by_uri(tx, uri)
    return None if actor is None or actor.local or actor.deleted else actor.shared_inbox or actor.inbox
