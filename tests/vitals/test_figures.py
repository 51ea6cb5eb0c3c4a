"""What is worked out from a visit: which file a picture needed, how much too much was sent, what misses its target."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.vitals import figures
from tests.vitals.figures import Run, Shown, Visit

SIZES = {"/320": 320, "/640": 640, "/1280": 1280}
GOOD = Visit("front page", "phone", 1800, 0.02, 200, 3, 400_000, 900_000, 81_920, 60_000, 700_000, 24, 1.2, 20)


def shown(box: tuple[float, float], fit: str = "fill", ratio: float = 1.5) -> Shown:
    return Shown("/640", box, ratio, fit, SIZES)


@pytest.mark.parametrize(
    ("picture", "dpr", "needed"),
    [
        (shown((320, 213)), 1.0, "/320"),
        (shown((321, 214)), 1.0, "/320"),
        (shown((322, 215)), 1.0, "/640"),
        (shown((161, 107)), 2.0, "/640"),
        (shown((900, 600)), 2.0, "/1280"),
        (shown((200, 300), "cover"), 1.0, "/640"),
        (shown((900, 200), "contain"), 1.0, "/320"),
        (shown((900, 200), "scale-down"), 1.0, "/320"),
        (Shown("/only", (10, 10), 1.0, "fill", {}), 1.0, "/only"),
    ],
)
def test_a_picture_needs_the_smallest_file_that_covers_its_box(picture: Shown, dpr: float, needed: str) -> None:
    assert picture.needed(dpr) == needed


@pytest.mark.parametrize(
    ("pairs", "times"),
    [([], 1.0), ([(100, 100)], 1.0), ([(150, 100), (50, 100)], 1.25), ([(240, 200), (0, 0)], 1.2)],
)
def test_what_came_too_small_does_not_make_up_for_what_came_too_large(
    pairs: list[tuple[int, int]], times: float
) -> None:
    assert figures.excess(pairs) == pytest.approx(times)


def test_a_visit_is_put_beside_its_targets() -> None:
    assert figures.misses(GOOD) == []
    worse = replace(GOOD, lcp=1801, cls=0.021, inp=201, text_bytes=81_921, excess=1.21)
    assert figures.misses(worse) == ["lcp", "cls", "inp", "text_bytes", "excess"]
    heavy = replace(GOOD, all_bytes=1_000_001)
    assert figures.misses(heavy) == []
    assert figures.misses(replace(heavy, page="artist's page, 24 works")) == ["all_bytes"]


@pytest.mark.parametrize(("found", "told"), [([3.0], 3.0), ([3.0, 1.0, 2.0], 2.0), ([1.0, 2.0], 2.0)])
def test_of_several_visits_the_middle_one_counts(found: list[float], told: float) -> None:
    assert figures.middle([replace(GOOD, lcp=each) for each in found]).lcp == told


def test_a_run_is_saved_and_written_down(tmp_path: Path) -> None:
    slow = replace(GOOD, page="search", lcp=2500.0)
    run = Run({"cpu": "a machine"}, "2026-11-22", "python -m tests.vitals", "Slow.", "Works.", [GOOD, slow])
    figures.save(run, tmp_path / "deep" / "vitals.json")
    assert figures.load(tmp_path / "deep" / "vitals.json") == run
    text = figures.page(run)
    assert "cpu a machine" in text
    rows = [line for line in text.splitlines() if line.startswith(("| front page", "| search"))]
    assert [row.rsplit("|", 2)[1].strip() for row in rows] == ["met", "missed: lcp"]
    assert len({row.count("|") for row in [*rows, figures.table(run).splitlines()[1]]}) == 1
