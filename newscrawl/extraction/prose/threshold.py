"""The score from which a unit is part of its page's body."""

import numpy as np

from newscrawl.extraction.prose.ancestry import Floats
from newscrawl.extraction.prose.outline import Outline

SHARE = 0.47
"""Of the F1 to expect; a half in theory, where scores are true probabilities."""
LOWEST = 0.2
"""Threshold of pages where nothing is likely."""


def threshold(outline: Outline, scores: Floats) -> float:
    """Give the threshold that makes the expected F1 of the page's text largest.

    It is half of that F1 (Lipton, Elkan & Naryanaswamy, ECML PKDD 2014): a page that is hard to
    tell takes in what is less likely. Units count by their characters.
    """
    if not len(scores):
        return LOWEST
    sizes = np.array([len(unit.text) for unit in outline.units], np.float64)
    order = np.argsort(-scores, kind="stable")
    wanted = np.cumsum((scores * sizes)[order])
    best = (2 * wanted / (np.cumsum(sizes[order]) + wanted[-1])).max()
    return max(LOWEST, SHARE * float(best))
