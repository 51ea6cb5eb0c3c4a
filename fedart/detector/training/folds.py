"""Which pictures are examined together: never a source on both sides of a split, let alone a picture."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def folds(labels: Sequence[int], groups: Sequence[str], count: int = 5) -> NDArray[np.int64]:
    """A fold from 0 to `count` - 1 for every picture. A group stays whole; both labels are spread evenly.

    A group with both labels (a test collection) counts as one group of each: its name must tell them apart if that
    matters. The largest groups are dealt out first, each to the fold that has least of its label.
    """
    sizes = Counter(zip(labels, groups, strict=True))
    loads = np.zeros((2, count))
    where: dict[tuple[int, str], int] = {}
    for (label, group), size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold = int(np.argmin(loads[label]))
        loads[label, fold] += size
        where[label, group] = fold
    return np.array([where[pair] for pair in zip(labels, groups, strict=True)], dtype=np.int64)
