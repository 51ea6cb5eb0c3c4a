"""Whether another server answers: the circuit breaker of deliveries (THREATS CAP-02, guide section 9).

    WELL     nothing failed since the last success; a few deliveries at a time
    SUSPECT  the last delivery failed, or a pause is over; one delivery at a time, which is the probe
    PAUSED   five failures in a row: nothing goes until the pause is over; each pause is twice as long as the one before
    DORMANT  failures on seven different days: nothing goes until the server speaks to us

All times are epoch milliseconds.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

FAILURES = 5
FIRST_PAUSE = 30 * 60_000
LONGEST_PAUSE = 12 * 3_600_000
DAYS = 7
DAY = 24 * 3_600_000


class Standing(StrEnum):
    WELL = "well"
    SUSPECT = "suspect"
    PAUSED = "paused"
    DORMANT = "dormant"


@dataclass(frozen=True, slots=True)
class Health:
    """What deliveries to one host came to since the last success.

    `failures` in a row; `pause` is the length of the last pause and `closed_until` its end; `failed_days` counts the
    days (UTC) with a failure; `dormant`: since when.
    """

    failures: int = 0
    pause: int = 0
    closed_until: int = 0
    failed_days: int = 0
    last_failed: int = 0
    dormant: int | None = None


FRESH = Health()


def standing(health: Health, now: int) -> Standing:
    """How the host stands. A pause that ends later than any pause lasts was begun before the clock was set back."""
    if health.dormant is not None:
        return Standing.DORMANT
    if now < health.closed_until <= now + LONGEST_PAUSE:
        return Standing.PAUSED
    return Standing.SUSPECT if health.failures else Standing.WELL


def failed(health: Health, now: int) -> Health:
    """After one more failure. One that was on its way when the pause began changes nothing."""
    if standing(health, now) in (Standing.PAUSED, Standing.DORMANT):
        return health
    another_day = health.failed_days == 0 or now // DAY > health.last_failed // DAY
    days = health.failed_days + int(another_day)
    after = replace(health, failures=health.failures + 1, failed_days=days, last_failed=now)
    if days >= DAYS:
        return replace(after, dormant=now)
    if after.failures < FAILURES:
        return after
    pause = min(max(health.pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
    return replace(after, pause=pause, closed_until=now + pause)


def revived(health: Health, now: int) -> Health:
    """After a verified message from that host: a dormant one starts anew.

    A paused one gets its probe at once, but not sooner than the shortest pause after the last: a server that talks and
    does not listen must not keep us knocking.
    """
    if health.dormant is not None:
        return FRESH
    if standing(health, now) is Standing.PAUSED and now - health.last_failed >= FIRST_PAUSE:
        return replace(health, closed_until=now)
    return health
