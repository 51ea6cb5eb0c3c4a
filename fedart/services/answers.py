"""Who may answer works of ours, and what becomes of answers that wait for the artist's yes.

One rule binds a whole conversation: that of the work of ours on top of it. What may not be said is not taken in, what
waits is held like a work whose pictures wait, and leaves this server, or is shown, only once it was let in. Other
servers read the rule as `canReply` and are answered as GoToSocial's interaction controls say.
"""

from dataclasses import replace

from fedart import log
from fedart.domain.actor import Actor, Viewer
from fedart.domain.answers import Answers, Bound, Sought, Standing, standing
from fedart.domain.ids import Uri, new_id
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Visibility, Work, WorkState
from fedart.errors import NotFound
from fedart.instance import Instance
from fedart.services import outbox
from fedart.services.outbox import Outgoing
from fedart.storage import actors, answers, blocks, follows, notifications, stamps, works
from fedart.storage.answers import Asked
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.stamps import Stamp, StampKind
from fedart.wire import render

DEPTH = 20
"""How far above an answer the rule is looked for, and how far below a post that arrives late."""
BREADTH = 200
"""How many answers to one post are held to a rule that comes after them: more than that nobody fetched (NET-06)."""


def bound(tx: Tx, parent: Work) -> Bound | None:
    """The rule that answers to `parent` are bound by; None where everybody may."""
    path: list[Work] = []
    at: Work | None = parent
    while at is not None and len(path) < DEPTH:
        path.append(at)
        at = works.by_id(tx, at.in_reply_to_id) if at.in_reply_to_id else None
    for top in reversed(path):
        rule = answers.rule(tx, top.id) if top.local else Answers.EVERYBODY
        if rule is not Answers.EVERYBODY:
            named = {mention.uri for post in path if post.actor_id == top.actor_id for mention in post.mentions}
            return Bound(top, rule, frozenset(named))
    return None


def ruling(tx: Tx, parent: Work, author: str, reach: Visibility) -> tuple[Standing, Bound | None]:
    """What becomes of an answer to `parent` by the actor of that id on the wire. What is for few people is a message,
    and no answer that anybody else sees."""
    found = bound(tx, parent) if reach is not Visibility.DIRECT else None
    if found is None:
        return Standing.MAY, None
    known = actors.by_uri(tx, author)
    follows_them = known is not None and follows.accepted(tx, known.id, found.work.actor_id)
    return standing(found, author, follows=follows_them), found


def hold(tx: Tx, it: Instance, reply: Work, rule: Bound, request: str = "") -> None:
    """An answer that is stored as held waits now; the artist is told."""
    artist = rule.work.actor_id
    answers.ask(tx, Asked(reply.id, rule.work.id, artist, request, it.clock()))
    author = actors.by_id(tx, reply.actor_id)
    if author is not None and not _unheard(tx, it, artist, author):
        notifications.add(tx, artist, Notice.ASKED, it.clock(), by=author.id, work=reply.id)


def _unheard(tx: Tx, it: Instance, reader: str, author: Actor) -> bool:
    return blocks.between(tx, reader, author.id) or blocks.muted(tx, reader, author.id, it.clock())


def bind(tx: Tx, it: Instance, arrived: Work) -> None:
    """Hold what was here before the post that it answers to the rule which that post brings with it.

    An answer that had to ask waits now, one that may not be is hidden and refused, as if each had come in order. One of
    ours has gone out already: where it may not stand in the conversation, it stays a post of its own.
    """
    level = [arrived]
    for _ in range(DEPTH):
        level = [each for parent in level for each in _bound_below(tx, it, parent)]
        if not level:
            return


def _bound_below(tx: Tx, it: Instance, parent: Work) -> list[Work]:
    found = works.answers_to(tx, parent.id, BREADTH)
    for reply in found:
        meant, rule = ruling(tx, parent, reply.actor_uri, reply.visibility)
        if rule is None or meant is Standing.MAY or reply.state is not WorkState.LIVE:
            continue
        if reply.local:
            works.detach(tx, reply.id)
            continue
        works.set_state(tx, reply.id, WorkState.HELD, reply.published)
        hold(tx, it, reply, rule)
        if meant is Standing.NOT:
            _turn_away(tx, it, reply, rule)
    works.recount_replies(tx, parent.id)
    return found


def _turn_away(tx: Tx, it: Instance, reply: Work, rule: Bound) -> None:
    answers.refuse(tx, reply.id, it.clock())
    notifications.withdraw(tx, rule.work.actor_id, Notice.ASKED, reply.actor_id, reply.id)
    _tell(tx, it, reply, rule.work.actor_id, "Reject", "", None)


def permit(tx: Tx, it: Instance, reply: Work, rule: Bound) -> Stamp | None:
    """The artist's permission for an answer; None when they took it back before."""
    now, answered = it.clock(), Uri(reply.in_reply_to or rule.work.uri)
    made = Stamp(
        id=new_id(now),
        kind=StampKind.REPLY,
        actor_id=rule.work.actor_id,
        request=reply.uri,
        asker=reply.actor_uri,
        about=answered,
        instrument=reply.uri,
        created=now,
    )
    if stamps.add(tx, made):
        return made
    known = stamps.by_thing(tx, StampKind.REPLY, answered, reply.uri)
    return known if known is not None and known.revoked is None else None


def permit_of(tx: Tx, it: Instance, reply: Work) -> Uri | None:
    """The address of the permission that an answer of ours was given, here or elsewhere."""
    if not reply.in_reply_to:
        return None
    given = answers.sought(tx, reply.id)
    if given is not None:
        return given.permit if given.state is Sought.LET_IN else None
    known = stamps.by_thing(tx, StampKind.REPLY, reply.in_reply_to, reply.uri)
    return it.urls.stamp(known.id) if known is not None and known.revoked is None else None


def accept(tx: Tx, it: Instance, reply: Work, rule: Bound, request: str = "") -> None:
    """Permit an answer from elsewhere and tell its author."""
    stamp = permit(tx, it, reply, rule)
    if stamp is not None:
        _tell(tx, it, reply, rule.work.actor_id, "Accept", request, it.urls.stamp(stamp.id))


def answer(tx: Tx, it: Instance, reply: Work, request: str) -> None:
    """Answer a request about a post that is here already, or that no rule binds."""
    asked = answers.asked(tx, reply.id)
    if asked is not None and asked.refused is None:
        answers.name_request(tx, reply.id, request)
        return
    if asked is not None:
        _tell(tx, it, reply, asked.actor_id, "Reject", request, None)
        return
    parent = works.by_uri(tx, reply.in_reply_to) if reply.in_reply_to else None
    rule = bound(tx, parent) if parent is not None else None
    if rule is None and parent is not None and parent.local:
        rule = Bound(parent, Answers.EVERYBODY, frozenset())
    if rule is not None:
        accept(tx, it, reply, rule, request)


def reject(tx: Tx, it: Instance, artist: str, reply: Uri, author: Actor, answered: str, request: str = "") -> None:
    """Tell somebody elsewhere that their answer is not taken."""
    _say(tx, it, artist, "Reject", reply, author, answered, request, None)


def _tell(tx: Tx, it: Instance, reply: Work, artist: str, kind: str, request: str, result: Uri | None) -> None:
    author = actors.by_id(tx, reply.actor_id)
    if author is not None and not author.local:
        _say(tx, it, artist, kind, reply.uri, author, reply.in_reply_to or "", request, result)


def _say(
    tx: Tx,
    it: Instance,
    artist: str,
    kind: str,
    reply: Uri,
    author: Actor,
    answered: str,
    request: str,
    result: Uri | None,
) -> None:
    """An Accept or Reject: of the request, where one came, else of the answer itself (GoToSocial)."""
    by, ident = actors.by_id(tx, artist), outbox.new_activity(it)
    if by is None:
        return
    if not request:
        document = render.reply_ruling(kind, ident, by.uri, reply, author.uri, Uri(answered), result=result)
    else:
        asked: render.Json = {
            "id": request,
            "type": "ReplyRequest",
            "actor": author.uri,
            "object": answered,
            "instrument": reply,
        }
        if kind == "Accept":
            document = render.accept(ident, by.uri, asked, result=result)
        else:
            document = render.reject(ident, by.uri, asked)
    outbox.enqueue(tx, it, Outgoing(by, kind, reply, document, public=False), [author.inbox])


def shown_by(tx: Tx, it: Instance, work: Work, *, followers: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`canReply` of a post of ours: who may answer at once, and who may once the artist has said yes."""
    rule = bound(tx, work)
    if rule is None:
        return (PUBLIC,), ()
    artist = actors.by_id(tx, rule.work.actor_id)
    always = (rule.work.actor_uri, *sorted(rule.named))
    match rule.rule:
        case Answers.FOLLOWERS:
            return (*always, artist.followers if artist else followers), ()
        case Answers.APPROVAL:
            return always, (PUBLIC,)
        case _:
            return always, ()


# --- what the artist decides ------------------------------------------------------------------------------------------


def _asked(tx: Tx, viewer: Viewer, ident: str) -> tuple[Asked, Work]:
    """An answer that waits for that very artist. Raises NotFound for anything else (THREATS WEB-10)."""
    asked, reply = answers.asked(tx, ident), works.by_id(tx, ident)
    if asked is None or reply is None or asked.actor_id != viewer.actor.id or asked.refused is not None:
        raise NotFound("no such answer waits")
    if reply.state is not WorkState.HELD:
        raise NotFound("it is gone")
    return asked, reply


def let_in(tx: Tx, it: Instance, viewer: Viewer, ident: str) -> Work:
    """The artist's yes: the answer is permitted and shown. One of ours still has to be sent: see `works.let_in`."""
    asked, reply = _asked(tx, viewer, ident)
    about = works.by_id(tx, asked.about)
    if about is None:
        raise NotFound("what it answers is gone")
    rule = Bound(about, Answers.APPROVAL, frozenset())
    answers.settle(tx, ident)
    notifications.withdraw(tx, viewer.actor.id, Notice.ASKED, reply.actor_id, reply.id)
    live = replace(reply, state=WorkState.LIVE, published=it.clock() if reply.local else reply.published)
    works.set_state(tx, reply.id, WorkState.LIVE, live.published)
    if reply.in_reply_to_id:
        works.recount_replies(tx, reply.in_reply_to_id)
    if reply.local:
        permit(tx, it, live, rule)
        notifications.add(tx, reply.actor_id, Notice.LET_IN, it.clock(), by=viewer.actor.id, work=reply.id)
    else:
        accept(tx, it, live, rule, asked.request)
    log.info("answer_let_in", work=reply.id)
    return live


async def refuse(it: Instance, viewer: Viewer, ident: str) -> None:
    """The artist's no: the answer stays held, its author is told. Raises NotFound."""

    def store(tx: Tx) -> None:
        asked, reply = _asked(tx, viewer, ident)
        answers.refuse(tx, ident, it.clock())
        notifications.withdraw(tx, viewer.actor.id, Notice.ASKED, reply.actor_id, reply.id)
        if reply.local:
            notifications.add(tx, reply.actor_id, Notice.NOT_LET_IN, it.clock(), by=viewer.actor.id, work=reply.id)
        else:
            _tell(tx, it, reply, asked.actor_id, "Reject", asked.request, None)
        log.info("answer_refused", work=reply.id)

    await it.db.write(store)
    it.wake.set()
