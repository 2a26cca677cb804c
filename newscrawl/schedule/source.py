"""A source: what its visits have taught about the rate at which it lists new articles.

The rate is a Gamma-Poisson estimate with exponential forgetting; the time of day and week is its
`Week`. After Cho & Garcia-Molina, Estimating Frequency of Change (ACM TOIT 3:3, 2003), but visits
count articles instead of changes, so that no correction for unseen changes is needed.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp

from newscrawl.schedule.bursts import NO_BURSTS, Bursts, Stretch, both_bursts, learned
from newscrawl.schedule.level import UNKNOWN, Level, both_levels, level_of, level_rate, levelled
from newscrawl.schedule.policy import DAY
from newscrawl.schedule.week import (
    NOTHING,
    QUARTER,
    Week,
    WeekCounts,
    counted,
    faded,
    pooled,
    week_of,
)

_WEEK_MEMORY = 42 * DAY
_LEVEL_DOUBT = 5.0
"""Articles from which on the level is known well enough to tell bursts from it."""
FIRST_LOOK = 28 * DAY
"""How far back the dates that a source shows at its first visit are believed."""
_VAGUE = DAY
"""Articles of unknown time teach nothing about the hour where the interval is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """All that is kept of a source's history; small, and plain numbers only."""

    visited: float
    """Time of the last visit, seconds since the epoch."""
    level: Level = UNKNOWN
    """Articles a day; an hour counts as much as the week says that it brings."""
    week: WeekCounts = NOTHING
    bursts: Bursts = NO_BURSTS
    """What speaks for bursts and for the week, and the articles of late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one visit found."""

    at: float
    found: int
    """Articles listed that this source did not list at its visit before."""
    published: tuple[float, ...] = ()
    """Times of publication of those of them that state one, seconds since the epoch."""


def first_seen(seen: Seen) -> Source:
    """Begin the history of a source: the dates that it shows tell of the time before.

    What it lists at the first visit says nothing by number, since nobody knows since when.
    """
    since = seen.at - FIRST_LOOK
    known = sorted(at for at in seen.published if since < at <= seen.at)
    if len(known) < 2:
        return Source(visited=seen.at)
    # The oldest opens the stretch: how long nothing came before it is not known.
    start, rest = known[0], known[1:]
    length = (seen.at - start) / DAY
    source = Source(visited=start, level=level_of(1.0, length / len(rest)))
    days = [start + number * DAY for number in range(1, int(length) + 1)]
    for begin, end in pairwise((start, *days, seen.at)):
        times = tuple(at for at in rest if begin < at <= end)
        source = observed(source, Seen(at=end, found=len(times), published=times))
    return source


def observed(source: Source, seen: Seen) -> Source:
    """Give the source after another visit; a clock that went back adds no time.

    What happened longer ago than a list shows is unknown.
    """
    start, end = max(source.visited, seen.at - FIRST_LOOK), seen.at
    if end <= start:
        return replace(
            source,
            visited=end,
            level=levelled(source.level, found=seen.found, watched=0.0, length=0.0),
        )
    own = week_of(source.week)
    length = end - start
    # A stated time before the last visit cannot be when the article came onto this source.
    times = sorted(at for at in seen.published if start < at <= end)[: seen.found]
    unknown = seen.found - len(times)
    weighed = [(at, 1.0) for at in times]
    if unknown and length <= _VAGUE:
        weighed += _spread(unknown, start, end, own)
    is_placed = bool(weighed) or not seen.found
    watched = own.days_worth(start, end)
    stretch = Stretch(
        start=start, end=end, articles=weighed, is_timed=not unknown, per_day=rate(source),
        watched=watched, factor=own.at, sure=_sure(source),
    )  # fmt: skip
    return replace(
        source,
        visited=end,
        level=levelled(source.level, found=seen.found, watched=watched, length=length),
        week=counted(
            source.week,
            watched=(start, end) if is_placed else (end, end),
            articles=weighed,
            fading=exp(-length / _WEEK_MEMORY),
        ),
        bursts=learned(source.bursts, stretch) if is_placed else source.bursts,
    )


def _sure(source: Source) -> float:
    known = source.level.articles[0]
    return known / (known + _LEVEL_DOUBT)


def with_history(source: Source, history: Source) -> Source:
    """Give a source with what is known otherwise of the time before its first visit."""
    age = source.visited - history.visited
    if age < 0 or not history.level.articles[0]:
        return source
    aged = faded(history.week, exp(-age / _WEEK_MEMORY))
    return replace(
        source,
        level=both_levels(source.level, history.level, age=age),
        week=pooled([source.week, aged]),
        bursts=both_bursts(source.bursts, history.bursts, age=age),
    )


def rate(source: Source, *, expected: float = 1.0) -> float:
    """Estimate the articles a day, averaged over the week; `expected` is for unknown sources."""
    return level_rate(source.level, expected=expected)


def _spread(count: int, start: float, end: float, week: Week) -> list[tuple[float, float]]:
    """Share articles of unknown time among the quarters of an interval by the rate known so far."""
    middles: list[float] = []
    weights: list[float] = []
    while start < end:
        stop = min((start // QUARTER + 1) * QUARTER, end)
        middle = (start + stop) / 2
        middles.append(middle)
        weights.append((stop - start) * week.at(middle))
        start = stop
    whole = sum(weights)
    return [(at, count * weight / whole) for at, weight in zip(middles, weights, strict=True)]
