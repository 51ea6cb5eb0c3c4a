"""Answers by our people, and those that artists let in."""

from dataclasses import replace

from fedart import log
from fedart.domain.actor import Actor, Viewer
from fedart.domain.answers import Sought, Standing
from fedart.domain.forms import WorkForm
from fedart.domain.ids import ActorId, Uri, WorkId
from fedart.domain.work import TEXT_LIMIT, Kind, Mention, Visibility, Work, WorkState, answering
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import answers, asking, audience, documents, incoming, lookup, outbox, pace, people
from fedart.services import works as publishing
from fedart.services.outbox import Outgoing
from fedart.services.pace import Deed
from fedart.storage import actors, blocks, notifications, works
from fedart.storage import answers as stored
from fedart.storage.answers import Seeking
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.wire.activities import Accept, Reject
from fedart.words import number, say


async def reply(
    it: Instance,
    actor_id: ActorId,
    to: str,
    text: str,
    *,
    warning: str = "",
    visibility: Visibility = Visibility.PUBLIC,
) -> WorkId:
    """Answer a work, ours or another server's, for those people but never for more than what is answered was for.

    Where the artist wants to see answers first, it waits for them and has not left yet. Raises Invalid, also where the
    artist takes no answers of theirs, NotFound, TooFast (CAP-04).
    """
    if not text.strip():
        raise Invalid({"text": say("Please write something.")})
    if len(text) > TEXT_LIMIT:
        raise Invalid({"text": say("Please keep the text under %(most)s characters.", most=number(TEXT_LIMIT))})
    parent = await lookup.work(it, to)
    artist, author = await it.db.write(
        lambda tx: (_replier(tx, it, actor_id, parent), actors.by_id(tx, parent.actor_id))
    )
    named = await people.named(it, text, ())
    others = {mention.uri for mention in named.values()} - {parent.actor_uri, artist.uri}
    if author is not None and author.id != artist.id:
        named = {author.handle: Mention(author.uri, author.handle, author.url), **named}
    reach = answering(visibility, parent.visibility)
    if reach is None:
        raise Invalid({"text": say("An answer to this cannot stay on this server. Please choose who else it is for.")})
    if not parent.visibility.leaves:
        named = publishing.ours(it, named)
    form = WorkForm(title="", text=text, warning=warning, visibility=reach)
    work = replace(
        publishing.new_work(it, artist, form, named),
        kind=Kind.POST,
        in_reply_to=Uri(parent.uri),
        in_reply_to_id=parent.id,
    )

    def store(tx: Tx) -> None:
        pace.count(tx, it, actor_id, Deed.MENTION, len(others))
        _put(tx, it, work, parent)

    await it.db.write(store)
    it.wake.set()
    return work.id


def _put(tx: Tx, it: Instance, work: Work, parent: Work) -> None:
    """Show and send an answer, or leave it waiting. Raises Invalid where the artist takes none of theirs."""
    standing, rule = answers.ruling(tx, parent, work.actor_uri, work.visibility)
    if standing is Standing.NOT and rule is not None:
        raise Invalid({"text": say(rule.rule.refusal)})
    elsewhere = _elsewhere(tx, work, parent)
    if standing is Standing.ASKS and rule is not None:
        works.insert(tx, replace(work, state=WorkState.HELD), it.clock())
        answers.hold(tx, it, work, rule)
        return
    if elsewhere is Standing.ASKS:
        works.insert(tx, replace(work, state=WorkState.HELD), it.clock())
        asking.ask(tx, it, work, parent)
        return
    works.insert(tx, work, it.clock())
    if rule is not None and not rule.always(work.actor_uri):
        answers.permit(tx, it, work, rule)
    publishing.go_live(tx, it, work)


def _elsewhere(tx: Tx, work: Work, parent: Work) -> Standing:
    """What a post of another server says of this answer. Raises Invalid where it takes none of theirs."""
    artist = actors.by_id(tx, work.actor_id)
    found = asking.standing(tx, parent, artist, work.visibility) if artist is not None else Standing.NOT
    if found is Standing.NOT:
        raise Invalid({"text": say(asking.rule(tx, parent).refusal)})
    if found is Standing.ASKS and not work.visibility.leaves:
        words = say(
            "The artist lets answers in one by one, and cannot read one that stays on this server. "
            "Please choose who else it is for."
        )
        raise Invalid({"text": words})
    return found


async def let_in(it: Instance, viewer: Viewer, ident: str) -> None:
    """An artist lets an answer in that waited; one of ours leaves now. Raises NotFound when none waits for them."""

    def store(tx: Tx) -> None:
        live = answers.let_in(tx, it, viewer, ident)
        author = actors.by_id(tx, live.actor_id)
        if live.local:
            _leave(tx, it, live)
        elif author is not None:
            incoming.tell(tx, it, live, author)
        # They have read it: nobody has to tell them that it is there.
        for kind in (Notice.REPLY, Notice.MENTION):
            notifications.withdraw(tx, viewer.actor.id, kind, live.actor_id, live.id)

    await it.db.write(store)
    it.wake.set()


def _leave(tx: Tx, it: Instance, live: Work) -> None:
    """Send an answer of ours that was let in here; what it answers, below a work of ours, may want to be asked, too."""
    parent, author = works.by_id(tx, live.in_reply_to_id or ""), actors.by_id(tx, live.actor_id)
    may = parent is None or author is None or asking.standing(tx, parent, author, live.visibility) is Standing.MAY
    if may or parent is None:
        publishing.go_live(tx, it, live)
        return
    works.set_state(tx, live.id, WorkState.HELD, live.published)
    works.recount_replies(tx, parent.id)
    asking.ask(tx, it, live, parent)


# --- what artists elsewhere decide ------------------------------------------------------------------------------------


def ruled(tx: Tx, it: Instance, activity: Accept | Reject) -> bool:
    """An artist elsewhere let an answer of ours in, or did not; False when this is about no such answer.

    Only whom we asked decides (AUT-05), once: an Accept that comes after the Reject changes nothing. A Reject that
    comes after the Accept takes it back.
    """
    known = asking.asked_with(tx, activity.follow_id) if activity.follow_id else None
    if known is None:
        return False
    reply = works.by_id(tx, known.work_id)
    if known.artist != activity.actor or reply is None or reply.state is WorkState.DELETED:
        return True
    if isinstance(activity, Reject):
        _refused(tx, it, known, reply)
    elif known.state is Sought.ASKED:
        _let_in(tx, it, known, reply, activity.result)
    return True


def _let_in(tx: Tx, it: Instance, known: Seeking, reply: Work, permit: Uri | None) -> None:
    """Show and send an answer, with the permission that others can look up; without one they could not believe it."""
    parent, author = works.by_id(tx, reply.in_reply_to_id or ""), actors.by_id(tx, reply.actor_id)
    if not asking.usable(tx, permit, known.artist) or parent is None or parent.state is not WorkState.LIVE:
        log.info("answer_not_let_in", work=reply.id, permit=permit)
        return
    if author is None or author.suspended or author.deleted or blocks.between(tx, author.id, parent.actor_id):
        return
    stored.decide(tx, reply.id, Sought.LET_IN, permit)
    live = replace(reply, state=WorkState.LIVE, published=it.clock())
    works.set_state(tx, reply.id, WorkState.LIVE, live.published)
    works.recount_replies(tx, parent.id)
    publishing.go_live(tx, it, live)
    notifications.add(tx, reply.actor_id, Notice.LET_IN, it.clock(), by=parent.actor_id, work=reply.id)
    log.info("answer_let_in", work=reply.id)


def _refused(tx: Tx, it: Instance, known: Seeking, reply: Work) -> None:
    if known.state is Sought.LET_IN:
        take_back(tx, it, known)
    elif known.state is Sought.ASKED:
        stored.decide(tx, reply.id, Sought.REFUSED, None)
        _tell_refused(tx, it, known, reply)


def _tell_refused(tx: Tx, it: Instance, known: Seeking, reply: Work) -> None:
    artist = actors.by_uri(tx, known.artist)
    by = artist.id if artist is not None else None
    notifications.add(tx, reply.actor_id, Notice.NOT_LET_IN, it.clock(), by=by, work=reply.id)
    log.info("answer_refused", work=reply.id)


def take_back(tx: Tx, it: Instance, known: Seeking) -> None:
    """A permission is gone: the answer is there for its author alone, and whoever got it is told to forget it."""
    reply = works.by_id(tx, known.work_id)
    if reply is None or known.state is not Sought.LET_IN or reply.state is not WorkState.LIVE:
        return
    author = actors.by_id(tx, reply.actor_id)
    if author is not None:
        document = documents.deletion(it, reply, author)
        outgoing = Outgoing(author, "Delete", reply.uri, document, public=reply.visibility.anyone)
        outbox.recall(tx, it, outgoing, reply)
    stored.decide(tx, reply.id, Sought.TAKEN_BACK, None)
    works.set_state(tx, reply.id, WorkState.HELD, reply.published)
    if reply.in_reply_to_id:
        works.recount_replies(tx, reply.in_reply_to_id)
    for mention in reply.mentions:
        named = actors.by_uri(tx, mention.uri)
        if named is not None and named.local:
            notifications.withdraw(tx, named.id, Notice.MENTION, reply.actor_id, reply.id)
    _tell_refused(tx, it, known, reply)


def revoked(tx: Tx, it: Instance, permit: Uri, by: Uri) -> None:
    """Somebody deleted a permission of theirs: what stands by it is hidden."""
    for known in stored.sought_by_permit(tx, permit):
        if known.artist == by:
            take_back(tx, it, known)


def _replier(tx: Tx, it: Instance, actor_id: str, parent: Work) -> Actor:
    artist = actors.by_id(tx, actor_id)
    if artist is None or not audience.may_see(tx, parent, artist):
        raise NotFound("no such work")
    if parent.state is not WorkState.LIVE:
        raise NotFound("what waits itself cannot be answered yet")
    pace.count(tx, it, actor_id, Deed.REPLY)
    return artist
