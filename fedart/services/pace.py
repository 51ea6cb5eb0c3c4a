"""How much one person may have others hear of them in an hour, and less while they are new (THREATS CAP-04)."""

from enum import StrEnum

from fedart.config import AccountSettings
from fedart.instance import Instance
from fedart.services import throttle
from fedart.storage import accounts
from fedart.storage.database import Tx

HOUR = 3_600_000
DAY = 24 * HOUR
NEW_SHARE = 4
"""A new account may do so many times less."""


class Deed(StrEnum):
    """What is counted: asking to follow somebody, answering, naming somebody."""

    FOLLOW = "follow"
    REPLY = "reply"
    MENTION = "mention"


def count(tx: Tx, it: Instance, actor_id: str, deed: Deed, times: int = 1) -> None:
    """Count what one of ours is about to do `times` times. Raises TooFast when that is more than they may in an hour.

    Whoever has no account, as actors of tests and of the instance itself, is not counted.
    """
    account, now = accounts.by_actor(tx, actor_id), it.clock()
    if account is None or not times:
        return
    new = now - account.created < it.config.accounts.new_days * DAY
    most = _most(it.config.accounts, deed)
    most = max(1, most // NEW_SHARE) if new else most
    throttle.count(tx, f"{deed} {actor_id}", now, most=most, window=HOUR, times=times, rule="CAP-04")


def _most(settings: AccountSettings, deed: Deed) -> int:
    match deed:
        case Deed.FOLLOW:
            return settings.follows_per_hour
        case Deed.REPLY:
            return settings.replies_per_hour
        case Deed.MENTION:
            return settings.mentions_per_hour
