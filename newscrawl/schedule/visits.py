"""The next visit of a source: the time that makes delay and requests together cost least.

Articles that appear at rate λ(t) and are found at the next of visits t₁ < t₂ < … wait
∫ λ(s) (t(s) - s) ds together. With a price for each request, in article-days, the best visits are
found by dynamic programming over a grid. For a constant rate they come at intervals √(2 price/λ):
the square-root law of Cho & Garcia-Molina, Effective Page Refresh Policies (ACM TODS 28:4, 2003),
and of Azar et al., Tractable near-optimal policies for crawling (PNAS 115:32, 2018). Where the
rate changes with the hour, visits stand behind the hours that bring most.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.schedule.bursts import Echo
from newscrawl.schedule.policy import DAY, HOUR, MINUTE
from newscrawl.schedule.week import QUARTER, Week

Times = NDArray[np.floating[Any]]
Curve = Callable[[Times], Times]
"""Articles a day at times in seconds since the epoch."""

_SLOTS, _FINE = 128, 4
_SLOTS_A_VISIT = 10
_SHORTEST_SLOT, _LONGEST_SLOT = 2 * MINUTE, 2 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Shortest and longest time between two visits, seconds."""

    shortest: float
    longest: float


def curve_of(
    week: Week,
    per_day: float,
    *,
    trust: float = 1.0,
    at: float = 0.0,
    echoes: Sequence[Echo] = (),
) -> Curve:
    """Give the curve of a source with a week and a mean rate; `trust` is the week's weight.

    `echoes` tell what the articles before the time `at` bring.
    """
    days, quarters = np.array(week.days), np.array(week.quarters)

    def curve(times: Times) -> Times:
        weekdays = (times // DAY).astype(np.int64) + 3
        factors = days[weekdays % 7] * quarters[(times % DAY // QUARTER).astype(int)]
        found: Times = per_day * (1 + trust * (factors - 1))
        usual = found
        for echo in echoes:
            fading = np.exp(-np.maximum(times - at, 0) / echo.fading)
            found = found + (echo.per_day - echo.part * usual) * fading
        return found

    return curve


def next_visit(curve: Curve, *, mean: float, last: float, now: float, price: float, bounds: Bounds
) -> float:  # fmt: skip
    """Give the best time of the next visit, not before `now`, in seconds since the epoch.

    `mean` is the curve's mean, articles a day; `price` what a request costs in article-days.
    """
    interval = sqrt(2 * price / mean) * DAY if mean > 0 else bounds.longest
    interval = min(max(interval, bounds.shortest), bounds.longest)
    slot = min(max(interval / _SLOTS_A_VISIT, _SHORTEST_SLOT), _LONGEST_SLOT)
    slot = max(slot, 2 * interval / _SLOTS)  # the horizon holds two visits at least
    fine = slot / _FINE
    edges = np.arange(_SLOTS * _FINE + 1) * (fine / DAY)
    middles = edges[:-1] + fine / DAY / 2
    came = curve(now + middles * DAY) * (fine / DAY)
    mass = np.concatenate(([0.0], np.cumsum(came)))
    moment = np.concatenate(([0.0], np.cumsum(came * middles)))
    waiting = _waiting(curve, last, now)
    first = (waiting + mass) * edges - moment
    """Article-days until a first visit at each edge."""
    ahead, follower = _values(edges[::_FINE], mass[::_FINE], moment[::_FINE], price, slot, bounds)
    low = max(0, int(np.ceil((last + bounds.shortest - now) / slot)))
    high = max(low, min(_SLOTS - 1, int((last + bounds.longest - now) / slot)))
    low = min(low, _SLOTS - 1)
    costs = first[::_FINE][low : high + 1] + ahead[low : high + 1]
    best = high - int(np.argmin(costs[::-1]))  # of equals the latest, as where nothing comes
    # Between the slots beside it, with the visit after it as it is.
    then = follower[best] * _FINE
    near = np.arange(max(low, best - 1) * _FINE, min(high, best + 1) * _FINE + 1)
    after = edges[then] * (mass[then] - mass[near]) - (moment[then] - moment[near])
    finest = int(near[np.argmin(first[near] + after)])
    return float(now + edges[finest] * DAY)


def _waiting(curve: Curve, last: float, now: float) -> float:
    """Give the articles that have come since the last visit, as far as the curve tells."""
    if now <= last:
        return 0.0
    count = max(1, min(200, int((now - last) / QUARTER)))
    step = (now - last) / count
    return float(np.sum(curve(last + (np.arange(count) + 0.5) * step)) * step / DAY)


def _values(
    edges: Times, mass: Times, moment: Times, price: float, slot: float, bounds: Bounds
) -> tuple[Times, NDArray[np.int64]]:
    """Give for a visit at each slot what all visits from then on cost, and the one after it."""
    count = len(edges) - 1
    shortest = max(1, round(bounds.shortest / slot))
    longest = max(shortest, round(bounds.longest / slot))
    delay: Any = edges[None, :] * (mass[None, :] - mass[:, None])
    delay -= moment[None, :] - moment[:, None]
    value = np.zeros(count + 1)
    follower = np.full(count + 1, count)
    for i in range(count - 1, -1, -1):
        start, stop = min(i + shortest, count), min(i + longest, count) + 1
        costs = delay[i, start:stop] + value[start:stop]
        best = int(costs.argmin())
        value[i] = price + costs[best]
        follower[i] = start + best
    return value, follower
