"""What a page says beside a verdict: how often the check errs on such works, from the figures of that very model."""

from dataclasses import replace
from pathlib import Path

import pytest

from fedart.config import Config
from fedart.detector.description import ModelInfo
from fedart.domain.policy import Action, Report, Verdict
from fedart.instance import Instance
from fedart.web import report
from fedart.web.report import Errs
from tests.support.instance import config_in
from tests.support.withheld import RULE, estimated, model_of, with_model


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return with_model(config_in(tmp_path), tmp_path)


@pytest.fixture
async def info(it: Instance) -> ModelInfo:
    return model_of(it)


def errs(it: Instance, start: float | None, *tags: str, score: float = 0.94) -> Errs:
    estimate = estimated(it, score).report.estimate
    assert estimate is not None
    return report.errs(it.detector.describe(), estimate, start, tags)


async def test_the_rate_is_that_of_the_mark_in_use(it: Instance) -> None:
    found = errs(it, 0.92)
    assert (found.state, found.amount, found.exact) == ("measured", "about 4 of 1,000", True)
    assert found.between == "between 3.1 and 7.0 of 1,000"
    assert [row.name for row in found.kinds] == ["watercolour", "photograph"]


@pytest.mark.parametrize("tag", ["watercolour", "Watercolor", "WATER-COLOUR"])
async def test_a_tag_names_the_kind_whose_rate_is_told(tag: str, it: Instance) -> None:
    found = errs(it, 0.92, "sea", tag)
    assert (found.kind, found.works, found.amount) == ("watercolour", 214, "about 3 of 1,000")
    assert [row.chosen for row in found.kinds] == [True, False]


async def test_the_rates_of_kinds_are_told_at_their_own_mark_only(it: Instance) -> None:
    found = errs(it, 0.5, "watercolour")
    assert (found.kind, found.kinds, found.amount) == ("", (), "about 12 of 1,000")


async def test_a_mark_between_two_is_told_by_the_lower(it: Instance) -> None:
    found = errs(it, 0.97)
    assert (found.threshold, found.exact) == (0.92, False)


async def test_another_models_estimate_borrows_no_figures(it: Instance) -> None:
    estimate = estimated().report.estimate
    assert estimate is not None
    assert report.errs(it.detector.describe(), estimate, 0.92, ()).state == "replaced"
    assert report.errs(None, estimate, 0.92, ()).state == "replaced"


async def test_a_model_that_nobody_measured_says_so(it: Instance, info: ModelInfo) -> None:
    estimate = estimated(it).report.estimate
    assert estimate is not None
    assert report.errs(replace(info, points=()), estimate, 0.92, ()).state == "unmeasured"


@pytest.mark.parametrize(
    ("verdict", "start"),
    [
        (Verdict(Action.HOLD, "estimated", Report(), 0.7, RULE), 0.7),
        (Verdict(Action.HOLD, "declared", Report(), None, RULE), 0.92),
        (Verdict(Action.LABEL, "declared", Report(), None, RULE), 0.5),
        (Verdict(Action.HOLD, "declared", Report(), None), None),
    ],
)
def test_what_a_file_declares_is_measured_against_the_mark_of_the_rule(verdict: Verdict, start: float | None) -> None:
    assert report._start(verdict) == start
