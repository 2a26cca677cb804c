"""A source: what its visits have taught about the rate at which it lists new articles.

The rate is a Gamma-Poisson estimate with exponential forgetting; the time of day and week is its
`Week`. After Cho & Garcia-Molina, Estimating Frequency of Change (ACM TOIT 3:3, 2003), but visits
count articles instead of changes, so that no correction for unseen changes is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log

from newscrawl.schedule.policy import DAY, HOUR
from newscrawl.schedule.week import NOTHING, QUARTER, Week, WeekCounts, counted, week_of

_WEEK_MEMORY = 42 * DAY
_LEVEL_MEMORY = (2 * DAY, 28 * DAY)
_LEVEL_ARTICLES = 60.0
"""The level forgets so that about this many articles make it, within `_LEVEL_MEMORY`."""
_PRIOR_ARTICLES = 0.25
BURST = 1.5 * HOUR
"""Time in which what is left of a burst fades to 1/e."""
_BURST_DOUBT = 10.0
_BURST_MOST = 0.9
_CREDIT_MEMORY = 28 * DAY
_CREDIT_MOST = 12.0
_FIRST_LOOK = 28 * DAY
"""How far back the dates that a source shows at its first visit are believed."""
_VAGUE = DAY
"""Articles of unknown time teach nothing about the hour where the interval is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """All that is kept of a source's history; small, and plain numbers only."""

    visited: float
    """Time of the last visit, seconds since the epoch."""
    articles: float = 0.0
    """Articles listed, fading."""
    exposure: float = 0.0
    """Days watched, an hour counting as much as the week says it brings, fading likewise."""
    week: WeekCounts = NOTHING
    credit: float = 1.0
    """By how much the week foretold the last visits better than a flat one, log-likelihood."""
    surplus: float = 0.0
    """Articles above those expected, of the last hours: the trace of a burst."""
    burst_fit: tuple[float, float] = (0.0, 0.0)
    """Sums of surplus found x foretold and of foretold squared, fading: how far bursts go on."""


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
    since = seen.at - _FIRST_LOOK
    known = sorted(at for at in seen.published if since < at <= seen.at)
    if len(known) < 2:
        return Source(visited=seen.at)
    # The oldest opens the stretch: how long nothing came before it is not known.
    start, rest = known[0], known[1:]
    return observed(Source(visited=start), Seen(at=seen.at, found=len(rest), published=tuple(rest)))


def observed(source: Source, seen: Seen) -> Source:
    """Give the source after another visit; a clock that went back adds no time.

    What happened longer ago than a list shows is unknown.
    """
    start, end = max(source.visited, seen.at - _FIRST_LOOK), seen.at
    if end <= start:
        return replace(source, visited=end, articles=source.articles + seen.found)
    own = week_of(source.week)
    length = end - start
    # A stated time before the last visit cannot be when the article came onto this source.
    times = [at for at in seen.published if start < at <= end][: seen.found]
    unknown = seen.found - len(times)
    weighed = [(at, 1.0) for at in times]
    if unknown and length <= _VAGUE:
        weighed += _spread(unknown, start, end, own)
    is_placed = bool(weighed) or not seen.found
    watched = own.days_worth(start, end)
    fading = exp(-length / level_memory(source))
    return replace(
        _with_surprise(replace(source, visited=start), seen, weighed, watched=watched),
        visited=end,
        articles=source.articles * fading + seen.found,
        exposure=source.exposure * fading + watched,
        week=counted(
            source.week,
            watched=(start, end) if is_placed else (end, end),
            articles=weighed,
            fading=exp(-length / _WEEK_MEMORY),
        ),
    )


def _with_surprise(
    source: Source, seen: Seen, weighed: Sequence[tuple[float, float]], *, watched: float
) -> Source:
    """Compare what a visit found with what was foretold: by the week, a flat one, and a burst."""
    length = (seen.at - source.visited) / DAY
    per_day = rate(source)
    usual = per_day * (1 + week_trust(source) * (watched / length - 1)) * length
    fading = exp(-length * DAY / _CREDIT_MEMORY)
    kept = exp(-length * DAY / BURST)
    foretold = source.surplus * (1 - kept)
    # What a burst foretold is no merit of the week, though the burst has marked it by now.
    more = max(0.0, _BURST_MOST * foretold)
    by_week, flat = per_day * watched, per_day * length
    gain = seen.found * log((by_week + more) / (flat + more)) - (by_week - flat)
    fit, power = source.burst_fit
    fresh = sum(weight * exp(-(seen.at - at) / BURST) for at, weight in weighed)
    faded_usual = usual * (1 - kept) * BURST / (length * DAY)
    return replace(
        source,
        credit=max(-_CREDIT_MOST, min(_CREDIT_MOST, source.credit * fading + gain)),
        surplus=source.surplus * kept + fresh - faded_usual,
        burst_fit=(
            fit * fading + (seen.found - usual) * foretold,
            power * fading + foretold * foretold,
        ),
    )


def week_trust(source: Source) -> float:
    """Give the weight of a source's week against a flat one, 0 to 1."""
    return 1 / (1 + exp(-source.credit))


def burst(source: Source) -> float:
    """Give which part of a surplus goes on: 0 where articles come independently of each other."""
    fit, power = source.burst_fit
    return min(_BURST_MOST, max(0.0, fit / (power + _BURST_DOUBT) - 0.1))


def level_memory(source: Source) -> float:
    """Give the seconds in which the level fades to 1/e: shorter where more articles come."""
    shortest, longest = _LEVEL_MEMORY
    per_day = source.articles / source.exposure if source.exposure > 0 else 0.0
    wanted = _LEVEL_ARTICLES / per_day * DAY if per_day > 0 else longest
    return min(max(wanted, shortest), longest)


def rate(source: Source, *, expected: float = 1.0) -> float:
    """Estimate the articles a day, averaged over the week; `expected` is for unknown sources."""
    return (_PRIOR_ARTICLES + source.articles) / (_PRIOR_ARTICLES / expected + source.exposure)


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
