"""Passing answers on to the followers of whoever is answered, byte for byte (guide section 8, inbox forwarding)."""

from fedart.domain.actor import Actor
from fedart.domain.ids import host_of, new_id
from fedart.domain.work import Work, WorkState
from fedart.instance import Instance
from fedart.services import queue
from fedart.storage import activities, actors, follows, works
from fedart.storage.activities import Sent
from fedart.storage.database import Tx
from fedart.wire.activities import Activity, Create, Delete, Update

KIND = "Forward"
DEPTH = 20


def forward(tx: Tx, it: Instance, activity: Activity, body: bytes) -> None:
    """Queue a proven Create, Update or Delete of a public answer to a public work of ours.

    Each activity once, never back to where it comes from. Whoever gets it can check the proof; we vouch for nothing.
    """
    found = _concerned(tx, activity)
    if found is None or activity.id is None:
        return
    reply, artist = found
    now, ident = it.clock(), new_id(it.clock())
    if not activities.remember(tx, f"forwarded by {artist.id}", activity.id, now):
        return
    home = host_of(activity.actor)
    inboxes = [inbox for inbox in follows.inboxes(tx, artist.id) if host_of(inbox) != home]
    if not inboxes:
        return
    # Not public: it is somebody else's activity, and no part of the artist's outbox.
    sent = Sent(ident, it.urls.activity(ident), artist.id, KIND, reply.uri, public=False, body=body)
    activities.add(tx, sent, now)
    for inbox in inboxes:
        queue.deliver(tx, queue.Delivery(ident, artist.id, inbox), reply.uri, now)


def wanted(tx: Tx, activity: Activity) -> bool:
    """Whether an activity is about a public answer to a public work of ours."""
    return _concerned(tx, activity) is not None


def _concerned(tx: Tx, activity: Activity) -> tuple[Work, Actor] | None:
    """The answer, and the artist of ours whose followers may want to know of it."""
    if not isinstance(activity, Create | Update | Delete):
        return None
    reply = works.by_uri(tx, activity.object_id)
    if reply is None or reply.state is WorkState.HELD or reply.local:
        return None
    if reply.actor_uri != activity.actor or not reply.visibility.anyone:
        return None
    root = _root(tx, reply)
    artist = actors.by_id(tx, root.actor_id) if root else None
    return (reply, artist) if artist is not None and not artist.deleted else None


def _root(tx: Tx, reply: Work) -> Work | None:
    """The public work of ours that the conversation is about: the highest one above the answer, if it is public."""
    found, at = None, reply
    for _ in range(DEPTH):
        above = works.by_id(tx, at.in_reply_to_id) if at.in_reply_to_id else None
        if above is None or not above.visibility.anyone or above.state is not WorkState.LIVE:
            break
        if above.local:
            found = above
        at = above
    return found
