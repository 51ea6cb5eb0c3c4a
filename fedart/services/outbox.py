"""Everything that leaves: an activity is rendered once and gets one task for each inbox, in one transaction.

What waits is brought up to date by what comes after it (guide section 9): a newer Update replaces an older one, a
Delete replaces everything, and is not needed where nothing arrived before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fedart import log
from fedart.domain import policy
from fedart.domain.actor import Actor
from fedart.domain.ids import Uri, host_of, new_id
from fedart.domain.relay import Style
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.services import keys, queue
from fedart.services.queue import Delivery, Undelivered
from fedart.storage import activities, actors, crediting, follows, reactions, recipients, relays, tasks, works
from fedart.storage.activities import Sent
from fedart.storage.database import Tx
from fedart.wire import render

PROFILE_APART = 60_000
"""The least time between two versions of one profile, in ms."""


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


def enqueue(
    tx: Tx, it: Instance, outgoing: Outgoing, inboxes: Iterable[str], *, holding: frozenset[str] = frozenset()
) -> None:
    """Store the activity and one delivery for each inbox elsewhere; what it replaces is not sent any more.

    `holding` are inboxes of servers that have the object although it may not have been sent there.
    """
    now = it.clock()
    uri = str(outgoing.document["id"])
    ident = uri.rsplit("/", 1)[1]
    document = keys.signed(tx, it, outgoing.document, outgoing.actor) if outgoing.public else outgoing.document
    body = render.dump(document)
    sent = Sent(ident, uri, outgoing.actor.id, outgoing.type, outgoing.object_uri, outgoing.public, body)
    activities.add(tx, sent, now)
    due = _due(tx, outgoing, now)
    for inbox in _reachable(tx, it, inboxes):
        replaced = _replace(tx, outgoing, inbox, now)
        if outgoing.type == "Delete" and inbox not in holding and _never_sent(replaced):
            continue
        # A newer version takes the place of the older one in time as well: who edits without end is still heard.
        first = min([due, *(each.due for each in replaced if each.type == outgoing.type)])
        queue.deliver(tx, Delivery(ident, outgoing.actor.id, inbox, outgoing.type), outgoing.object_uri, now, first)


def _due(tx: Tx, outgoing: Outgoing, now: int) -> int:
    """When it may leave: at once, but news of a profile at most once a minute; the newest then stands for all."""
    if outgoing.type != "Update" or outgoing.object_uri != outgoing.actor.uri:
        return now
    return recipients.slot(tx, outgoing.actor.id, now, PROFILE_APART)


def _reachable(tx: Tx, it: Instance, inboxes: Iterable[str]) -> list[str]:
    """Each inbox once, but those that are no address, the Public one, our own, or on a blocked domain (CAP-02)."""
    blocks = policy.blocklist(activities.blocks(tx))
    return [inbox for inbox in dict.fromkeys(inboxes) if _may_reach(it, inbox, blocks)]


def _may_reach(it: Instance, inbox: str, blocks: frozenset[str]) -> bool:
    host = host_of(inbox)
    if not host or inbox == policy.PUBLIC:
        log.warning("inbox_skipped", inbox=inbox)
        return False
    return host != it.urls.host and not policy.barred(host, blocks)


def _replace(tx: Tx, outgoing: Outgoing, inbox: str, now: int) -> list[Undelivered]:
    """Take back what this activity replaces on its way to that inbox; returns what that was."""
    if outgoing.type not in ("Update", "Delete"):
        return []
    deleted = outgoing.type == "Delete"
    pending = queue.undelivered(tx, outgoing.object_uri, inbox)
    replaced = [each for each in pending if not each.leased and (deleted or each.type == "Update")]
    tasks.cancel(tx, [each.id for each in replaced], now)
    return replaced


def _never_sent(replaced: Iterable[Undelivered]) -> bool:
    """Whether the object never left for that inbox: its Create waited and was not tried once."""
    return any(each.type == "Create" and not each.begun for each in replaced)


def readers(tx: Tx, work: Work) -> list[str]:
    """The inboxes a work goes to: followers (unless direct), the people it names, the author it answers."""
    if not work.visibility.leaves:
        return []
    found = [] if work.visibility is Visibility.DIRECT else follows.inboxes(tx, work.actor_id)
    return found + named(tx, work)


def named(tx: Tx, work: Work) -> list[str]:
    """The inboxes of the people a work names or credits, and of the author it answers."""
    parent = works.by_id(tx, work.in_reply_to_id) if work.in_reply_to_id else None
    people = [mention.uri for mention in work.mentions] + ([parent.actor_uri] if parent else [])
    people += crediting.elsewhere(tx, work.id) if work.visibility.anyone else []
    return [inbox for uri in people if (inbox := inbox_of(tx, uri))]


def relays_for(tx: Tx, work: Work, *styles: Style) -> list[str]:
    """The inboxes of relays of these styles (of all, without any) that get a work: only what is public and hangs."""
    if not (work.local and work.kind is Kind.WORK and work.visibility is Visibility.PUBLIC):
        return []
    return [relay.inbox for relay in relays.accepted(tx) if not styles or relay.style in styles]


def keep_named(tx: Tx, it: Instance, work: Work) -> None:
    """Note who gets a work without following: after an edit it may name them no more, and a Delete is due to them."""
    for inbox in named(tx, work):
        recipients.keep(tx, work.uri, inbox, it.clock())


def holders(tx: Tx, work: Work) -> list[str]:
    """Everybody whom the present version concerns: readers, whoever liked or boosted it, and, while anybody may see
    it, whoever else has a copy: servers that fetched it, and those of people whom an earlier version named."""
    copies = recipients.kept(tx, work.uri) if work.visibility.anyone else []
    return [*readers(tx, work), *reactions.fans(tx, work.id), *copies]


def recall(tx: Tx, it: Instance, outgoing: Outgoing, work: Work) -> None:
    """Send the Delete of a work to everybody who may hold a copy: also those who followed when it was published, and
    those whom an earlier version named."""
    former = [] if work.visibility is Visibility.DIRECT else recipients.former(tx, work.actor_id, work.published)
    inboxes = [*holders(tx, work), *former, *recipients.kept(tx, work.uri), *relays_for(tx, work)]
    holding = frozenset([*reactions.fans(tx, work.id), *recipients.fetchers(tx, work.uri)])
    enqueue(tx, it, outgoing, inboxes, holding=holding)
    recipients.forget(tx, work.uri)


def fetched(tx: Tx, it: Instance, work: Work, inbox: str) -> None:
    """Note a server that fetched a work; when the work was deleted meanwhile, tell it so."""
    if not _reachable(tx, it, [inbox]):
        return
    if work.state is not WorkState.DELETED:
        recipients.keep(tx, work.uri, inbox, it.clock(), fetched=True)
    elif deletion := activities.deletion(tx, work.actor_id, work.uri):
        queue.deliver(tx, Delivery(deletion, work.actor_id, inbox, "Delete"), work.uri, it.clock())


def inbox_of(tx: Tx, uri: str) -> str | None:
    """Where to reach one remote actor; None for ours, for unknown and for deleted ones."""
    actor = actors.by_uri(tx, uri)
    return None if actor is None or actor.local or actor.deleted else actor.shared_inbox or actor.inbox
