"""The state machines are data; every pair of states is looked at."""

from enum import StrEnum
from types import ModuleType

import pytest

from fedart.domain import follow, media, report, task
from fedart.domain.follow import FollowState
from fedart.domain.media import MediaState
from fedart.domain.report import ReportState
from fedart.domain.task import TaskState

LEGAL: list[tuple[ModuleType, type[StrEnum], set[tuple[str, str]]]] = [
    (
        task,
        TaskState,
        {
            ("waiting", "due"),
            ("waiting", "done"),
            ("waiting", "dead"),
            ("due", "leased"),
            ("due", "done"),
            ("due", "dead"),
            ("leased", "done"),
            ("leased", "due"),
            ("leased", "dead"),
        },
    ),
    (
        media,
        MediaState,
        {
            ("fetched", "kept"),
            ("fetched", "held"),
            ("fetched", "dropped"),
            ("held", "kept"),
            ("held", "dropped"),
            ("kept", "dropped"),
        },
    ),
    (
        follow,
        FollowState,
        {
            ("requested", "accepted"),
            ("requested", "rejected"),
            ("requested", "ended"),
            ("accepted", "rejected"),
            ("accepted", "ended"),
            ("rejected", "requested"),
            ("ended", "requested"),
        },
    ),
    (report, ReportState, {("open", "resolved"), ("open", "dismissed")}),
]
CASES = [
    pytest.param(module, now, then, (now.value, then.value) in legal, id=f"{now.value} to {then.value}")
    for module, states, legal in LEGAL
    for now in states
    for then in states
]


@pytest.mark.parametrize(("module", "now", "then", "expected"), CASES)
def test_only_the_declared_transitions_are_legal(
    module: ModuleType, now: StrEnum, then: StrEnum, expected: bool
) -> None:
    assert module.may_become(now, then) is expected


@pytest.mark.parametrize(("module", "states", "legal"), LEGAL)
def test_every_state_stands_in_its_table(
    module: ModuleType, states: type[StrEnum], legal: set[tuple[str, str]]
) -> None:
    assert set(module.TRANSITIONS) == set(states)
    assert {(a.value, b.value) for a, after in module.TRANSITIONS.items() for b in after} == legal
