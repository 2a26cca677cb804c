"""The plan of a site: when each of its sources is due, within the budget that they share."""

from collections.abc import Mapping
from dataclasses import dataclass

from newscrawl.schedule.overlap import K
from newscrawl.schedule.policy import DAY, Policy
from newscrawl.schedule.price import price_of
from newscrawl.schedule.source import BURST, Source, burst, rate, week_trust
from newscrawl.schedule.visits import Bounds, Burst, curve_of, next_visit
from newscrawl.schedule.week import Week, pooled, week_of

_FLOOR_SHARE = 0.25
"""Part of the budget, at most, that looking at silent sources may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the sources of a site share."""

    price: float
    """Article-days that one request costs."""
    week: Week
    """The week of the site, for sources of which little is known."""
    usual: float
    """Articles a day of an unknown source."""
    bounds: Bounds


def outlook(
    sources: Mapping[K, Source],
    *,
    shares: Mapping[K, float],
    now: float,
    ahead: float,
    policy: Policy,
) -> Outlook:
    """Weigh the sources of a site against each other.

    `shares` are the parts that no better source lists (`own_shares`), 1 where one is missing;
    `ahead` counts visits over the budget in the last week.
    """
    floor = len(sources) * DAY / (policy.budget * _FLOOR_SHARE)
    bounds = Bounds(shortest=policy.min_interval, longest=max(policy.max_interval, floor))
    week = week_of(pooled([source.week for source in sources.values()]))
    articles = sum(source.articles for source in sources.values())
    exposure = sum(source.exposure for source in sources.values())
    usual = (1.0 + articles) / (1.0 + exposure)
    curves = [
        curve_of(
            week_of(source.week, week),
            shares.get(name, 1.0) * rate(source, expected=usual),
            trust=week_trust(source),
        )
        for name, source in sources.items()
    ]
    price = price_of(curves, now=now, budget=policy.budget, ahead=ahead, bounds=bounds)
    return Outlook(price=price, week=week, usual=usual, bounds=bounds)


def due(source: Source, prospect: Outlook, *, share: float, now: float) -> float:
    """Give the next visit of a source, not before `now`, in seconds since the epoch."""
    mean = share * rate(source, expected=prospect.usual)
    surplus = share * burst(source) * source.surplus / (BURST / DAY)
    curve = curve_of(
        week_of(source.week, prospect.week),
        mean,
        trust=week_trust(source),
        burst=Burst(at=source.visited, per_day=surplus, fading=BURST),
    )
    return next_visit(
        curve,
        mean=mean,
        last=min(source.visited, now),
        now=now,
        price=prospect.price,
        bounds=prospect.bounds,
    )


def plan(
    sources: Mapping[K, Source],
    *,
    shares: Mapping[K, float],
    now: float,
    ahead: float,
    policy: Policy,
) -> dict[K, float]:
    """Give the next visit of every source of a site; parameters as for `outlook`."""
    if policy.fixed_interval is not None:
        return {name: source.visited + policy.fixed_interval for name, source in sources.items()}
    if not sources:
        return {}
    prospect = outlook(sources, shares=shares, now=now, ahead=ahead, policy=policy)
    return {
        name: due(source, prospect, share=shares.get(name, 1.0), now=now)
        for name, source in sources.items()
    }
