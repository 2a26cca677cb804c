"""Overlap: which part of what a source lists no better source of its site lists as well.

A home page or feed that lists everything makes visits of the sections behind it needless. Sources
are ranked greedily, each by what it adds to those before it, as in the cover of sets (Chvátal,
A Greedy Heuristic for the Set-Covering Problem, 1979). The part of a Poisson process that is left
after independent thinning is Poisson again, so a share of the rate is all that planning needs.
"""

from collections.abc import Hashable, Mapping, Set
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
_DOUBT = 1.0
"""Articles that each source may be thought to list alone before any is known."""


def own_shares(listed: Mapping[K, Set[int]]) -> dict[K, float]:
    """Give for each source the share of its articles, 0 to 1, that no better one lists.

    `listed` holds numbers of recent articles; of equals the first given is the better one.
    """
    left = {source: set(articles) for source, articles in listed.items()}
    shares: dict[K, float] = {}
    while left:
        best = max(left, key=lambda source: len(left[source]))
        own = left.pop(best)
        shares[best] = (_DOUBT + len(own)) / (_DOUBT + len(listed[best]))
        for articles in left.values():
            articles -= own
    return shares
