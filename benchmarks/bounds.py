"""Bounds of what a schedule could reach: the same planning by those who know more."""

from collections.abc import Callable, Sequence

import numpy as np
from informed import Informed
from publishing import STEP, Publisher
from visiting import Listing, Outcome, simulate

from newscrawl.schedule.policy import DAY, WEEK
from newscrawl.schedule.visits import Bounds, next_visit

UNBOUND = Bounds(shortest=120.0, longest=1000 * DAY)
"""What binds the one who knows the rates."""


def oracle(publisher: Publisher, price: float) -> Outcome:
    """Run the same planning at one price with the true rates: the bound of learning."""
    assert publisher.curves is not None
    listing, curves = Listing(publisher=publisher), publisher.curves
    last = [publisher.start] * publisher.sources
    grid = np.arange(publisher.start, publisher.end, STEP)
    means = [max(1e-6, float(curve(grid).mean())) for curve in curves]

    def learn(source: int, now: float, _: list[int]) -> None:
        last[source] = now

    def planner(now: float, _: float, wanted: Sequence[int] | None) -> dict[int, float]:
        return {
            n: next_visit(
                curves[n], mean=means[n], last=last[n], now=now, price=price, bounds=UNBOUND
            )
            for n in (range(publisher.sources) if wanted is None else wanted)
        }

    return listing.outcome(simulate(listing, planner, learn, budget=1.0))


def informed(publisher: Publisher, price: float) -> Outcome:
    """Run the same planning by one who knows the law of the bursts, but not when they come."""
    listing = Listing(publisher=publisher)
    known = [Informed(per_day=n, start=publisher.start - WEEK) for n in publisher.shares]
    last = [publisher.start] * publisher.sources

    def learn(source: int, now: float, new: list[int]) -> None:
        known[source].learn(now, [publisher.articles[n][0] for n in new])
        last[source] = now

    def planner(now: float, _: float, wanted: Sequence[int] | None) -> dict[int, float]:
        return {
            n: next_visit(
                known[n].curve(), mean=known[n].mean, last=last[n], now=now, price=price,
                bounds=UNBOUND,
            )
            for n in (range(publisher.sources) if wanted is None else wanted)
        }  # fmt: skip

    return listing.outcome(simulate(listing, planner, learn, budget=1.0))


def bound_of(way: Callable[[Publisher, float], Outcome], publisher: Publisher, requests: int
) -> Outcome:  # fmt: skip
    """Run with the price that comes to as many requests, within one in a hundred."""
    price = len(publisher.articles) * DAY / (publisher.end - publisher.start) / 1000
    low, high = 0.0, float("inf")
    for _ in range(12):
        best = way(publisher, price)
        if abs(best.requests / requests - 1) < 0.01:
            break
        if best.requests > requests:
            low = price
        else:
            high = price
        guess = price * (best.requests / requests) ** 2
        price = guess if low < guess < high else (low * high) ** 0.5
    return best
