"""Polls in other servers' documents."""

import pytest

from fedart.domain.poll import Option, Poll
from fedart.wire import limits, polls

MASTODON = {
    "type": "Question",
    "endTime": "2026-11-21T12:00:00Z",
    "votersCount": 7,
    "oneOf": [
        {"type": "Note", "name": "ink", "replies": {"type": "Collection", "totalItems": 5}},
        {"type": "Note", "name": "oil", "replies": {"type": "Collection", "totalItems": 2}},
    ],
}


def test_a_poll_is_read_with_its_numbers_and_its_end() -> None:
    found = polls.poll(MASTODON)
    assert found == Poll((Option("ink", 5), Option("oil", 2)), False, 7, 1_795_262_400_000, None)


@pytest.mark.parametrize(
    ("closed", "over"),
    [
        ("2026-11-21T11:00:00Z", True),
        (True, True),
        (False, False),
        (None, False),
        ({}, False),
        ("2999-01-01T00:00:00Z", False),
    ],
)
def test_a_poll_may_be_closed_before_its_end(closed: object, over: bool) -> None:
    found = polls.poll({**MASTODON, "endTime": None, "closed": closed})
    assert found is not None
    assert found.over(1_795_262_400_000) is over


@pytest.mark.parametrize(
    "count",
    [None, -5, "many", [], {"totalItems": -1}, {"totalItems": "5"}, {"totalItems": True}, "https://peer.example/x"],
)
def test_par_03_numbers_that_are_none_count_nothing(count: object) -> None:
    options = [{"name": "ink", "replies": count}, {"name": "oil", "replies": {"totalItems": 3}}]
    found = polls.poll({"oneOf": options, "votersCount": count})
    assert found is not None
    assert ([o.votes for o in found.options], found.voters) == ([0, 3], None)


def test_aut_07_numbers_are_clamped_and_options_limited() -> None:
    options = [{"name": f"o{n}", "replies": {"totalItems": 2**52}} for n in range(50)]
    found = polls.poll({"anyOf": options, "votersCount": 2**52})
    assert found is not None
    assert len(found.options) == limits.POLL_OPTIONS
    assert {o.votes for o in found.options} | {found.voters} == {10_000_000}


@pytest.mark.parametrize("options", [None, [], "x", [{}], [{"name": ""}], [[]]])
def test_without_an_answer_there_is_no_poll(options: object) -> None:
    assert polls.poll({"type": "Question", "oneOf": options}) is None
