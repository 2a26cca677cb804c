"""Boosted trees, evaluated on all units of a page at once.

Method: after QuickScorer (Lucchese et al., SIGIR 2015). Each test of a tree that fails rules out
the leaves under one branch; the leaf reached is the lowest one that no test has ruled out. All
tests of all trees are made for all rows in a few array operations.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from newscrawl.extraction.prose.ancestry import Floats
from newscrawl.extraction.prose.page import Columns

_LEAVES = 16
_ALL = (1 << _LEAVES) - 1
_BIAS, _MANTISSA = 127, 23
"""Of the exponent of a float32, and bits below it (IEEE 754, 3.6)."""
_ROWS = 256
"""Rows at a time: their tests fit into the processor's cache."""


class Forest:
    """Sum of trees of at most 16 leaves, put through the logistic function."""

    __slots__ = ("_bias", "_edges", "_features", "_firsts", "_names", "_open", "_values")

    def __init__(self, trees: Sequence[dict[str, Any]], bias: float) -> None:
        """Take trees as lists: `name`, `edge` and `ruled` (leaves out if value > edge), `leaf`."""
        self._bias = bias
        self._names = sorted({name for tree in trees for name in tree["name"]})
        place = {name: i for i, name in enumerate(self._names)}
        # The nth tests of all trees stand together; a tree without one has a test that all pass.
        shape = (_LEAVES - 1, len(trees))
        features, ruled = np.zeros(shape, np.int64), np.zeros(shape, np.uint16)
        edges = np.full(shape, np.inf, np.float32)
        self._values = np.zeros((len(trees), _LEAVES), np.float32)
        for number, tree in enumerate(trees):
            self._values[number, : len(tree["leaf"])] = tree["leaf"]
            tests = slice(len(tree["name"]))
            features[tests, number] = [place[name] for name in tree["name"]]
            edges[tests, number], ruled[tests, number] = tree["edge"], tree["ruled"]
        self._firsts = (np.arange(len(trees), dtype=np.int32) * _LEAVES - _BIAS)[:, None]
        self._features = features.reshape(-1)
        self._edges = edges.reshape(-1, 1)
        self._open = (_ALL - ruled).reshape(-1, 1)

    def score(self, columns: Columns, rows: int) -> Floats:
        """Give each row its probability; a column without rows is one number for all."""
        table = np.empty((len(self._names), rows), np.float32)
        for i, name in enumerate(self._names):
            table[i] = columns[name]
        total = [self._sum(table[:, at : at + _ROWS]) for at in range(0, rows, _ROWS)]
        scores: Floats = 1 / (1 + np.exp(-np.concatenate(total).astype(np.float64) - self._bias))
        return scores

    def _sum(self, table: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        passed = table.take(self._features, axis=0) <= self._edges
        # True becomes all ones, which no mask changes.
        leaves = np.negative(passed.view(np.uint8), dtype=np.uint16)
        leaves |= self._open
        alive = np.bitwise_and.reduce(leaves.reshape(_LEAVES - 1, -1, leaves.shape[1]), axis=0)
        lowest = alive & (~alive + np.uint16(1))
        # The exponent of a power of two is the number of its bit.
        leaf = lowest.astype(np.float32).view(np.int32) >> _MANTISSA
        leaf += self._firsts
        values = self._values.take(leaf)
        total: npt.NDArray[np.float32] = values.sum(axis=0)
        return total
