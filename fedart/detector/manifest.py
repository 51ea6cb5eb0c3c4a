"""A model's description: the folder `NAME/{model.onnx, model.toml}`. Nothing about any model is known to the code.

name, version, licence, sha256                  texts; the hash is that of model.onnx
[input]  size, resize, layout, mean, std, jpeg  see `Input`
[output] kind, index, labels                    see `Output`
[thresholds] [measured]                         figures by name, for the operator to read
[golden] score, tolerance                       what the model must say about `model.pattern`
"""

import hashlib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from fedart.errors import ConfigError

WEIGHTS = "model.onnx"
DESCRIPTION = "model.toml"
SIDE_LIMIT = 2048

_DESCRIPTION_LIMIT = 64 * 1024


class Layout(StrEnum):
    """The order of the input's axes."""

    NCHW = "NCHW"
    NHWC = "NHWC"


class OutputKind(StrEnum):
    """How the output becomes a probability: a logit for sigmoid, logits for softmax, or a probability as it is."""

    SIGMOID = "sigmoid"
    SOFTMAX = "softmax"
    PROBABILITY = "probability"


@dataclass(frozen=True, slots=True)
class Input:
    """What the model is shown: shorter side made `resize` pixels, one JPEG round of quality `jpeg` (0: none),

    the middle `size` x `size` cut out, values 0 to 1 less `mean` over `std`.
    """

    size: int
    resize: int
    layout: Layout
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    jpeg: int


@dataclass(frozen=True, slots=True)
class Output:
    """`index` is the place of "generated" in the last axis; `labels` name the places."""

    kind: OutputKind
    index: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Everything a manifest says. `golden` is (score, tolerance) or None; `folder` is where it was read."""

    name: str
    version: str
    licence: str
    sha256: str
    input: Input
    output: Output
    thresholds: Mapping[str, float] = field(default_factory=dict)
    measured: Mapping[str, float] = field(default_factory=dict)
    golden: tuple[float, float] | None = None
    folder: Path = Path()

    @property
    def label(self) -> str:
        """As it stands in reports: `name version`."""
        return f"{self.name} {self.version}"


def load(folder: Path) -> ModelInfo:
    """Read and check `model.toml`. Raises ConfigError that names the mistake; does not touch the weights."""
    try:
        raw = (folder / DESCRIPTION).read_bytes()
        if len(raw) > _DESCRIPTION_LIMIT:
            raise _wrong(folder, "it is too large")
        table = tomllib.loads(raw.decode())
    except OSError as error:
        raise _wrong(folder, f"{DESCRIPTION} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise _wrong(folder, str(error)) from error
    try:
        return _info(table, folder)
    except _BadValueError as error:
        raise _wrong(folder, str(error)) from error


def weights(info: ModelInfo) -> bytes:
    """The bytes of model.onnx, whose hash is the manifest's (THREATS MED-07). Raises ConfigError."""
    try:
        data = (info.folder / WEIGHTS).read_bytes()
    except OSError as error:
        raise _wrong(info.folder, f"{WEIGHTS} cannot be read ({error.strerror})") from error
    found = hashlib.sha256(data).hexdigest()
    if found != info.sha256:
        raise _wrong(info.folder, f"{WEIGHTS} has sha256 {found}, the manifest says {info.sha256}")
    return data


class _BadValueError(Exception):
    pass


def _wrong(folder: Path, what: str) -> ConfigError:
    return ConfigError(f"detector.model: {folder}: {what}", rule="MED-07")


def _info(table: Mapping[str, object], folder: Path) -> ModelInfo:
    _known(table, {"name", "version", "licence", "sha256", "input", "output", "thresholds", "measured", "golden"}, "")
    sha256 = _text(table, "sha256").lower()
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise _BadValueError("sha256 must be 64 hex digits")
    golden = _figures(table, "golden")
    if golden and set(golden) != {"score", "tolerance"}:
        raise _BadValueError("[golden] holds score and tolerance")
    return ModelInfo(
        name=_text(table, "name"),
        version=_text(table, "version"),
        licence=_text(table, "licence"),
        sha256=sha256,
        input=_input(_section(table, "input")),
        output=_output(_section(table, "output")),
        thresholds=_figures(table, "thresholds"),
        measured=_figures(table, "measured"),
        golden=(golden["score"], golden["tolerance"]) if golden else None,
        folder=folder,
    )


def _input(table: Mapping[str, object]) -> Input:
    _known(table, {"size", "resize", "layout", "mean", "std", "jpeg"}, "input.")
    size = _whole(table, "size", 1, SIDE_LIMIT)
    layout = _text(table, "layout")
    if layout not in set(Layout):
        raise _BadValueError(f"input.layout must be one of {', '.join(Layout)}")
    std = _three(table, "std")
    if 0 in std:
        raise _BadValueError("input.std must not be zero")
    return Input(
        size=size,
        resize=_whole(table, "resize", size, SIDE_LIMIT, size),
        layout=Layout(layout),
        mean=_three(table, "mean"),
        std=std,
        jpeg=_whole(table, "jpeg", 0, 100, 0),
    )


def _output(table: Mapping[str, object]) -> Output:
    _known(table, {"kind", "index", "labels"}, "output.")
    kind = _text(table, "kind")
    if kind not in set(OutputKind):
        raise _BadValueError(f"output.kind must be one of {', '.join(OutputKind)}")
    labels = table.get("labels")
    if not isinstance(labels, list) or not labels or not all(isinstance(label, str) for label in labels):
        raise _BadValueError("output.labels must be a list of texts")
    return Output(OutputKind(kind), _whole(table, "index", 0, len(labels) - 1, 0), tuple(str(x) for x in labels))


def _known(table: Mapping[str, object], names: set[str], prefix: str) -> None:
    for name in table:
        if name not in names:
            raise _BadValueError(f"unknown key {prefix}{name}")


def _section(table: Mapping[str, object], name: str) -> Mapping[str, object]:
    section = table.get(name, {})
    if not isinstance(section, dict):
        raise _BadValueError(f"{name} must be a table")
    return section


def _text(table: Mapping[str, object], name: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _BadValueError(f"{name} must be a text")
    return value


def _whole(table: Mapping[str, object], name: str, low: int, high: int, default: int | None = None) -> int:
    value = table.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise _BadValueError(f"{name} must be a whole number from {low} to {high}")
    return value


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _BadValueError(f"{name} must be a number")
    return float(value)


def _figures(table: Mapping[str, object], name: str) -> dict[str, float]:
    return {key: _number(value, f"{name}.{key}") for key, value in _section(table, name).items()}


def _three(table: Mapping[str, object], name: str) -> tuple[float, float, float]:
    value = table.get(name)
    if not isinstance(value, list) or len(value) != 3:
        raise _BadValueError(f"{name} must be three numbers")
    red, green, blue = (_number(v, name) for v in value)
    return red, green, blue
