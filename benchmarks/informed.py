"""One who knows the law of the bursts of the made profile, but not when they come: a filter.

The hidden state is the age of the burst, or none; what a visit shows weighs the states (Baum and
others, A Maximization Technique, Annals of Mathematical Statistics 41:1, 1970, the forward part).
"""

from collections.abc import Sequence

import numpy as np
from publishing import BURST_HOURS, BURST_RATE, BURSTS_A_DAY, QUIET_RATE

from newscrawl.schedule.policy import DAY, HOUR
from newscrawl.schedule.visits import Curve, Times

_SLOT = 300.0
_AHEAD = 144


class Informed:
    """The state of one source, as far as visits have shown it."""

    def __init__(self, *, per_day: float, start: float) -> None:
        """Begin with the stationary state; `per_day` is the mean rate."""
        length, often = int(BURST_HOURS * HOUR / _SLOT), BURSTS_A_DAY * _SLOT / DAY
        low, high = (factor * per_day * _SLOT / DAY for factor in (QUIET_RATE, BURST_RATE))
        self._steps = np.diag(np.ones(length), 1)
        self._steps[[0, length], 0], self._steps[[0, length], 1] = 1 - often, often
        self._rates = np.array([low] + [high] * length)
        self._weights = np.array([1.0] + [often] * length) / (1 + often * length)
        self.mean = float(self._weights @ self._rates) * DAY / _SLOT
        self._foretold = np.empty((_AHEAD, length + 1))
        ahead = self._rates
        for slot in range(_AHEAD):
            self._foretold[slot], ahead = ahead, self._steps @ ahead
        self._now = start

    def learn(self, now: float, times: Sequence[float]) -> None:
        """Take in all that was published since the last visit."""
        while self._now + _SLOT <= now:
            count = sum(self._now <= at < self._now + _SLOT for at in times)
            weights = self._weights * self._rates**count * np.exp(-self._rates)
            self._weights = weights / weights.sum() @ self._steps
            self._now += _SLOT

    def curve(self) -> Curve:
        """Give the rates to be expected from now on."""
        foretold = self._foretold @ self._weights * DAY / _SLOT
        mean, since = self.mean, self._now

        def curve(times: Times) -> Times:
            slots = np.maximum((times - since) // _SLOT, 0).astype(int)
            rates: Times = np.where(slots < _AHEAD, foretold[np.minimum(slots, _AHEAD - 1)], mean)
            return rates

        return curve
