"""What a model's manifest says, as values. `fedart.detector.manifest` reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from fedart.domain.policy import Point


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
    """What the model is shown of a sample, a picture whose shorter side was made `sample` pixels.

    The whole: shorter side made `resize` pixels, one JPEG round of quality `jpeg` (0: none), the middle `size` x `size`
    cut out, values 0 to 1 less `mean` over `std`. A tile: `size` x `size` of the sample after such a round.
    """

    size: int
    resize: int
    layout: Layout
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    jpeg: int
    sample: int


@dataclass(frozen=True, slots=True)
class Output:
    """`name` is the graph's output (empty: its first), `index` the place of "generated" in its last axis.

    `labels` name the places.
    """

    kind: OutputKind
    index: int
    labels: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """How a picture is looked at in parts: by the graph's output `output`, in at most `most` tiles of a sample.

    Only pictures whose probability as a whole is `start` or more are.
    """

    output: str
    most: int
    start: float


@dataclass(frozen=True, slots=True)
class Combine:
    """How logits become calibrated probabilities, each a bias and weights; see `fedart.detector.combined`.

    `whole`: a picture of which no tiles were looked at. `both`: the whole and the mean of the tiles. `tile`: one tile.
    """

    whole: tuple[float, float]
    both: tuple[float, float, float] | None = None
    tile: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class MediumRate:
    """Human works of one medium or kind that are flagged at the point `hold`, per thousand, with a 95 % interval.

    `works` is how many were looked at.
    """

    name: str
    works: int
    wrong: float
    wrong_low: float
    wrong_high: float


@dataclass(frozen=True, slots=True)
class Card:
    """The model card's texts: what it was trained on, what it cannot do, when it was made."""

    training: str = ""
    limits: tuple[str, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Everything a manifest says. `golden` is (score, tolerance) or None; `folder` is where it was read.

    `frames` is how many frames of an animation are judged. `points` ascend; none: nobody measured its error rates.
    """

    name: str
    version: str
    licence: str
    sha256: str
    input: Input
    output: Output
    tiles: Tiles | None = None
    combine: Combine | None = None
    frames: int = 1
    points: tuple[Point, ...] = ()
    media: tuple[MediumRate, ...] = ()
    card: Card = Card()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    measured: Mapping[str, float] = field(default_factory=dict)
    golden: tuple[float, float] | None = None
    folder: Path = Path()

    @property
    def label(self) -> str:
        """As it stands in reports: `name version`."""
        return f"{self.name} {self.version}"
