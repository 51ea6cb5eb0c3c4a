"""Direct messages by our people: begun, answered, accepted, put away. They are posts for whom they name, no secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fedart import log
from fedart.domain.actor import Actor
from fedart.domain.forms import WorkForm
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.talk import TalkState
from fedart.domain.work import TEXT_LIMIT, Kind, Mention, Visibility, Work
from fedart.errors import FedartError, Invalid, NotFound
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import pace, people, remote_actors, throttle
from fedart.services import works as publishing
from fedart.services.pace import Deed
from fedart.storage import actors, blocks, messages, works
from fedart.storage.database import Tx
from fedart.words import number, say

HALF_HOUR = 30 * 60_000
PER_HALF_HOUR = 60
MOST_PEOPLE = 20


async def write(it: Instance, who: ActorId, handles: Sequence[str], text: str, *, about: Work | None = None) -> WorkId:
    """Begin a conversation with the people of those handles; returns its id. `about`: a post that it answers.

    Raises Invalid with a sentence for `people` or `text`, NotFound, TooFast.
    """
    wanted = tuple(dict.fromkeys(f"@{handle.strip().removeprefix('@')}" for handle in handles))
    if not wanted:
        raise Invalid({"people": say("Please name at least one person, like @name@server.example.")})
    if len(wanted) > MOST_PEOPLE:
        raise Invalid({"people": say("Please name up to %(most)s people.", most=MOST_PEOPLE)})
    _check(text)
    author = await it.db.write(lambda tx: _author(tx, it, who))
    named = await people.named(it, text, wanted)
    missing = [handle for handle in wanted if handle not in named]
    if missing:
        raise Invalid(
            {
                "people": say(
                    "We could not find %(missing)s. Handles look like @name@server.example.", missing=", ".join(missing)
                )
            }
        )
    named = {handle: mention for handle, mention in named.items() if mention.uri != author.uri}
    if not named:
        raise Invalid({"people": say("That is you. Please name somebody else.")})
    await it.db.write(lambda tx: pace.count(tx, it, who, Deed.MENTION, len(named)))
    message = _message(it, author, text, named)
    if about is not None:
        message = replace(message, in_reply_to=about.uri, in_reply_to_id=about.id)
    return await _send(it, author, message)


async def answer(it: Instance, who: ActorId, root: WorkId, text: str) -> WorkId:
    """Answer the newest message of a conversation, to everybody in it; a request is accepted by that.

    Raises Invalid, NotFound when they have no part in it (THREATS WEB-10), TooFast.
    """
    _check(text)
    author = await it.db.write(lambda tx: _author(tx, it, who))
    last = await it.db.read(lambda tx: _last(tx, it, author, root))
    named = await people.named(it, text, ())
    company = await it.db.read(lambda tx: _company(tx, author, last))
    await _meet(it, company)
    await it.db.write(lambda tx: pace.count(tx, it, who, Deed.MENTION, len(named)))
    message = _message(it, author, text, {**company, **named})
    return await _send(it, author, replace(message, in_reply_to=last.uri, in_reply_to_id=last.id))


def _check(text: str) -> None:
    if not text.strip():
        raise Invalid({"text": say("Please write something.")})
    if len(text) > TEXT_LIMIT:
        raise Invalid({"text": say("Please keep the text under %(most)s characters.", most=number(TEXT_LIMIT))})


def _author(tx: Tx, it: Instance, who: str) -> Actor:
    """The writer, when they may write now. Raises NotFound, TooFast (THREATS WEB-05)."""
    author = actors.by_id(tx, who)
    if author is None or not author.local:
        raise NotFound("no such artist here")
    throttle.count(tx, f"message {who}", it.clock(), most=PER_HALF_HOUR, window=HALF_HOUR)
    return author


def _last(tx: Tx, it: Instance, author: Actor, root: str) -> Work:
    """The newest message that is for that person."""
    if messages.talk(tx, author.id, root) is None:
        raise NotFound("no such conversation")
    found = messages.said(tx, author, root, it.clock(), limit=1).items
    if not found:
        raise NotFound("nothing is left of the conversation")
    return found[0].work


def _company(tx: Tx, author: Actor, last: Work) -> dict[str, Mention]:
    """Everybody else in a conversation: who wrote its last message, and whom that names."""
    wrote = actors.by_id(tx, last.actor_id)
    first = [Mention(wrote.uri, wrote.handle, wrote.url)] if wrote else []
    return {mention.handle: mention for mention in (*first, *last.mentions) if mention.uri != author.uri}


async def _meet(it: Instance, company: Mapping[str, Mention]) -> None:
    """Learn of those whom only others in the conversation knew so far; otherwise no answer of ours would reach them."""
    budget = Budget(fetches=it.config.federation.fetches_per_activity)
    uris = [mention.uri for mention in company.values()]
    unknown = await it.db.read(lambda tx: [uri for uri in uris if actors.by_uri(tx, uri) is None])
    for uri in unknown:
        try:
            await remote_actors.by_uri(it, uri, budget)
        except FedartError as error:
            log.info("company_missing", actor=uri, reason=error)


def _message(it: Instance, author: Actor, text: str, named: Mapping[str, Mention]) -> Work:
    form = WorkForm(title="", text=text, visibility=Visibility.DIRECT)
    once = {mention.uri: mention for mention in named.values()}
    return replace(publishing.new_work(it, author, form, named), kind=Kind.POST, mentions=tuple(once.values()))


async def _send(it: Instance, author: Actor, message: Work) -> WorkId:
    def store(tx: Tx) -> WorkId:
        for mention in message.mentions:
            reader = actors.by_uri(tx, mention.uri)
            if reader is not None and blocks.by_pair(tx, author.id, reader.id) is not None:
                raise Invalid(
                    {"people": say("You block %(handle)s. Unblock them to write to them.", handle=reader.handle)}
                )
            if reader is not None and reader.studio and message.in_reply_to is None:
                words = say(
                    "%(name)s is a studio and reads no messages. Apply for one of its jobs.", name=mention.handle
                )
                raise Invalid({"people": words})
        works.insert(tx, message, it.clock())
        publishing.go_live(tx, it, message)
        return messages.root_of(tx, message.id) or message.id

    root = await it.db.write(store)
    it.wake.set()
    return root


async def accept(it: Instance, who: ActorId, root: str) -> None:
    """A request becomes a conversation like any other. Raises NotFound when they have no part in it."""
    await _turn(it, who, root, TalkState.OPEN)


async def hide(it: Instance, who: ActorId, root: str) -> None:
    """Put a conversation away, with whatever comes to it later; nobody is told. Raises NotFound."""
    await _turn(it, who, root, TalkState.HIDDEN)


async def _turn(it: Instance, who: ActorId, root: str, state: TalkState) -> None:
    def store(tx: Tx) -> None:
        if not messages.set_state(tx, who, root, state):
            raise NotFound("no such conversation")

    await it.db.write(store)


async def seen(it: Instance, who: ActorId, root: str) -> None:
    """They have read a conversation."""
    await it.db.write(lambda tx: messages.seen(tx, who, root, it.clock()))
