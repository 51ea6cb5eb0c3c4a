"""Read models for what other servers ask for: actors, works, activities and collections. Nothing here writes.

What nobody may see comes back as None; who may see the rest is decided where it is asked for (THREATS WEB-09).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from fedart.domain.actor import Actor
from fedart.domain.ids import MediaId, Uri, host_of
from fedart.domain.media import Media
from fedart.domain.policy import blocked
from fedart.domain.work import Mention, Visibility, Work, WorkState
from fedart.storage import activities, actors, media, statements, works
from fedart.storage.database import Row, Tx
from fedart.storage.media import Owned
from fedart.storage.works import work_of

SQL = statements.load("views_federation.sql")
T = TypeVar("T")
NEWEST = "~"
"""Sorts after every id: the cursor of a first page."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One of our actors with its pictures, as they are shown to everybody."""

    actor: Actor
    icon: Media | None
    image: Media | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One of our works that was published. `parent`: who wrote what it answers; `buried`: when it was deleted (ms)."""

    work: Work
    author: Actor
    pictures: tuple[Media, ...]
    likes: int
    boosts: int
    replies: int
    parent: Mention | None
    buried: int | None


@dataclass(frozen=True, slots=True)
class Activity:
    """Something one of ours did, as it was sent. `object_uri` names what it is about; `gone`: that was deleted."""

    uri: Uri
    type: str
    object_uri: Uri
    body: bytes
    gone: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of a collection begins: past the item `at` (empty: at its beginning), or, `back`, before it."""

    at: str = ""
    back: bool = False


FIRST = Cursor()


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """One page of a collection, in its order. `previous`, `more`: where the pages on both sides begin, or empty."""

    items: tuple[T, ...]
    previous: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture and whose it is. `work` is None for avatars and banners."""

    owned: Owned
    owner: Actor
    work: Work | None


@dataclass(frozen=True, slots=True)
class Usage:
    """What NodeInfo counts."""

    people: int
    month: int
    half_year: int
    works: int
    posts: int


def alive(tx: Tx) -> None:
    """Read something; raises what a broken database raises."""
    tx.one(SQL.ping)


def writable(tx: Tx) -> None:
    """Take the write lock and change nothing."""
    tx.run(SQL.writable)


def _profile(tx: Tx, row: Row | None) -> Profile | None:
    if row is None or row["suspended"] is not None:
        return None
    actor = actors.actor_of(row)
    found = {m["id"]: media.media_of(m) for m in tx.all(SQL.kept_media, icon=actor.icon, image=actor.image)}
    return Profile(actor, found.get(actor.icon or MediaId("")), found.get(actor.image or MediaId("")))


def profile(tx: Tx, actor: str) -> Profile | None:
    """One of ours by id, deleted ones included; None when unknown or suspended."""
    return _profile(tx, tx.one(SQL.local_actor, id=actor))


def profile_by_name(tx: Tx, username: str, host: str) -> Profile | None:
    """One of ours by user name, deleted ones included; None when unknown or suspended."""
    return _profile(tx, tx.one(SQL.local_name, username=username, host=host))


def shown(tx: Tx, work: str) -> Shown | None:
    """One of our works that was published, deleted ones included; None when unknown, held or its author suspended."""
    row = tx.one(SQL.local_work, id=work)
    author = actors.by_id(tx, row["actor_id"]) if row else None
    if row is None or author is None or row["state"] == WorkState.HELD or author.suspended:
        return None
    found = work_of(row)
    return Shown(
        work=found,
        author=author,
        pictures=tuple(media.by_work(tx, work)),
        likes=row["likes"],
        boosts=row["boosts"],
        replies=row["replies"],
        parent=_parent(tx, found),
        buried=row["deleted"] if found.state is WorkState.DELETED else None,
    )


def _parent(tx: Tx, work: Work) -> Mention | None:
    row = tx.one(SQL.author_of, id=work.in_reply_to_id) if work.in_reply_to_id else None
    return Mention(Uri(row["uri"]), f"@{row['username']}@{row['host']}", row["url"]) if row else None


def reader(tx: Tx, uri: str) -> Actor | None:
    """A known actor that asks for something; None when unknown, deleted or suspended (AUT-10)."""
    found = actors.by_uri(tx, uri)
    return None if found is None or found.deleted or found.suspended else found


def host_permitted(tx: Tx, work: Work, host: str) -> bool:
    """Whether a work that is not public went to somebody on that host: its server may fetch it for them."""
    if not work.visibility.leaves:
        return False
    if any(host_of(person["actor_uri"]) == host for person in tx.all(SQL.named, id=work.id)):
        return True
    if work.visibility is not Visibility.FOLLOWERS:
        return False
    return tx.one(SQL.accepted_host, followed=work.actor_id, host=host) is not None


def key_refused(tx: Tx, key_id: str) -> bool:
    """Whether we do not talk to whoever claims a key: enough to refuse, not to trust (AUT-10, AUT-11)."""
    if blocked(host_of(key_id), activities.blocks(tx)):
        return True
    return tx.one(SQL.key_suspended, key=key_id, guess=key_id.partition("#")[0]) is not None


def activity(tx: Tx, ident: str) -> Activity | None:
    """A public activity of ours; None when unknown, private, undone, or when its author is suspended or gone."""
    row = tx.one(SQL.activity, id=ident)
    if row is None or not row["standing"] or row["suspended"] is not None or row["deleted"] is not None:
        return None
    if row["work_id"] and row["work_local"] and not Visibility(row["work_visibility"]).anyone:
        return None
    gone = row["type"] != "Delete" and row["work_state"] == WorkState.DELETED
    return Activity(Uri(row["uri"]), row["type"], Uri(row["object_uri"]), row["body"], gone)


def page_of(rows: Sequence[Row], cursor: Cursor, limit: int, item: Callable[[Row], T]) -> Listing[T]:
    """A page of at most `limit` items from rows that were read one longer, away from where the cursor stands."""
    beyond, near = len(rows) > limit, rows[:limit]
    shown = near[::-1] if cursor.back else near
    if not shown:
        return Listing(())
    return Listing(
        items=tuple(item(row) for row in shown),
        previous=shown[0]["id"] if (beyond if cursor.back else cursor.at) else "",
        more=shown[-1]["id"] if cursor.back or beyond else "",
    )


_PAGED = {
    "outbox": (SQL.outbox, SQL.outbox_back, SQL.outbox_count),
    "followers": (SQL.followers, SQL.followers_back, SQL.followers_count),
    "following": (SQL.following, SQL.following_back, SQL.following_count),
    "replies": (SQL.replies, SQL.replies_back, SQL.replies_count),
    "likes": (SQL.likes, SQL.likes_back, SQL.likes_count),
    "shares": (SQL.shares, SQL.shares_back, SQL.shares_count),
}
"""A page on the way on, one on the way back, and the count of both."""


def _listing(
    tx: Tx, name: str, owner: dict[str, str], cursor: Cursor, limit: int, item: Callable[[Row], T]
) -> Listing[T]:
    on, back, _ = _PAGED[name]
    sql = back if cursor.back else on
    return page_of(tx.all(sql, **owner, cursor=cursor.at or NEWEST, limit=limit + 1), cursor, limit, item)


def _uri(row: Row) -> Uri:
    return Uri(row["uri"])


def _said(row: Row) -> Activity:
    return Activity(Uri(row["uri"]), row["type"], Uri(row["object_uri"]), row["body"], gone=False)


def outbox(tx: Tx, actor: str, *, cursor: Cursor = FIRST, limit: int) -> Listing[Activity]:
    """A page of somebody's public Creates and Announces that still stand, newest first."""
    return _listing(tx, "outbox", {"actor": actor}, cursor, limit, _said)


def _count(tx: Tx, sql: str, owner: dict[str, str]) -> int:
    row = tx.one(sql, **owner)
    return int(row["n"]) if row else 0


def of_actor(tx: Tx, part: str, actor: str, *, cursor: Cursor = FIRST, limit: int) -> Listing[Uri]:
    """A page of `followers` or `following`: ids of actors, newest first."""
    return _listing(tx, part, {"actor": actor}, cursor, limit, _uri)


def count_of_actor(tx: Tx, part: str, actor: str) -> int:
    """How many there are in `outbox`, `followers` or `following`, from our own rows (AUT-07)."""
    return _count(tx, _PAGED[part][2], {"actor": actor})


def of_work(tx: Tx, part: str, work: str, *, cursor: Cursor = FIRST, limit: int) -> Listing[Uri]:
    """A page of `replies` (ids of posts), `likes` or `shares` (ids of activities), newest first."""
    return _listing(tx, part, {"work": work}, cursor, limit, _uri)


def count_of_work(tx: Tx, part: str, work: str) -> int:
    """How many there are in `replies`, `likes` or `shares`, from our own rows (AUT-07)."""
    return _count(tx, _PAGED[part][2], {"work": work})


def featured(tx: Tx, actor: str, *, limit: int) -> tuple[Uri, ...]:
    """The works a stranger's server shows first: until artists choose, the newest public ones with a picture."""
    return tuple(Uri(row["uri"]) for row in tx.all(SQL.featured, actor=actor, limit=limit))


def picture(tx: Tx, ident: str) -> Picture | None:
    """A stored picture with what decides who may see it."""
    owned = media.by_id(tx, ident)
    owner = actors.by_id(tx, owned.actor_id) if owned else None
    if owned is None or owner is None:
        return None
    return Picture(owned, owner, works.by_id(tx, owned.work_id) if owned.work_id else None)


def usage(tx: Tx, *, month_ago: int, half_year_ago: int) -> Usage:
    """People and public posts of this instance; active means signed in, or published, since then (ms)."""
    people = tx.one(SQL.people, month_ago=month_ago, half_year_ago=half_year_ago) or {}
    posts = tx.one(SQL.posts) or {}
    return Usage(
        int(people.get("total", 0)),
        int(people.get("month", 0)),
        int(people.get("half_year", 0)),
        int(posts.get("works", 0)),
        int(posts.get("posts", 0)),
    )
