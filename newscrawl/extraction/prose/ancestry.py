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
        starts, ends = zip(*outline.spans, strict=True)
        # One array of one list: small arrays cost more to make than to compute with.
        known = np.array([*parents, *depths, *starts, *ends], np.int64)
        self.parent, self.depth, self.start, self.end = known.reshape(4, -1)
        self.container = np.array([unit[1] for unit in outline.units], np.int64)
        self.index = np.arange(len(outline.units))
        same = list(range(len(parents)))
        spans = outline.spans
        for i, parent in enumerate(parents):
            if spans[i] == spans[parent]:
                same[i] = same[parent]
        merged = np.array(same, np.int64)
        above = merged[self.parent]
        self.levels = [merged[self.container]]
        for _ in range(LEVELS - 1):
            self.levels.append(above[self.levels[-1]])

    def sums(self, values: npt.NDArray[np.floating]) -> Floats:
        """Sum a value of each unit, or rows of values, over each container."""
        running = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
        np.cumsum(values, axis=-1, out=running[..., 1:])
        found: Floats = running.take(self.end, axis=-1) - running.take(self.start, axis=-1)
        return found

    def cluster(self, weights: Floats) -> dict[str, npt.NDArray[np.generic]]:
        """Relate each unit to the deepest containers of half and of most of the weight."""
        total = float(weights.sum())
        sums = self.sums(weights)
        half, most = (self._deepest(sums >= total * share) for share in (0.5, 0.75))
        start, end = int(self.start[most]), int(self.end[most])
        size = max(1, end - start)
        inside, found = np.zeros((2, len(self.index)))
        place = np.full(len(self.index), -1.0)
        inside[self.start[half] : self.end[half]] = 1
        found[start:end] = 1
        place[start:end] = np.arange(end - start) / size
        return {
            "in50": inside,
            "in75": found,
            "place": place,
            "size": np.array(end - start),
            "share": np.array(sums[most] / max(total, 1e-9)),
            "down": self.depth[self.container] - self.shared(most),
            "passed": np.cumsum(weights) / max(total, 1e-9),
            "behind": self._behind(weights),
        }

    def _deepest(self, holds: npt.NDArray[np.bool_]) -> int:
        return int(np.argmax(np.where(holds, self.depth, -1)))

    def shared(self, container: int) -> Ints:
        """Give the depth of the deepest container that holds both a unit and this one."""
        chain = [container]
        while chain[-1]:
            chain.append(int(self.parent[chain[-1]]))
        depth = np.zeros(len(self.index), np.int64)
        for step in reversed(chain):
            depth[self.start[step] : self.end[step]] = self.depth[step]
        return depth

    def _behind(self, weights: Floats) -> Ints:
        """Count the units since the last one of some weight."""
        big = weights >= min(60.0, max(1e-9, float(weights.max())))
        last = np.maximum.accumulate(np.where(big, self.index, -_FAR))
        return np.minimum(self.index - last, _FAR)
