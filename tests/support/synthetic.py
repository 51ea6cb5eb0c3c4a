"""A small collection that was never drawn: an index, cached features in which the labels differ, and tiny pictures."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fedart.detector.training import pipelines
from fedart.detector.training.dataset import Picture, Views
from fedart.detector.training.evaluation import Combination
from fedart.detector.training.examination import Table
from fedart.detector.training.fragment import Head
from tests.support.collection import file

COLUMNS = 32

_KINDS = ("game-art", "icons", "sketches", "comics", "posters", "landscapes")
_FAMILIES = ("diffusion-a", "diffusion-b", "flow", "token", "gan", "edits")
_MEDIA = ("watercolour", "digital-painting", "ink")
_WEAKENED = {"blur": 0.0, "noise": 0.4, "pixelfed": 0.8}
"""How much of the difference between the labels is left after a pipeline."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One source: its name, the label of its works, how many there are, and the split."""

    source: str
    label: str
    works: int
    split: str = "fit"


@dataclass(frozen=True, slots=True)
class Examined:
    """A collection's folder, its views, the head fitted to them, and what was found out about it."""

    folder: Path
    known: Views
    exam: Views
    head: Head
    table: Table
    combined: Combination


FIT = (
    *(Kind(f"artist-{n}", "human", 24) for n in range(12)),
    *(Kind(f"maker-{n}", "generated", 14) for n in range(12)),
)
EXAM = (
    *(Kind(f"exam-artist-{n}", "human", 10, "exam") for n in range(4)),
    *(Kind(f"exam-maker-{n}", "generated", 10, "exam") for n in range(4)),
)


def pictures_of(kind: Kind) -> Iterator[Picture]:
    """The works of a source; family and medium go round."""
    number = int(kind.source.rpartition("-")[2])
    generated = kind.label == "generated"
    for work in range(kind.works):
        name = f"{kind.source}/{work}.png"
        yield Picture(
            sha256=hashlib.sha256(name.encode()).hexdigest(),
            source=kind.source,
            group=f"{kind.source}-group",
            split=kind.split,
            label=kind.label,
            family=(_FAMILIES if generated else _KINDS)[number % 6],
            generator=f"{_FAMILIES[number % 6]}-{number}" if generated else kind.source,
            medium=_MEDIA[work % 3],
            path=name,
        )


def features_of(pictures: Sequence[Picture], names: Sequence[str]) -> NDArray[np.float16]:
    """One row for each picture and view: in half of the columns the label shows, blurred by source and picture."""
    rows = []
    for picture, name in zip(pictures, names, strict=True):
        source = np.random.default_rng(sum(picture.source.encode()))
        rng = np.random.default_rng(int(picture.sha256[:8], 16))
        shown = (0.6 if picture.generated else -0.6) * _WEAKENED.get(name.partition("@")[2], 1.0)
        row = source.normal(0, 0.3, COLUMNS) + rng.normal(0, 0.9, COLUMNS)
        row[: COLUMNS // 2] += shown + source.normal(0, 0.25) + rng.normal(0, 0.3)
        rows.append(row + np.random.default_rng(sum(name.encode())).normal(0, 0.1, COLUMNS))
    return np.array(rows, np.float16)


def views_of(kinds: Sequence[Kind], *, memory_only: bool = False) -> Views:
    """One view `whole` a picture; with `memory_only` features that tell the source and nothing else."""
    pictures = tuple(picture for kind in kinds for picture in pictures_of(kind))
    names = np.array(["whole"] * len(pictures))
    if not memory_only:
        return Views(features_of(pictures, names.tolist()), pictures, names)
    places = {kind.source: place for place, kind in enumerate(kinds)}
    sources = np.repeat(np.eye(len(kinds), dtype=np.float16), COLUMNS, axis=1)
    return Views(sources[[places[p.source] for p in pictures]], pictures, names)


def write(folder: Path) -> Path:
    """The whole collection: `index.jsonl`, `features/` of every set, and the pictures of the split `exam`."""
    (folder / "features").mkdir(parents=True)
    lines = []
    for place, kind in enumerate((*FIT, *EXAM)):
        works = list(pictures_of(kind))
        lines += [json.dumps(_entry(picture)) for picture in works]
        _cache(folder, kind.source, "first", works, ("whole", "whole-disturbed", "tile-disturbed"))
        if kind.split == "fit":
            _cache(folder, kind.source, "tiles", works[:16], ("tiles/0", "tiles/1"))
            continue
        named = [f"whole@{name}" for name in pipelines.NAMED if name != "clean"]
        _cache(folder, kind.source, "exam", works[:8], ("tiles/0", "tiles/1", *named))
        _cache(folder, kind.source, "attacked", works[:6], [f"whole@{name}" for name in pipelines.ATTACKS])
        painted = file(place, width=40, height=30)
        for picture in works:
            at = folder / "pictures" / picture.sha256[:2] / picture.sha256
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_bytes(painted)
    (folder / "index.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _entry(picture: Picture) -> dict[str, object]:
    """A line of the index, with a file like any other's."""
    rng = np.random.default_rng(int(picture.sha256[8:16], 16))
    width, height = (int(side) for side in rng.integers(500, 2000, 2))
    fields = {name: getattr(picture, name) for name in Picture.__slots__}
    form = str(rng.choice(["JPEG", "PNG", "WEBP"]))
    return {
        **fields,
        "width": width,
        "height": height,
        "bytes": int(width * height * rng.uniform(0.1, 2)),
        "format": form,
    }


def _cache(folder: Path, source: str, name: str, works: Sequence[Picture], views: Sequence[str]) -> None:
    pairs = [(picture, view) for picture in works for view in views]
    np.savez(
        folder / "features" / f"{source}.{name}.npz",
        sha256=np.array([picture.sha256 for picture, _ in pairs]),
        view=np.array([view for _, view in pairs]),
        features=features_of([picture for picture, _ in pairs], [view for _, view in pairs]),
    )
