"""The tower's features of every picture and view, kept on disk so that heads can be fitted in seconds.

Cached per source and set of views in FOLDER/features/SOURCE.SET.npz: `sha256`, `view` and `features` (half precision).
What is cached is not computed again, so a run that was cut off goes on where it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from fedart.detector import assemble, tower
from fedart.detector.training import dataset, showing
from fedart.detector.training.fitting import LAYERS
from fedart.detector.training.fragment import taps

SETS = {
    "first": showing.FIRST,
    "tiles": ("tiles",),
    "exam": showing.EXAM,
    "attacked": showing.ATTACKED,
}
MOST = {"first": 160, "tiles": 24, "exam": 60, "attacked": 6}
"""The most pictures of one source that each set takes; the choice is by hash, so it looks random and never changes."""

TAPS = "taps.onnx"

Row = tuple[str, str, NDArray[np.float16]]


@dataclass(frozen=True, slots=True)
class _Job:
    """One picture for one process: the model's file, the picture's file and hash, the views to make of it."""

    model: Path
    picture: Path
    sha256: str
    names: tuple[str, ...]


def extract(folder: Path, sets: Sequence[str], processes: int) -> None:
    """Compute what is missing in the cache for these sets. Prints one line a source."""
    model = folder / TAPS
    if not model.exists():
        model.write_bytes(assemble.assembled(tower.downloaded(tower.pinned()), taps(LAYERS)))
    (folder / dataset.FEATURES).mkdir(exist_ok=True)
    index = dataset.pictures(folder)
    with get_context("spawn").Pool(processes) as pool:
        for name in sets:
            for source, pictures in _by_source(index, name):
                file = folder / dataset.FEATURES / f"{source}.{name}.npz"
                known = _cached(file)
                seen = {sha256 for sha256, _, _ in known}
                missing = [sha256 for sha256 in pictures if sha256 not in seen]
                jobs = [_Job(model, folder / "pictures" / sha[:2] / sha, sha, SETS[name]) for sha in missing]
                rows = [row for rows in pool.imap(_features, jobs, chunksize=4) for row in rows]
                if rows:
                    _save(file, [*known, *rows])
                    print(f"{name} {source}: {len(missing)} pictures, {len(rows)} views", flush=True)


def _by_source(index: dict[str, dataset.Picture], name: str) -> Iterator[tuple[str, list[str]]]:
    split = {"exam": "exam", "attacked": "exam", "tiles": "fit"}.get(name)
    sources: dict[str, list[str]] = {}
    for sha256 in sorted(index):
        if split is None or index[sha256].split == split:
            sources.setdefault(index[sha256].source, []).append(sha256)
    for source in sorted(sources):
        yield source, sources[source][: MOST[name]]


@cache
def _session(model: Path) -> onnxruntime.InferenceSession:
    """Loaded once in each process."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _features(job: _Job) -> list[Row]:
    """The rows of one picture; none for a picture that cannot be read."""
    session = _session(job.model)
    rows: list[Row] = []
    try:
        for name, view in showing.shown(job.picture, job.sha256, job.names):
            (found,) = session.run(["features"], {"pixel_values": showing.prepared(view)})
            rows.append((job.sha256, name, np.asarray(found, dtype=np.float16)[0]))
    except (OSError, ValueError) as error:
        print(f"left out {job.sha256}: {error}", flush=True)
        return []
    return rows


def _cached(file: Path) -> list[Row]:
    if not file.exists():
        return []
    with np.load(file) as cached:
        return list(zip(cached["sha256"].tolist(), cached["view"].tolist(), cached["features"], strict=True))


def _save(file: Path, rows: Sequence[Row]) -> None:
    part = file.with_suffix(".part.npz")
    np.savez(
        part,
        sha256=np.array([sha for sha, _, _ in rows]),
        view=np.array([view for _, view, _ in rows]),
        features=np.stack([features for _, _, features in rows]),
    )
    part.replace(file)
