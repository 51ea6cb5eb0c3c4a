"""Direct posts as messages: each is filed under its conversation, for those of ours who are part of it.

What a stranger writes lies among the requests and is not told: only who follows somebody, or wrote to them before,
hears from them at once.
"""

from fedart.domain.actor import Actor
from fedart.domain.ids import WorkId
from fedart.domain.talk import TalkState
from fedart.domain.work import Visibility, Work
from fedart.storage import actors, blocks, commissions, follows, messages, offers, works
from fedart.storage.database import Tx
from fedart.storage.messages import Talk


def file(tx: Tx, work: Work) -> None:
    """File a direct post for its author and for those of ours whom it names; anything else is left alone."""
    author = actors.by_id(tx, work.actor_id)
    if work.visibility is not Visibility.DIRECT or author is None:
        return
    root = _root(tx, work)
    messages.add(tx, work.id, root)
    named = [actor for mention in work.mentions if (actor := actors.by_uri(tx, mention.uri)) is not None]
    if author.local:
        _sent(tx, work, author, root, named)
    for reader in named:
        if reader.local and reader.id != author.id and not blocks.between(tx, reader.id, author.id):
            _received(tx, work, author, reader, root)


def _root(tx: Tx, work: Work) -> WorkId:
    """The conversation of what it answers; one that answers nothing of the kind begins its own."""
    return (messages.root_of(tx, work.in_reply_to_id) if work.in_reply_to_id else None) or work.id


def _sent(tx: Tx, work: Work, author: Actor, root: WorkId, named: list[Actor]) -> None:
    known = messages.talk(tx, author.id, root)
    others = [actor.id for actor in named if actor.id != author.id]
    other = known.other if known else others[0] if others else author.id
    messages.put(tx, author.id, Talk(root, other, TalkState.OPEN, work.id, unread=False))


def _received(tx: Tx, work: Work, author: Actor, reader: Actor, root: WorkId) -> None:
    known = messages.talk(tx, reader.id, root)
    state = known.state if known else TalkState.OPEN if welcome(tx, reader, author) else TalkState.ASKED
    messages.put(tx, reader.id, Talk(root, known.other if known else author.id, state, work.id, unread=True))


def welcome(tx: Tx, reader: Actor, author: Actor) -> bool:
    """Whether somebody's messages come to that person without asking first: also when they applied for a job there, or
    have a commission with them."""
    if follows.accepted(tx, reader.id, author.id) or messages.wrote_to(tx, reader.id, author.uri):
        return True
    return offers.applied_to(tx, reader.id, author.id) or commissions.welcome(tx, reader.id, author.id)


def told(tx: Tx, work: Work, reader: Actor) -> bool:
    """Whether that person hears of a post: of a direct one only when it names them and is no request (WEB-09)."""
    if work.visibility is not Visibility.DIRECT:
        return True
    root = messages.root_of(tx, work.id)
    known = messages.talk(tx, reader.id, root) if root else None
    return known is not None and known.state is TalkState.OPEN and works.is_named(tx, work.id, reader.uri)
