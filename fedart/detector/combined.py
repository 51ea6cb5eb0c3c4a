"""Logits to calibrated probabilities: of a whole picture, its tiles, the frames of an animation. Only arithmetic."""

import math
from collections.abc import Sequence
from statistics import fmean

from fedart.detector.description import Combine

_FARTHEST = 700.0


def sigmoid(logit: float) -> float:
    """The probability of a logit; logits beyond what a float's exponent holds count as its ends."""
    return 1 / (1 + math.exp(-max(-_FARTHEST, min(_FARTHEST, logit))))


def of_whole(combine: Combine | None, whole: float) -> float:
    """The calibrated logit of a picture of which only the whole was looked at."""
    if combine is None:
        return whole
    bias, weight = combine.whole
    return bias + weight * whole


def of_both(combine: Combine | None, whole: float, tiles: Sequence[float]) -> float:
    """The calibrated logit of a picture of which the whole and tiles were looked at."""
    if combine is None or combine.both is None or not tiles:
        return of_whole(combine, whole)
    bias, weight_whole, weight_tiles = combine.both
    return bias + weight_whole * whole + weight_tiles * fmean(tiles)


def of_tile(combine: Combine | None, tile: float) -> float:
    """The calibrated logit of one tile by itself."""
    if combine is None or combine.tile is None:
        return tile
    bias, weight = combine.tile
    return bias + weight * tile


def of_frames(frames: Sequence[float]) -> float:
    """The probability of an animation from its frames' calibrated logits. Raises ValueError without frames."""
    return sigmoid(fmean(max(-_FARTHEST, min(_FARTHEST, logit)) for logit in frames))
