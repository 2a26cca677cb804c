"""The level of a source: articles a day, as remembered for days, weeks and months.

Each memory is a Gamma-Poisson estimate with exponential forgetting, pulled towards the next longer
one. They are weighed by how well each foretold what came, so that the level follows a source that
changes and is steady where nothing changes (Raftery et al., Online Prediction Under Model
Uncertainty via Dynamic Model Averaging, Technometrics 52:1, 2010).
"""

from dataclasses import dataclass
from math import exp, log

from newscrawl.schedule.policy import DAY

_MEMORIES = (120.0, 28.0, 7.0, 2.0)
"""Days in which each memory fades to 1/e, the longest first."""
_FIT_MEMORY = 14 * DAY
_FIT_MOST = 8.0
_PRIOR = (0.25, 1.0, 1.0, 1.0)
"""Articles that the next wider estimate counts for."""
_ZEROS = (0.0,) * len(_MEMORIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Articles and days watched by memory, fading, and the log-likelihood of each."""

    articles: tuple[float, ...] = _ZEROS
    days: tuple[float, ...] = _ZEROS
    fits: tuple[float, ...] = _ZEROS


UNKNOWN = Level()


def level_of(articles: float, days: float) -> Level:
    """Give the level of a source of which so much is known, long ago or not."""
    return Level(articles=(articles,) * len(_MEMORIES), days=(days,) * len(_MEMORIES), fits=_ZEROS)


def levelled(level: Level, *, found: float, watched: float, length: float) -> Level:
    """Give the level after so many articles in `length` seconds, `watched` days by the week."""
    fading = exp(-length / _FIT_MEMORY)
    gains = [found * log(max(n, 1e-9)) - n * watched for n in _rates(level, expected=1.0)]
    fits = [fit * fading + gain for fit, gain in zip(level.fits, gains, strict=True)]
    best = max(fits)
    kept = [exp(-length / DAY / memory) for memory in _MEMORIES]
    return Level(
        articles=tuple(n * k + found for n, k in zip(level.articles, kept, strict=True)),
        days=tuple(n * k + watched for n, k in zip(level.days, kept, strict=True)),
        fits=tuple(max(fit - best, -_FIT_MOST) for fit in fits),
    )


def both_levels(level: Level, earlier: Level, *, age: float) -> Level:
    """Give a level with what an earlier one, that ended `age` seconds ago, still tells."""
    kept = [exp(-age / DAY / memory) for memory in _MEMORIES]
    faded = exp(-age / _FIT_MEMORY)
    return Level(
        articles=tuple(
            a + b * k for a, b, k in zip(level.articles, earlier.articles, kept, strict=True)
        ),
        days=tuple(a + b * k for a, b, k in zip(level.days, earlier.days, kept, strict=True)),
        fits=tuple(a + b * faded for a, b in zip(level.fits, earlier.fits, strict=True)),
    )


def level_rate(level: Level, *, expected: float = 1.0) -> float:
    """Estimate the articles a day, averaged over the week; `expected` is for unknown sources."""
    weights = [exp(fit) for fit in level.fits]
    rates = _rates(level, expected=expected)
    return sum(w * n for w, n in zip(weights, rates, strict=True)) / sum(weights)


def long_rate(level: Level, *, expected: float = 1.0) -> float:
    """Estimate the articles a day of the last months."""
    return _rates(level, expected=expected)[0]


def _rates(level: Level, *, expected: float) -> list[float]:
    found, wider = [], expected
    for prior, articles, days in zip(_PRIOR, level.articles, level.days, strict=True):
        wider = (prior + articles) / (prior / wider + days)
        found.append(wider)
    return found
