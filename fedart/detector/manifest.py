"""A model's description: the folder `NAME/{model.onnx, model.toml}`. Nothing about any model is known to the code.

name, version, licence, sha256                  texts; the hash is that of model.onnx
[input]  size, resize, layout, mean, std, jpeg, sample      see `Input`
[output] kind, index, labels, name              see `Output`
[tiles]  output, most, from                     see `Tiles`
[combine] whole, both, tile                     see `Combine`
[frames] most                                   frames of an animation that are judged, 1 when it is not said
[[points]] name, threshold, wrong, wrong_low, wrong_high, found     see `fedart.domain.policy.Point`
[[media]] name, works, wrong, wrong_low, wrong_high                 see `MediumRate`
[card]   training, limits, date                 texts for the people whose works are judged
[thresholds] [measured]                         figures by name, for the operator to read
[golden] score, tolerance                       what the model must say about `model.pattern`
"""

import hashlib
import mmap
import os
import tomllib
from itertools import pairwise
from pathlib import Path

from fedart.detector import values
from fedart.detector.description import (
    Card,
    Combine,
    Input,
    Layout,
    MediumRate,
    ModelInfo,
    Output,
    OutputKind,
    Tiles,
)
from fedart.detector.values import BadValueError, Table
from fedart.domain.policy import Point
from fedart.errors import ConfigError

__all__ = [
    "DESCRIPTION",
    "DESCRIPTION_LIMIT",
    "WEIGHTS",
    "WEIGHTS_LIMIT",
    "Card",
    "Combine",
    "Input",
    "Layout",
    "MediumRate",
    "ModelInfo",
    "Output",
    "OutputKind",
    "Tiles",
    "load",
    "weights",
    "wrong",
]

WEIGHTS = "model.onnx"
DESCRIPTION = "model.toml"
SIDE_LIMIT = 2048
WEIGHTS_LIMIT = 1024**3
DESCRIPTION_LIMIT = 64 * 1024

_TILES_LIMIT = 16
_FRAMES_LIMIT = 3
_ROWS_LIMIT = 64
_POINTS = ("label", "hold", "drop")
_KEYS = {
    *("name", "version", "licence", "sha256", "input", "output", "tiles", "combine", "frames", "points", "media"),
    *("card", "thresholds", "measured", "golden"),
}


def load(folder: Path) -> ModelInfo:
    """Read and check `model.toml`. Raises ConfigError that names the mistake; does not touch the weights."""
    try:
        raw = (folder / DESCRIPTION).read_bytes()
        if len(raw) > DESCRIPTION_LIMIT:
            raise wrong(folder, "it is too large")
        table = tomllib.loads(raw.decode())
    except OSError as error:
        raise wrong(folder, f"{DESCRIPTION} cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise wrong(folder, str(error)) from error
    try:
        return _info(table, folder)
    except BadValueError as error:
        raise wrong(folder, str(error)) from error


def weights(info: ModelInfo) -> memoryview:
    """The bytes of model.onnx, whose hash is the manifest's (THREATS MED-07). Raises ConfigError.

    They are mapped, not copied into memory; the mapping goes when nobody holds the view or a part of it.
    """
    path = info.folder / WEIGHTS
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if not 0 < size <= WEIGHTS_LIMIT:
                size_words = f"larger than {WEIGHTS_LIMIT // 2**20} MiB" if size else "empty"
                raise wrong(info.folder, f"{WEIGHTS} is {size_words}")
            data = memoryview(mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ))
    except OSError as error:
        raise wrong(info.folder, f"{WEIGHTS} cannot be read ({error.strerror})") from error
    found = hashlib.sha256(data).hexdigest()
    if found != info.sha256:
        raise wrong(info.folder, f"{WEIGHTS} has sha256 {found}, the manifest says {info.sha256}")
    return data


def wrong(folder: Path, what: str) -> ConfigError:
    """The error about a model in `folder`."""
    return ConfigError(f"detector.model: {folder}: {what}", rule="MED-07")


def _info(table: Table, folder: Path) -> ModelInfo:
    values.known(table, _KEYS)
    sha256 = values.text(table, "sha256").lower()
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise BadValueError("sha256 must be 64 hex digits")
    golden = values.figures(table, "golden")
    if golden and set(golden) != {"score", "tolerance"}:
        raise BadValueError("[golden] holds score and tolerance")
    shown = _input(values.section(table, "input"))
    tiles, combine = _tiles(table, shown), _combine(table)
    if tiles is not None and (combine is None or combine.both is None or combine.tile is None):
        raise BadValueError("[tiles] needs [combine] with whole, both and tile")
    return ModelInfo(
        name=values.text(table, "name"),
        version=values.text(table, "version"),
        licence=values.text(table, "licence"),
        sha256=sha256,
        input=shown,
        output=_output(values.section(table, "output")),
        tiles=tiles,
        combine=combine,
        frames=_frames(values.section(table, "frames")),
        points=_points(values.rows(table, "points", _ROWS_LIMIT)),
        media=tuple(_medium(row) for row in values.rows(table, "media", _ROWS_LIMIT)),
        card=_card(values.section(table, "card")),
        thresholds=values.figures(table, "thresholds"),
        measured=values.figures(table, "measured"),
        golden=(golden["score"], golden["tolerance"]) if golden else None,
        folder=folder,
    )


def _input(table: Table) -> Input:
    values.known(table, {"size", "resize", "layout", "mean", "std", "jpeg", "sample"}, "input.")
    size = values.whole(table, "size", 1, SIDE_LIMIT)
    resize = values.whole(table, "resize", size, SIDE_LIMIT, size)
    layout = values.text(table, "layout")
    if layout not in set(Layout):
        raise BadValueError(f"input.layout must be one of {', '.join(Layout)}")
    std = _three(table, "std")
    if 0 in std:
        raise BadValueError("input.std must not be zero")
    return Input(
        size=size,
        resize=resize,
        layout=Layout(layout),
        mean=_three(table, "mean"),
        std=std,
        jpeg=values.whole(table, "jpeg", 0, 100, 0),
        sample=values.whole(table, "sample", resize, SIDE_LIMIT, resize),
    )


def _output(table: Table) -> Output:
    values.known(table, {"kind", "index", "labels", "name"}, "output.")
    kind = values.text(table, "kind")
    if kind not in set(OutputKind):
        raise BadValueError(f"output.kind must be one of {', '.join(OutputKind)}")
    try:
        labels = values.texts(table, "labels")
    except BadValueError as error:
        raise BadValueError(f"output.{error}") from error
    if kind == OutputKind.SOFTMAX and len(labels) < 2:
        raise BadValueError("output.labels must name two or more places for softmax")
    index = values.whole(table, "index", 0, len(labels) - 1, 0)
    return Output(OutputKind(kind), index, labels, values.text(table, "name", ""))


def _tiles(table: Table, shown: Input) -> Tiles | None:
    if "tiles" not in table:
        return None
    tiles = values.section(table, "tiles")
    values.known(tiles, {"output", "most", "from"}, "tiles.")
    if shown.sample < shown.size:
        raise BadValueError("tiles do not fit into input.sample")
    most = values.whole(tiles, "most", 1, _TILES_LIMIT)
    return Tiles(values.text(tiles, "output"), most, values.between(tiles, "from", 0, 1))


def _combine(table: Table) -> Combine | None:
    if "combine" not in table:
        return None
    combine = values.section(table, "combine")
    values.known(combine, {"whole", "both", "tile"}, "combine.")
    return Combine(
        whole=_two(combine, "whole"),
        both=_three(combine, "both") if "both" in combine else None,
        tile=_two(combine, "tile") if "tile" in combine else None,
    )


def _frames(table: Table) -> int:
    values.known(table, {"most"}, "frames.")
    return values.whole(table, "most", 1, _FRAMES_LIMIT, 1)


def _points(rows: list[Table]) -> tuple[Point, ...]:
    points = tuple(_point(row) for row in rows)
    for lower, higher in pairwise(points):
        if lower.threshold >= higher.threshold:
            raise BadValueError("points.threshold must ascend")
    names = [point.name for point in points if point.name]
    if points and sorted(names) != sorted(_POINTS):
        raise BadValueError(f"points must name {', '.join(_POINTS)}, each once")
    order = [point.name for point in points if point.name in ("hold", "drop")]
    if order == ["drop", "hold"]:
        raise BadValueError("the point hold must lie below the point drop")
    return points


def _point(row: Table) -> Point:
    values.known(row, {"name", "threshold", "wrong", "wrong_low", "wrong_high", "found"}, "points.")
    low, rate, high = _rate(row)
    threshold, found = values.between(row, "threshold", 0, 1), values.between(row, "found", 0, 100)
    return Point(values.text(row, "name", ""), threshold, rate, low, high, found)


def _medium(row: Table) -> MediumRate:
    values.known(row, {"name", "works", "wrong", "wrong_low", "wrong_high"}, "media.")
    low, rate, high = _rate(row)
    return MediumRate(values.text(row, "name"), values.whole(row, "works", 1, 10**9), rate, low, high)


def _rate(row: Table) -> tuple[float, float, float]:
    """Flagged human works per thousand: the interval's lower end, the rate, the upper end."""
    low, rate, high = (values.between(row, name, 0, 1000) for name in ("wrong_low", "wrong", "wrong_high"))
    if not low <= rate <= high:
        raise BadValueError("wrong must lie between wrong_low and wrong_high")
    return low, rate, high


def _card(table: Table) -> Card:
    values.known(table, {"training", "limits", "date"}, "card.")
    training, date = values.text(table, "training", ""), values.text(table, "date", "")
    return Card(training, values.texts(table, "limits", ()), date)


def _two(table: Table, name: str) -> tuple[float, float]:
    first, second = values.numbers(table, name, 2)
    return first, second


def _three(table: Table, name: str) -> tuple[float, float, float]:
    first, second, third = values.numbers(table, name, 3)
    return first, second, third
