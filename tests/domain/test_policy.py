"""Decisions about pictures, hosts and audiences, as tables of cases."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.policy import (
    PUBLIC,
    UNMEASURED,
    Action,
    Audience,
    Choice,
    Estimate,
    Evidence,
    Point,
    Policy,
    Report,
    Rule,
    addressing,
    blocked,
    judge,
    judge_all,
    resolve,
    visibility_of,
)
from fedart.domain.work import Visibility

CERTAIN = Evidence("iptc", "xmp:DigitalSourceType", "trainedAlgorithmicMedia")
HINT = replace(CERTAIN, kind="software", certain=False)
FOLLOWERS = "https://gallery.example/actors/1/followers"
ADA = "https://peer.example/ada"


def report(*evidence: Evidence, score: float | None = None, error: str = "") -> Report:
    return Report(evidence, None if score is None else Estimate("tiny", "0" * 64, score), error)


BAN, HOLD, LABEL, OFF = (Rule(policy, 0.5, 0.9, 0.99) for policy in Policy)
BARE = {policy: Rule(policy) for policy in Policy}

Row = tuple[Report, Rule, bool, Action, str, float | None]

REMOTE: list[Row] = [
    (found, BAN, False, action, reason, threshold)
    for found, action, reason, threshold in [
        (report(), Action.KEEP, "clear", None),
        (report(CERTAIN), Action.DROP, "declared", None),
        (report(HINT), Action.KEEP, "clear", None),
        (report(HINT, CERTAIN), Action.DROP, "declared", None),
        (report(score=0.0), Action.KEEP, "clear", None),
        (report(score=0.8999), Action.KEEP, "clear", None),
        (report(score=0.9), Action.HOLD, "estimated", 0.9),
        (report(score=0.9899), Action.HOLD, "estimated", 0.9),
        (report(score=0.99), Action.DROP, "estimated", 0.99),
        (report(score=1.0), Action.DROP, "estimated", 0.99),
        (report(score=1.0001), Action.HOLD, "error", None),
        (report(score=-0.1), Action.HOLD, "error", None),
        (report(score=float("nan")), Action.HOLD, "error", None),
        (report(score=float("inf")), Action.HOLD, "error", None),
        (report(CERTAIN, score=0.0), Action.DROP, "declared", None),
        (report(CERTAIN, error="time-out"), Action.DROP, "declared", None),
        (report(score=0.995, error="half of it"), Action.DROP, "estimated", 0.99),
        (report(error="time-out"), Action.HOLD, "error", None),
    ]
]
OTHERS: list[Row] = [
    (report(CERTAIN), BAN, True, Action.HOLD, "declared", None),
    (report(score=1.0), BAN, True, Action.HOLD, "estimated", 0.9),
    (report(score=0.9), BAN, True, Action.HOLD, "estimated", 0.9),
    (report(score=0.5), BAN, True, Action.KEEP, "clear", None),
    (report(CERTAIN), HOLD, False, Action.HOLD, "declared", None),
    (report(CERTAIN, score=1.0), HOLD, True, Action.HOLD, "declared", None),
    (report(score=1.0), HOLD, False, Action.HOLD, "estimated", 0.9),
    (report(score=0.6), HOLD, False, Action.KEEP, "clear", None),
    (report(error="time-out"), HOLD, True, Action.HOLD, "error", None),
    (report(CERTAIN), LABEL, False, Action.LABEL, "declared", None),
    (report(score=1.0), LABEL, False, Action.LABEL, "estimated", 0.5),
    (report(score=0.5), LABEL, True, Action.LABEL, "estimated", 0.5),
    (report(score=0.4999), LABEL, True, Action.KEEP, "clear", None),
    (report(HINT), LABEL, True, Action.KEEP, "clear", None),
    (report(error="time-out"), LABEL, False, Action.KEEP, "error", None),
    (report(score=2.0), LABEL, False, Action.KEEP, "error", None),
    (report(CERTAIN, score=1.0), OFF, False, Action.KEEP, "off", None),
    (report(error="time-out"), OFF, True, Action.KEEP, "off", None),
    (report(score=1.0), BARE[Policy.BAN], False, Action.KEEP, "clear", None),
    (report(CERTAIN), BARE[Policy.BAN], False, Action.DROP, "declared", None),
    (report(score=1.0), BARE[Policy.LABEL], False, Action.KEEP, "clear", None),
]


@pytest.mark.parametrize(("found", "rule", "local", "action", "reason", "threshold"), [*REMOTE, *OTHERS])
def test_a_picture_is_judged_by_what_it_declares_what_the_model_says_and_what_the_collective_chose(
    found: Report, rule: Rule, local: bool, action: Action, reason: str, threshold: float | None
) -> None:
    verdict = judge(found, rule, local=local)
    assert (verdict.action, verdict.reason, verdict.threshold) == (action, reason, threshold)
    assert verdict.report is found
    assert verdict.rule is rule


@pytest.mark.parametrize("rule", [BAN, HOLD])
@pytest.mark.parametrize("local", [True, False])
@pytest.mark.parametrize("score", [None, 0.0, 0.5])
def test_med_06_a_detector_that_failed_never_lets_a_picture_through(
    rule: Rule, local: bool, score: float | None
) -> None:
    assert judge(report(score=score), rule, local=local).action is Action.KEEP
    assert judge(report(score=score, error="time-out"), rule, local=local).action is Action.HOLD


REPORTS = st.builds(
    lambda score, error, declared: report(*([CERTAIN] if declared else []), score=score, error=error),
    st.none() | st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from(["", "broken"]),
    st.booleans(),
)
RULES = st.builds(Rule, st.sampled_from(Policy), *(st.none() | st.floats(0.01, 1.0) for _ in ("label", "hold", "drop")))


@given(found=REPORTS, rule=RULES, local=st.booleans())
def test_whatever_is_reported_each_policy_keeps_its_promise(found: Report, rule: Rule, local: bool) -> None:
    verdict = judge(found, rule, local=local)
    score = found.estimate.score if found.estimate else None
    if local or rule.policy is not Policy.BAN:
        assert verdict.action is not Action.DROP, "nothing is dropped without a person"
    if rule.policy in (Policy.LABEL, Policy.OFF):
        assert not verdict.action.withholds
    if rule.policy in (Policy.BAN, Policy.HOLD) and verdict.action is Action.KEEP:
        assert not found.error
        assert not found.declared
        assert score is None or 0.0 <= score <= 1.0
        assert score is None or all(limit is None or score < limit for limit in (rule.hold, rule.drop))


def test_dropping_only_is_never_meant_by_a_rule_without_a_hold_threshold_for_uploads() -> None:
    rule = Rule(Policy.BAN, None, None, 0.9)
    assert judge(report(score=0.95), rule, local=False).action is Action.DROP
    assert judge(report(score=0.95), rule, local=True).action is Action.HOLD


SHIPPED = (Point("label", 0.6), Point("", 0.8), Point("hold", 0.93), Point("drop", 0.995))


@pytest.mark.parametrize(
    ("choice", "points", "expected"),
    [
        (Choice(Policy.BAN), SHIPPED, Rule(Policy.BAN, 0.6, 0.93, 0.995)),
        (Choice(Policy.BAN), UNMEASURED, Rule(Policy.BAN, 0.5, 0.9, 0.99)),
        (Choice(Policy.HOLD), (), Rule(Policy.HOLD, None, None, None)),
        (Choice(Policy.HOLD, hold=0.8, model_hash="a"), SHIPPED, Rule(Policy.HOLD, 0.6, 0.8, 0.995)),
        (Choice(Policy.HOLD, hold=0.8, model_hash="b"), SHIPPED, Rule(Policy.HOLD, 0.6, 0.93, 0.995)),
        (Choice(Policy.BAN, drop=0.8, model_hash="a"), SHIPPED, Rule(Policy.BAN, 0.6, 0.93, 0.93)),
        (Choice(Policy.LABEL, label=0.8, model_hash="a"), SHIPPED, Rule(Policy.LABEL, 0.8, 0.93, 0.995)),
    ],
)
def test_thresholds_come_from_the_model_and_from_what_was_chosen_for_this_very_model(
    choice: Choice, points: tuple[Point, ...], expected: Rule
) -> None:
    assert resolve(choice, points, "a") == expected


def test_each_audience_has_its_verdict_and_trusted_ones_are_never_dropped() -> None:
    rules = {Audience.LOCAL: HOLD, Audience.REMOTE: BAN, Audience.TRUSTED: BAN}
    found = judge_all(report(score=1.0), rules)
    assert {a: v.action for a, v in found.items()} == {
        Audience.LOCAL: Action.HOLD,
        Audience.REMOTE: Action.DROP,
        Audience.TRUSTED: Action.HOLD,
    }


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
