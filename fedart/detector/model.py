"""The model path: an ONNX file driven by its manifest. The only module that knows onnxruntime; runs in the sandbox."""

import io
import math
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as runtime
from PIL import Image

from fedart.detector import manifest, onnx_file
from fedart.detector.manifest import Input, Layout, ModelInfo, Output, OutputKind
from fedart.errors import ConfigError

_THREADS = 1
_RUNTIME_ERRORS: tuple[type[Exception], ...] = (
    RuntimeError,
    ValueError,
    *(
        getattr(runtime, name)
        for name in ("Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "NotImplemented")
    ),
    *(getattr(runtime, name) for name in ("EPFail", "NoSuchFile", "RuntimeException")),
)

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]


class ModelError(Exception):
    """The model gave no usable answer."""


class _Argument(Protocol):
    name: str
    type: str


class _Session(Protocol):
    def run(self, names: list[str], feeds: dict[str, Floats]) -> list[NDArray[np.float32]]: ...

    def get_inputs(self) -> list[_Argument]: ...

    def get_outputs(self) -> list[_Argument]: ...


class Model:
    """A loaded model. `score` takes the view that the manifest's `resize` asks for."""

    def __init__(self, info: ModelInfo, session: _Session) -> None:
        self.info = info
        self._session = session
        self._input = session.get_inputs()[0].name
        self._output = session.get_outputs()[0].name

    def score(self, width: int, height: int, rgb: bytes) -> float:
        """From 0 (made by a person) to 1 (generated). `rgb`: width * height * 3 bytes, row by row.

        Raises ModelError for a view of the wrong size and for an answer that is no probability.
        """
        view = np.frombuffer(rgb, dtype=np.uint8).reshape(height, width, 3)
        feed = _prepared(view, self.info.input)
        try:
            answer = self._session.run([self._output], {self._input: feed})[0]
        except _RUNTIME_ERRORS as error:
            raise ModelError(f"onnxruntime: {str(error)[:200]}") from error
        return _probability(np.asarray(answer, dtype=np.float64), self.info.output)


def load(folder: Path) -> Model:
    """Verify the hash, look into the file, start a session. Raises ConfigError."""
    info = manifest.load(folder)
    data = manifest.weights(info)
    onnx_file.check(data)
    session = _session(data)
    inputs = session.get_inputs()
    if len(inputs) != 1 or inputs[0].type != "tensor(float)" or not session.get_outputs():
        raise ConfigError(f"detector.model: {folder}: the model must have one float input and an output")
    return Model(info, session)


def check(folder: Path) -> ModelInfo:
    """Prove a model before it is used: hash, structure, usable answers to plain pictures, the golden score.

    Raises ConfigError with the first thing that is wrong.
    """
    model = load(folder)
    side = model.info.input.resize
    try:
        for grey in (0, 128, 255):
            model.score(side, side, bytes([grey]) * (side * side * 3))
        score = model.score(side, side, pattern(side))
    except ModelError as error:
        raise ConfigError(f"detector.model: {folder}: {error}") from error
    golden = model.info.golden
    if golden is not None and abs(score - golden[0]) > golden[1]:
        raise ConfigError(f"detector.model: {folder}: the golden picture scores {score:.4f}, not {golden[0]:.4f}")
    return model.info


def pattern(side: int) -> bytes:
    """The golden picture, side x side RGB: two ramps and their bitwise mix, the same on every machine."""
    ramp = np.arange(side, dtype=np.uint32) * 255 // max(1, side - 1)
    across, down = np.broadcast_to(ramp, (side, side)), np.broadcast_to(ramp[:, None], (side, side))
    return np.stack([across, down, across ^ down], axis=-1).astype(np.uint8).tobytes()


def _session(data: bytes) -> _Session:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    try:
        session: _Session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except _RUNTIME_ERRORS as error:
        raise ConfigError(f"detector.model: onnxruntime refuses it: {str(error)[:300]}", rule="MED-07") from error
    return session


def _prepared(view: Pixels, wanted: Input) -> Floats:
    height, width, _ = view.shape
    if min(height, width) != wanted.resize:
        raise ModelError(f"a view of {width} x {height} where the shorter side must be {wanted.resize}")
    if wanted.jpeg:
        view = _jpeg_round(view, wanted.jpeg)
    top, left = (height - wanted.size) // 2, (width - wanted.size) // 2
    crop = view[top : top + wanted.size, left : left + wanted.size].astype(np.float32) / 255
    values = (crop - np.array(wanted.mean, np.float32)) / np.array(wanted.std, np.float32)
    ordered = values.transpose(2, 0, 1) if wanted.layout is Layout.NCHW else values
    return np.ascontiguousarray(ordered[None], dtype=np.float32)


def _jpeg_round(view: Pixels, quality: int) -> Pixels:
    """One canonical compression, so that the source's own compression matters less."""
    out = io.BytesIO()
    Image.fromarray(view).save(out, "JPEG", quality=quality, subsampling=2)
    with Image.open(out, formats=["JPEG"]) as again:
        return np.asarray(again.convert("RGB"))


def _probability(answer: NDArray[np.float64], output: Output) -> float:
    values = answer.reshape(-1)
    if values.size != len(output.labels):
        raise ModelError(f"{values.size} values for {len(output.labels)} labels")
    if not np.isfinite(values).all():
        raise ModelError("the answer is not finite")
    score = float(values[output.index])
    if output.kind is OutputKind.SIGMOID:
        score = 1 / (1 + math.exp(-max(-700.0, min(700.0, score))))
    elif output.kind is OutputKind.SOFTMAX:
        powers = np.exp(values - values.max())
        score = float(powers[output.index] / powers.sum())
    if not 0.0 <= score <= 1.0:
        raise ModelError(f"{score} is no probability")
    return score
