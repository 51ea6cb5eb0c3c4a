"""How often somebody may do what costs other servers something (THREATS WEB-05)."""

from fedart.errors import TooFast
from fedart.storage import accounts
from fedart.storage.database import Tx


def count(tx: Tx, bucket: str, now: int, *, most: int, window: int) -> None:
    """Count one try. Raises TooFast when there were `most` within `window` ms (at most an hour)."""
    known, first = accounts.count_tries(tx, bucket, now - window)
    if known >= most:
        wait = max(1, (first + window - now) // 1000)
        raise TooFast(f"too often: {bucket.partition(' ')[0]}", retry_after=wait, rule="WEB-05")
    accounts.add_try(tx, bucket, now)
