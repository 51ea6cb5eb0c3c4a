"""Secret links to closed albums: made, opened, counted, ended, and the pictures behind them.

A token is 256 random bits and is stored hashed. A wrong link, one that ended and one to an album that is gone look
alike (THREATS WEB-09). Works in the album may be ones that nobody else sees; their pictures open by a ticket that
names the link, so they close with it (docs/decisions/0011 tells of tickets).
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from fedart.domain.actor import Viewer
from fedart.domain.album import DAY, LABEL_LIMIT, LASTS, MAX_LINKS, Link, LinkId
from fedart.domain.ids import ID_LENGTH, MediaId, is_id, new_id
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import albums
from fedart.storage import album_links, views_albums, views_shared
from fedart.storage.database import Tx
from fedart.storage.views_albums import AlbumHead
from fedart.storage.views_work import Post
from fedart.words import say

TOKEN_LENGTH = 43


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def make(it: Instance, viewer: Viewer, ident: str, label: str, days: int) -> str:
    """The address of a new link to an own closed album; it cannot be shown again. Raises NotFound, Invalid."""
    if len(label) > LABEL_LIMIT:
        raise Invalid({"label": say("Please keep the label under %(most)s characters.", most=LABEL_LIMIT)})
    if days not in LASTS:
        raise Invalid({"days": say("Please choose how long the link lasts.")})
    token = secrets.token_urlsafe(32)

    def store(tx: Tx) -> None:
        album, now = albums.own(tx, viewer.actor.id, ident), it.clock()
        if not album.closed:
            raise Invalid({"label": say("Everybody sees this album. Close it first, then make links.")})
        if sum(link.opens(now) for link in album_links.of_album(tx, ident)) >= MAX_LINKS:
            raise Invalid({"label": say("An album has up to %(most)s links. Please end one first.", most=MAX_LINKS)})
        link = Link(LinkId(new_id(now)), album.id, label.strip(), now, now + days * DAY, None, 0)
        album_links.insert(tx, link, _hash(token))

    await it.db.write(store)
    return it.urls.page(f"/shared/{token}")


async def revoke(it: Instance, viewer: Viewer, ident: str, link: str) -> None:
    """End a link of an own album; one that ended stays so. Raises NotFound."""

    def store(tx: Tx) -> None:
        album_links.revoke(tx, albums.own(tx, viewer.actor.id, ident).id, link, it.clock())

    await it.db.write(store)


def opened(tx: Tx, it: Instance, token: str) -> tuple[Link, AlbumHead]:
    """The link with that token and its album. Raises NotFound for what leads nowhere, whatever the reason."""
    link = album_links.by_hash(tx, _hash(token)) if len(token) == TOKEN_LENGTH and token.isascii() else None
    head = views_albums.head(tx, link.album_id) if link is not None and link.opens(it.clock()) else None
    if link is None or head is None or head.album.deleted is not None:
        raise NotFound("no such link")
    return link, head


async def count(it: Instance, link: Link) -> None:
    """Note that somebody came: one more, and nothing else."""
    await it.db.write(lambda tx: album_links.count_view(tx, link.id))


def ticket(it: Instance, link: LinkId, media: MediaId) -> str:
    """What opens one picture while the link stands: the link's id, and 128 bits that only this instance can make."""
    sealed = hmac.new(it.secret, f"shared {link} {media}".encode(), "sha256").hexdigest()
    return f"{link}{sealed[:32]}"


def tickets(it: Instance, link: Link, posts: Iterable[Post]) -> dict[MediaId, str]:
    """The tickets that a shared page carries: for the pictures that not everybody may see."""
    hidden = (post for post in posts if not post.work.visibility.anyone)
    return {picture.id: ticket(it, link.id, picture.id) for post in hidden for picture in post.pictures}


def opens(tx: Tx, it: Instance, given: str, media: MediaId, work: str) -> bool:
    """Whether a ticket opens that picture of that work: its link stands, and the closed album holds the work."""
    ident = given[:ID_LENGTH]
    if not is_id(ident) or not hmac.compare_digest(ticket(it, LinkId(ident), media).encode(), given.encode()):
        return False
    link = album_links.by_id(tx, ident)
    head = views_albums.head(tx, link.album_id) if link is not None and link.opens(it.clock()) else None
    if link is None or head is None or head.album.deleted is not None or not head.album.closed:
        return False
    return views_shared.holds(tx, link.album_id, work)
