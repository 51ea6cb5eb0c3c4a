"""The detector's process: what a file declares about itself, and what the model says. See `fedart.sandbox`.

One argument: the model's folder, or nothing. Job: `samples`, a row of width and height each; blobs: the file as it
came, then the samples. Result: `evidence`, `estimate` (None without a model: `score`, `whole`, `tiles`, `frame`,
`frames`) and `error`.
"""

import ctypes
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

from PIL import Image

from fedart.detector.model import Model, ModelError, Scored, check_golden, load
from fedart.detector.provenance import declared, practise
from fedart.sandbox import ProtocolError, expect
from fedart.sandbox.child import Handler, serve

Answer = tuple[dict[str, object], list[bytes]]


def prepare(arguments: Sequence[str]) -> Handler:
    """Load the model, prove it on its golden picture, and touch the codecs while files can still be opened.

    Raises ConfigError.
    """
    model = load(Path(arguments[0])) if arguments and arguments[0] else None
    practise()
    if model is not None:
        check_golden(model)
        _give_back()
    return examiner(model)


def examiner(model: Model | None) -> Callable[[dict[str, object], list[bytes]], Answer]:
    """The handler for one model, or for provenance alone."""

    def examine(job: dict[str, object], blobs: list[bytes]) -> Answer:
        data, *shown = blobs
        sizes = [_size(row) for row in expect(list, job.get("samples"))]
        body: dict[str, object] = {"evidence": [astuple(e) for e in declared(data)], "estimate": None, "error": ""}
        if model is not None:
            try:
                samples = [_sample(size, rgb) for size, rgb in zip(sizes, shown, strict=True)]
                body["estimate"] = _estimate(model.score(samples))
            except (ModelError, ValueError) as error:
                body["error"] = f"model: {error}"
        return body, []

    return examine


def _size(row: object) -> tuple[int, int]:
    sides = expect(list, row)
    if len(sides) != 2:
        raise ProtocolError("a sample without two sides")
    width, height = (expect(int, side) for side in sides)
    return width, height


def _sample(size: tuple[int, int], rgb: bytes) -> Image.Image:
    if min(size) < 1 or len(rgb) != size[0] * size[1] * 3:
        raise ModelError("a sample that is not what it says")
    return Image.frombytes("RGB", size, rgb)


def _estimate(scored: Scored) -> dict[str, object]:
    return {
        "score": scored.score,
        "whole": scored.whole,
        "tiles": [astuple(tile) for tile in scored.tiles],
        "frame": scored.frame,
        "frames": scored.frames,
    }


def _give_back() -> None:
    """Hand what loading the model used back to the system; the C library would keep it for later."""
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


if __name__ == "__main__":
    serve(prepare)
