"""A second look: what the first scores of a page say about each of its units."""

import numpy as np

from newscrawl.extraction.prose.ancestry import Floats
from newscrawl.extraction.prose.features import Sheet
from newscrawl.extraction.prose.page import Columns, shift


def review(sheet: Sheet, score: Floats) -> Columns:
    """Measure the scores (0 to 1) around each unit: in order, in the tree, among its likes."""
    tree, sizes, index = sheet.ancestry, sheet.sizes, sheet.ancestry.index
    columns: Columns = {"score": score}
    columns["score -1"], columns["score +1"] = shift(score, 1), shift(score, -1)
    running = np.concatenate(([0.0], np.cumsum(score)))
    for width in (3, 8):
        low, high = np.maximum(index - width, 0), np.minimum(index + width + 1, len(index))
        columns[f"around{width}"] = (running[high] - running[low]) / (high - low)
    weight = score * sizes
    for key, values in tree.cluster(np.where(score > 0.3, weight, 0.0)).items():
        columns[f"core {key}"] = values
    total = float(weight.sum()) + 1e-9
    weights, chars, scores = tree.sums(np.array((weight, sizes, score)))
    units = np.maximum(tree.end - tree.start, 1)
    table = np.array((weights / np.maximum(chars, 1), weights / total, scores / units))
    for level, at in enumerate(tree.levels):
        mean, part, plain = table.take(at, axis=1)
        columns[f"mean{level}"], columns[f"part{level}"] = mean, part
        columns[f"plain{level}"] = plain
    group = sheet.alike
    of_group = np.bincount(group, weight)
    columns["alike mean"] = (of_group / np.bincount(group, sizes))[group]
    columns["alike part"] = (of_group / total)[group]
    columns["sum"] = np.array(np.log1p(total))
    columns["doubt"] = np.array((np.abs(score - 0.5) * sizes).sum() / sizes.sum())
    long = score * (sizes > 50)
    highest = np.maximum.accumulate(long)
    columns["best before"] = shift(highest, 1)
    columns["best after"] = shift(np.maximum.accumulate(long[::-1])[::-1], -1)
    return columns
