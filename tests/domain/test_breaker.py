"""Whether another server answers: pauses that grow, days that count, and what brings a host back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain import breaker
from fedart.domain.breaker import DAY, DAYS, FAILURES, FIRST_PAUSE, FRESH, LONGEST_PAUSE, Health, Standing, standing

NOW = 20_000 * DAY
HOUR = 3_600_000


def after(failures: int, now: int = NOW, health: Health = FRESH) -> Health:
    for _ in range(failures):
        health = breaker.failed(health, now)
    return health


def test_a_host_that_never_failed_is_well() -> None:
    assert standing(FRESH, NOW) is Standing.WELL


@pytest.mark.parametrize("failures", [1, 2, 3, 4])
def test_cap_02_after_fewer_than_five_failures_one_at_a_time_goes(failures: int) -> None:
    assert standing(after(failures), NOW) is Standing.SUSPECT


def test_cap_02_the_fifth_failure_in_a_row_begins_a_pause_of_half_an_hour() -> None:
    health = after(FAILURES)
    assert FAILURES == 5
    assert health.closed_until == NOW + 30 * 60_000
    assert standing(health, NOW) is Standing.PAUSED
    assert standing(health, health.closed_until - 1) is Standing.PAUSED
    assert standing(health, health.closed_until) is Standing.SUSPECT


def test_each_pause_is_twice_as_long_as_the_one_before_up_to_twelve_hours() -> None:
    health, pauses = after(FAILURES), [FIRST_PAUSE]
    for _ in range(6):
        health = breaker.failed(health, health.closed_until)
        pauses.append(health.pause)
    assert [pause / HOUR for pause in pauses] == [0.5, 1, 2, 4, 8, 12, 12]


def test_a_failure_that_was_on_its_way_when_the_pause_began_changes_nothing() -> None:
    health = after(FAILURES)
    assert breaker.failed(health, NOW + 1000) == health


def test_failures_on_seven_different_days_make_a_host_dormant() -> None:
    health = FRESH
    for day in range(DAYS):
        assert standing(health, NOW + day * DAY) is not Standing.DORMANT
        health = breaker.failed(health, NOW + day * DAY)
    assert health.dormant == NOW + 6 * DAY
    assert standing(health, NOW + 400 * DAY) is Standing.DORMANT


def test_many_failures_on_one_day_count_as_one_day() -> None:
    health = FRESH
    for hour in range(24):
        health = breaker.failed(health, NOW + hour * HOUR)
    assert health.failed_days == 1
    assert breaker.failed(health, NOW + 2 * DAY).failed_days == 2


def test_a_dormant_host_starts_anew_when_it_speaks() -> None:
    health = Health(9, LONGEST_PAUSE, NOW, DAYS, NOW, NOW)
    assert breaker.failed(health, NOW + DAY) == health
    assert breaker.revived(health, NOW + DAY) == FRESH


def test_a_paused_host_that_speaks_gets_its_probe_but_not_at_every_word() -> None:
    health = after(1, NOW + FIRST_PAUSE, after(FAILURES))
    assert health.pause == 2 * FIRST_PAUSE
    soon, later = health.last_failed + FIRST_PAUSE - 1, health.last_failed + FIRST_PAUSE
    assert breaker.revived(health, soon) == health
    assert standing(breaker.revived(health, later), later) is Standing.SUSPECT


@pytest.mark.parametrize("health", [FRESH, after(3)])
def test_a_host_that_is_not_closed_gains_nothing_by_speaking(health: Health) -> None:
    assert breaker.revived(health, NOW) == health


def test_dur_05_a_clock_that_was_set_back_a_day_ends_the_pause() -> None:
    health = after(FAILURES)
    assert standing(health, NOW - DAY) is Standing.SUSPECT
    again = breaker.failed(health, NOW - DAY)
    assert standing(again, NOW - DAY) is Standing.PAUSED
    assert again.failed_days == 1


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 90 * 60)), max_size=200))
def test_cap_02_whatever_happens_a_pause_sees_no_request_and_its_end_sees_one(
    steps: list[tuple[bool, int]],
) -> None:
    """A sender that asks before each request: between two failures that close, time has passed as promised."""
    health, now, last_closing = FRESH, NOW, 0
    for success, seconds in steps:
        now += seconds * 1000
        if standing(health, now) in (Standing.PAUSED, Standing.DORMANT):
            assert now - last_closing < health.pause or health.dormant is not None
            continue
        before = health
        health = FRESH if success else breaker.failed(health, now)
        if standing(health, now) is Standing.PAUSED:
            assert before.failures >= FAILURES - 1
            assert before.closed_until <= now
            assert FIRST_PAUSE <= health.pause <= LONGEST_PAUSE
            last_closing = now
