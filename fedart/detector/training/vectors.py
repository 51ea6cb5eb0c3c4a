"""Features of some pictures of the final examination, small enough to be kept beside the code.

With them a head, its calibration and its thresholds can be examined within a second, without tower and pictures.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fedart.detector.training.dataset import Picture, Views

EACH = 160
"""Pictures of each label."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """The whole views' features (pictures x features, half precision), each with hash, source and label."""

    features: NDArray[np.float16]
    sha256: NDArray[np.str_]
    source: NDArray[np.str_]
    label: NDArray[np.str_]


def chosen(exam: Views, each: int = EACH) -> Views:
    """So many whole views of both labels; the sources take turns, each with its pictures in the order of their hash."""
    wholes = exam.named("whole")
    places = {picture.sha256: place for place, picture in enumerate(wholes.pictures)}
    mask = np.zeros(len(places), dtype=np.bool_)
    for generated in (False, True):
        wanted = [picture for picture in wholes.pictures if picture.generated is generated]
        mask[[places[picture.sha256] for picture in islice(_in_turns(wanted), each)]] = True
    return wholes.where(mask)


def save(views: Views, file: Path) -> None:
    """Write them, compressed."""
    sha256, source, label = (np.array(views.of(name)) for name in ("sha256", "source", "label"))
    np.savez_compressed(file, features=views.features, sha256=sha256, source=source, label=label)


def load(file: Path) -> Vectors:
    """What `save` wrote."""
    with np.load(file) as found:
        return Vectors(*(found[name] for name in Vectors.__slots__))


def _in_turns(pictures: Sequence[Picture]) -> Iterator[Picture]:
    sources: dict[str, list[Picture]] = defaultdict(list)
    for picture in sorted(pictures, key=lambda each: each.sha256):
        sources[picture.source].append(picture)
    ranked = [(rank, name, each) for name, mine in sorted(sources.items()) for rank, each in enumerate(mine)]
    yield from (each for _, _, each in sorted(ranked, key=lambda row: row[:2]))
