"""What is done next: nobody takes everything, nobody is forgotten, and order is kept where it counts."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.domain.task import Flow, Room, Task
from fedart.storage import breakers, claims, tasks
from fedart.storage.sqlite import SqliteTx

NOW = 1_790_000_000_000
ROOM = Room(workers=8, deliveries=64, each_domain=2, each_host=2, suspects=16)


class Queue:
    """A queue whose worker remembers whose turn it was, as the real one does."""

    def __init__(self, tx: SqliteTx) -> None:
        self.tx = tx
        self.turn: dict[Flow, str] = {}
        self.count = 0

    def receive(self, domain: str, times: int = 1, lane: str = "") -> None:
        for _ in range(times):
            tasks.add(self.tx, "receive", b"", NOW, lane=lane, flow=Flow.IN, host=domain)

    def deliver(self, host: str, times: int = 1) -> None:
        for _ in range(times):
            self.count += 1
            lane = f"out {host} {self.count}"
            tasks.add_delivery(self.tx, "deliver", b"{}", NOW, lane=lane, host=host, due=NOW)

    def own(self, times: int = 1) -> None:
        for _ in range(times):
            tasks.add(self.tx, "tidy", b"", NOW)

    def claim(self, room: Room = ROOM) -> list[Task]:
        found = claims.claim(self.tx, NOW, NOW + 120_000, room, self.turn)
        self.turn.update((task.flow, task.host) for task in found)
        return found

    def end(self, found: list[Task]) -> None:
        for task in found:
            tasks.done(self.tx, task.id, NOW)


@pytest.fixture
def queue(tx: SqliteTx) -> Queue:
    return Queue(tx)


def whose(found: list[Task]) -> Counter[str]:
    return Counter(task.host for task in found)


def test_cap_01_one_domain_holds_at_most_its_share_of_the_workers(queue: Queue) -> None:
    queue.receive("flood.example", 50)
    assert whose(queue.claim()) == {"flood.example": 2}
    assert queue.claim() == []


def test_cap_01_many_domains_fill_the_workers(queue: Queue) -> None:
    for number in range(20):
        queue.receive(f"d{number:02}.example", 3)
    found = queue.claim()
    assert len(found) == 8
    assert set(whose(found).values()) == {1}


def test_cap_01_thirty_others_are_served_within_a_few_rounds_beside_five_thousand_of_one(queue: Queue) -> None:
    queue.receive("flood.example", 5_000)
    for number in range(30):
        queue.receive(f"small{number:02}.example")
    served: Counter[str] = Counter()
    rounds = 0
    while len(served) < 31:
        found = queue.claim()
        served += whose(found)
        queue.end(found)
        rounds += 1
    assert rounds <= 6, "thirty-one domains, eight workers, a quarter of them for the flood at most"
    assert served["flood.example"] <= 2 * rounds


def test_cap_01_domains_take_turns_however_they_are_called(queue: Queue) -> None:
    for name in ("a.example", "m.example", "z.example"):
        queue.receive(name, 9)
    served: Counter[str] = Counter()
    one = Room(workers=1, deliveries=0, each_domain=1, each_host=2, suspects=1)
    for _ in range(9):
        found = queue.claim(one)
        served += whose(found)
        queue.end(found)
    assert served == {"a.example": 3, "m.example": 3, "z.example": 3}


def test_our_own_work_and_what_is_received_share_the_workers(queue: Queue) -> None:
    queue.own(20)
    for number in range(20):
        queue.receive(f"d{number:02}.example")
    assert Counter(task.flow for task in queue.claim()) == {Flow.OWN: 4, Flow.IN: 4}


def test_deliveries_run_beside_the_workers(queue: Queue) -> None:
    queue.own(20)
    for number in range(100):
        queue.deliver(f"h{number}.example")
    assert Counter(task.flow for task in queue.claim()) == {Flow.OWN: 8, Flow.OUT: 64}


def test_cap_02_two_deliveries_go_to_a_host_at_a_time(queue: Queue) -> None:
    queue.deliver("slow.example", 30)
    found = queue.claim()
    assert whose(found) == {"slow.example": 2}
    assert queue.claim() == []
    queue.end(found[:1])
    assert len(queue.claim()) == 1


def test_cap_02_a_host_with_a_long_queue_stands_in_nobodys_way(queue: Queue) -> None:
    queue.deliver("slow.example", 2_000)
    for number in range(40):
        queue.deliver(f"fast{number}.example")
    served: Counter[str] = Counter()
    slow = queue.claim()
    served += whose(slow)
    for _ in range(3):
        found = [task for task in queue.claim() if task.host != "slow.example"]
        served += whose(found)
        queue.end(found)
    assert len(served) == 41, "the two that are stuck at the slow host hold up nobody"
    assert served["slow.example"] == 2


def test_cap_02_hosts_that_failed_get_one_at_a_time_and_a_part_of_the_places(queue: Queue, tx: SqliteTx) -> None:
    for number in range(40):
        queue.deliver(f"bad{number:02}.example", 3)
        breakers.fail(tx, f"bad{number:02}.example", NOW)
    for number in range(20):
        queue.deliver(f"good{number:02}.example", 3)
    found = whose(queue.claim()) + whose(queue.claim())
    assert {host: n for host, n in found.items() if n > 1 and host.startswith("bad")} == {}
    assert sum(n for host, n in found.items() if host.startswith("bad")) == 16
    assert sum(n for host, n in found.items() if host.startswith("good")) == 40


def test_nothing_is_claimed_without_room(queue: Queue) -> None:
    queue.own()
    queue.receive("peer.example")
    queue.deliver("peer.example")
    assert queue.claim(Room(0, 0, 2, 2, 16)) == []
    assert [task.flow for task in queue.claim(Room(-1, 1, 2, 2, 16))] == [Flow.OUT]
    assert {task.flow for task in queue.claim(Room(2, 0, 2, 2, 16))} == {Flow.OWN, Flow.IN}


def test_a_claimed_task_says_whose_it_is(queue: Queue) -> None:
    queue.receive("peer.example")
    [task] = queue.claim()
    assert (task.flow, task.host, task.attempts) == (Flow.IN, "peer.example", 1)


def test_dur_02_the_place_of_a_vanished_worker_is_free_again_when_its_lease_ends(tx: SqliteTx, queue: Queue) -> None:
    queue.receive("peer.example", 4)
    assert len(queue.claim()) == 2
    assert claims.claim(tx, NOW + 119_999, NOW + 240_000, ROOM) == []
    assert [task.attempts for task in claims.claim(tx, NOW + 120_000, NOW + 240_000, ROOM)] == [2, 2]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "claim", "done", "dead", "later", "release", "postpone", "cancel"]), st.integers(0, 3)
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_a_lane_never_runs_two_never_turns_round_and_never_stands_still(
    tx: SqliteTx, steps: list[tuple[str, int]]
) -> None:
    tx.run("DELETE FROM tasks")
    running: list[Task] = []
    begun: dict[str, str] = {}
    for step, number in steps:
        lane = f"lane {number}"
        match step:
            case "add":
                tasks.add(tx, "k", b"", NOW, lane=lane)
            case "cancel":
                tasks.cancel_lane(tx, lane, NOW)
            case "claim":
                for task in claims.claim(tx, NOW, NOW + 120_000, Room.of(number + 1)):
                    assert begun.get(task.lane, "") <= task.id, "oldest first"
                    begun[task.lane] = task.id
                    running.append(task)
            case _ if running:
                task = running.pop(number % len(running))
                _end(tx, step, task)
        _check_lanes(tx)


def _end(tx: SqliteTx, how: str, task: Task) -> None:
    match how:
        case "done":
            tasks.done(tx, task.id, NOW)
        case "dead":
            tasks.dead(tx, task.id, NOW, "no")
        case "later":
            tasks.later(tx, task.id, NOW, "busy")
        case "postpone":
            tasks.postpone(tx, task.id, NOW, "paused")
        case _:
            tasks.release(tx, [task.id])


def _check_lanes(tx: SqliteTx) -> None:
    for row in tx.all("SELECT DISTINCT lane FROM tasks"):
        states = [pending.state for pending in tasks.in_lane(tx, row["lane"])]
        assert states[:1] in ([], ["due"], ["leased"])
        assert set(states[1:]) <= {"waiting"}
