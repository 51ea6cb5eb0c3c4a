"""Data to measure with: an artist of ours with works, people of other servers, their follows and their posts."""

import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle

from fedart import instance
from fedart.domain.actor import Actor, ActorType, Role
from fedart.domain.follow import Follow, FollowState
from fedart.domain.ids import ActorId, MediaId, Uri, WorkId, host_of, new_id
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.services import accounts, local_actors, media
from fedart.services.media import UPLOAD, Place
from fedart.storage import actors, follows, reactions, works
from fedart.storage.database import Tx
from fedart.storage.reactions import Reaction
from tests.bench.server import Site
from tests.support import paint, signing

KEY = "bench"
WORDS = "Evening on the quay, ink and a little watercolour on cotton paper; the ferry leaves without its lights. "


@dataclass(frozen=True, slots=True)
class Artist:
    """One of ours, signed in: `token` is the session cookie's value."""

    actor: Actor
    token: str
    csrf: str
    works: tuple[Work, ...]


@asynccontextmanager
async def opened(site: Site) -> AsyncIterator[Instance]:
    """The site's instance in this process, while no server has it; without a model, which would judge made-up works."""
    config = replace(site.config, detector=replace(site.config.detector, model=""))
    async with instance.opened(config) as it:
        await local_actors.ensure_instance_actor(it)
        yield it


async def artist(it: Instance, name: str = "maren", count: int = 24, pictures: Sequence[bytes] = ()) -> Artist:
    """An artist with `count` public works of one picture each: `pictures` in turn, or one painting.

    Each went through the media door once.
    """
    account = await accounts.add_user(it, name, Role.ARTIST, None)
    link = await accounts.login_link(it, name)
    ticket = await accounts.sign_in_by_link(it, link.rpartition("/")[2], "127.0.0.1")
    actor = await it.db.read(lambda tx: actors.by_id(tx, account.actor_id))
    if actor is None:
        raise RuntimeError("the artist was not stored")
    files = pictures or [paint.jpeg(paint.painting(size=(2400, 1600)), quality=88)]
    place = Place(actor.id, UPLOAD, alt="A ferry at dusk, its windows dark, seen from the end of the pier.")
    admitted = [await media.admit(it, data, place) for data in files]
    made = tuple(_work(it, actor, number) for number in range(count))

    def store(tx: Tx) -> None:
        now = it.clock()
        for work, each in zip(made, cycle(admitted), strict=False):
            works.insert(tx, work, now)
            picture = replace(each.owned.media, id=MediaId(new_id()))
            media.book(tx, replace(each, owned=replace(each.owned, media=picture)), work.id, now)
            actors.count_work(tx, actor.id, 1, now)

    await it.db.write(store)
    return Artist(actor, ticket.token, ticket.csrf, made)


def _work(it: Instance, by: Actor, number: int) -> Work:
    ident = WorkId(new_id())
    return post(by, ident, it.urls.object(ident), it.clock(), f"Evening, ferry {number}", local=True)


def post(
    by: Actor, ident: WorkId, uri: str, now: int, title: str, *, local: bool = False, kind: Kind = Kind.WORK
) -> Work:
    """A public work or post of somebody."""
    return Work(
        id=ident,
        uri=Uri(uri),
        local=local,
        kind=kind,
        actor_id=by.id,
        actor_uri=by.uri,
        title=title,
        source=WORDS * 3 if local else "",
        content=f"<p>{WORDS * 3}</p>",
        warning="",
        sensitive=False,
        visibility=Visibility.PUBLIC,
        language="en",
        url=uri.replace("/objects/", "/works/"),
        in_reply_to=None,
        in_reply_to_id=None,
        published=now,
        edited=None,
        state=WorkState.LIVE,
        tags=("ferry", "ink"),
        mentions=(),
    )


def person(origin: str, number: int) -> Actor:
    """Somebody on the server at `origin`, with its shared inbox. All of them have the key that `KEY` names."""
    now = time.time_ns() // 1_000_000
    uri = f"{origin}/users/p{number}"
    return Actor(
        id=ActorId(new_id()),
        uri=Uri(uri),
        local=False,
        type=ActorType.PERSON,
        username=f"p{number}",
        host=host_of(uri),
        name=f"Painter {number}",
        summary="",
        summary_source="",
        fields=(),
        url=uri,
        inbox=f"{uri}/inbox",
        shared_inbox=f"{origin}/inbox",
        outbox=f"{uri}/outbox",
        followers=f"{uri}/followers",
        following=f"{uri}/following",
        featured=f"{uri}/featured",
        key_id=f"{uri}#main-key",
        public_key=signing.pair(KEY).public,
        icon=None,
        image=None,
        locked=False,
        discoverable=True,
        indexable=True,
        created=now,
        updated=now,
    )


async def passes(it: Instance, people: Sequence[Actor], each: int) -> None:
    """Every one of these people passes on `each` posts of the others, the newest of them."""
    sql = "SELECT id FROM works WHERE local = 0 ORDER BY id DESC LIMIT :limit"
    found = await it.db.read(lambda tx: [row["id"] for row in tx.all(sql, limit=len(people) * each)])

    def store(tx: Tx) -> None:
        for number in range(each):
            for place, by in enumerate(people):
                ident = new_id()
                work = found[(place * 7 + number * 31) % len(found)]
                boost = Reaction(ident, Uri(f"{by.uri}/boosts/{ident}"), by.id, work)
                reactions.add_boost(tx, boost, it.clock())

    await it.db.write(store)


async def remember(it: Instance, people: Iterable[Actor]) -> None:
    """Store actors of other servers with their keys, as if they had just been fetched."""
    now = it.clock()

    def store(tx: Tx) -> None:
        for each in people:
            actors.insert(tx, each, now)
            actors.keep_key(tx, each.key_id, each.uri, each.public_key, now, now + 3_600_000)

    await it.db.write(store)


async def follow(it: Instance, pairs: Iterable[tuple[Actor, Actor]]) -> None:
    """Accepted follows: (who, whom)."""
    now = it.clock()

    def store(tx: Tx) -> None:
        for who, whom in pairs:
            ident = new_id()
            found = Follow(ident, Uri(f"{who.uri}/follows/{ident}"), who.id, whom.id, FollowState.ACCEPTED, now)
            follows.put(tx, found, now)

    await it.db.write(store)


async def posts(it: Instance, authors: Sequence[Actor], count: int) -> None:
    """`count` posts, their authors in turn, spread over the past year; written straight into the table."""
    now = it.clock()
    step = 31_536_000_000 // count

    def store(tx: Tx, numbers: range) -> None:
        for number in numbers:
            by = authors[(number * 7919) % len(authors)]
            ident = WorkId(new_id(now - (count - number) * step))
            uri = f"{by.uri}/notes/{number}"
            works.insert(tx, replace(post(by, ident, uri, now, "", local=False), tags=()), now)

    for start in range(0, count, 10_000):
        numbers = range(start, min(count, start + 10_000))
        await it.db.write(partial(store, numbers=numbers))
