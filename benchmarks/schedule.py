"""Simulate visits of sources: delay until an article is found, adaptive against fixed intervals.

The schedule begins with the dates of what a first crawl archived, and learns as it goes from what
its own visits showed. Its constants were chosen on the odd draws of the made profiles; those shown
are even ones, and real sites. Fixed polling gets the same number of requests, evenly spaced and
evenly spread over the sources of the site. With as many requests too, `bound` is the same planning
by one who knows the rate at every moment, when bursts come included, and at real sites in
hindsight how much each source brought and at which hours of the day; `law` knows how often bursts
come and how long they last, but not when.
"""

import argparse
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from bounds import bound_of, informed, oracle
from publishing import SHAPES, Publisher, made, real
from visiting import Listing, Outcome, fixed, joined, simulate

from newscrawl.schedule.overlap import own_shares
from newscrawl.schedule.policy import DAY, Policy
from newscrawl.schedule.site import Outlook, due, outlook
from newscrawl.schedule.source import Seen, Source, first_seen, observed, with_history

SHOWN = 20
"""Entries that a list shows at its first visit."""
MEMORY = 28 * DAY


class Learner:
    """The schedule's knowledge of a publisher; `stated` tells whether its lists state times."""

    def __init__(self, publisher: Publisher, *, stated: bool) -> None:
        """Begin with nothing."""
        self.listing = Listing(publisher=publisher)
        self._stated = stated
        self._sources: dict[int, Source] = {}
        self._before: dict[int, Source] = {}
        self._recent: dict[int, deque[int]] = {n: deque() for n in range(publisher.sources)}

    def learn(self, source: int, now: float, new: list[int]) -> None:
        """Take in what a visit listed; at the first, all that is listed was archived."""
        every = tuple(self.listing.publisher.articles[n][0] for n in new)
        self._recent[source].extend(new)
        if source in self._sources:
            seen = Seen(at=now, found=len(new), published=every if self._stated else ())
            self._sources[source] = observed(self._sources[source], seen)
            return
        self._before[source] = first_seen(Seen(at=now, found=len(new), published=every))
        shown = every[-SHOWN:] if self._stated else ()
        self._sources[source] = first_seen(Seen(at=now, found=len(shown), published=shown))

    def known(self, source: int) -> Source:
        """Give a source as the planning sees it."""
        return with_history(self._sources[source], self._before[source])

    def shares(self, now: float) -> dict[int, float]:
        """Give the parts of what sources list of late that no better one lists."""
        for numbers in self._recent.values():
            while numbers and self.listing.found[numbers[0]] < now - MEMORY:
                numbers.popleft()
        return own_shares({source: set(numbers) for source, numbers in self._recent.items()})


def adaptive(publisher: Publisher, budget: float, *, stated: bool) -> Outcome:
    """Run the schedule."""
    learner = Learner(publisher, stated=stated)
    policy = Policy(budget=budget, min_interval=120.0)
    every = range(publisher.sources)
    shares: dict[int, float] = {}
    prospect: Outlook | None = None

    def planner(now: float, ahead: float, wanted: Sequence[int] | None) -> dict[int, float]:
        nonlocal prospect
        if wanted is None:
            shares.update(learner.shares(now))
            known = {n: learner.known(n) for n in every}
            prospect = outlook(known, shares=shares, now=now, ahead=ahead, policy=policy)
        assert prospect is not None
        return {
            n: due(learner.known(n), prospect, share=shares.get(n, 1.0), now=now)
            for n in (every if wanted is None else wanted)
        }

    listing = learner.listing
    return listing.outcome(simulate(listing, planner, learner.learn, budget))


def publishers(folder: Path | None, seeds: Sequence[int]) -> list[tuple[Publisher, ...]]:
    """Make all profiles, one of each seed, and read the real ones where there is a folder."""
    found = [
        tuple(made(name, shape, layout=layout, per_day=24.0, seed=seed) for seed in seeds)
        for layout in ("one", "apart", "site")
        for name, shape in SHAPES.items()
    ]
    for path in sorted(folder.glob("*.summary.json")) if folder else ():
        for layout in ("apart", "site"):
            site = real(folder, path.name.partition(".")[0], layout=layout) if folder else None
            found += [(site,)] if site else []
    return found


def main() -> None:
    """Print one line a profile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="folder of truth files")
    parser.add_argument("--budget", type=float, default=24.0, help="requests a site and day")
    parser.add_argument("--undated", action="store_true", help="lists state no times")
    parser.add_argument("--only", default="", help="profiles whose name holds this text")
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[2, 4],
        help="draws of the made profiles; constants were chosen on odd ones (default: 2 4)",
    )  # fmt: skip
    options = parser.parse_args()
    print(_HEAD)
    for draws in publishers(options.folder, options.seeds):
        if options.only in draws[0].name:
            print(compared(draws, options.budget, stated=not options.undated), flush=True)


_HEAD = (
    f"{'profile, layout':24}{'articles':>9}{'requests':>9}"
    f"{'mean h: fixed':>15}{'ours':>7}{'ratio':>7}{'law':>7}{'bound':>7}"
    f"{'p95 h: fixed':>14}{'ours':>7}{'ratio':>7}"
)


def compared(draws: Sequence[Publisher], budget: float, *, stated: bool) -> str:
    """Run all draws of one profile, and write their line."""
    each = [adaptive(publisher, budget, stated=stated) for publisher in draws]
    ours = joined(each)
    theirs = joined(fixed(p, o.requests) for p, o in zip(draws, each, strict=True))

    def best(way: Callable[[Publisher, float], Outcome], *, is_known: bool) -> str:
        if not is_known:
            return "-"
        found = joined(bound_of(way, p, o.requests) for p, o in zip(draws, each, strict=True))
        return f"{found.mean / theirs.mean:.2f}"

    law = best(informed, is_known=bool(draws[0].shares))
    bound = best(oracle, is_known=draws[0].curves is not None)
    return (
        f"{draws[0].name:24}{len(ours.delays):9}{ours.requests:9}"
        f"{theirs.mean:15.2f}{ours.mean:7.2f}{ours.mean / theirs.mean:7.2f}{law:>7}{bound:>7}"
        f"{theirs.p95:14.2f}{ours.p95:7.2f}{ours.p95 / theirs.p95:7.2f}"
    )


if __name__ == "__main__":
    main()
