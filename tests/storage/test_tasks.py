"""The queue: claimed with a lease, one lane at a time, and nothing is ever lost."""

from collections.abc import Sequence

import pytest

from fedart.domain.task import Flow, Room, Task
from fedart.storage import claims, tasks
from fedart.storage.sqlite import SqliteTx

NOW = 1_790_000_000_000
LEASE = NOW + 120_000
DAY = 24 * 3_600_000


def ids(found: Sequence[Task]) -> list[str]:
    return [task.id for task in found]


def claim(tx: SqliteTx, now: int = NOW, most: int = 10) -> list[Task]:
    return claims.claim(tx, now, now + 120_000, Room.of(most))


def state(tx: SqliteTx, task: str) -> dict[str, object]:
    row = tx.one("SELECT state, due, attempts, reason, payload FROM tasks WHERE id = :id", id=task)
    assert row is not None
    return dict(row)


def test_a_claimed_task_comes_with_everything_it_needs(tx: SqliteTx) -> None:
    ident = tasks.add(tx, "deliver", b'{"inbox":"x"}', NOW, lane="peer")
    assert tasks.any_due(tx, NOW)
    assert claim(tx) == [Task(ident, "deliver", "peer", b'{"inbox":"x"}', 1, NOW)]
    assert claim(tx) == []
    assert not tasks.any_due(tx, NOW)


def test_tasks_come_in_order_and_only_when_due(tx: SqliteTx) -> None:
    late = tasks.add(tx, "k", b"", NOW, due=NOW + 2)
    early = tasks.add(tx, "k", b"", NOW, due=NOW - 5)
    now = tasks.add(tx, "k", b"", NOW)
    assert ids(claim(tx)) == [early, now]
    assert not tasks.any_due(tx, NOW + 1)
    assert ids(claim(tx, NOW + 2)) == [late]


def test_no_more_are_claimed_than_asked_for(tx: SqliteTx) -> None:
    made = [tasks.add(tx, "k", b"", NOW) for _ in range(5)]
    assert ids(claim(tx, most=2)) == made[:2]
    assert ids(claim(tx, most=9)) == made[2:]


def test_one_lane_runs_one_after_the_other_oldest_first(tx: SqliteTx) -> None:
    first = tasks.add(tx, "k", b"", NOW, lane="note")
    second = tasks.add(tx, "k", b"", NOW, lane="note")
    other = tasks.add(tx, "k", b"", NOW, lane="else")
    free = [tasks.add(tx, "k", b"", NOW) for _ in range(2)]
    assert ids(claim(tx)) == [first, other, *free]
    assert claim(tx) == []
    tasks.done(tx, first, NOW)
    assert ids(claim(tx)) == [second]


def test_a_lane_waits_while_its_oldest_waits_to_be_tried_again(tx: SqliteTx) -> None:
    first = tasks.add(tx, "k", b"", NOW, lane="note")
    second = tasks.add(tx, "k", b"", NOW, lane="note")
    claim(tx)
    tasks.later(tx, first, NOW + 60_000, "503")
    assert claim(tx) == []
    assert ids(claim(tx, NOW + 60_000)) == [first]
    tasks.dead(tx, first, NOW + 60_000, "410")
    assert ids(claim(tx, NOW + 60_000)) == [second]


def test_dur_02_a_task_whose_worker_vanished_is_due_again(tx: SqliteTx) -> None:
    ident = tasks.add(tx, "k", b"", NOW)
    claim(tx)
    assert claim(tx, LEASE - 1) == []
    assert tasks.any_due(tx, LEASE)
    again = claim(tx, LEASE)
    assert ids(again) == [ident]
    assert again[0].attempts == 2


def test_a_retry_keeps_its_reason_and_counts_its_attempts(tx: SqliteTx) -> None:
    ident = tasks.add(tx, "k", b"payload", NOW)
    claim(tx)
    tasks.later(tx, ident, NOW + 10, "x" * 1_000)
    assert state(tx, ident) == {
        "state": "due",
        "due": NOW + 10,
        "attempts": 1,
        "reason": "x" * tasks.REASON_LIMIT,
        "payload": b"payload",
    }
    assert claim(tx, NOW + 10)[0].attempts == 2


def test_a_released_task_was_never_tried(tx: SqliteTx) -> None:
    ident = tasks.add(tx, "k", b"", NOW)
    claim(tx)
    tasks.release(tx, [ident])
    assert claim(tx)[0].attempts == 1


def test_a_dead_task_is_kept_with_its_reason(tx: SqliteTx) -> None:
    ident = tasks.add(tx, "k", b"payload", NOW)
    claim(tx)
    tasks.dead(tx, ident, NOW, "gone for good")
    found = state(tx, ident)
    assert (found["state"], found["reason"], found["payload"]) == ("dead", "gone for good", b"payload")
    assert claim(tx, LEASE) == []


@pytest.mark.parametrize("ended", ["done", "dead"])
def test_nothing_happens_to_a_task_that_ended(tx: SqliteTx, ended: str) -> None:
    ident = tasks.add(tx, "k", b"", NOW)
    claim(tx)
    (tasks.done(tx, ident, NOW) if ended == "done" else tasks.dead(tx, ident, NOW, ""))
    tasks.later(tx, ident, NOW, "no")
    tasks.release(tx, [ident])
    tasks.done(tx, ident, NOW)
    tasks.dead(tx, ident, NOW, "no")
    found = state(tx, ident)
    assert (found["state"], found["reason"]) == (ended, "")


def test_only_leased_tasks_can_be_finished(tx: SqliteTx) -> None:
    ident = tasks.add(tx, "k", b"", NOW)
    tasks.done(tx, ident, NOW)
    tasks.dead(tx, ident, NOW, "no")
    assert state(tx, ident)["state"] == "due"


def test_a_newer_one_replaces_what_waits_in_its_lane(tx: SqliteTx) -> None:
    running = tasks.add(tx, "k", b"", NOW, lane="profile")
    claim(tx)
    waiting = [tasks.add(tx, "k", b"", NOW, lane="profile") for _ in range(2)]
    other = tasks.add(tx, "k", b"", NOW, lane="other")
    assert tasks.cancel_lane(tx, "profile", NOW) == 2
    assert [state(tx, ident)["state"] for ident in (running, *waiting, other)] == ["leased", "done", "done", "due"]


def test_finished_tasks_are_swept_after_a_while(tx: SqliteTx) -> None:
    kept, done, dead = (tasks.add(tx, "k", b"", NOW) for _ in range(3))
    claim(tx)
    tasks.release(tx, [kept])
    tasks.done(tx, done, NOW)
    tasks.dead(tx, dead, NOW + 1, "")
    assert tasks.counts(tx) == {"due": 1, "done": 1, "dead": 1}
    assert tasks.sweep(tx, NOW) == 1
    assert tasks.sweep(tx, NOW + 1) == 1
    assert tasks.counts(tx) == {"due": 1}


def test_what_was_put_off_was_no_attempt(tx: SqliteTx) -> None:
    ident = tasks.add(tx, "k", b"", NOW)
    claim(tx)
    tasks.postpone(tx, ident, NOW + 60_000, "paused")
    assert (state(tx, ident)["attempts"], state(tx, ident)["due"]) == (0, NOW + 60_000)
    assert claim(tx, NOW + 59_999) == []
    assert claim(tx, NOW + 60_000)[0].attempts == 1


def test_a_delivery_that_is_given_back_counts_as_tried_because_its_request_may_have_arrived(tx: SqliteTx) -> None:
    tasks.add_delivery(tx, "deliver", b"", NOW, lane="out a x", host="a", due=NOW)
    tasks.release(tx, [claim(tx)[0].id])
    assert claim(tx)[0].attempts == 2


def test_what_waits_in_a_lane_is_known_with_how_far_it_got(tx: SqliteTx) -> None:
    for number in range(3):
        tasks.add(tx, "k", b"%d" % number, NOW, lane="note")
    claim(tx)
    found = tasks.in_lane(tx, "note")
    assert [(each.payload, each.state.value, each.attempts) for each in found] == [
        (b"0", "leased", 1),
        (b"1", "waiting", 0),
        (b"2", "waiting", 0),
    ]


def test_what_replaces_the_head_of_a_lane_is_due_itself(tx: SqliteTx) -> None:
    first, second, third = (tasks.add(tx, "k", b"", NOW, lane="note") for _ in range(3))
    assert tasks.cancel(tx, [first], NOW) == 1
    assert ids(claim(tx)) == [second]
    assert tasks.cancel(tx, [second, third], NOW) == 1, "what runs is not replaced"


def test_cap_01_what_waits_of_a_domain_is_counted_up_to_what_matters(tx: SqliteTx) -> None:
    for number in range(6):
        tasks.add(tx, "receive", b"", NOW, lane=f"in {number // 2}", flow=Flow.IN, host="peer.example")
    tasks.add(tx, "receive", b"", NOW, flow=Flow.IN, host="other.example")
    assert tasks.received(tx, "peer.example", 10) == 6
    assert tasks.received(tx, "peer.example", 3) >= 3
    assert tasks.received(tx, "unknown.example", 3) == 0


@pytest.mark.parametrize("by", [DAY, -DAY])
def test_dur_05_everything_waits_as_long_as_it_was_to_when_the_clock_is_set(tx: SqliteTx, by: int) -> None:
    tasks.keep_ahead(tx, 500)
    waiting = tasks.add(tx, "k", b"", NOW, due=NOW + 60_000)
    tasks.add(tx, "k", b"", NOW)
    [leased] = claim(tx)
    assert tasks.follow_clock(tx, 500 + by, NOW + by) == by
    assert tasks.follow_clock(tx, 500 + by, NOW + by) == 0, "another process that notices it later"
    assert ids(claim(tx, NOW + by + 59_999)) == []
    assert ids(claim(tx, NOW + by + 60_000)) == [waiting]
    assert ids(claim(tx, NOW + by + 120_000)) == [leased.id]


@pytest.mark.parametrize("by", [DAY, -DAY])
def test_dur_05_what_came_after_the_clock_was_set_is_not_put_off(tx: SqliteTx, by: int) -> None:
    tasks.keep_ahead(tx, 500)
    running = tasks.add(tx, "k", b"", NOW + by)
    assert ids(claim(tx, NOW + by)) == [running]
    fresh = tasks.add(tx, "k", b"", NOW + by)
    assert tasks.follow_clock(tx, 500 + by, NOW + by + 1000) == by
    assert ids(claim(tx, NOW + by + 1000)) == [fresh], "and what runs is not begun twice"
    assert ids(claim(tx, NOW + by + 120_000)) == [running]


@pytest.mark.parametrize("by", [0, 59_000, -59_000])
def test_dur_05_a_clock_that_is_corrected_a_little_moves_nothing(tx: SqliteTx, by: int) -> None:
    tasks.keep_ahead(tx, 500)
    ident = tasks.add(tx, "k", b"", NOW)
    assert tasks.follow_clock(tx, 500 + by, NOW + by) == 0
    assert state(tx, ident)["due"] == NOW
