"""The policy: what a person may set about visits; all else is learnt."""

from dataclasses import dataclass

from newscrawl.config import ScheduleConfig
from newscrawl.hours import parse_duration

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Bounds of the schedule, in seconds and requests."""

    min_interval: float = 10 * MINUTE
    """Shortest time between two visits of one source."""
    max_interval: float = 3 * DAY
    """Longest; also what does not seem to publish is looked at this often."""
    fixed_interval: float | None = None
    """Visit every source at this interval, whatever it publishes."""
    budget: float = 96.0
    """Visits of sources per site and day, on average over a week."""
    revisits: bool = True
    """Whether articles are looked at again."""
    revisit_horizon: float = 30 * DAY
    """Age from which an article is left alone."""
    revisit_min_interval: float = HOUR
    """Shortest time between two visits of one article."""
    revisit_interval: float | None = None
    """Revisit every article within the horizon at this interval, whatever the edit curve says."""
    revisit_share: float = 0.05
    """Edits that should have become likely before an article is asked for again, 0 to 1."""


def policy_of(schedule: ScheduleConfig) -> Policy:
    """Give the policy that a checked `[schedule]` table states."""

    def seconds(text: str | None) -> float | None:
        return None if text is None else parse_duration(text)

    return Policy(
        min_interval=parse_duration(schedule.min_interval),
        max_interval=parse_duration(schedule.max_interval),
        fixed_interval=seconds(schedule.fixed_interval),
        budget=schedule.budget,
        revisits=schedule.revisits,
        revisit_horizon=parse_duration(schedule.revisit_horizon),
        revisit_min_interval=parse_duration(schedule.revisit_min_interval),
        revisit_interval=seconds(schedule.revisit_interval),
    )
