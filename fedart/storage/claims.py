"""What is done next: everybody's share of the workers (THREATS CAP-01, CAP-02).

Received things go round robin by the sender's domain, deliveries in order with a few at a time for each host. No look
for work reads more than a few rows for each task it finds, whatever waits: a full host is stepped over as one.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, zip_longest
from types import MappingProxyType

from fedart.domain.task import Flow, Room, Task
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("claims.sql")

LOOK_AHEAD = 16
FROM_THE_START: Mapping[Flow, str] = MappingProxyType({})


@dataclass(slots=True)
class _Busy:
    """What is in progress: by domain, by host, and how much of it goes to suspects."""

    domains: Counter[str]
    hosts: Counter[str]
    suspects: int = 0


def claim(tx: Tx, now: int, lease_until: int, room: Room, after: Mapping[Flow, str] = FROM_THE_START) -> list[Task]:
    """Lease due tasks up to `room`; those whose lease ran out are due again (THREATS DUR-02). Times in ms.

    `after` holds the domain and the host that had their turn last, for whoever comes next.
    """
    tx.run(SQL.free, now=now)
    busy = _busy(tx, now)
    own = [str(row["id"]) for row in tx.all(SQL.own, now=now, most=max(0, room.workers))]
    received = _received(tx, now, room, busy, after.get(Flow.IN, ""))
    inside = list(_in_turn([received, own]))[: max(0, room.workers)]
    outside = _deliveries(tx, now, room, busy, after.get(Flow.OUT, ""))
    return [_task(row) for ident in [*inside, *outside] for row in tx.all(SQL.lease, id=ident, lease=lease_until)]


def _task(row: Row) -> Task:
    payload = row["payload"]
    return Task(
        id=str(row["id"]),
        kind=str(row["kind"]),
        lane=str(row["lane"]),
        payload=payload if isinstance(payload, bytes) else str(payload).encode(),
        attempts=int(row["attempts"]),
        created=int(row["created"]),
        flow=Flow(row["flow"]),
        host=str(row["host"]),
    )


def _busy(tx: Tx, now: int) -> _Busy:
    busy = _Busy(Counter(), Counter())
    for row in tx.all(SQL.busy, now=now):
        if row["flow"] == Flow.IN:
            busy.domains[row["host"]] += 1
        elif row["flow"] == Flow.OUT:
            busy.hosts[row["host"]] += 1
            busy.suspects += row["failures"] > 0
    return busy


def _in_turn(queues: list[list[str]]) -> list[str]:
    """One of each, and again, until all are empty."""
    return [each for each in chain.from_iterable(zip_longest(*queues)) if each is not None]


def _waiting(tx: Tx, flow: Flow, now: int, most: int, suspects: int, after: str) -> list[tuple[str, bool]]:
    """Hosts with something due, from the one after `after` on and around; whether each is a suspect."""
    values = {"flow": flow.value, "now": now, "most": most, "suspects": suspects}
    found = tx.all(SQL.hosts, **values, after=after)
    if len(found) < most and after:
        seen = {row["host"] for row in found}
        found = [*found, *(row for row in tx.all(SQL.hosts, **values, after="") if row["host"] not in seen)]
    return [(str(row["host"]), row["failures"] > 0) for row in found]


def _heads(tx: Tx, flow: Flow, host: str, now: int, most: int) -> list[str]:
    return [str(row["id"]) for row in tx.all(SQL.heads, flow=flow.value, host=host, now=now, most=most)]


def _received(tx: Tx, now: int, room: Room, busy: _Busy, after: str) -> list[str]:
    """The next of each domain in turn, each up to its share."""
    if room.workers <= 0 or tx.one(SQL.any_of_flow, flow=Flow.IN.value, now=now) is None:
        return []
    domains = _waiting(tx, Flow.IN, now, room.workers + len(busy.domains), 0, after)
    queues = [
        _heads(tx, Flow.IN, domain, now, room.each_domain - busy.domains[domain])
        for domain, _ in domains
        if busy.domains[domain] < room.each_domain
    ]
    return _in_turn(queues)


def _deliveries(tx: Tx, now: int, room: Room, busy: _Busy, after: str) -> list[str]:
    """The oldest deliveries to hosts that have room; when full hosts stand in front, the next of each other host."""
    if room.deliveries <= 0:
        return []
    most = 2 * room.deliveries + LOOK_AHEAD
    oldest = tx.all(SQL.deliveries, now=now, most=most)
    chosen: list[str] = []
    served: set[str] = set()
    for row in oldest:
        host = str(row["host"])
        if len(chosen) < room.deliveries and _takes(busy, room, host, suspect=row["failures"] > 0):
            chosen.append(str(row["id"]))
            served.add(host)
    if len(chosen) == room.deliveries or len(oldest) < most:
        return chosen
    suspects = room.suspects - busy.suspects
    for host, suspect in _waiting(tx, Flow.OUT, now, room.deliveries + len(busy.hosts), suspects, after):
        if len(chosen) < room.deliveries and host not in served and _takes(busy, room, host, suspect=suspect):
            chosen += _heads(tx, Flow.OUT, host, now, 1)
    return chosen


def _takes(busy: _Busy, room: Room, host: str, *, suspect: bool) -> bool:
    """Whether one more may go to a host, which then counts as in progress."""
    if busy.hosts[host] >= (1 if suspect else room.each_host) or (suspect and busy.suspects >= room.suspects):
        return False
    busy.hosts[host] += 1
    busy.suspects += suspect
    return True
