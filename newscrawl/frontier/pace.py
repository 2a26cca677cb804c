"""The pace of a host: when it may be asked again, after what it said and how it answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

HOUR, DAY = 3600.0, 86_400.0
SLOWEST = 60.0
"""Seconds at most that slow or failing answers stretch the delay to."""
FIRST_SPAN = 2.0
"""Seconds, at most, of the first back-off; each one in a row is twice as long."""
LONGEST_SPAN = 3600.0
_UNREPEATED = 2
"""Answers 503 in a row that are about the host; one alone is about its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What a person wants of the pace, for every host."""

    delay: float = 0.5
    """Seconds between two requests at least; 0 for none, whatever else is learned."""
    is_fixed: bool = False
    """Given by hand: neither Crawl-delay nor slow answers make it longer."""
    per_hour: int | None = None
    """Requests in any hour."""
    per_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What is known of one host; times in seconds of one clock that never goes back."""

    stretched: float = 0.0
    """Delay that its answers call for, seconds."""
    asked: float = 0.0
    """Crawl-delay of its robots.txt, seconds."""
    held_until: float = 0.0
    """No request goes out before."""
    held_at: float = 0.0
    """When the last back-off began."""
    refusals: int = 0
    """Answers 429 and 503 in a row."""
    backoffs: int = 0
    """Back-offs in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How a request ended."""

    begun: float
    ended: float
    status: int | None = None
    """None where no answer came."""
    retry_after: float | None = None
    """Seconds from `ended`, of the field Retry-After (RFC 9110 §10.2.3)."""


NEW = Pace()


def delay_of(pace: Pace, manner: Manner) -> float:
    """Give the seconds between two requests now; never fewer than a person wants."""
    if manner.is_fixed:
        return manner.delay
    learned = pace.stretched if manner.delay > 0 else 0.0
    return max(manner.delay, pace.asked, learned)


def answered(pace: Pace, answer: Answer, *, manner: Manner, chance: float) -> Pace:
    """Give the pace after an answer; `chance`, of 0 to 1, is the jitter of back-offs."""
    stretched = _stretched(pace, answer, manner)
    if answer.status is None:
        return replace(pace, stretched=stretched)
    if answer.status not in (429, 503):
        return replace(pace, stretched=stretched, refusals=0, backoffs=0)
    pace = replace(pace, stretched=stretched, refusals=pace.refusals + 1)
    if answer.retry_after is not None:
        until = max(pace.held_until, answer.ended + answer.retry_after)
        return replace(pace, held_until=until, held_at=answer.ended)
    # What was under way when the last back-off began is no answer to it.
    is_old = pace.backoffs > 0 and answer.begun <= pace.held_at
    if is_old or (answer.status == 503 and pace.refusals < _UNREPEATED):
        return pace
    until = max(pace.held_until, answer.ended + backoff(pace.backoffs, chance))
    return replace(pace, held_until=until, held_at=answer.ended, backoffs=pace.backoffs + 1)


def backoff(earlier: int, chance: float) -> float:
    """Give the seconds of a back-off: half of a doubling span for certain, half by chance.

    "Equal jitter" of M. Brooker, Exponential Backoff and Jitter (AWS Architecture Blog, 2015).
    """
    span = min(FIRST_SPAN * 2.0 ** min(earlier, 32), LONGEST_SPAN)
    return span * (1 + chance) / 2


def _stretched(pace: Pace, answer: Answer, manner: Manner) -> float:
    """Follow the time that answers take, as Scrapy's AutoThrottle for one request at a time.

    Slower at once, quicker by halves, twice as slow after each failure.
    """
    before = max(pace.stretched, manner.delay)
    if answer.status is None or answer.status == 429 or answer.status >= 500:
        return min(2 * before, max(SLOWEST, manner.delay))
    took = min(answer.ended - answer.begun, SLOWEST)
    after = max(took, (before + took) / 2)
    return 0.0 if after <= manner.delay else after


def free_at(begun: Sequence[float], manner: Manner) -> float:
    """Give when the budgets leave room for a request, 0 for always; `begun` are earlier ones."""
    if not manner.per_hour and not manner.per_day:
        return 0.0
    budgets = ((manner.per_hour, HOUR), (manner.per_day, DAY))
    spent = [begun[-most] + span for most, span in budgets if most and len(begun) >= most]
    return max(spent, default=0.0)
