"""Tickets for pictures of works that are not public.

Servers such as Mastodon fetch pictures unsigned and on behalf of readers we know by name only. The document that goes
to those readers' servers carries addresses with a ticket; without it, the picture does not exist (THREATS WEB-09).
"""

import hmac
from collections.abc import Sequence

from fedart.domain.ids import MediaId
from fedart.domain.media import Media
from fedart.domain.work import Work
from fedart.instance import Instance

LENGTH = 32


def ticket(it: Instance, media: MediaId) -> str:
    """The ticket of one picture: 128 bits that only this instance can make."""
    return hmac.new(it.secret, b"media " + media.encode(), "sha256").hexdigest()[:LENGTH]


def valid(it: Instance, media: MediaId, given: str) -> bool:
    """Whether somebody was given the address of that picture."""
    return hmac.compare_digest(ticket(it, media).encode(), given.encode())


def for_work(it: Instance, work: Work, pictures: Sequence[Media]) -> dict[MediaId, str]:
    """The tickets that a work's document carries: none when everybody may see it."""
    return {} if work.visibility.anyone else {picture.id: ticket(it, picture.id) for picture in pictures}
