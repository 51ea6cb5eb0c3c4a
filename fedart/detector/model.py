"""The model path: an ONNX file driven by its manifest. The only module that knows onnxruntime; runs in the sandbox."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as runtime
from PIL import Image

from fedart.detector import combined, manifest, onnx_file, views
from fedart.detector.manifest import WEIGHTS, Input, Layout, ModelInfo, Output, OutputKind
from fedart.errors import ConfigError

_THREADS = 1
_SURE = 1e-7
"""A probability is taken to lie this far from 0 and 1, so that its logit is finite."""

_RUNTIME_ERRORS: tuple[type[Exception], ...] = (
    RuntimeError,
    ValueError,
    *(
        getattr(runtime, name)
        for name in ("Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "NotImplemented")
    ),
    *(getattr(runtime, name) for name in ("EPFail", "NoSuchFile", "RuntimeException")),
)
_NO_MEMORY = "bad_alloc"

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]


class ModelError(Exception):
    """The model gave no usable answer."""


@dataclass(frozen=True, slots=True)
class TileScore:
    """One tile of a sample: its box in shares of the sample's sides, and its calibrated probability."""

    left: float
    top: float
    width: float
    height: float
    score: float


@dataclass(frozen=True, slots=True)
class Scored:
    """What a model says about a picture: calibrated probabilities from 0 (made by a person) to 1 (generated).

    `whole` is the probability by the whole alone, of the frame with the highest one, which is number `frame`; `tiles`
    are that frame's. `frames` counts those that were looked at.
    """

    score: float
    whole: float
    tiles: tuple[TileScore, ...]
    frame: int
    frames: int


class _Argument(Protocol):
    name: str
    type: str
    shape: Sequence[int | str | None]


class _Session(Protocol):
    def run(
        self, names: list[str], feeds: dict[str, Floats], run_options: object = None
    ) -> list[NDArray[np.float32]]: ...

    def get_inputs(self) -> list[_Argument]: ...

    def get_outputs(self) -> list[_Argument]: ...


@dataclass(frozen=True, slots=True)
class _Frame:
    """One frame: the calibrated logit, the probability by the whole alone, the tiles."""

    logit: float
    whole: float
    tiles: tuple[TileScore, ...]


class Model:
    """A loaded model."""

    def __init__(self, info: ModelInfo, session: _Session) -> None:
        self.info = info
        self._session = session
        self._input = session.get_inputs()[0].name
        self._output = info.output.name or session.get_outputs()[0].name
        self._options = onnxruntime.RunOptions()
        # Without it the nodes of the outputs that were not asked for run too.
        self._options.only_execute_path_to_fetches = True

    def score(self, samples: Sequence[Image.Image]) -> Scored:
        """The judgement of a picture by its samples: RGB, the shorter side as the manifest's `sample` says.

        Raises ModelError for samples of another size and for an answer that is no probability, and MemoryError.
        """
        if not samples:
            raise ModelError("there is no sample to look at")
        frames = [self._frame(sample) for sample in samples]
        place = max(range(len(frames)), key=lambda number: frames[number].logit)
        score = combined.of_frames([frame.logit for frame in frames])
        return Scored(score, frames[place].whole, frames[place].tiles, place, len(frames))

    def _frame(self, sample: Image.Image) -> _Frame:
        shown, combine, tiles = self.info.input, self.info.combine, self.info.tiles
        if min(sample.size) != shown.sample:
            size = f"{sample.width} x {sample.height}"
            raise ModelError(f"a sample of {size} where the shorter side must be {shown.sample}")
        view = views.whole(sample, shown.size, shown.resize, shown.jpeg)
        raw = self._logit(self._output, view)
        logit = combined.of_whole(combine, raw)
        whole = combined.sigmoid(logit)
        if tiles is None or whole < tiles.start:
            return _Frame(logit, whole, ())
        boxes = views.boxes(*sample.size, shown.size, tiles.most)
        round_ = views.compressed(sample, shown.jpeg)
        logits = [self._logit(tiles.output, views.tile(round_, box)) for box in boxes]
        scores = [combined.sigmoid(combined.of_tile(combine, logit)) for logit in logits]
        shares = tuple(_shares(box, sample.size, score) for box, score in zip(boxes, scores, strict=True))
        return _Frame(combined.of_both(combine, raw, logits), whole, shares)

    def _logit(self, output: str, view: Pixels) -> float:
        feed = _prepared(view, self.info.input)
        try:
            answer = self._session.run([output], {self._input: feed}, self._options)[0]
        except _RUNTIME_ERRORS as error:
            if _NO_MEMORY in str(error):
                # The process has to go: what it could not get now, it would not get for the next picture either.
                raise MemoryError from error
            raise ModelError(f"onnxruntime: {str(error)[:200]}") from error
        return _logit(np.asarray(answer, dtype=np.float64), self.info.output)


def load(folder: Path) -> Model:
    """Verify the hash, look into the file, start a session. Raises ConfigError."""
    info = manifest.load(folder)
    onnx_file.check(manifest.weights(info))
    session = _session(folder / WEIGHTS)
    _check_ends(info, session)
    return Model(info, session)


def check(folder: Path) -> ModelInfo:
    """Prove a model before it is used: hash, structure, usable answers to plain pictures, the golden score.

    Raises ConfigError with the first thing that is wrong.
    """
    model = load(folder)
    side = model.info.input.sample
    try:
        for grey in (0, 128, 255):
            model.score([Image.new("RGB", (side, side), (grey, grey, grey))])
    except ModelError as error:
        raise manifest.wrong(folder, str(error)) from error
    check_golden(model)
    return model.info


def check_golden(model: Model) -> float:
    """Whether this machine's arithmetic gives the score that the manifest promises; returns the score.

    Raises ConfigError. Quantised models differ between processors: one that is far off would judge at random.
    """
    side, golden = model.info.input.sample, model.info.golden
    try:
        score = model.score([Image.frombytes("RGB", (side, side), pattern(side))]).score
    except ModelError as error:
        raise manifest.wrong(model.info.folder, str(error)) from error
    if golden is not None and abs(score - golden[0]) > golden[1]:
        raise manifest.wrong(
            model.info.folder,
            f"the golden picture scores {score:.4f}, not {golden[0]:.4f}: either this processor computes the model"
            " differently, or the manifest belongs to another model. Its estimates cannot be trusted here",
        )
    return score


def pattern(side: int) -> bytes:
    """The golden picture, side x side RGB: two ramps and their bitwise mix, the same on every machine."""
    ramp = np.arange(side, dtype=np.uint32) * 255 // max(1, side - 1)
    across, down = np.broadcast_to(ramp, (side, side)), np.broadcast_to(ramp[:, None], (side, side))
    return np.stack([across, down, across ^ down], axis=-1).astype(np.uint8).tobytes()


def _session(path: Path) -> _Session:
    """From the path, because onnxruntime would keep a second copy of the bytes."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # One picture at a time needs no reserve of memory for the next.
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    try:
        session: _Session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except _RUNTIME_ERRORS as error:
        raise ConfigError(f"detector.model: onnxruntime refuses it: {str(error)[:300]}", rule="MED-07") from error
    return session


def _check_ends(info: ModelInfo, session: _Session) -> None:
    """Whether the graph has the input and the outputs that the manifest names. Raises ConfigError."""
    inputs, outputs = session.get_inputs(), [output.name for output in session.get_outputs()]
    if len(inputs) != 1 or inputs[0].type != "tensor(float)" or not outputs:
        raise manifest.wrong(info.folder, "the model must have one float input and an output")
    side = info.input.size
    wanted = [1, 3, side, side] if info.input.layout is Layout.NCHW else [1, side, side, 3]
    shape = list(inputs[0].shape)
    fits = len(shape) == 4 and all(not isinstance(a, int) or a == b for a, b in zip(shape, wanted, strict=True))
    if not fits:
        raise manifest.wrong(info.folder, f"the model's input is {shape}, the manifest says {wanted}")
    for name in (info.output.name, info.tiles.output if info.tiles else ""):
        if name and name not in outputs:
            raise manifest.wrong(info.folder, f"the model has no output {name!r}, but {', '.join(outputs[:8])}")


def _prepared(view: Pixels, wanted: Input) -> Floats:
    values = (view.astype(np.float32) / 255 - np.array(wanted.mean, np.float32)) / np.array(wanted.std, np.float32)
    ordered = values.transpose(2, 0, 1) if wanted.layout is Layout.NCHW else values
    return np.ascontiguousarray(ordered[None], dtype=np.float32)


def _logit(answer: NDArray[np.float64], output: Output) -> float:
    """The logit of "generated" in an answer. Raises ModelError when it makes no sense."""
    values = answer.reshape(-1)
    if values.size != len(output.labels):
        raise ModelError(f"{values.size} values for {len(output.labels)} labels")
    if not np.isfinite(values).all():
        raise ModelError("the answer is not finite")
    value = float(values[output.index])
    if output.kind is OutputKind.SIGMOID:
        return value
    if output.kind is OutputKind.SOFTMAX:
        return value - float(np.logaddexp.reduce(np.delete(values, output.index)))
    if not 0.0 <= value <= 1.0:
        raise ModelError(f"{value} is no probability")
    value = min(1 - _SURE, max(_SURE, value))
    return math.log(value / (1 - value))


def _shares(box: views.Box, size: tuple[int, int], score: float) -> TileScore:
    left, top, width, height = box
    return TileScore(left / size[0], top / size[1], width / size[0], height / size[1], score)
