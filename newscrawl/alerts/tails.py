"""Tails: how likely counts as low, or as high, as those seen would be by chance.

Both are posterior predictive probabilities (Gelman et al., Bayesian Data Analysis, §2.5-2.6): the
rate of the history is not taken for exact, so that a short history is slow to accuse. Clustered
counts are scaled by their dispersion (quasi-likelihood: McCullagh & Nelder, Generalized Linear
Models, 1989, §6.2 and §4.5).
"""

from collections.abc import Iterable
from math import exp, floor, lgamma, log


def few(count: int, *, ahead: float, articles: int, watched: float, dispersion: float) -> float:
    """Give the probability of at most `count` events in a stretch worth `ahead` days.

    The history has `articles` in `watched` days. Gamma-Poisson: the count to come is negative
    binomial with shape a = articles and success probability watched / (watched + ahead).
    """
    shape = articles / dispersion + 0.5
    stay, go = log(watched / (watched + ahead)), log(ahead / (watched + ahead))
    terms = (
        lgamma(shape + k) - lgamma(shape) - lgamma(k + 1) + shape * stay + k * go
        for k in range(floor(count / dispersion) + 1)
    )
    return min(1.0, sum(map(exp, terms)))


def many(hits: int, of: int, *, past_hits: int, past: int, dispersion: float) -> float:
    """Give the probability of at least `hits` among `of` trials, after `past_hits` of `past`.

    Beta-binomial with Jeffreys' prior.
    """
    trials = max(1, round(of / dispersion))
    least = min(trials, round(hits / dispersion))
    a = past_hits / dispersion + 0.5
    b = (past - past_hits) / dispersion + 0.5
    whole = _beta(a, b)
    terms = (
        lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1)
        + _beta(a + k, b + trials - k) - whole
        for k in range(least, trials + 1)
    )  # fmt: skip
    return min(1.0, sum(map(exp, terms)))


def dispersion(cells: Iterable[tuple[float, float, float]], *, fitted: int = 1) -> float:
    """Give Pearson's chi-squared by degree of freedom, at least 1.

    Each cell is what was seen, what was expected and the variance that chance alone would have.
    """
    parts = [(seen - mean) ** 2 / variance for seen, mean, variance in cells if variance > 0]
    return max(1.0, sum(parts) / max(1, len(parts) - fitted))


def _beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
