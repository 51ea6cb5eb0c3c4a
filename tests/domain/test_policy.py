"""Decisions about pictures, hosts and audiences, as tables of cases."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.policy import (
    PUBLIC,
    Action,
    Estimate,
    Evidence,
    Report,
    Thresholds,
    addressing,
    blocked,
    judge,
    visibility_of,
)
from fedart.domain.work import Visibility

CERTAIN = Evidence("iptc", "xmp:DigitalSourceType", "trainedAlgorithmicMedia")
HINT = replace(CERTAIN, kind="software", certain=False)
FOLLOWERS = "https://gallery.example/actors/1/followers"
ADA = "https://peer.example/ada"


def report(*evidence: Evidence, score: float | None = None, error: str = "") -> Report:
    return Report(evidence, None if score is None else Estimate("tiny", "0" * 64, score), error)


LOCAL = Thresholds(Action.HOLD, 0.9, None)
REMOTE = Thresholds(Action.DROP, 0.9, 0.99)
LENIENT = Thresholds(Action.KEEP, None, None)


@pytest.mark.parametrize(
    ("found", "thresholds", "action", "reason", "threshold"),
    [
        (report(), LOCAL, Action.KEEP, "clear", None),
        (report(), REMOTE, Action.KEEP, "clear", None),
        (report(CERTAIN), LOCAL, Action.HOLD, "declared", None),
        (report(CERTAIN), REMOTE, Action.DROP, "declared", None),
        (report(CERTAIN), LENIENT, Action.KEEP, "clear", None),
        (report(HINT), REMOTE, Action.KEEP, "clear", None),
        (report(HINT, CERTAIN), REMOTE, Action.DROP, "declared", None),
        (report(score=0.0), REMOTE, Action.KEEP, "clear", None),
        (report(score=0.8999), REMOTE, Action.KEEP, "clear", None),
        (report(score=0.9), REMOTE, Action.HOLD, "estimated", 0.9),
        (report(score=0.9899), REMOTE, Action.HOLD, "estimated", 0.9),
        (report(score=0.99), REMOTE, Action.DROP, "estimated", 0.99),
        (report(score=1.0), REMOTE, Action.DROP, "estimated", 0.99),
        (report(score=1.0), LOCAL, Action.HOLD, "estimated", 0.9),
        (report(score=1.0), LENIENT, Action.KEEP, "clear", None),
        (report(score=1.0001), LENIENT, Action.HOLD, "error", None),
        (report(score=-0.1), LENIENT, Action.HOLD, "error", None),
        (report(score=float("nan")), REMOTE, Action.HOLD, "error", None),
        (report(score=float("inf")), REMOTE, Action.HOLD, "error", None),
        (report(CERTAIN, score=0.0), REMOTE, Action.DROP, "declared", None),
        (report(CERTAIN, score=1.0), LOCAL, Action.HOLD, "declared", None),
        (report(CERTAIN, error="time-out"), REMOTE, Action.DROP, "declared", None),
        (report(score=0.995, error="half of it"), REMOTE, Action.DROP, "estimated", 0.99),
    ],
)
def test_a_picture_is_judged_by_what_it_declares_and_by_what_the_model_says(
    found: Report, thresholds: Thresholds, action: Action, reason: str, threshold: float | None
) -> None:
    verdict = judge(found, thresholds)
    assert (verdict.action, verdict.reason, verdict.threshold) == (action, reason, threshold)
    assert verdict.report is found


@pytest.mark.parametrize("thresholds", [LOCAL, REMOTE, LENIENT])
@pytest.mark.parametrize("score", [None, 0.0, 0.5])
def test_med_06_a_detector_that_failed_never_lets_a_picture_through(
    thresholds: Thresholds, score: float | None
) -> None:
    assert judge(report(score=score), thresholds).action is Action.KEEP
    assert judge(report(score=score, error="time-out"), thresholds).action is Action.HOLD


@given(
    score=st.none() | st.floats(allow_nan=True, allow_infinity=True),
    error=st.sampled_from(["", "broken"]),
    declared=st.booleans(),
    hold=st.none() | st.floats(0.01, 1.0),
    drop=st.none() | st.floats(0.01, 1.0),
    action=st.sampled_from(Action),
)
def test_whatever_is_reported_a_kept_picture_has_no_error_and_no_score_over_a_threshold(
    score: float | None, error: str, declared: bool, hold: float | None, drop: float | None, action: Action
) -> None:
    found = report(*([CERTAIN] if declared else []), score=score, error=error)
    verdict = judge(found, Thresholds(action, hold, drop))
    if verdict.action is Action.KEEP:
        assert not error
        assert not declared or action is Action.KEEP
        assert score is None or 0.0 <= score <= 1.0
        assert score is None or all(limit is None or score < limit for limit in (hold, drop))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("bad.example", True),
        ("BAD.example", True),
        ("bad.example.", True),
        ("bad.example:8443", True),
        ("deep.under.bad.example", True),
        ("notbad.example", False),
        ("bad.example.org", False),
        ("example", False),
        ("good.example", False),
        ("xn--bse-qla.example", True),
        ("a.xn--bse-qla.example", True),
    ],
)
def test_aut_11_a_domain_block_covers_the_host_and_everything_below_it(host: str, expected: bool) -> None:
    assert blocked(host, ["Bad.Example.", "xn--bse-qla.example"]) is expected
    assert not blocked(host, [])


@pytest.mark.parametrize(
    ("visibility", "to", "cc"),
    [
        (Visibility.PUBLIC, [PUBLIC], [FOLLOWERS, ADA]),
        (Visibility.QUIET, [FOLLOWERS], [PUBLIC, ADA]),
        (Visibility.FOLLOWERS, [FOLLOWERS], [ADA]),
        (Visibility.DIRECT, [ADA], []),
    ],
)
def test_addressing_and_reading_it_back_agree(visibility: Visibility, to: list[str], cc: list[str]) -> None:
    assert addressing(visibility, FOLLOWERS, [ADA]) == (to, cc)
    assert visibility_of(to, cc, FOLLOWERS) is visibility


@pytest.mark.parametrize(
    ("to", "cc", "expected"),
    [
        ([PUBLIC, ADA], [PUBLIC], Visibility.PUBLIC),
        ([], [PUBLIC], Visibility.QUIET),
        ([ADA], [FOLLOWERS], Visibility.FOLLOWERS),
        ([ADA], ["https://peer.example/bert/followers"], Visibility.DIRECT),
        ([], [], Visibility.DIRECT),
        (["as:Public"], [], Visibility.DIRECT),
    ],
)
def test_unclear_addressing_is_read_in_the_narrowest_way(to: list[str], cc: list[str], expected: Visibility) -> None:
    assert visibility_of(to, cc, FOLLOWERS) is expected
