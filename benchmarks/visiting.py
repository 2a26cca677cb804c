"""Visits of the sources of a publisher, simulated: what they list when, and delays until found."""

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from publishing import Publisher

from newscrawl.schedule.policy import DAY, WEEK

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


def fixed(publisher: Publisher, requests: int) -> Outcome:
    """Poll all sources in turn, evenly spaced."""
    listing = Listing(publisher=publisher)
    for source in range(publisher.sources):
        listing.visit(source, publisher.start)
    step = (publisher.end - publisher.start) / requests
    for number in range(requests):
        listing.visit(number % publisher.sources, publisher.start + (number + 1) * step)
    return listing.outcome(requests)


def joined(outcomes: Iterable[Outcome]) -> Outcome:
    """Put several runs together."""
    each = list(outcomes)
    return Outcome(
        requests=sum(one.requests for one in each),
        delays=tuple(delay for one in each for delay in one.delays),
    )
