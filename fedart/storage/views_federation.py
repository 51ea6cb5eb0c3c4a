"""Read models for what other servers ask for: actors, works, activities and collections. Nothing here writes.

Each function is one read of one or two statements. What may not be seen by anybody comes back as None; who may see
the rest is told by `Shown.open_to` (THREATS WEB-09, AUT-10).
"""

from dataclasses import dataclass

from fedart.domain.actor import Actor, ActorType
from fedart.domain.ids import MediaId, Uri, host_of
from fedart.domain.media import Media
from fedart.domain.policy import blocked
from fedart.domain.work import Visibility, Work, WorkState
from fedart.storage import statements
from fedart.storage.actors import actor_of
from fedart.storage.database import Row, Tx
from fedart.storage.media import Owned, media_of
from fedart.storage.media import by_id as media_by_id
from fedart.storage.works import work_of

SQL = statements.load("views_federation.sql")
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
    """One of our works. `buried`: it was deleted, and may say so because everybody could see it."""

    work: Work
    pictures: tuple[Media, ...]
    likes: int
    boosts: int
    replies: int
    buried: bool

    @property
    def public(self) -> bool:
        return self.work.visibility.anyone


@dataclass(frozen=True, slots=True)
class Activity:
    """Something one of ours did, as it was sent. `object_uri` names what it is about; `gone`: that was deleted."""

    uri: Uri
    type: str
    object_uri: Uri
    body: bytes
    gone: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a collection: ids, newest first. `more` is the cursor of the next page, empty at the end."""

    items: tuple[Uri, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture and everything that decides who may see it. `visibility` is None for avatars and banners."""

    owned: Owned
    visibility: Visibility | None
    live: bool
    actor_gone: bool


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
    actor = actor_of(row)
    found = {m["id"]: media_of(m) for m in tx.all(SQL.kept_media, icon=actor.icon, image=actor.image)}
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
    if row is None or row["state"] == WorkState.HELD or row["actor_suspended"] is not None:
        return None
    found = work_of(row)
    buried = found.state is WorkState.DELETED
    pictures = () if buried else tuple(media_of(m) for m in tx.all(SQL.work_media, work_id=work))
    return Shown(found, pictures, row["likes"], row["boosts"], row["replies"], buried)


def permits(tx: Tx, work: str, author: str, visibility: Visibility, asker: str) -> bool:
    """Whether the actor with the id (URI) `asker` may see a work of that author and visibility.

    Followers-only works are open to accepted followers, and works of any kind to the people they name. The instance
    actor of a server stands for its people, because servers fetch with that key (guide section 2.2).
    """
    if visibility.anyone:
        return True
    row = tx.one(SQL.asker, uri=asker)
    if row is not None and row["suspended"] is not None:
        return False
    whole_host = host_of(asker) if row is not None and row["type"] == ActorType.APPLICATION else ""
    for person in tx.all(SQL.named, id=work):
        if person["actor_uri"] == asker or whole_host and host_of(person["actor_uri"]) == whole_host:
            return True
    if visibility is not Visibility.FOLLOWERS or row is None:
        return False
    if whole_host:
        return tx.one(SQL.accepted_host, followed=author, host=whole_host) is not None
    return tx.one(SQL.accepted, follower=row["id"], followed=author) is not None


def viewer_permits(tx: Tx, work: str, author: str, visibility: Visibility, viewer: Actor) -> bool:
    """Whether one of our own people may see a work (AUT-05: per person, not per instance)."""
    if visibility.anyone or viewer.id == author:
        return True
    if any(person["actor_uri"] == viewer.uri for person in tx.all(SQL.named, id=work)):
        return True
    if visibility is not Visibility.FOLLOWERS:
        return False
    return tx.one(SQL.accepted, follower=viewer.id, followed=author) is not None


def refused(tx: Tx, host: str, actor_uri: str) -> bool:
    """Whether we do not talk to a host or an actor (AUT-10, AUT-11)."""
    if blocked(host, [row["domain"] for row in tx.all(SQL.blocks)]):
        return True
    row = tx.one(SQL.asker, uri=actor_uri) if actor_uri else None
    return row is not None and row["suspended"] is not None


def key_refused(tx: Tx, key_id: str) -> bool:
    """The same for whoever claims a key, before anything is proved: enough to refuse, not to trust."""
    row = tx.one(SQL.key_owner, id=key_id)
    return refused(tx, host_of(key_id), row["owner"] if row else key_id.partition("#")[0])


def known_actor(tx: Tx, uri: str) -> bool:
    """Whether we have ever stored that actor."""
    return tx.one(SQL.asker, uri=uri) is not None


def activity(tx: Tx, ident: str) -> Activity | None:
    """A public activity of ours; None when unknown, private, undone, or when its author is suspended or gone."""
    row = tx.one(SQL.activity, id=ident)
    if row is None or not row["standing"] or row["suspended"] is not None or row["deleted"] is not None:
        return None
    if row["work_id"] and row["work_local"] and not Visibility(row["work_visibility"]).anyone:
        return None
    gone = row["type"] != "Delete" and row["work_state"] == WorkState.DELETED
    return Activity(Uri(row["uri"]), row["type"], Uri(row["object_uri"]), row["body"], gone)


def outbox(tx: Tx, actor: str, *, before: str, limit: int) -> tuple[tuple[Activity, ...], str]:
    """Somebody's public Creates and Announces that still stand, newest first, and the cursor of the next page."""
    rows = tx.all(SQL.outbox, actor=actor, before=before, limit=limit + 1)
    found = [Activity(Uri(r["uri"]), r["type"], Uri(r["object_uri"]), r["body"], gone=False) for r in rows[:limit]]
    return tuple(found), rows[limit - 1]["id"] if len(rows) > limit else ""


def _listing(tx: Tx, sql: str, owner: dict[str, str], before: str, limit: int) -> Listing:
    rows = tx.all(sql, **owner, before=before, limit=limit + 1)
    more = rows[limit - 1]["id"] if len(rows) > limit else ""
    return Listing(tuple(Uri(row["uri"]) for row in rows[:limit]), more)


def _count(tx: Tx, sql: str, owner: dict[str, str]) -> int:
    row = tx.one(sql, **owner)
    return int(row["n"]) if row else 0


_OF_ACTOR = {
    "followers": (SQL.followers, SQL.followers_count),
    "following": (SQL.following, SQL.following_count),
}
_OF_WORK = {
    "replies": (SQL.replies, SQL.replies_count),
    "likes": (SQL.likes, SQL.likes_count),
    "shares": (SQL.shares, SQL.shares_count),
}


def of_actor(tx: Tx, part: str, actor: str, *, before: str = NEWEST, limit: int) -> Listing:
    """A page of `followers` or `following`: ids of actors."""
    return _listing(tx, _OF_ACTOR[part][0], {"actor": actor}, before, limit)


def count_of_actor(tx: Tx, part: str, actor: str) -> int:
    """How many there are in `outbox`, `followers` or `following`, from our own rows (AUT-07)."""
    sql = SQL.outbox_count if part == "outbox" else _OF_ACTOR[part][1]
    return _count(tx, sql, {"actor": actor})


def of_work(tx: Tx, part: str, work: str, *, before: str = NEWEST, limit: int) -> Listing:
    """A page of `replies` (ids of posts), `likes` or `shares` (ids of activities)."""
    return _listing(tx, _OF_WORK[part][0], {"work": work}, before, limit)


def count_of_work(tx: Tx, part: str, work: str) -> int:
    """How many there are in `replies`, `likes` or `shares`, from our own rows (AUT-07)."""
    return _count(tx, _OF_WORK[part][1], {"work": work})


def featured(tx: Tx, actor: str, *, limit: int) -> tuple[Uri, ...]:
    """The works a stranger's server shows first: until artists choose, the newest public ones with a picture."""
    return tuple(Uri(row["uri"]) for row in tx.all(SQL.featured, actor=actor, limit=limit))


def picture(tx: Tx, media: str) -> Picture | None:
    """A stored picture with what decides who may see it."""
    owned, gate = media_by_id(tx, media), tx.one(SQL.picture_gate, id=media)
    if owned is None or gate is None:
        return None
    visibility = None if gate["visibility"] is None else Visibility(gate["visibility"])
    gone = gate["suspended"] is not None or gate["deleted"] is not None
    return Picture(owned, visibility, owned.work_id is None or gate["state"] == WorkState.LIVE, gone)


def usage(tx: Tx, *, month_ago: int, half_year_ago: int) -> Usage:
    """People and public posts of this instance; active means published since then (ms)."""
    people = tx.one(SQL.people, month_ago=month_ago, half_year_ago=half_year_ago) or {}
    posts = tx.one(SQL.posts) or {}
    return Usage(
        int(people.get("total", 0)),
        int(people.get("month", 0)),
        int(people.get("half_year", 0)),
        int(posts.get("works", 0)),
        int(posts.get("posts", 0)),
    )

