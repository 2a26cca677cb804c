"""Hours: the windows in which a collection may be visited, and those in which it may not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(
    r"(?:(?P<days>[a-z]{3}(?:-[a-z]{3})?(?:,[a-z]{3}(?:-[a-z]{3})?)*)\s+)?"
    r"(?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)",
    re.IGNORECASE,
)
_MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of the day on some weekdays; one that ends before it starts goes past midnight."""

    days: frozenset[int]
    """Weekdays on which it starts, Monday 0."""
    start: int
    """Minute of the day."""
    end: int
    """Minute of the day after it."""

    def holds(self, local: datetime) -> bool:
        """Tell whether a local time is inside."""
        minute, day = local.hour * 60 + local.minute, local.weekday()
        if self.start < self.end:
            return day in self.days and self.start <= minute < self.end
        is_late = day in self.days and minute >= self.start
        return is_late or ((day - 1) % 7 in self.days and minute < self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When visits are allowed: within a window, if there are any, and in no blackout."""

    zone: tzinfo
    windows: tuple[Window, ...] = ()
    blackout: tuple[Window, ...] = ()

    def is_open(self, at: float) -> bool:
        """Tell whether visits are allowed at a time in seconds since the epoch."""
        if not self.windows and not self.blackout:
            return True
        local = datetime.fromtimestamp(at, self.zone)
        inside = not self.windows or any(window.holds(local) for window in self.windows)
        return inside and not any(window.holds(local) for window in self.blackout)

    def next_change(self, at: float) -> float | None:
        """Give when this next opens or closes; None where it never does."""
        state = self.is_open(at)
        return next((when for when in self._borders(at) if self.is_open(when) != state), None)

    def _borders(self, at: float) -> list[float]:
        """Give all starts and ends of windows in the eight days after `at`, in order."""
        every = (*self.windows, *self.blackout)
        minutes = {minute for window in every for minute in (window.start, window.end)}
        today = datetime.fromtimestamp(at, self.zone).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        found = (
            (today + timedelta(days=day, minutes=minute)).timestamp()
            for day in range(9)
            for minute in minutes
        )
        return sorted(when for when in found if when > at)


def parse_window(text: str) -> Window:
    """Read `06:00-22:00` or `Mon-Fri,Sun 22:00-05:00`; raises ValueError for anything else."""
    match = _WINDOW.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no window (write it as Mon-Fri 06:00-22:00)")
    start, end = _minute(match["start"]), _minute(match["end"])
    if start in (end, _MIDNIGHT):
        raise ValueError(f"{text!r} is empty")
    days = _weekdays(match["days"].lower().split(",")) if match["days"] else frozenset(range(7))
    return Window(days=days, start=start, end=end)


def _minute(text: str) -> int:
    hour, minute = int(text[:2]), int(text[3:])
    if minute > 59 or hour * 60 + minute > _MIDNIGHT:
        raise ValueError(f"{text!r} is no time of day")
    return hour * 60 + minute


def _weekdays(parts: Sequence[str]) -> frozenset[int]:
    found: set[int] = set()
    for part in parts:
        first, _, last = part.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            raise ValueError(f"{part!r} is no weekday (Mon, Tue … Sun)")
        a, b = _DAYS.index(first), _DAYS.index(last or first)
        found.update(day % 7 for day in range(a, b + 1 + 7 * (b < a)))
    return frozenset(found)


_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")


def parse_duration(text: str) -> float:
    """Read `90s`, `15m`, `6h` or `3d` into seconds; raises ValueError for anything else."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no duration (write it as 90s, 15m, 6h or 3d)")
    return float(match[1]) * _UNITS[match[2]]
