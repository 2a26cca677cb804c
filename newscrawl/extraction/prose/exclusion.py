"""Containers that their names tell to be no part of an article, whatever their text is like."""

import numpy as np

from newscrawl.extraction.prose.ancestry import Floats
from newscrawl.extraction.prose.lexicon import GROUPS, Lexicon
from newscrawl.extraction.prose.outline import Outline

_OUT = sum(1 << list(GROUPS).index(group) for group in ("comments", "share", "notice"))


def exclude(outline: Outline, scores: Floats, threshold: float, lexicon: Lexicon) -> Floats:
    """Set to 0 what stands in comments, share bars and notices.

    A container so named that holds half of the likely text is the body all the same.
    """
    spans = [
        span
        for container, span in zip(outline.containers, outline.spans, strict=True)
        if container.names and lexicon.names(container.names)[2] & _OUT
    ]
    if not spans:
        return scores
    chosen = np.array([len(unit.text) for unit in outline.units]) * (scores >= threshold)
    passed = [0, *np.cumsum(chosen).tolist()]
    kept = scores.copy()
    for start, end in spans:
        if 2 * (passed[end] - passed[start]) < passed[-1]:
            kept[start:end] = 0
    return kept
