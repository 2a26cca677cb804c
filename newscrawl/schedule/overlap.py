"""Overlap: which part of what a source lists no better source of its site lists as well.

A home page or feed that lists everything makes visits of the sections behind it needless. Sources
are ranked greedily, each by what it adds to those before it, as in the cover of sets (Chvátal,
A Greedy Heuristic for the Set-Covering Problem, 1979). The part of a Poisson process that is left
after independent thinning is Poisson again, so a share of the rate is all that planning needs.
"""

from collections.abc import Hashable, Mapping, Set
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
_DOUBT = 2.0
"""Articles of a source from which on its own share counts more than that of the others."""


def own_shares(listed: Mapping[K, Set[int]]) -> dict[K, float]:
    """Give for each source the share of its articles, 0 to 1, that no better one lists.

    `listed` holds numbers of recent articles; of equals the first given is the better one.
    """
    left = {source: set(articles) for source, articles in listed.items()}
    own: dict[K, int] = {}
    while left:
        best = max(left, key=lambda source: len(left[source]))
        covered = left.pop(best)
        own[best] = len(covered)
        for articles in left.values():
            articles -= covered
    first = next(iter(own), None)
    rest = [source for source in own if source != first]
    alone, known = sum(own[source] for source in rest), sum(len(listed[s]) for s in rest)
    usual = (1 + alone) / (1 + known)
    return {
        source: 1.0
        if source == first
        else (_DOUBT * usual + own[source]) / (_DOUBT + len(listed[source]))
        for source in own
    }
