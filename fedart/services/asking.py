"""Our people's answers to posts of other servers that say who may answer them (GoToSocial's interaction controls).

Where somebody's yes is needed, an answer is held, and goes to them alone, inside a ReplyRequest. It is shown and sent
once they accept it with a permission, and hidden again when they take that back. What happens then stands in
`services.replying`: only the artist who was asked decides, and a no is not followed by a yes.
"""

from fedart import log
from fedart.domain.actor import Actor
from fedart.domain.answers import Answers, Elsewhere, Sought, Standing
from fedart.domain.ids import Uri, same_origin
from fedart.domain.work import Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.services import documents, outbox
from fedart.services.outbox import Outgoing
from fedart.storage import activities, actors, answers, follows, works
from fedart.storage.answers import Seeking
from fedart.storage.database import Tx
from fedart.wire import render


def rule(tx: Tx, parent: Work) -> Answers:
    """What a post of another server says of its answers, in words of ours."""
    said = None if parent.local else answers.elsewhere(tx, parent.id)
    author = actors.by_id(tx, parent.actor_id) if said is not None else None
    return said.rule(author.followers) if said is not None and author is not None else Answers.EVERYBODY


def standing(tx: Tx, parent: Work, person: Actor, reach: Visibility) -> Standing:
    """What becomes of an answer by one of ours to a post of another server.

    Its author and whom it names always may. What is for few people is a message, and no answer that anybody else sees.
    """
    said = None if parent.local or reach is Visibility.DIRECT else answers.elsewhere(tx, parent.id)
    if said is None or person.id == parent.actor_id:
        return Standing.MAY
    if any(mention.uri == person.uri for mention in parent.mentions):
        return Standing.MAY
    return said.standing(person.uri, _circles(tx, parent, said, person))


def _circles(tx: Tx, parent: Work, said: Elsewhere, person: Actor) -> list[str]:
    """To which collections of the author's somebody of ours belongs, as far as we know."""
    author = actors.by_id(tx, parent.actor_id)
    if author is None:
        return []
    found = [author.followers] if follows.accepted(tx, person.id, author.id) else []
    return [*found, author.following] if follows.accepted(tx, author.id, person.id) else found


def ask(tx: Tx, it: Instance, reply: Work, parent: Work) -> None:
    """Ask the author of a post elsewhere about an answer of ours that is stored as held; nobody else gets it."""
    by, asked = actors.by_id(tx, reply.actor_id), actors.by_id(tx, parent.actor_id)
    if by is None or asked is None:
        return
    request = outbox.new_activity(it)
    answers.seek(tx, Seeking(reply.id, asked.uri, request, Sought.ASKED), it.clock())
    document = render.reply_request(request, parent.uri, asked.uri, documents.note(tx, it, reply, by))
    outbox.enqueue(tx, it, Outgoing(by, "ReplyRequest", reply.uri, document, public=False), [asked.inbox])
    log.info("answer_asked_for", work=reply.id, host=asked.host)


def asked_with(tx: Tx, named: str) -> Seeking | None:
    """The answer of ours that an Accept or Reject is about: by our request's id, or by its own (GoToSocial)."""
    found = answers.sought_by_request(tx, named)
    if found is not None:
        return found
    work = works.by_uri(tx, named)
    return answers.sought(tx, work.id) if work is not None and work.local else None


def usable(tx: Tx, permit: Uri | None, artist: Uri) -> bool:
    """Whether that is a permission of theirs: it lives where they do, and they have not taken it back already."""
    return permit is not None and same_origin(permit, artist) and not activities.buried(tx, permit, artist)


def forget(tx: Tx, it: Instance, reply: Work) -> None:
    """Tell whoever was asked about an answer that still waits that it is gone."""
    known, by = answers.sought(tx, reply.id), actors.by_id(tx, reply.actor_id)
    asked = actors.by_uri(tx, known.artist) if known is not None and known.state is Sought.ASKED else None
    if by is None or asked is None or reply.state is not WorkState.HELD:
        return
    document = documents.deletion(it, reply, by)
    outbox.enqueue(tx, it, Outgoing(by, "Delete", reply.uri, document, public=False), [asked.inbox])
