"""What a file's format, size and compression give away must not reach the model: its views tell nothing of them.

Two classes of files hold pictures by the same generator: large PNG files, and smaller JPEG files of low quality. A
classifier of their outer traits is fitted and examined on other pictures than those that it was fitted to. Traces of
an earlier compression in the pixels themselves are another matter: scaling and the round weaken them, no more.
"""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from fedart.detector.training import showing
from fedart.detector.training.figures import auc
from fedart.detector.training.folds import folds
from fedart.detector.training.heads import line, scale_of
from tests.support.paint import encode

CONTENTS = 60

SMOOTH = Image.Resampling.BICUBIC

Traits = Callable[[Path], list[float]]


def drawn(seed: int, width: int) -> Image.Image:
    """Broad fields of colour with finer strokes, in any size: the same picture for the same seed."""
    rng = np.random.default_rng(seed)
    size = (width, int(width * rng.uniform(0.7, 1.4)))
    share = float(rng.uniform(0.05, 0.5))
    fields, strokes = (Image.fromarray(rng.integers(0, 256, (n, n, 3), np.uint8)).resize(size, SMOOTH) for n in (6, 60))
    return Image.blend(fields, strokes, share)


def large(seed: int) -> bytes:
    """As the one class keeps it: without loss, 560 to 720 pixels wide."""
    return encode(drawn(seed, 560 + seed * 37 % 160), "PNG", compress_level=1)


def small(seed: int) -> bytes:
    """As the other class keeps it: JPEG, 400 to 560 pixels wide."""
    return encode(drawn(seed, 400 + seed * 53 % 160), "JPEG", quality=70 + seed % 16)


def file_traits(file: Path) -> list[float]:
    """Sides, bytes, format and the coarseness of its quantisation."""
    size = file.stat().st_size
    with Image.open(file) as image:
        pixels = image.width * image.height
        return [
            image.width,
            image.height,
            np.log(size),
            np.log(size / pixels),
            image.format == "JPEG",
            coarseness(image),
        ]


def view_traits(file: Path) -> list[float]:
    """The same of what the model is shown, kept as its own round of JPEG keeps it."""
    ((_, view),) = showing.shown(file, "00" * 32, ("whole",))
    data = encode(Image.fromarray(view), "JPEG", quality=showing.JPEG)
    with Image.open(io.BytesIO(data)) as image:
        pixels = image.width * image.height
        return [image.width, image.height, np.log(len(data)), np.log(len(data) / pixels), coarseness(image)]


def coarseness(image: Image.Image) -> float:
    """The mean step of a JPEG's quantisation; 0 for other formats."""
    tables = vars(image).get("quantization", {})
    return float(np.mean([np.mean(table) for table in tables.values()])) if tables else 0.0


def told_apart(folder: Path, traits: Traits) -> float:
    """AUC of a line on the traits, each picture judged by a line that knows neither it nor its twin."""
    rows: list[list[float]] = []
    for seed in range(CONTENTS):
        for label, kept in enumerate((large, small)):
            file = folder / f"{seed}-{label}"
            if not file.exists():
                file.write_bytes(kept(seed))
            rows.append(traits(file))
    values: NDArray[np.float32] = np.array(rows, np.float32)
    labels = np.tile([0, 1], CONTENTS)
    contents = [str(seed) for seed in range(CONTENTS) for _ in range(2)]
    fold = folds([0] * len(contents), contents, 5)
    logits = np.zeros(len(labels))
    for number in range(5):
        rest = fold != number
        scale = scale_of(values[rest])
        fitted = line(scale(values[rest]), labels[rest], np.ones(int(rest.sum())), strength=1.0)
        logits[~rest] = fitted(scale(values[~rest]))
    return auc(labels, logits)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


def test_the_files_give_their_class_away(folder: Path) -> None:
    assert told_apart(folder, file_traits) > 0.95


def test_the_views_do_not(folder: Path) -> None:
    assert told_apart(folder, view_traits) == pytest.approx(0.5, abs=0.1)
