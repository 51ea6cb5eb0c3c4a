"""Tasks: the states of durable work and how long to wait between attempts."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

JITTER = 0.2


class TaskState(StrEnum):
    DUE = "due"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"


TRANSITIONS: dict[TaskState, frozenset[TaskState]] = {
    TaskState.DUE: frozenset({TaskState.LEASED}),
    TaskState.LEASED: frozenset({TaskState.DONE, TaskState.DUE, TaskState.DEAD}),
    TaskState.DONE: frozenset(),
    TaskState.DEAD: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Task:
    """A claimed piece of work. `lane`: tasks of one lane run one after the other, oldest first."""

    id: str
    kind: str
    lane: str
    payload: bytes
    attempts: int
    created: int


def may_become(now: TaskState, then: TaskState) -> bool:
    return then in TRANSITIONS[now]


def next_delay(attempts: int, delays: Sequence[float], luck: random.Random) -> float | None:
    """Seconds until the next try after `attempts` failures, with 20 % jitter; None when the table is used up.

    `delays` holds the waits after the first attempt (guide section 9).
    """
    if attempts > len(delays):
        return None
    return delays[attempts - 1] * luck.uniform(1 - JITTER, 1 + JITTER)
