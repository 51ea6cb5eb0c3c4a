"""A head with drawn weights, for tests of what happens to heads."""

import numpy as np
from numpy.typing import NDArray

from fedart.detector.training.fitting import LAYERS
from fedart.detector.training.fragment import WIDTH, Head
from fedart.detector.training.heads import Perceptron, Scale


def toy_head(seed: int, scale: Scale | None = None, layers: tuple[int, ...] = LAYERS) -> Head:
    """A head whose logits are of the size of a fitted one's."""
    rng = np.random.default_rng(seed)
    columns = len(layers) * WIDTH

    def normal(*shape: int, deviation: float) -> NDArray[np.float32]:
        return rng.normal(0, deviation, shape).astype(np.float32)

    return Head(
        layers,
        scale or Scale(normal(columns, deviation=0.3), np.abs(normal(columns, deviation=0.4)) + np.float32(0.05)),
        Perceptron(normal(columns, 40, deviation=0.02), normal(40, deviation=0.2), normal(40, deviation=0.3), -0.7),
    )
