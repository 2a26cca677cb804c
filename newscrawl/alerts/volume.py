"""Volume: a source or site that brings nothing new any more, or far less than it did.

What is expected comes from its own visits, an hour counting as much as its learnt week says it
brings (`newscrawl.schedule.week`), so nights and weekends without news are no silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from newscrawl.alerts.finding import Finding, Kind, moment
from newscrawl.alerts.tails import dispersion, few
from newscrawl.schedule.policy import DAY, HOUR, WEEK
from newscrawl.schedule.week import FLAT, Week

HISTORY = 42 * DAY
"""How far back the history goes that a source is held against."""
MIN_HISTORY = 14 * DAY
"""No source is judged by less: two weekends must have been seen."""
MIN_FOR_FEW = 28 * DAY
"""No fall is judged by less: small papers have quiet weeks."""
MIN_ARTICLES = 20
RARE = 1e-4
_FALSE_ALARM = 3650.0
"""Days that a source of Poisson articles goes on average without a false silence."""
_LONGER = 1.5
"""A silence is so many times the longest pause of the history, at least."""
_SHORTEST = 6 * HOUR
_FALL = 1 / 3
"""Share of the usual volume below which a week counts as few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The visits of a source, or of all sources of a site."""

    site: str
    subject: str
    kind: str
    """home, section, feed, sitemap, or site."""
    visits: Sequence[tuple[float, int]]
    """Time and number of new entries of each visit but the first, oldest first."""
    week: Week = field(default=FLAT)

    @property
    def last_new(self) -> float:
        """Time of the last visit that found something new, 0 without any."""
        return max((at for at, found in self.visits if found), default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """A part of the history."""

    visits: Sequence[tuple[float, int]]
    start: float
    end: float
    articles: int


def volume_finding(series: Series, *, since: float | None = None) -> Finding | None:
    """Tell whether a source has fallen silent or brings far less; None where all is well.

    `since` is when it was last found so: the history that counts is the one before.
    """
    if len(series.visits) < 3:
        return None
    return _silence(series) or _fall(series, since)


def new_since(series: Series, at: float) -> int:
    """Count what a series brought after a time."""
    return sum(found for when, found in series.visits if when > at)


def _silence(series: Series) -> Finding | None:
    end = series.visits[-1][0]
    arrivals = [at for at, found in series.visits if found]
    if not arrivals or end - arrivals[-1] < _SHORTEST:
        return None
    last = arrivals[-1]
    past = _stretch(series, last - HISTORY, last)
    pauses = [b - a for a, b in pairwise([past.start, *(at for at in arrivals if at > past.start)])]
    if not _suffices(past) or end - last < _LONGER * max(pauses):
        return None
    chance, expected = _chance(series, past, (last, end), 0)
    a_day = len(pauses) / ((last - past.start) / DAY)
    if chance > min(RARE, 1 / (_FALSE_ALARM * a_day)):
        return None
    hours = (end - last) / HOUR
    return Finding(
        kind=Kind.SILENT, site=series.site, subject=series.subject,
        text=f"nothing new for {_span(hours)}, {expected:.0f} new articles were to be expected",
        facts={"last_new": moment(last), "expected": round(expected, 1), "chance": chance},
    )  # fmt: skip


def _fall(series: Series, since: float | None) -> Finding | None:
    end = series.visits[-1][0]
    start = end - WEEK
    past_end = start if since is None else min(start, since - WEEK)
    past = _stretch(series, past_end - HISTORY, past_end)
    if not _suffices(past) or past.end - past.start < MIN_FOR_FEW:
        return None
    found = new_since(series, start)
    usual = past.articles / (past.end - past.start) * WEEK
    if found > _FALL * usual:
        return None
    chance, expected = _chance(series, past, (start, end), found)
    if chance > RARE:
        return None
    return Finding(
        kind=Kind.FEW, site=series.site, subject=series.subject, calm=DAY,
        text=f"{found} new articles in the last 7 days, {expected:.0f} were to be expected",
        facts={"found": found, "expected": round(expected, 1), "chance": chance},
    )  # fmt: skip


def _stretch(series: Series, start: float, end: float) -> _Stretch:
    visits = [visit for visit in series.visits if start <= visit[0] <= end]
    # What the first of them found came before the stretch.
    return _Stretch(
        visits=visits,
        start=visits[0][0] if visits else end,
        end=end,
        articles=sum(found for _, found in visits[1:]),
    )


def _suffices(past: _Stretch) -> bool:
    return past.end - past.start >= MIN_HISTORY and past.articles >= MIN_ARTICLES


def _chance(
    series: Series, past: _Stretch, ahead: tuple[float, float], found: int
) -> tuple[float, float]:
    """Give how likely so few are, and how many were to be expected."""
    watched = _worth(series.week, past.start, past.end)
    worth = _worth(series.week, *ahead)
    per_day = past.articles / watched
    if worth <= 0:
        return 1.0, 0.0
    cells = ((seen, per_day * w, per_day * w) for seen, w in _days(series.week, past))
    chance = few(
        found, ahead=worth, articles=past.articles, watched=watched, dispersion=dispersion(cells)
    )
    return chance, per_day * worth


def _days(week: Week, past: _Stretch) -> list[tuple[float, float]]:
    """Cut a stretch into parts of a day or more: new articles and mean days' worth of each."""
    parts, begun, seen = [], past.start, 0
    for at, found in past.visits[1:]:
        seen += found
        if at - begun >= DAY:
            parts.append((float(seen), _worth(week, begun, at)))
            begun, seen = at, 0
    return parts


def _worth(week: Week, start: float, end: float) -> float:
    """Give how many mean days a stretch is worth; whole weeks need no counting."""
    weeks, rest = divmod(end - start, WEEK)
    return 7 * weeks + week.days_worth(start, start + rest)


def _span(hours: float) -> str:
    return f"{hours:.0f} hours" if hours < 72 else f"{hours / 24:.0f} days"
