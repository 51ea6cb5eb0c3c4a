"""Each family of generators in turn is kept from a head that is then examined on it."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from fedart.detector.training import fitting, leaving
from fedart.detector.training.dataset import Views
from fedart.detector.training.examination import number, part, parts
from fedart.detector.training.fragment import Head
from tests.support.synthetic import Examined, Kind, views_of

FAMILIES = {"diffusion-a", "diffusion-b", "flow", "token", "gan", "edits"}


def test_every_family_has_a_row_and_every_generator_of_a_mixed_one(examined: Examined) -> None:
    rows = dict(parts(part(examined.table, "left_out")))
    assert set(rows) == FAMILIES
    for name, row in rows.items():
        generators = dict(parts(part(row, "generators")))
        assert len(generators) == 2
        assert all(generator.startswith(name) for generator in generators)
        assert sum(number(inner, "works") for inner in generators.values()) == number(row, "works") == 28
        assert number(row, "auc") > 0.75, "what the families share can be learnt from the others"


def test_a_head_meets_neither_the_family_nor_the_human_sources_that_it_is_examined_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kinds = [Kind(f"artist-{n}", "human", 10) for n in range(10)] + [Kind(f"maker-{n}", "generated", 9) for n in (0, 1)]
    fitted: list[Views] = []
    shown: list[NDArray[np.float16] | NDArray[np.float32]] = []
    fit, judge = fitting.fitted, Head.__call__

    def watched(views: Views, seeds: Sequence[int]) -> Head:
        fitted.append(views)
        return fit(views, seeds)

    def noted(head: Head, features: NDArray[np.float16] | NDArray[np.float32]) -> NDArray[np.float32]:
        shown.append(features)
        return judge(head, features)

    monkeypatch.setattr(fitting, "fitted", watched)
    monkeypatch.setattr(Head, "__call__", noted)
    assert set(leaving.left_out(views_of(kinds), (1,))) == {"diffusion-a", "diffusion-b"}
    for views, features, maker in zip(fitted, shown, ("maker-0", "maker-1"), strict=True):
        met = set(views.of("source"))
        assert maker not in met
        assert len(met) == 8 + 1, "two of ten human sources and one of two generators are left out"
        assert len(features) == 2 * 10 + 9
        rows = {row.tobytes() for row in views.features}
        assert not any(row.tobytes() in rows for row in features)


def test_a_family_of_a_few_works_has_no_row() -> None:
    kinds = [Kind(f"artist-{n}", "human", 10) for n in range(5)]
    kinds += [Kind("maker-0", "generated", leaving.FEWEST), Kind("maker-1", "generated", leaving.FEWEST - 1)]
    [(name, row)] = parts(leaving.left_out(views_of(kinds), (1,)))
    assert (name, row["generators"]) == ("diffusion-a", {})
