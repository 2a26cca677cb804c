"""The plan of a site: when each of its sources is due, within the budget that they share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from newscrawl.schedule.bursts import echoes, week_trust
from newscrawl.schedule.level import level_rate, long_rate
from newscrawl.schedule.overlap import K
from newscrawl.schedule.policy import DAY, Policy
from newscrawl.schedule.price import price_of
from newscrawl.schedule.source import Source, rate
from newscrawl.schedule.visits import Bounds, Curve, curve_of, next_visit
from newscrawl.schedule.week import Week, pooled, week_of

_FLOOR_SHARE = 0.25
"""Part of the budget, at most, that looking at silent sources may take."""
_SAVING = 0.7
"""A request has to bring this part of what it brought in the last months, or it is saved."""


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
    articles = sum(source.level.articles[0] for source in sources.values())
    exposure = sum(source.level.days[0] for source in sources.values())
    usual = (1.0 + articles) / (1.0 + exposure)

    def curves(rate_of: Callable[..., float]) -> list[Curve]:
        return [
            _curve(
                source,
                week,
                shares.get(name, 1.0) * rate_of(source.level, expected=usual),
                echo=False,
            )
            for name, source in sources.items()
        ]

    price = price_of(curves(level_rate), now=now, budget=policy.budget, ahead=ahead, bounds=bounds)
    usually = price_of(curves(long_rate), now=now, budget=policy.budget, ahead=0, bounds=bounds)
    price = max(price, _SAVING * usually)
    return Outlook(price=price, week=week, usual=usual, bounds=bounds)


def _curve(
    source: Source, week: Week, mean: float, *, share: float = 1.0, echo: bool = True
) -> Curve:
    return curve_of(
        week_of(source.week, week),
        mean,
        trust=week_trust(source.bursts),
        at=source.visited,
        echoes=echoes(source.bursts, share=share) if echo else (),
    )


def due(source: Source, prospect: Outlook, *, share: float, now: float) -> float:
    """Give the next visit of a source, not before `now`, in seconds since the epoch."""
    mean = share * rate(source, expected=prospect.usual)
    curve = _curve(source, prospect.week, mean, share=share)
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
