"""Simulate visits of sources: delay until an article is found, adaptive against fixed intervals.

The schedule learns as it goes from what its own visits showed; nothing is fitted beforehand. Fixed
polling gets the same number of requests, evenly spaced and evenly spread over the sources of the
site. `bound` is the same planning by one who knows the true rates, with as many requests.
"""

import argparse
import heapq
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from publishing import SHAPES, STEP, Publisher, made, real

from newscrawl.schedule.overlap import own_shares
from newscrawl.schedule.policy import DAY, WEEK, Policy
from newscrawl.schedule.price import price_of
from newscrawl.schedule.site import Outlook, due, outlook
from newscrawl.schedule.source import Seen, Source, first_seen, observed
from newscrawl.schedule.visits import Bounds, next_visit

SHOWN = 20
"""Entries that a list shows at its first visit."""
MEMORY = 28 * DAY
TAIL = 3 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a way of visiting came to."""

    requests: int
    delays: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean delay in hours."""
        return float(np.mean(self.delays)) / 3600

    @property
    def p95(self) -> float:
        """95th percentile of the delay in hours."""
        return float(np.percentile(self.delays, 95)) / 3600


@dataclass(kw_only=True)
class Listing:
    """What the sources of a publisher list, and when each article was first found."""

    publisher: Publisher
    by_source: list[list[int]] = field(init=False)
    found: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort articles by source."""
        self.by_source = [[] for _ in range(self.publisher.sources)]
        for number, (_, sources) in enumerate(self.publisher.articles):
            for source in sources:
                self.by_source[source].append(number)
        self._next = [0] * self.publisher.sources

    def visit(self, source: int, at: float) -> list[int]:
        """Give the articles that are new on a source since its last visit."""
        numbers, start = self.by_source[source], self._next[source]
        stop = start
        while stop < len(numbers) and self.publisher.articles[numbers[stop]][0] <= at:
            self.found.setdefault(numbers[stop], at)
            stop += 1
        self._next[source] = stop
        return numbers[start:stop]

    def outcome(self, requests: int) -> Outcome:
        """Count the delays of what appeared between start and a while before the end."""
        delays = [
            self.found.get(number, self.publisher.end) - at
            for number, (at, _) in enumerate(self.publisher.articles)
            if self.publisher.start < at < self.publisher.end - TAIL
        ]
        return Outcome(requests=requests, delays=tuple(delays))


Planner = Callable[[float, float, Sequence[int] | None], dict[int, float]]
"""Gives the next visits of sources at a time, told by how many requests the site is over."""


def simulate(
    listing: Listing,
    planner: Planner,
    learn: Callable[[int, float, list[int]], None],
    budget: float,
) -> int:
    """Visit sources when they are due, and give the number of requests."""
    publisher, requests = listing.publisher, 0
    now = publisher.start
    for source in range(publisher.sources):
        learn(source, now, listing.visit(source, now))
    spent: deque[float] = deque()
    planned = planner(now, 0.0, None)
    heap = [(at, source) for source, at in planned.items()]
    heapq.heapify(heap)
    renewed = now
    while heap:
        at, source = heapq.heappop(heap)
        if planned[source] != at:
            continue
        now = max(now, at)
        if now >= publisher.end:
            break
        learn(source, now, listing.visit(source, now))
        requests += 1
        spent.append(now)
        while spent[0] < now - WEEK:
            spent.popleft()
        ahead = len(spent) - budget * min(now - publisher.start, WEEK) / DAY
        every = now - renewed >= DAY / 4
        renewed = now if every else renewed
        for number, when in planner(now, ahead, None if every else [source]).items():
            planned[number] = when
            heapq.heappush(heap, (when, number))
    return requests


def adaptive(publisher: Publisher, budget: float, *, stated: bool) -> Outcome:
    """Run the schedule; `stated` tells whether lists state when their articles were published."""
    listing = Listing(publisher=publisher)
    policy = Policy(budget=budget, min_interval=120.0)
    sources: dict[int, Source] = {}
    recent: dict[int, deque[int]] = {n: deque() for n in range(publisher.sources)}
    shares: dict[int, float] = {}

    def learn(source: int, now: float, new: list[int]) -> None:
        shown = new if source in sources else new[-SHOWN:]
        times = tuple(publisher.articles[n][0] for n in shown) if stated else ()
        seen = Seen(at=now, found=len(shown), published=times)
        known = sources.get(source)
        sources[source] = first_seen(seen) if known is None else observed(known, seen)
        recent[source].extend(shown)

    prospect: Outlook | None = None

    def planner(now: float, ahead: float, wanted: Sequence[int] | None) -> dict[int, float]:
        nonlocal prospect
        if wanted is None:
            listed = {}
            for source, numbers in recent.items():
                while numbers and listing.found[numbers[0]] < now - MEMORY:
                    numbers.popleft()
                listed[source] = set(numbers)
            shares.update(own_shares(listed))
            prospect = outlook(sources, shares=shares, now=now, ahead=ahead, policy=policy)
        assert prospect is not None
        return {
            n: due(sources[n], prospect, share=shares.get(n, 1.0), now=now)
            for n in (sources if wanted is None else wanted)
        }

    return listing.outcome(simulate(listing, planner, learn, budget))


def oracle(publisher: Publisher, budget: float) -> Outcome | None:
    """Run the same planning with the true rates: the bound of what learning could reach."""
    if publisher.curves is None:
        return None
    listing, curves = Listing(publisher=publisher), publisher.curves
    last = [publisher.start] * publisher.sources
    bounds = Bounds(shortest=120.0, longest=1000 * DAY)
    grid = np.arange(publisher.start, publisher.end, STEP)
    means = [max(1e-6, float(curve(grid).mean())) for curve in curves]

    def learn(source: int, now: float, _: list[int]) -> None:
        last[source] = now

    price = 0.0

    def planner(now: float, ahead: float, wanted: Sequence[int] | None) -> dict[int, float]:
        nonlocal price
        if wanted is None:
            price = price_of(list(curves), now=now, budget=budget, ahead=ahead, bounds=bounds)
        return {
            n: next_visit(
                curves[n], mean=means[n], last=last[n], now=now, price=price, bounds=bounds
            )
            for n in (range(publisher.sources) if wanted is None else wanted)
        }

    return listing.outcome(simulate(listing, planner, learn, budget))


def bound_of(publisher: Publisher, requests: int) -> Outcome | None:
    """Run the oracle with a budget that comes to as many requests, within two in a hundred."""
    budget = requests / (publisher.end - publisher.start) * DAY
    for _ in range(4):
        best = oracle(publisher, budget)
        if best is None or abs(best.requests / requests - 1) < 0.02:
            break
        budget *= requests / best.requests
    return best


def fixed(publisher: Publisher, requests: int) -> Outcome:
    """Poll all sources in turn, evenly spaced."""
    listing = Listing(publisher=publisher)
    for source in range(publisher.sources):
        listing.visit(source, publisher.start)
    step = (publisher.end - publisher.start) / requests
    for number in range(requests):
        listing.visit(number % publisher.sources, publisher.start + (number + 1) * step)
    return listing.outcome(requests)


def publishers(folder: Path | None) -> list[Publisher]:
    """Make all profiles, and read the real ones where there is a folder."""
    found = [
        made(name, shape, layout=layout, per_day=24.0)
        for layout in ("one", "apart", "site")
        for name, shape in SHAPES.items()
    ]
    for path in sorted(folder.glob("*.links.jsonl*")) if folder else ():
        name = path.name.partition(".")[0]
        for layout in ("apart", "site"):
            site = real(folder, name, layout=layout)
            if site and site.name not in {f.name for f in found}:
                found.append(site)
    return found


def main() -> None:
    """Print one line a profile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="folder of truth files")
    parser.add_argument("--budget", type=float, default=24.0, help="requests a site and day")
    parser.add_argument("--undated", action="store_true", help="lists state no times")
    parser.add_argument("--only", default="", help="profiles whose name holds this text")
    options = parser.parse_args()
    print(_HEAD)
    for publisher in publishers(options.folder):
        if options.only in publisher.name:
            print(compared(publisher, options.budget, stated=not options.undated), flush=True)


_HEAD = (
    f"{'profile, layout':24}{'articles':>9}{'requests':>9}"
    f"{'mean h: fixed':>15}{'ours':>7}{'ratio':>7}{'bound':>7}"
    f"{'p95 h: fixed':>14}{'ours':>7}{'ratio':>7}"
)


def compared(publisher: Publisher, budget: float, *, stated: bool) -> str:
    """Run one profile, and write its line."""
    ours = adaptive(publisher, budget, stated=stated)
    theirs = fixed(publisher, ours.requests)
    best = bound_of(publisher, ours.requests)
    bound = "-" if best is None else f"{best.mean / theirs.mean:.2f}"
    return (
        f"{publisher.name:24}{len(ours.delays):9}{ours.requests:9}"
        f"{theirs.mean:15.2f}{ours.mean:7.2f}{ours.mean / theirs.mean:7.2f}{bound:>7}"
        f"{theirs.p95:14.2f}{ours.p95:7.2f}{ours.p95 / theirs.p95:7.2f}"
    )


if __name__ == "__main__":
    main()
