"""Answers by our people, and those that artists let in."""

from dataclasses import replace

from fedart.domain.actor import Actor, Viewer
from fedart.domain.answers import Standing
from fedart.domain.forms import WorkForm
from fedart.domain.ids import ActorId, Uri, WorkId
from fedart.domain.work import TEXT_LIMIT, Kind, Mention, Visibility, Work, WorkState, answering
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import answers, audience, incoming, lookup, pace, people
from fedart.services import works as publishing
from fedart.services.pace import Deed
from fedart.storage import actors, notifications, works
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
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
    if standing is Standing.ASKS and rule is not None:
        works.insert(tx, replace(work, state=WorkState.HELD), it.clock())
        answers.hold(tx, it, work, rule)
        return
    works.insert(tx, work, it.clock())
    if rule is not None and not rule.always(work.actor_uri):
        answers.permit(tx, it, work, rule)
    publishing.go_live(tx, it, work)


async def let_in(it: Instance, viewer: Viewer, ident: str) -> None:
    """An artist lets an answer in that waited; one of ours leaves now. Raises NotFound when none waits for them."""

    def store(tx: Tx) -> None:
        live = answers.let_in(tx, it, viewer, ident)
        author = actors.by_id(tx, live.actor_id)
        if live.local:
            publishing.go_live(tx, it, live)
        elif author is not None:
            incoming.tell(tx, it, live, author)
        # They have read it: nobody has to tell them that it is there.
        for kind in (Notice.REPLY, Notice.MENTION):
            notifications.withdraw(tx, viewer.actor.id, kind, live.actor_id, live.id)

    await it.db.write(store)
    it.wake.set()


def _replier(tx: Tx, it: Instance, actor_id: str, parent: Work) -> Actor:
    artist = actors.by_id(tx, actor_id)
    if artist is None or not audience.may_see(tx, parent, artist):
        raise NotFound("no such work")
    pace.count(tx, it, actor_id, Deed.REPLY)
    return artist
