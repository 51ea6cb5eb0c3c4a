"""The collected pictures with their cached features, as arrays: one row for each view."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fedart.detector.training.figures import balanced

INDEX = "index.jsonl"
FEATURES = "features"


@dataclass(frozen=True, slots=True)
class Picture:
    """One line of the index, as far as fitting and examining need it."""

    sha256: str
    source: str
    group: str
    split: str
    label: str
    family: str
    generator: str
    medium: str
    path: str

    @property
    def generated(self) -> bool:
        return self.label == "generated"


@dataclass(frozen=True, slots=True)
class Views:
    """Rows of features (views x features, half precision) with the picture and the view's name of each row."""

    features: NDArray[np.float16]
    pictures: tuple[Picture, ...]
    names: NDArray[np.str_]

    @property
    def labels(self) -> NDArray[np.int64]:
        return np.array([picture.generated for picture in self.pictures], dtype=np.int64)

    @property
    def weights(self) -> NDArray[np.float64]:
        """Sources count alike, both labels weigh the same: see `figures.balanced`."""
        return balanced(self.labels, self.of("source"))

    def of(self, field: str) -> list[str]:
        """One property of every row's picture."""
        return [str(getattr(picture, field)) for picture in self.pictures]

    def where(self, mask: NDArray[np.bool_]) -> "Views":
        """The rows of a mask."""
        chosen = np.flatnonzero(mask)
        return Views(self.features[chosen], tuple(self.pictures[i] for i in chosen), self.names[chosen])

    def named(self, *names: str) -> "Views":
        """The rows whose view has one of these names; `tiles/0` counts as `tiles`."""
        return self.where(np.isin(np.char.partition(self.names, "/")[:, 0], names))


def pictures(folder: Path) -> dict[str, Picture]:
    """The index of a collection, by sha256."""
    found = {}
    with (folder / INDEX).open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            found[row["sha256"]] = Picture(**{name: str(row[name]) for name in Picture.__slots__})
    return found


def load(folder: Path, sets: Collection[str], wanted: Callable[[Picture], bool]) -> Views:
    """The cached features of the sets (see `features`) for the pictures that `wanted` takes, sources in order of name.

    Raises FileNotFoundError when nothing is cached: run `features` first.
    """
    index = pictures(folder)
    features, rows, names = [], [], []
    for file in sorted(p for name in sets for p in (folder / FEATURES).glob(f"*.{name}.npz")):
        with np.load(file) as cached:
            keep = [i for i, sha in enumerate(cached["sha256"]) if sha in index and wanted(index[sha])]
            if keep:
                features.append(cached["features"][keep])
                rows += [index[sha] for sha in cached["sha256"][keep]]
                names.append(cached["view"][keep])
    if not rows:
        raise FileNotFoundError(f"no features in {folder / FEATURES}: run `features` first")
    return Views(np.concatenate(features), tuple(rows), np.concatenate(names))
