"""How often somebody may do what costs other servers something (THREATS WEB-05)."""

from fedart.errors import TooFast
from fedart.storage import accounts
from fedart.storage.database import Tx


def count(tx: Tx, bucket: str, now: int, *, most: int, window: int, times: int = 1, rule: str = "WEB-05") -> None:
    """Count one try, or as many as `times`. Raises TooFast beyond `most` within `window` ms (at most an hour).

    More at once than `most` is as much as `most`: it is for an hour in which nothing else was tried.
    """
    known, first = accounts.count_tries(tx, bucket, now - window)
    if known >= most or (known and known + times > most):
        wait = max(1, (first + window - now) // 1000)
        raise TooFast(f"too often: {bucket.partition(' ')[0]}", retry_after=wait, rule=rule)
    for _ in range(min(times, most)):
        accounts.add_try(tx, bucket, now)
