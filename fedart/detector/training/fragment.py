"""A head as an ONNX fragment: nodes that name the tower's values, the head's weights, and the model's outputs.

`fedart.detector.assemble` joins it to the tower. Weights are stored in half precision and widened by the graph.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from fedart.detector.training.heads import CLIP, Perceptron, Scale

OPSET = 14
WIDTH = 768

_LAYER = "/vision_model/encoder/layers.{}/Add_1_output_0"


@dataclass(frozen=True, slots=True)
class Head:
    """What turns a view's features into a logit: a perceptron on scaled features.

    `layers` counts the tower's blocks from 0; the features are their class tokens, one after another.
    """

    layers: tuple[int, ...]
    scale: Scale
    perceptron: Perceptron

    def __call__(self, features: NDArray[np.float16] | NDArray[np.float32]) -> NDArray[np.float32]:
        """Logits of rows of features."""
        scaled = self.scale(features)
        return self.perceptron(scaled)


def fragment(heads: Mapping[str, Head]) -> bytes:
    """One output for each head, by its name. Raises ValueError unless all use the same layers and the same scale."""
    first = next(iter(heads.values()))
    build = _Build()
    features = build.features(first.layers)
    scaled = build.scaled(features, first.scale)
    for name, head in heads.items():
        if head.layers != first.layers or not head.scale.same(first.scale):
            raise ValueError("heads of one model share their layers and their scale")
        build.logit(name, scaled, head)
    return build.saved([(name, [1]) for name in heads])


def taps(layers: Sequence[int]) -> bytes:
    """A fragment whose output `features` is the class tokens themselves, for fitting: 1 x (layers * WIDTH)."""
    build = _Build()
    build.node("Identity", [build.features(layers)], output="features")
    return build.saved([("features", [1, len(layers) * WIDTH])])


class _Build:
    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._values: list[onnx.TensorProto] = []

    def node(self, kind: str, inputs: Sequence[str], output: str = "", **attributes: int) -> str:
        name = output or f"head_{len(self._nodes)}"
        made = helper.make_node(kind, list(inputs), [name])
        made.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self._nodes.append(made)
        return name

    def value(self, array: NDArray[np.float32] | NDArray[np.int64]) -> str:
        """A stored tensor; floats in half precision."""
        name = f"head_value_{len(self._values)}"
        narrow = array.astype(np.float16) if array.dtype == np.float32 and array.size > 1 else array
        self._values.append(numpy_helper.from_array(narrow.copy(order="C"), name))
        return name if narrow.dtype != np.float16 else self.node("Cast", [name], to=TensorProto.FLOAT)

    def features(self, layers: Sequence[int]) -> str:
        zero = self.value(np.array(0, np.int64))
        tokens = [self.node("Gather", [_LAYER.format(layer), zero], axis=1) for layer in layers]
        return self.node("Concat", tokens, axis=1)

    def scaled(self, features: str, scale: Scale) -> str:
        centred = self.node("Sub", [features, self.value(scale.mean)])
        spread = self.node("Mul", [centred, self.value(np.float32(1) / scale.deviation)])
        low, high = (self.value(np.array(edge, np.float32)) for edge in (-CLIP, CLIP))
        return self.node("Clip", [spread, low, high])

    def logit(self, name: str, scaled: str, head: Head) -> None:
        hidden = self.node("MatMul", [scaled, self.value(head.perceptron.first)])
        hidden = self.node("Relu", [self.node("Add", [hidden, self.value(head.perceptron.offset)])])
        bent = self.node("MatMul", [hidden, self.value(head.perceptron.second[:, None])])
        logit = self.node("Add", [bent, self.value(np.array(head.perceptron.bias, np.float32))])
        self.node("Reshape", [logit, self.value(np.array([1], np.int64))], output=name)

    def saved(self, outputs: Sequence[tuple[str, list[int]]]) -> bytes:
        made = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs]
        graph = helper.make_graph(self._nodes, "head", [], made, self._values)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=7)
        return bytes(model.SerializeToString(deterministic=True))
