"""Boosted trees, evaluated on all units of a page at once.

Method: QuickScorer (Lucchese et al., SIGIR 2015). Each test of a tree that fails rules out the
leaves under one branch; the leaf reached is the lowest one that no test has ruled out. Here the
tests of a feature are grouped by threshold, so that one table look-up a feature and a bitwise AND
do the work of all its tests in all trees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from newscrawl.extraction.prose.ancestry import Floats
from newscrawl.extraction.prose.page import Columns

_LEAVES = 16
_ALL = (1 << _LEAVES) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Feature:
    name: str
    edges: npt.NDArray[np.float32]
    """Thresholds, rising; a test is value <= threshold."""
    masks: npt.NDArray[np.uint16]
    """Leaves still open, one row a bin of the values, one column a tree."""


class Forest:
    """Sum of trees of at most 16 leaves, put through the logistic function."""

    __slots__ = ("_bias", "_features", "_values")

    def __init__(self, trees: Sequence[dict[str, Any]], bias: float) -> None:
        """Take trees as lists: `name`, `edge` and `ruled` (leaves out if value > edge), `leaf`."""
        self._bias = bias
        self._values = np.zeros((len(trees), _LEAVES), np.float32)
        tests: dict[str, list[tuple[float, int, int]]] = {}
        for number, tree in enumerate(trees):
            self._values[number, : len(tree["leaf"])] = tree["leaf"]
            for name, edge, ruled in zip(tree["name"], tree["edge"], tree["ruled"], strict=True):
                tests.setdefault(name, []).append((edge, number, ruled))
        self._features = [_feature(n, tests[n], len(trees)) for n in sorted(tests)]

    def score(self, columns: Columns, rows: int) -> Floats:
        """Give each row its probability; a column without rows is one number for all."""
        trees = len(self._values)
        alive = np.full((rows, trees), _ALL, np.uint16)
        for feature in self._features:
            values = columns[feature.name].astype(np.float32)
            alive &= feature.masks[feature.edges.searchsorted(values)]
        lowest = alive & (~alive + np.uint16(1))
        leaf = np.frexp(lowest.astype(np.float32))[1] - 1
        total = self._values[np.arange(trees), leaf].sum(axis=1, dtype=np.float64) + self._bias
        scores: Floats = 1 / (1 + np.exp(-total))
        return scores


def _feature(name: str, tests: list[tuple[float, int, int]], trees: int) -> _Feature:
    edges = np.array(sorted({np.float32(edge) for edge, _, _ in tests}), np.float32)
    masks = np.full((len(edges) + 1, trees), _ALL, np.uint16)
    for edge, tree, ruled in tests:
        at = int(np.searchsorted(edges, np.float32(edge)))
        masks[at + 1 :, tree] &= np.uint16(_ALL & ~ruled)
    return _Feature(name=name, edges=edges, masks=masks)
