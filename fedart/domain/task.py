"""Tasks: the states of durable work, which way they go, and how long to wait between attempts."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

JITTER = 0.2


class TaskState(StrEnum):
    """WAITING: something older in its lane is not over yet."""

    WAITING = "waiting"
    DUE = "due"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"


TRANSITIONS: dict[TaskState, frozenset[TaskState]] = {
    TaskState.WAITING: frozenset({TaskState.DUE, TaskState.DONE, TaskState.DEAD}),
    TaskState.DUE: frozenset({TaskState.LEASED, TaskState.DONE, TaskState.DEAD}),
    TaskState.LEASED: frozenset({TaskState.DONE, TaskState.DUE, TaskState.DEAD}),
    TaskState.DONE: frozenset(),
    TaskState.DEAD: frozenset(),
}
"""What is due or waiting ends without having run when something newer replaces it, or when its host is dormant."""


class Flow(StrEnum):
    """Which way a task goes: our own work, something received, a delivery."""

    OWN = ""
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Task:
    """A claimed piece of work. `lane`: tasks of one lane run one after the other, oldest first.

    `host`: of a delivery the host it goes to, of something received the sender's registrable domain.
    """

    id: str
    kind: str
    lane: str
    payload: bytes
    attempts: int
    created: int
    flow: Flow = Flow.OWN
    host: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """How many tasks may be claimed: `workers` for what is received and our own, `deliveries` beside them.

    Of all that are in progress, at most `each_domain` come from one domain (CAP-01), `each_host` go to one host, and
    `suspects` go to hosts whose last delivery failed (CAP-02).
    """

    workers: int
    deliveries: int
    each_domain: int
    each_host: int
    suspects: int

    @classmethod
    def of(cls, most: int) -> "Room":
        """Room for `most` of each, whoever they come from."""
        return cls(most, most, most, most, most)


def may_become(now: TaskState, then: TaskState) -> bool:
    return then in TRANSITIONS[now]


def next_delay(attempts: int, delays: Sequence[float], luck: random.Random) -> float | None:
    """Seconds until the next try after `attempts` failures, with 20 % jitter; None when the table is used up.

    `delays` holds the waits after the first attempt (guide section 9).
    """
    if attempts > len(delays):
        return None
    return delays[attempts - 1] * luck.uniform(1 - JITTER, 1 + JITTER)
