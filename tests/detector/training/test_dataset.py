"""Cached features come back with their pictures, and only those that were asked for."""

from pathlib import Path

import numpy as np
import pytest

from fedart.detector.training import dataset
from fedart.detector.training.figures import balanced
from tests.support import synthetic


def test_the_index_is_read_by_hash(collection: Path) -> None:
    found = dataset.pictures(collection)
    assert len(found) == sum(kind.works for kind in (*synthetic.FIT, *synthetic.EXAM))
    picture = next(synthetic.pictures_of(synthetic.FIT[0]))
    assert found[picture.sha256] == picture
    assert not picture.generated


def test_rows_are_those_of_the_sets_and_pictures_that_are_wanted(collection: Path) -> None:
    views = dataset.load(collection, ("first", "tiles"), lambda picture: picture.split == "fit")
    assert set(views.of("split")) == {"fit"}
    assert set(views.names.tolist()) == {"whole", "whole-disturbed", "tile-disturbed", "tiles/0", "tiles/1"}
    assert len(views.features) == len(views.pictures) == len(views.names)
    assert views.features.dtype == np.float16
    one = views.pictures[0]
    assert np.array_equal(views.features[0], synthetic.features_of([one], [str(views.names[0])])[0])


def test_rows_that_the_index_does_not_know_are_left_out(tmp_path: Path) -> None:
    folder = synthetic.write(tmp_path / "data")
    lines = (folder / "index.jsonl").read_text().splitlines(keepends=True)
    (folder / "index.jsonl").write_text("".join(lines[1:]))
    views = dataset.load(folder, ("first",), lambda picture: picture.source == "artist-0")
    assert len(set(views.of("sha256"))) == 23


def test_nothing_cached_says_what_to_do(collection: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run `features` first"):
        dataset.load(collection, ("second",), lambda _: True)


def test_views_are_chosen_by_mask_and_by_name(collection: Path) -> None:
    views = dataset.load(collection, ("first", "tiles"), lambda picture: picture.source == "artist-1")
    tiles = views.named("tiles")
    assert set(tiles.names.tolist()) == {"tiles/0", "tiles/1"}
    assert np.array_equal(tiles.features, views.features[np.char.startswith(views.names, "tiles/")])
    assert len(views.named("whole", "tiles").names) == 24 + 32
    none = views.where(np.zeros(len(views.names), dtype=np.bool_))
    assert (len(none.features), none.pictures) == (0, ())


def test_labels_and_weights_follow_the_pictures(collection: Path) -> None:
    views = dataset.load(collection, ("first",), lambda picture: picture.split == "exam")
    assert views.labels.tolist() == [int(picture.generated) for picture in views.pictures]
    assert np.array_equal(views.weights, balanced(views.labels, views.of("source")))
