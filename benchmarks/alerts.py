"""Count false alerts on volume at sound sources, and tell how soon a source that stops is heard.

Each source of the made and real sites of `publishing.py` is visited at a fixed interval; after
each visit the alerts' own rule judges it by what came before. Then its articles stop for good.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from publishing import SHAPES, Publisher, made, real

from newscrawl.alerts.volume import MIN_ARTICLES, MIN_HISTORY, Series, volume_finding
from newscrawl.schedule.policy import DAY, HOUR
from newscrawl.schedule.source import Seen, Source, observed
from newscrawl.schedule.week import week_of

MEANT_TO_ALERT = ("dying",)
"""Shapes that do fall silent or sharply."""
SILENCE = 21 * DAY


def judged(times: Sequence[float], start: float, end: float, every: float) -> Iterator[float]:
    """Visit a source that lists articles at `times`, and give when it is under alert."""
    source, visits, waiting = Source(visited=start), [], list(times)
    at = start + every
    while at <= end:
        new = [time for time in waiting if time <= at]
        del waiting[: len(new)]
        visits.append((at, len(new)))
        source = observed(source, Seen(at=at, found=len(new), published=tuple(new)))
        series = Series(
            site="", subject="", kind="feed", visits=visits, week=week_of(source.week)
        )  # fmt: skip
        if volume_finding(series) is not None:
            yield at
        at += every


def sources_of(publisher: Publisher) -> Iterator[list[float]]:
    """Give the times of each source that could be judged, and of the site as a whole."""
    # Exports of real sites hold years with a handful of pieces each; `start` begins the best part.
    known = [one for one in publisher.articles if one[0] >= publisher.start - MIN_HISTORY]
    known = [one for one in known if one[0] <= publisher.end]
    every = [[at for at, listed in known if n in listed] for n in range(publisher.sources)]
    if publisher.sources > 1:
        every.append([at for at, _ in known])
    for times in every:
        if len(times) > 2 * MIN_ARTICLES:
            yield times


def measure(publisher: Publisher, every: float) -> tuple[int, float, int, list[float]]:
    """Give sources, days watched, false alerts and hours until a stop is heard, by source."""
    false, watched, heard, count = 0, 0.0, [], 0
    for times in sources_of(publisher):
        start, end = times[0], times[-1]
        if end - start < 2 * MIN_HISTORY:
            continue
        count += 1
        watched += (end - start - MIN_HISTORY) / DAY
        last = 0.0
        for at in judged(times, start, end, every):
            # One that lasts is one.
            false += at - last > DAY
            last = at
        first = next(iter(_after_stop(times, start, end, every)), None)
        heard += [] if first is None else [(first - end) / HOUR]
    return count, watched, false, heard


def _after_stop(
    times: Sequence[float], start: float, end: float, every: float
) -> Iterator[float]:  # fmt: skip
    return (at for at in judged(times, start, end + SILENCE, every) if at > end)


def publishers(folder: Path | None) -> Iterator[Publisher]:
    """Make all profiles, and read the real ones where there is a folder."""
    for name, shape in SHAPES.items():
        if name not in MEANT_TO_ALERT:
            yield made(name, shape, layout="apart", per_day=40.0)
    for path in sorted(folder.glob("*.links.jsonl")) if folder else ():
        site = real(folder or path, path.name.partition(".")[0], layout="site")
        if site is not None:
            yield site


def main() -> None:
    """Print one line a site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="folder of truth files")
    parser.add_argument("--every", type=float, default=3.0, help="hours between two visits")
    options = parser.parse_args()
    print(f"{'site':34}{'sources':>8}{'days':>8}{'false':>7}{'heard':>7}{'hours (median)':>16}")
    for publisher in publishers(options.folder):
        count, watched, false, heard = measure(publisher, options.every * HOUR)
        hours = f"{median(heard):.0f}" if heard else "–"
        print(f"{publisher.name[:33]:34}{count:8}{watched:8.0f}{false:7}{len(heard):7}{hours:>16}")


if __name__ == "__main__":
    main()
