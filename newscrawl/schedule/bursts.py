"""Bursts: whether an article makes others likely for a while, and what that foretells.

After Hawkes, Spectra of some self-exciting and mutually exciting point processes (Biometrika 58:1,
1971), with an exponential kernel: an article brings n others within some τ. A few pairs (n, τ), and
none, are weighed by how well each of them foretold what came; so is the week against a flat one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log

from newscrawl.schedule.policy import DAY, HOUR, MINUTE

SPANS = (10 * MINUTE, HOUR, 4 * HOUR)
"""Times τ in which what an article brings fades to 1/e, seconds."""
_PARTS = (0.3, 0.6, 0.85)
"""Articles n that an article brings directly."""
_MODELS = tuple((part, number) for number in range(len(SPANS)) for part in _PARTS)
_MEMORY = 28 * DAY
_MOST = 12.0
"""How far a model may fall behind the best one, log-likelihood."""
_WEEK_PRIOR, _BURST_PRIOR = 1.0, -3.0
"""What speaks for the week, and for each model of bursts, before anything was seen."""
_TRUST_MOST = 0.9
"""No week is quite sure: there are holidays, and Sundays whose hours are not those of Mondays."""
_NOTHING = (0.0,) * (1 + len(_MODELS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """What past articles foretell under one model, with its weight."""

    part: float
    """Part of the usual rate that stands for what articles bring; missing until they do."""
    per_day: float
    """Articles a day that past ones bring now."""
    fading: float
    """Seconds in which both fade to 1/e, with the articles that those bring in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bursts:
    """How well each model did, without bursts first, and the articles of late."""

    flat: tuple[float, ...] = _NOTHING
    """Log-likelihood of each model where all hours are alike, fading."""
    week: tuple[float, ...] = _NOTHING
    """The same with the source's week."""
    fresh: tuple[float, ...] = field(default=(0.0,) * len(SPANS))
    """Articles, fading with each of `SPANS`."""


NO_BURSTS = Bursts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What came between two visits, and what was usual there."""

    start: float
    end: float
    articles: Sequence[tuple[float, float]]
    """Times and weights, oldest first."""
    is_timed: bool
    """Whether the times are known, and not shared out over the stretch."""
    per_day: float
    """Articles a day on average."""
    watched: float
    """Days, an hour counting as much as the week says that it brings."""
    factor: Callable[[float], float]
    """The factor of the week at a time."""
    sure: float
    """How well the average is known, 0 to 1."""


def learned(bursts: Bursts, seen: Stretch) -> Bursts:
    """Give what is known after a stretch between two visits."""
    length = seen.end - seen.start
    gains = _timed(bursts, seen) if seen.is_timed else _counted(bursts, seen)
    fading = exp(-length / _MEMORY)
    flat, week = (
        [fit * fading + gain * seen.sure for fit, gain in zip(fits, gained, strict=True)]
        for fits, gained in zip((bursts.flat, bursts.week), gains, strict=True)
    )
    best = max(*flat, *week)
    return replace(
        bursts,
        flat=tuple(max(fit - best, -_MOST) for fit in flat),
        week=tuple(max(fit - best, -_MOST) for fit in week),
        fresh=tuple(
            old * exp(-length / span)
            + sum(weight * exp(-(seen.end - at) / span) for at, weight in seen.articles)
            for old, span in zip(bursts.fresh, SPANS, strict=True)
        ),
    )


def _timed(bursts: Bursts, seen: Stretch) -> tuple[list[float], list[float]]:
    """Give the log-likelihood of the moments at which articles came, flat and by the week."""
    count = len(_MODELS)
    flat, week = [0.0] * (1 + count), [0.0] * (1 + count)
    fresh, last = list(bursts.fresh), seen.start
    for at, weight in seen.articles:
        fresh = [n * exp(-(at - last) / span) for n, span in zip(fresh, SPANS, strict=True)]
        factor, last = max(seen.factor(at), 1e-3), at
        week[0] += weight * log(factor)
        for model, (part, span) in enumerate(_MODELS, 1):
            brought = part * fresh[span] / (SPANS[span] / DAY) / seen.per_day
            flat[model] += weight * log(1 - part + brought)
            week[model] += weight * log((1 - part) * factor + brought)
        fresh = [n + weight for n in fresh]
    length = (seen.end - seen.start) / DAY
    # What all that came up to the end should have brought by then.
    ended = [
        old + sum(weight for _, weight in seen.articles)
        - left * exp(-(seen.end - last) / span)
        for old, left, span in zip(bursts.fresh, fresh, SPANS, strict=True)
    ]  # fmt: skip
    week[0] -= seen.per_day * (seen.watched - length)
    for model, (part, span) in enumerate(_MODELS, 1):
        brought = part * ended[span]
        flat[model] -= brought - part * seen.per_day * length
        week[model] -= brought + seen.per_day * ((1 - part) * seen.watched - length)
    return flat, week


def _counted(bursts: Bursts, seen: Stretch) -> tuple[list[float], list[float]]:
    """Give the log-likelihood of a mere number of articles, flat and by the week."""
    length = (seen.end - seen.start) / DAY
    found = sum(weight for _, weight in seen.articles)
    gains = []
    for usual in (seen.per_day * length, seen.per_day * seen.watched):
        foretold = [usual]
        for part, span in _MODELS:
            fading = SPANS[span] / (1 - part) / DAY
            while_on = fading * (1 - exp(-length / fading))
            brought = part * bursts.fresh[span] / (SPANS[span] / DAY)
            foretold.append(usual + (brought - part * usual / length) * while_on)
        gains.append([
            found * log(max(n, 1e-9) / (seen.per_day * length)) - n + seen.per_day * length
            for n in foretold
        ])  # fmt: skip
    return gains[0], gains[1]


def both_bursts(bursts: Bursts, earlier: Bursts, *, age: float) -> Bursts:
    """Give what is known with what was known `age` seconds ago of the time before."""
    faded = exp(-age / _MEMORY)

    def both(fits: Sequence[float], before: Sequence[float]) -> tuple[float, ...]:
        return tuple(fit + faded * old for fit, old in zip(fits, before, strict=True))

    return replace(
        bursts,
        flat=both(bursts.flat, earlier.flat),
        week=both(bursts.week, earlier.week),
    )


def week_trust(bursts: Bursts) -> float:
    """Give the weight of a source's week against a flat one, 0 to 1."""
    flat, week = _weights(bursts)
    return _TRUST_MOST * sum(week) / (sum(flat) + sum(week))


def echoes(bursts: Bursts, *, share: float = 1.0) -> tuple[Echo, ...]:
    """Give what the articles of late foretell; `share` is that which no other source lists."""
    return tuple(
        Echo(
            part=weight * part,
            per_day=weight * part * share * bursts.fresh[span] / (SPANS[span] / DAY),
            fading=SPANS[span] / (1 - part),
        )
        for weight, (part, span) in zip(_models(bursts), _MODELS, strict=True)
        if weight > 0.01
    )


def _models(bursts: Bursts) -> list[float]:
    """Give the weight of each model of bursts; the rest to 1 speaks for none."""
    flat, week = _weights(bursts)
    whole = sum(flat) + sum(week)
    return [(a + b) / whole for a, b in zip(flat[1:], week[1:], strict=True)]


def _weights(bursts: Bursts) -> tuple[list[float], list[float]]:
    prior = (0.0,) + (_BURST_PRIOR,) * len(_MODELS)
    flat = [exp(fit + p) for fit, p in zip(bursts.flat, prior, strict=True)]
    week = [exp(fit + p + _WEEK_PRIOR) for fit, p in zip(bursts.week, prior, strict=True)]
    return flat, week
