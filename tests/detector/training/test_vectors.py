"""Features that stay beside the code: which, and how they are kept."""

from collections import Counter
from pathlib import Path

import numpy as np

from fedart.detector.training import vectors
from fedart.detector.training.examination import number, part
from tests.support.synthetic import Examined


def test_the_sources_take_turns_and_both_labels_have_as_many(examined: Examined) -> None:
    found = vectors.chosen(examined.exam, 10)
    assert Counter(found.of("label")) == {"human": 10, "generated": 10}
    assert sorted(Counter(found.of("source")).values()) == [2, 2, 2, 2, 3, 3, 3, 3]
    assert set(found.names.tolist()) == {"whole"}


def test_the_choice_does_not_depend_on_the_order(examined: Examined) -> None:
    mirrored = examined.exam
    here = set(vectors.chosen(examined.exam, 10).of("sha256"))
    backwards = np.arange(len(mirrored.names))[::-1]
    turned = type(mirrored)(
        mirrored.features[backwards], tuple(mirrored.pictures[i] for i in backwards), mirrored.names[backwards]
    )
    assert set(vectors.chosen(turned, 10).of("sha256")) == here


def test_a_label_with_fewer_works_gives_all_it_has(examined: Examined) -> None:
    assert Counter(vectors.chosen(examined.exam).of("label")) == {"human": 40, "generated": 40}


def test_what_is_kept_comes_back(examined: Examined, tmp_path: Path) -> None:
    chosen = vectors.chosen(examined.exam, 6)
    vectors.save(chosen, tmp_path / "kept.npz")
    found = vectors.load(tmp_path / "kept.npz")
    assert found.features.tobytes() == chosen.features.tobytes()
    for name in ("sha256", "source", "label"):
        assert getattr(found, name).tolist() == chosen.of(name)


def test_the_evaluation_says_what_the_head_finds_in_them(examined: Examined) -> None:
    table = part(examined.table, "vectors")
    assert (table["human"], table["generated"]) == (40, 40)
    auc = part(table, "auc")
    assert number(auc, "low") <= number(auc, "value") <= number(auc, "high")
    assert number(part(part(table, "at"), "hold"), "human") == 40
