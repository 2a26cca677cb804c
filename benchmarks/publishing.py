"""Publishing sites for the schedule's simulator: made profiles, and times of real sites."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import numpy as np
from testsites import rows

from newscrawl.schedule.policy import DAY, HOUR
from newscrawl.schedule.visits import Curve, Times

DAYS = 49
REAL_DAYS = 60
START = 1_772_409_600.0
"""A Monday, 00:00 UTC."""
SHARES = (0.30, 0.22, 0.16, 0.11, 0.08, 0.06, 0.04, 0.03)
"""Parts of a site's articles by section."""
STEP = 300.0
BURSTS_A_DAY, BURST_HOURS, BURST_RATE, QUIET_RATE = 0.5, 2.0, 16.0, 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A site: what appears when on which of its sources."""

    name: str
    sources: int
    articles: tuple[tuple[float, tuple[int, ...]], ...]
    """Time and sources of each article, oldest first."""
    start: float
    end: float
    curves: tuple[Curve, ...] | None = None
    """Rates of what each source lists and no better one does; None where nobody knows them."""
    shares: tuple[float, ...] = ()
    """Mean rates of sources whose bursts come by chance; empty where there are none."""


Shape = Callable[[Times, Random], Times]
"""Articles a day over a grid of times, as a factor of the mean rate."""


def made(name: str, shape: Shape, *, layout: str, per_day: float, seed: int = 1) -> Publisher:
    """Draw a site of a shape: `one` source, sections `apart`, or a `site` with home and feed."""
    draw = Random(seed)
    grid = START + np.arange(DAYS * DAY / STEP) * STEP
    sections = (1.0,) if layout == "one" else SHARES
    articles: list[tuple[float, tuple[int, ...]]] = []
    rates = []
    for number, share in enumerate(sections):
        rate = per_day * share * shape(grid, draw)
        rates.append(rate)
        listed = (number,) if layout != "site" else (0, 1, number + 2)
        for at, mean in zip(grid, rate * STEP / DAY, strict=True):
            articles += [
                (at + draw.random() * STEP, listed) for _ in range(_poisson(float(mean), draw))
            ]
    curves = tuple(_stored(grid, rate) for rate in rates)
    if layout == "site":
        nothing = np.zeros(len(grid))
        whole = _stored(grid, np.sum(rates, axis=0))
        curves = (whole, *(_stored(grid, nothing) for _ in range(len(sections) + 1)))
    return Publisher(
        name=f"{name}, {layout}",
        sources=len(curves),
        articles=tuple(sorted(articles)),
        start=START + 7 * DAY,
        end=START + DAYS * DAY,
        curves=curves,
        shares=tuple(per_day * s for s in sections) if shape is bursty and layout != "site" else (),
    )


def _stored(grid: Times, rate: Times) -> Curve:
    def curve(times: Times) -> Times:
        return rate[np.clip(((times - grid[0]) // STEP).astype(int), 0, len(rate) - 1)]

    return curve


def _poisson(mean: float, draw: Random) -> int:
    """Draw by counting arrivals of a unit process (Knuth)."""
    count, waited = 0, draw.expovariate(1.0)
    while waited < mean:
        count += 1
        waited += draw.expovariate(1.0)
    return count


def _hour(grid: Times) -> Times:
    return grid % DAY / HOUR


def _weekday(grid: Times) -> Times:
    return (grid // DAY + 3) % 7


def constant(grid: Times, _: Random) -> Times:
    """Publish alike at every hour."""
    return np.ones(len(grid))


def office(grid: Times, _: Random) -> Times:
    """Nine to six on workdays, with a peak in the morning, and a little at other hours."""
    hour, day = _hour(grid), _weekday(grid)
    at_work = (hour >= 9) & (hour < 18) & (day < 5)
    return np.where(at_work, np.where(hour < 11, 5.0, 2.8), 0.12)


def night_owl(grid: Times, _: Random) -> Times:
    """From ten in the evening to three in the morning, every day."""
    hour = _hour(grid)
    return np.where((hour >= 22) | (hour < 3), 4.4, 0.1)


def weekly(grid: Times, _: Random) -> Times:
    """Publish an edition on Thursday morning, and a few pieces between."""
    hour, day = _hour(grid), _weekday(grid)
    return np.where((day == 3) & (hour >= 5) & (hour < 7), 67.0, 0.2)


def daily(grid: Times, _: Random) -> Times:
    """Most at 10:20 to 10:35 on workdays, as editors set it, and some during the day."""
    hour, day = _hour(grid), _weekday(grid)
    at_once = (hour >= 10.33) & (hour < 10.58) & (day < 5)
    return np.where(at_once, 95.0, np.where((hour >= 14) & (hour < 23), 0.6, 0.1))


def bursty(grid: Times, draw: Random) -> Times:
    """Bursts of two hours, about one in two days, with little between."""
    rate = np.full(len(grid), QUIET_RATE)
    at = grid[0] + draw.expovariate(BURSTS_A_DAY) * DAY
    while at < grid[-1]:
        rate[(grid >= at) & (grid < at + BURST_HOURS * HOUR)] = BURST_RATE
        at += draw.expovariate(BURSTS_A_DAY) * DAY
    return rate


def dying(grid: Times, _: Random) -> Times:
    """Publish in office hours until the middle, then hardly anything."""
    middle = (grid[0] + grid[-1]) / 2
    return office(grid, _) * np.where(grid < middle, 1.6, 0.05)


def doubled(grid: Times, _: Random) -> Times:
    """Office hours, with twice the articles from the middle on."""
    middle = (grid[0] + grid[-1]) / 2
    return office(grid, _) * np.where(grid < middle, 0.7, 1.4)


SHAPES: dict[str, Shape] = {
    "constant": constant, "office hours": office, "night owl": night_owl, "weekly": weekly,
    "daily at once": daily, "bursty": bursty, "dying": dying, "doubled": doubled,
}  # fmt: skip


def real(folder: Path, name: str, *, layout: str) -> Publisher | None:
    """Read a test site's times; None where fewer than 50 articles state one.

    `apart`: each article on its section alone; `site`: on home page and feed, too. Sections are
    the list pages that the truth knows; the snapshot of each tells what it lists.
    """
    times = {
        row["url"]: datetime.fromisoformat(row["published"]).timestamp()
        for row in rows(folder / f"{name}.jsonl")
        if row["is_article"] and row["published"] and "T00:00:00" not in row["published"]
    }
    if len(times) < 50:
        return None
    sections, listed = _listed(folder, name, times)
    first = 2 if layout == "site" else 0
    articles = []
    for url, at in times.items():
        found = tuple(number + first for number in sorted(listed[url]))
        articles.append((at, (0, 1, *found) if layout == "site" else found[:1] or (0,)))
    articles.sort()
    ordered = [at for at, _ in articles]
    # The stretch with most articles: exports hold years with a handful of pieces each.
    start = max(
        ordered,
        key=lambda at: bisect_left(ordered, at + REAL_DAYS * DAY) - bisect_left(ordered, at),
    )
    end = start + REAL_DAYS * DAY
    return Publisher(
        name=f"{name}, {layout}",
        sources=len(sections) + first,
        articles=tuple(articles),
        start=start,
        end=end,
        curves=_in_hindsight(articles, len(sections), start, end) if layout == "apart" else None,
    )


def _listed(
    folder: Path, name: str, urls: Iterable[str]
) -> tuple[dict[str, int], dict[str, set[int]]]:
    """Give the numbers of a site's list pages, and for each article those that list it."""
    sections: dict[str, int] = {}
    listed: dict[str, set[int]] = {url: set() for url in urls}
    for page in rows(folder / f"{name}.links.jsonl"):
        if page["page_kind"] == "section":
            number = sections.setdefault(page["page"], len(sections))
            for link in page["links"]:
                if link["url"] in listed:
                    listed[link["url"]].add(number)
    return sections, listed


def _in_hindsight(
    articles: Sequence[tuple[float, Sequence[int]]], sources: int, start: float, end: float
) -> tuple[Curve, ...]:
    """Give for each source its mean rate, by the hours of the day at which its site published."""
    grid = np.arange(start, end, STEP)
    inside = [(at, source) for at, (source, *_) in articles if start < at < end]
    hours = np.bincount([int(at % DAY // HOUR) for at, _ in inside], minlength=24)
    factors = hours[_hour(grid).astype(int)] / hours.mean()
    counts = np.bincount([source for _, source in inside], minlength=sources)
    return tuple(_stored(grid, n * DAY / (end - start) * factors) for n in counts)
