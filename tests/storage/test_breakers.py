"""Hosts that do not answer, and the deliveries that wait for them."""

import pytest

from fedart.domain.breaker import DAY, FAILURES, FIRST_PAUSE, FRESH
from fedart.domain.task import Flow, Room
from fedart.storage import breakers, claims, hosts, tasks
from fedart.storage.sqlite import SqliteTx

NOW = 1_790_000_000_000
HOST = "peer.example"


def deliver(tx: SqliteTx, number: int = 0, host: str = HOST, now: int = NOW) -> bool:
    return tasks.add_delivery(tx, "deliver", b"{}", now, lane=f"out {host} o{number}", host=host, due=now)


def dues(tx: SqliteTx, host: str = HOST) -> list[int]:
    rows = tx.all("SELECT due FROM tasks WHERE host = :host AND state = 'due' ORDER BY id", host=host)
    return [row["due"] - NOW for row in rows]


def fail(tx: SqliteTx, times: int, now: int = NOW, host: str = HOST) -> None:
    for _ in range(times):
        breakers.fail(tx, host, now)


def claimed(tx: SqliteTx, now: int) -> int:
    return len(claims.claim(tx, now, now + 120_000, Room(8, 64, 2, 2, 16)))


def test_failures_are_counted_until_a_success(tx: SqliteTx) -> None:
    fail(tx, 3)
    assert breakers.health(tx, HOST).failures == 3
    breakers.succeed(tx, HOST, NOW)
    assert breakers.health(tx, HOST) == FRESH
    assert breakers.health(tx, "other.example") == FRESH


def test_cap_02_a_pause_postpones_what_waits_and_what_comes_and_counts_no_attempt(tx: SqliteTx) -> None:
    for number in range(3):
        deliver(tx, number)
    deliver(tx, host="well.example")
    fail(tx, FAILURES - 1)
    assert dues(tx) == [0, 0, 0]
    fail(tx, 1)
    deliver(tx, 9)
    assert dues(tx) == [FIRST_PAUSE] * 4
    assert dues(tx, "well.example") == [0]
    assert claimed(tx, NOW + FIRST_PAUSE - 1) == 1, "the other host's"
    assert [row["attempts"] for row in tx.all("SELECT attempts FROM tasks WHERE host = :h", h=HOST)] == [0] * 4


def test_cap_02_one_probe_goes_when_the_pause_is_over(tx: SqliteTx) -> None:
    for number in range(3):
        deliver(tx, number)
    fail(tx, FAILURES)
    assert claimed(tx, NOW + FIRST_PAUSE) == 1
    assert claimed(tx, NOW + FIRST_PAUSE + 1) == 0
    breakers.succeed(tx, HOST, NOW + FIRST_PAUSE + 2)
    assert claimed(tx, NOW + FIRST_PAUSE + 2) == 1, "two at a time, one of which is the probe"


def test_what_was_to_wait_longer_than_the_pause_still_does(tx: SqliteTx) -> None:
    deliver(tx)
    [task] = claims.claim(tx, NOW, NOW + 1, Room.of(1))
    tasks.later(tx, task.id, NOW + 10 * FIRST_PAUSE, "503")
    fail(tx, FAILURES)
    assert dues(tx) == [10 * FIRST_PAUSE]


def test_a_success_during_a_pause_lets_everything_go(tx: SqliteTx) -> None:
    deliver(tx)
    fail(tx, FAILURES)
    breakers.succeed(tx, HOST, NOW + 1000)
    assert dues(tx) == [1000]


def test_a_success_during_a_pause_lets_go_what_stands_behind_something_else_too(tx: SqliteTx) -> None:
    fail(tx, FAILURES)
    for _ in range(2):
        deliver(tx, 1)
    breakers.succeed(tx, HOST, NOW + 1000)
    [first] = claims.claim(tx, NOW + 1000, NOW + 120_000, Room.of(2))
    tasks.done(tx, first.id, NOW + 1001)
    assert claimed(tx, NOW + 1001) == 1


def test_cap_02_a_dormant_host_gets_nothing_until_it_speaks(tx: SqliteTx) -> None:
    deliver(tx, 0)
    deliver(tx, 0)
    for day in range(7):
        fail(tx, 1, NOW + day * DAY)
    rows = tx.all("SELECT state, reason FROM tasks")
    assert [(row["state"], row["reason"]) for row in rows] == [("dead", breakers.DORMANT)] * 2
    assert breakers.dormant(tx) == [(HOST, NOW + 6 * DAY)]
    assert not deliver(tx, 1, now=NOW + 8 * DAY)
    assert deliver(tx, 1, "well.example")
    breakers.revive(tx, HOST, NOW + 9 * DAY)
    assert breakers.dormant(tx) == []
    assert deliver(tx, 2, now=NOW + 9 * DAY)


def test_a_paused_host_that_speaks_is_asked_again(tx: SqliteTx) -> None:
    deliver(tx)
    fail(tx, FAILURES)
    fail(tx, 1, NOW + FIRST_PAUSE)
    breakers.revive(tx, HOST, NOW + FIRST_PAUSE + 1)
    assert dues(tx) == [3 * FIRST_PAUSE]
    breakers.revive(tx, HOST, NOW + 2 * FIRST_PAUSE)
    assert dues(tx) == [2 * FIRST_PAUSE]


def test_a_word_from_a_host_without_trouble_writes_nothing(tx: SqliteTx) -> None:
    breakers.revive(tx, HOST, NOW)
    assert tx.all("SELECT host FROM hosts") == []


def test_what_else_is_known_of_a_host_stays(tx: SqliteTx) -> None:
    hosts.speak(tx, HOST, "rfc9421")
    fail(tx, 2)
    breakers.succeed(tx, HOST, NOW)
    assert hosts.dialect(tx, HOST) == "rfc9421"


def test_old_failures_are_forgotten_and_dormancy_is_not(tx: SqliteTx) -> None:
    fail(tx, 2)
    fail(tx, 2, host="known.example")
    hosts.speak(tx, "known.example", "rfc9421")
    fail(tx, 2, NOW + 1, "newer.example")
    for day in range(7):
        fail(tx, 1, NOW - (7 - day) * DAY, "dormant.example")
    assert breakers.sweep(tx, NOW) == 2
    names = [row["host"] for row in tx.all("SELECT host FROM hosts ORDER BY host")]
    assert names == ["dormant.example", "known.example", "newer.example"]
    assert breakers.health(tx, "known.example") == FRESH
    assert breakers.health(tx, "newer.example").failures == 2


@pytest.mark.parametrize("by", [DAY, -DAY])
def test_dur_05_a_pause_lasts_as_long_when_the_clock_is_set(tx: SqliteTx, by: int) -> None:
    fail(tx, FAILURES)
    breakers.shift(tx, by)
    assert breakers.health(tx, HOST).closed_until == NOW + by + FIRST_PAUSE


def test_received_things_of_the_same_name_are_not_touched(tx: SqliteTx) -> None:
    tasks.add(tx, "receive", b"", NOW, flow=Flow.IN, host=HOST)
    fail(tx, FAILURES)
    assert dues(tx) == [0]
