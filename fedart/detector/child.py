"""The detector's process: what a file declares about itself, and what the model says. See `fedart.sandbox`.

One argument: the model's folder, or nothing. Job: `width` and `height` of the view; blobs: the file as it came, the
view. Result: `evidence`, `score` (None without a model) and `error`.
"""

from collections.abc import Callable, Sequence
from dataclasses import astuple
from pathlib import Path

from fedart.detector.model import Model, ModelError, load
from fedart.detector.provenance import declared, practise
from fedart.sandbox import expect
from fedart.sandbox.child import Handler, serve

Answer = tuple[dict[str, object], list[bytes]]


def prepare(arguments: Sequence[str]) -> Handler:
    """Load the model and touch the codecs while files can still be opened. Raises ConfigError."""
    model = load(Path(arguments[0])) if arguments and arguments[0] else None
    practise()
    if model is not None:
        side = model.info.input.resize
        model.score(side, side, bytes(side * side * 3))
    return examiner(model)


def examiner(model: Model | None) -> Callable[[dict[str, object], list[bytes]], Answer]:
    """The handler for one model, or for provenance alone."""

    def examine(job: dict[str, object], blobs: list[bytes]) -> Answer:
        data, rgb = blobs
        body: dict[str, object] = {"evidence": [astuple(e) for e in declared(data)], "score": None, "error": ""}
        if model is not None:
            try:
                body["score"] = model.score(expect(int, job.get("width")), expect(int, job.get("height")), rgb)
            except (ModelError, ValueError) as error:
                body["error"] = f"model: {error}"
        return body, []

    return examine


if __name__ == "__main__":
    serve(prepare)
