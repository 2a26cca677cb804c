"""The edit curve: how likely an article is changed at which age, and when to look at it again.

Edits of an article of age t come at a hazard h(t), Gamma-Poisson in bins of age that double. A
revisit is due when the integral of h since the last visit reaches the edits that a request should
bring, so revisits thin out as edits do (the same square-root reasoning holds for each bin: Cho &
Garcia-Molina, Effective Page Refresh Policies, ACM TODS 28:4, 2003, §4). Of several edits between
two visits one is seen; that is what a visit can archive.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import log

from newscrawl.schedule.policy import HOUR, Policy

_EDGES = (0.0, *(HOUR * 2**n for n in range(11)), float("inf"))
_BINS = len(_EDGES) - 1
_PULL = 1.0
"""Edits that the general curve counts for in each bin."""
_USUAL, _USUAL_LIVE = 0.05, 2.0
"""Edits by which the general curve grows while age + 1 hour grows e-fold."""
_FADING = 1 - 1 / 2000
_NEVER = (0.0,) * _BINS


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCurve:
    """What revisits of one kind of article found, by age."""

    is_live: bool = False
    """Whether these are live blogs."""
    edits: tuple[float, ...] = _NEVER
    expected: tuple[float, ...] = _NEVER
    """Edits that the general curve expected in the same stretches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One article under watch."""

    born: float
    """Time of publication, or of the first capture where none is stated."""
    visited: float
    """Time of the last visit."""
    edits: int = 0
    expected: float = 0.0
    """Edits that the curve expected so far."""


def revisited(
    curve: EditCurve, article: Watched, *, at: float, changed: bool
) -> tuple[EditCurve, Watched]:
    """Give curve and article after a visit at `at`; a clock that went back teaches nothing."""
    start, end = article.visited - article.born, at - article.born
    if end <= start:
        return curve, replace(article, visited=at, edits=article.edits + changed)
    usual = _usual_by_bin(curve, start, end)
    whole = sum(usual)
    after = EditCurve(
        is_live=curve.is_live,
        edits=tuple(
            _FADING * n + changed * part / whole for n, part in zip(curve.edits, usual, strict=True)
        ),
        expected=tuple(_FADING * e + u for e, u in zip(curve.expected, usual, strict=True)),
    )
    expected = article.expected + edits_between(curve, start, end)
    return after, replace(article, visited=at, edits=article.edits + changed, expected=expected)


def edits_between(curve: EditCurve, start: float, end: float) -> float:
    """Give the edits expected between two ages, seconds."""
    factors = _factors(curve)
    usual = _usual_by_bin(curve, start, end)
    return sum(u * factor for u, factor in zip(usual, factors, strict=True))


def next_revisit(curve: EditCurve, article: Watched, *, policy: Policy) -> float | None:
    """Give the time of an article's next visit; None where it is to be left alone."""
    last = article.visited - article.born
    end = policy.revisit_horizon
    if not policy.revisits or last >= end:
        return None
    if policy.revisit_interval is not None:
        return article.visited + policy.revisit_interval
    own = (1 + article.edits) / (1 + article.expected)
    wanted = policy.revisit_share / own
    shortest = policy.min_interval if curve.is_live else policy.revisit_min_interval
    low, high = last + shortest, end
    if low >= high or edits_between(curve, last, high) < wanted:
        return None
    for _ in range(30):
        middle = (low + high) / 2
        if edits_between(curve, last, middle) < wanted:
            low = middle
        else:
            high = middle
    return article.born + high


def _factors(curve: EditCurve) -> list[float]:
    """Give how many times the general curve each bin is, shrunk to what all bins together say."""
    total = (_PULL + sum(curve.edits)) / (_PULL + sum(curve.expected))
    return [
        (_PULL * total + n) / (_PULL + e) for n, e in zip(curve.edits, curve.expected, strict=True)
    ]


def _usual_by_bin(curve: EditCurve, start: float, end: float) -> list[float]:
    """Give the edits that the general curve expects between two ages, by bin."""
    height = _USUAL_LIVE if curve.is_live else _USUAL
    found = []
    for low, high in pairwise(_EDGES):
        a, b = max(low, start, 0.0), min(high, end)
        found.append(height * log((b + HOUR) / (a + HOUR)) if b > a else 0.0)
    return found
