"""The bench still runs, and writes what it says it writes. How fast anything was is not judged here."""

from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench import report
from tests.bench.report import Figure, Run, Target

pytestmark = pytest.mark.slow


def test_the_quick_bench_measures_everything_and_writes_it_down(tmp_path: Path) -> None:
    out, page = tmp_path / "bench.json", tmp_path / "performance.md"
    assert bench.main(["--quick", "--out", str(out), "--docs", str(page)]) == 0
    run = report.load(out)
    assert set(report.TARGETS) <= {figure.key for figure in run.figures}
    assert all(figure.value > 0 for figure in run.figures if figure.key != "page_judging_more")
    text = page.read_text(encoding="utf-8")
    assert all(figure.what in text for figure in run.figures)
    again = tmp_path / "again.md"
    assert bench.main(["--from", str(out), "--docs", str(again)]) == 0
    assert again.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("value", "said"), [(300, "goal met"), (301, "gate met"), (500, "gate met"), (501, "missed")])
def test_a_figure_is_put_beside_its_target(value: float, said: str) -> None:
    assert report.TARGETS["inbox_accepted"] == Target(500, 300)
    assert report.verdict(Figure("inbox_accepted", "inbox", value, "us")) == said


def test_a_figure_without_a_target_is_not_judged() -> None:
    assert report.verdict(Figure("webfinger", "WebFinger", 1.0, "us")) == ""


def test_the_table_has_a_line_for_each_figure() -> None:
    figures = [Figure("a", "first", 1234.5, "us", 810.0), Figure("b", "second", 0.5, "s")]
    text = report.table(Run({"cpu": "a machine"}, "quick", "2026-11-21", "python -m tests.bench", figures))
    assert "cpu: a machine" in text
    assert [line.split()[0] for line in text.splitlines()[-2:]] == ["first", "second"]
    assert "1,234 us" in text
