"""The three feeds as one person sees them: pages filled up again where hidden words took posts away."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from fedart.domain.hiding import OPEN, Sight
from fedart.domain.ids import ActorId
from fedart.instance import Instance
from fedart.storage import hidden, views_feeds
from fedart.storage.database import Tx
from fedart.storage.views import NEWEST, Card, Page
from fedart.storage.views_work import Post
from fedart.wire.html import plain

ROUNDS = 4
"""How often a page is filled up before it ends early; its cursor leads on."""


class Feed(StrEnum):
    HOME = "home"
    LOCAL = "local"
    FEDERATED = "federated"


_READ = {Feed.HOME: views_feeds.home, Feed.LOCAL: views_feeds.near, Feed.FEDERATED: views_feeds.far}


async def read(it: Instance, who: ActorId, feed: Feed, *, before: str = NEWEST, limit: int) -> Page[Post]:
    """One page of a feed, newest first."""
    now = it.clock()

    def look(tx: Tx) -> Page[Post]:
        def page(cursor: str) -> Page[Post]:
            return _READ[feed](tx, who, now, before=cursor, limit=limit)

        return filled(page, hidden.sight(tx, who, now), who, before, limit)

    return await it.db.read(look)


def sight(tx: Tx, who: str, now: int) -> Sight:
    """What that person hides; visitors (an empty id) hide nothing."""
    return hidden.sight(tx, who, now) if who else OPEN


def cards(seen: Sight, who: str, found: Sequence[Card]) -> tuple[Card, ...]:
    """Works in a list without those that somebody hides; their own always stay."""
    return tuple(
        card
        for card in found
        if card.by.id == who
        or not (seen.hides(card.by.id, card.by.host) or seen.says((card.title, card.warning, card.cover.alt)))
    )


async def heard(it: Instance, who: ActorId, posts: Sequence[Post]) -> tuple[Post, ...]:
    """A thread as that person wants to see it."""
    return thread(await it.db.read(lambda tx: hidden.sight(tx, who, it.clock())), who, posts)


def thread(sight: Sight, who: str, posts: Sequence[Post]) -> tuple[Post, ...]:
    """A thread, parents first, without the replies that somebody hides and whatever answers these."""
    found: list[Post] = []
    gone: int | None = None
    for post in posts:
        if gone is not None and post.depth > gone:
            continue
        gone = None
        if _unwanted(sight, who, post):
            gone = post.depth
        else:
            found.append(post)
    return tuple(found)


async def parents(it: Instance, who: ActorId, posts: Sequence[Post]) -> tuple[Post | None, ...]:
    """What a post answers, as that person wants to see it: None in the place of what they hide."""
    if not posts:
        return ()
    seen = await it.db.read(lambda tx: hidden.sight(tx, who, it.clock()))
    return tuple(None if _unwanted(seen, who, post) else post for post in posts)


def _unwanted(sight: Sight, who: str, post: Post) -> bool:
    return post.by.id != who and (sight.hides(post.by.id, post.by.host) or says(sight, post))


def says(sight: Sight, post: Post) -> bool:
    """Whether a post has hidden words in its title, text, warning, tags or descriptions."""
    work = post.work
    texts = [work.title, work.warning, *work.tags, *(picture.alt for picture in post.pictures)]
    return bool(sight.phrases) and sight.says([*texts, plain(work.content)])


def filled(page: Callable[[str], Page[Post]], sight: Sight, who: str, before: str, limit: int) -> Page[Post]:
    """A page without posts of others that have hidden words in them, filled up from the pages after it."""
    found: list[Post] = []
    cursor = before
    for _ in range(ROUNDS):
        read = page(cursor)
        for post in read.items:
            if post.by.id == who or not says(sight, post):
                found.append(post)
            if len(found) == limit:
                ended = not read.more and post is read.items[-1]
                return Page(tuple(found), "" if ended else post.place or post.work.id)
        cursor = read.more
        if not cursor:
            break
    return Page(tuple(found), cursor)
