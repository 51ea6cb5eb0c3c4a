"""Leave one generator out: what a head finds of a generator that it has never met, family by family."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fedart.detector.training import examination, fitting
from fedart.detector.training.dataset import Views
from fedart.detector.training.examination import Table
from fedart.detector.training.folds import folds

FEWEST = 8
"""Families of fewer pictures would say nothing."""


def left_out(known: Views, seeds: Sequence[int]) -> Table:
    """For each family of generators the figures of a head that met neither the family nor a fifth of the human sources.

    Both are what it is examined on; the fifths take turns. Every other family is known to it. A family of several
    generators has a row for each of them in `generators`.
    """
    wholes = known.named("whole")
    sizes = Counter(picture.family for picture in wholes.pictures if picture.generated)
    fold = folds(known.labels.tolist(), known.of("group"), fitting.FOLDS)
    families = np.asarray(known.of("family"))
    table: Table = {}
    for turn, (family, works) in enumerate(sorted(sizes.items(), key=lambda item: (-item[1], item[0]))):
        if works >= FEWEST:
            human = (known.labels == 0) & (fold == turn % fitting.FOLDS)
            table[family] = _row(known, (known.labels == 1) & (families == family), human, seeds)
    return table


def _row(known: Views, family: NDArray[np.bool_], human: NDArray[np.bool_], seeds: Sequence[int]) -> Table:
    head = fitting.fitted(known.where(~(family | human)), seeds)
    views = known.where((family | human) & (known.names == "whole"))
    logits = head(views.features).astype(np.float64)
    [(_, row)] = examination.parts(examination.separate(views, logits, "family"))
    generators = examination.separate(views, logits, "generator")
    return {**row, "generators": generators if len(generators) > 1 else {}}
