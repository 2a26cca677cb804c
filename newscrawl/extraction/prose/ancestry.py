"""An outline as arrays: sums over containers, ancestors of units, where the main text is."""

import numpy as np
import numpy.typing as npt

from newscrawl.extraction.prose.outline import Outline

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LEVELS = 5
_FAR = 99


class Ancestry:
    """Containers and units of an outline that has units; a unit's level 0 is its own container.

    Containers that hold the same units count as one level, so wrappers change nothing.
    """

    __slots__ = ("container", "depth", "end", "index", "levels", "parent", "start")

    def __init__(self, outline: Outline) -> None:
        parents, _, _, depths, _ = zip(*outline.containers, strict=True)
        self.parent, self.depth = np.array(parents, np.int64), np.array(depths, np.int64)
        spans = np.array(outline.spans, np.int64)
        self.start, self.end = spans[:, 0].copy(), spans[:, 1].copy()
        self.container = np.array([unit[1] for unit in outline.units], np.int64)
        self.index = np.arange(len(outline.units))
        same = np.arange(len(parents))
        wrapped = (self.start == self.start[self.parent]) & (self.end == self.end[self.parent])
        for i in np.flatnonzero(wrapped).tolist():
            same[i] = same[parents[i]]
        above = same[self.parent]
        self.levels = [same[self.container]]
        for _ in range(LEVELS - 1):
            self.levels.append(above[self.levels[-1]])

    def sums(self, values: npt.NDArray[np.floating]) -> Floats:
        """Sum a value of each unit, or rows of values, over each container."""
        running = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
        np.cumsum(values, axis=-1, out=running[..., 1:])
        found: Floats = running.take(self.end, axis=-1) - running.take(self.start, axis=-1)
        return found

    def cluster(self, weights: Floats) -> dict[str, npt.NDArray[np.generic]]:
        """Relate each unit to the deepest containers of most of the weight."""
        total = weights.sum()
        sums = self.sums(weights)
        found: dict[str, npt.NDArray[np.generic]] = {}
        for share in (50, 75, 90):
            holders = np.flatnonzero(sums >= total * share / 100)
            main = holders[np.argmax(self.depth[holders])]
            start, end = self.start[main], self.end[main]
            inside = (self.index >= start) & (self.index < end)
            found[f"in{share}"] = inside
            if share == 75:
                common, _ = self.shared(int(main))
                found["up"] = self.depth[main] - common
                found["down"] = self.depth[self.container] - common
                found["share"] = np.array(sums[main] / max(total, 1e-9))
                found["size"] = np.array(end - start)
                found["place"] = np.where(inside, (self.index - start) / max(1, end - start), -1)
        return found | self._distances(weights, float(total))

    def shared(self, container: int) -> tuple[Ints, Ints]:
        """Give the deepest container that holds both a unit and this one: its depth, its number."""
        chain = [container]
        while chain[-1]:
            chain.append(int(self.parent[chain[-1]]))
        depth, number = np.zeros((2, len(self.index)), np.int64)
        for step in reversed(chain):
            depth[self.start[step] : self.end[step]] = self.depth[step]
            number[self.start[step] : self.end[step]] = step
        return depth, number

    def _distances(self, weights: Floats, total: float) -> dict[str, npt.NDArray[np.generic]]:
        big = np.flatnonzero(weights >= min(60.0, max(1e-9, float(weights.max()))))
        if not len(big):
            big = np.array([0])
        after = np.searchsorted(big, self.index)
        before = np.searchsorted(big, self.index, side="right") - 1
        ahead = np.where(after < len(big), big[np.minimum(after, len(big) - 1)] - self.index, _FAR)
        behind = np.where(before >= 0, self.index - big[np.maximum(before, 0)], _FAR)
        return {
            "passed": np.cumsum(weights) / max(total, 1e-9),
            "ahead": np.minimum(ahead, _FAR),
            "behind": np.minimum(behind, _FAR),
        }
