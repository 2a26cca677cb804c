"""Boosted trees, evaluated on all units of a page at once.

Method: after QuickScorer (Lucchese et al., SIGIR 2015). Each test of a tree that fails rules out
the leaves under one branch; the leaf reached is the lowest one that no test has ruled out. All
tests of all trees are made for all rows in a few array operations.
"""

from collections.abc import Mapping, Sequence
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
DOUBT = 2.0
"""Log odds under which, for or against, the other forests are asked."""


class Forest:
    """Mean of forests, put through the logistic function.

    Where the first is sure of a row, the others are not asked.
    """

    __slots__ = ("_bias", "_first", "_forests", "_names", "_others")

    def __init__(
        self, trees: Sequence[dict[str, Any]], bias: float, *, first: int | None = None
    ) -> None:
        """Take trees as lists: `name`, `edge` and `ruled` (leaves out if value > edge), `leaf`.

        first is how many trees a forest has; without it all trees are one.
        """
        size = first or len(trees)
        self._bias = bias
        self._forests = len(trees) // size
        self._names = sorted({name for tree in trees for name in tree["name"]})
        place = {name: i for i, name in enumerate(self._names)}
        self._first = _Trees(trees[:size], place)
        self._others = _Trees(trees[size:], place) if self._forests > 1 else None

    def score(self, columns: Columns, rows: int) -> Floats:
        """Give each row its probability; a column without rows is one number for all."""
        table = np.empty((len(self._names), rows), np.float32)
        for i, name in enumerate(self._names):
            table[i] = columns[name]
        total = self._first.sum(table)
        doubtful = np.flatnonzero(np.abs(total) < DOUBT)
        if self._others is not None and len(doubtful):
            others = self._others.sum(table.take(doubtful, axis=1))
            total[doubtful] = (total[doubtful] + others) / self._forests
        scores: Floats = 1 / (1 + np.exp(-total.astype(np.float64) - self._bias))
        return scores


class _Trees:
    """Sum of trees of at most 16 leaves."""

    __slots__ = ("_edges", "_features", "_firsts", "_open", "_places", "_values")

    def __init__(self, trees: Sequence[dict[str, Any]], place: Mapping[str, int]) -> None:
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
        # Half of the tests are made in several trees: each is made once.
        pairs = list(zip(features.reshape(-1).tolist(), edges.reshape(-1).tolist(), strict=True))
        place_of = {pair: i for i, pair in enumerate(dict.fromkeys(pairs))}
        self._places = np.array([place_of[pair] for pair in pairs])
        self._features = np.array([feature for feature, _ in place_of])
        self._edges = np.array([[edge] for _, edge in place_of], np.float32)
        self._open = (_ALL - ruled).reshape(-1, 1)

    def sum(self, table: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Sum the leaves that each row of the table, a column here, reaches."""
        starts = range(0, table.shape[1], _ROWS)
        return np.concatenate([self._sum(table[:, at : at + _ROWS]) for at in starts])

    def _sum(self, table: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        passed = table.take(self._features, axis=0) <= self._edges
        # True becomes all ones, which no mask changes.
        ones = np.negative(passed.view(np.uint8), dtype=np.uint16)
        leaves = ones.take(self._places, axis=0)
        leaves |= self._open
        alive = np.bitwise_and.reduce(leaves.reshape(_LEAVES - 1, -1, leaves.shape[1]), axis=0)
        lowest = alive & (~alive + np.uint16(1))
        # The exponent of a power of two is the number of its bit.
        leaf = lowest.astype(np.float32).view(np.int32) >> _MANTISSA
        leaf += self._firsts
        values = self._values.take(leaf)
        total: npt.NDArray[np.float32] = values.sum(axis=0)
        return total
