"""The price of a request: what makes the visits of all sources of a site come to its budget.

With a price the visits of one source do not depend on the others; a source of rate λ gets the
density √(λ/(2 price)) of visits (Cho & Garcia-Molina 2003, by a Lagrange multiplier).
"""

from math import exp

import numpy as np

from newscrawl.schedule.policy import DAY, WEEK
from newscrawl.schedule.visits import Bounds, Curve, Times
from newscrawl.schedule.week import QUARTER

_LOW, _HIGH = 1e-9, 1e6
_QUARTERS = int(WEEK // QUARTER)
_PATIENCE = 2.0
"""Days of budget by which spending may be ahead before the price is e-fold."""


def price_of(curves: list[Curve], *, now: float, budget: float, ahead: float, bounds: Bounds
) -> float:  # fmt: skip
    """Give the price in article-days at which the coming week costs `budget` visits a day.

    `ahead` is by how many visits the site was over its budget of late, negative for under.
    """
    quarters: Times = now + (np.arange(_QUARTERS) + 0.5) * QUARTER
    roots = np.sqrt(np.array([curve(quarters) for curve in curves]) / 2)
    least, most = DAY / bounds.longest, DAY / bounds.shortest
    low, high = _LOW, _HIGH
    for _ in range(40):
        price = (low * high) ** 0.5
        visits = np.minimum(np.maximum(roots / price**0.5, least), most)
        if float(visits.sum()) / _QUARTERS > budget:
            low = price
        else:
            high = price
    pressure = max(-3.0, min(3.0, ahead / (budget * _PATIENCE)))
    return float(price * exp(pressure))
