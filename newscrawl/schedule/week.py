"""The week of a source: at which hours of which weekdays articles appear, in UTC.

Counts are Gamma-Poisson: the factor of a bin is (k g + n) / (k + e) with n articles counted, e
expected there if all bins were alike, and k pseudo-articles that pull towards the factor g of a
wider profile; a bin that was never watched has just that (Gelman et al., Bayesian Data Analysis,
§2.6).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from newscrawl.schedule.policy import DAY, HOUR, MINUTE

QUARTER = 15 * MINUTE
_PULL_DAY, _PULL_HOUR, _PULL_QUARTER = 3.0, 1.5, 5.0
_EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday
_FLAT_DAYS, _FLAT_HOURS = (1.0,) * 7, (1.0,) * 24


def weekday(at: float) -> int:
    """Give the UTC weekday of a time in seconds since the epoch, Monday 0."""
    return (int(at // DAY) + _EPOCH_WEEKDAY) % 7


def quarter(at: float) -> int:
    """Give the quarter of an hour of the UTC day, 0 to 95."""
    return int(at % DAY // QUARTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCounts:
    """Articles counted and time watched by bin, both fading."""

    days: tuple[float, ...] = (0.0,) * 7
    """Articles by weekday."""
    quarters: tuple[float, ...] = (0.0,) * 96
    """Articles by quarter of an hour of the day."""
    watched_days: tuple[float, ...] = (0.0,) * 7
    """Days watched by weekday."""
    watched_hours: tuple[float, ...] = (0.0,) * 24
    """Days watched by hour of the day."""


NOTHING = WeekCounts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Factors of the rate by weekday and quarter of an hour; their products have mean 1."""

    days: tuple[float, ...] = _FLAT_DAYS
    quarters: tuple[float, ...] = (1.0,) * 96

    def at(self, time: float) -> float:
        """Give the factor at a time in seconds since the epoch."""
        return self.days[weekday(time)] * self.quarters[quarter(time)]

    def days_worth(self, start: float, end: float) -> float:
        """Give how many mean days a stretch of time is worth, hour by hour."""
        worth = 0.0
        for begin, stop in hours_of(start, end):
            first = quarter(begin) // 4 * 4
            factor = self.days[weekday(begin)] * sum(self.quarters[first : first + 4]) / 4
            worth += factor * (stop - begin) / DAY
        return worth


FLAT = Week()


def counted(
    counts: WeekCounts,
    *,
    watched: tuple[float, float],
    articles: Iterable[tuple[float, float]],
    fading: float,
) -> WeekCounts:
    """Give the counts with the stretch `watched` and `articles` as pairs (time, weight) added.

    What was known before keeps the weight `fading`, 0 to 1.
    """
    days = [n * fading for n in counts.days]
    quarters = [n * fading for n in counts.quarters]
    watched_days = [n * fading for n in counts.watched_days]
    watched_hours = [n * fading for n in counts.watched_hours]
    for start, end in hours_of(*watched):
        length = (end - start) / DAY
        watched_days[weekday(start)] += length
        watched_hours[int(start % DAY // HOUR)] += length
    for at, weight in articles:
        days[weekday(at)] += weight
        quarters[quarter(at)] += weight
    return WeekCounts(
        days=tuple(days),
        quarters=tuple(quarters),
        watched_days=tuple(watched_days),
        watched_hours=tuple(watched_hours),
    )


def hours_of(start: float, end: float) -> Iterator[tuple[float, float]]:
    """Cut a stretch of time at full hours."""
    while start < end:
        stop = min((start // HOUR + 1) * HOUR, end)
        yield start, stop
        start = stop


def pooled(all_counts: Sequence[WeekCounts]) -> WeekCounts:
    """Add up the counts of several sources, as of all sources of a site."""
    return WeekCounts(
        days=_sums([c.days for c in all_counts], 7),
        quarters=_sums([c.quarters for c in all_counts], 96),
        watched_days=_sums([c.watched_days for c in all_counts], 7),
        watched_hours=_sums([c.watched_hours for c in all_counts], 24),
    )


def faded(counts: WeekCounts, fading: float) -> WeekCounts:
    """Give counts that weigh less, by a factor from 0 to 1."""
    return counted(counts, watched=(0.0, 0.0), articles=(), fading=fading)


def week_of(counts: WeekCounts, general: Week = FLAT) -> Week:
    """Estimate the week of a source; where little is known it is the general one."""
    total = sum(counts.days)
    general_hours = [sum(general.quarters[4 * h : 4 * h + 4]) / 4 for h in range(24)]
    days = _factors(counts.days, counts.watched_days, total, general.days, _PULL_DAY)
    by_hour = [sum(counts.quarters[4 * h : 4 * h + 4]) for h in range(24)]
    hours = _factors(by_hour, counts.watched_hours, total, general_hours, _PULL_HOUR)
    quarters = []
    for number, n in enumerate(counts.quarters):
        hour = number // 4
        wider = general.quarters[number] / general_hours[hour]
        factor = (_PULL_QUARTER * wider + n) / (_PULL_QUARTER + by_hour[hour] / 4)
        quarters.append(hours[hour] * factor)
    return Week(days=_mean_one(days), quarters=_mean_one(quarters))


def _factors(
    counts: Sequence[float],
    watched: Sequence[float],
    total: float,
    general: Sequence[float],
    pull: float,
) -> list[float]:
    whole = sum(watched) or 1.0
    expected = (total * share / whole for share in watched)
    return [(pull * g + n) / (pull + e) for n, e, g in zip(counts, expected, general, strict=True)]


def _mean_one(factors: Sequence[float]) -> tuple[float, ...]:
    mean = sum(factors) / len(factors)
    return tuple(factor / mean for factor in factors)


def _sums(rows: Sequence[Sequence[float]], width: int) -> tuple[float, ...]:
    return tuple(sum(row[i] for row in rows) for i in range(width))
