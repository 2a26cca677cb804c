"""Pacing: what a person may set about the pace, `[pace]` of collection.toml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from newscrawl.hours import Hours, Window, parse_window


class PaceConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much a host may be asked; all of it for every host by itself."""

    max_per_hour: int | None = None
    """Requests in any hour."""
    max_per_day: int | None = None
    """Requests in any day."""
    max_minutes: float | None = None
    """Minutes of one run, from the first answer."""
    hours: dict[str, float | Literal["stop"]] = {}
    """Windows, as `Mon-Fri 07:00-20:00`, with their own delay in seconds, or `stop`."""
    timezone: str = "UTC"
    """IANA name of the zone of the windows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Delays by the hour."""

    closed: Hours
    """When requests are allowed at all."""
    spells: tuple[tuple[Window, float], ...] = ()

    def delay(self, at: float, usual: float) -> float:
        """Give the delay at a time in seconds since the epoch; the longest where windows meet."""
        local = datetime.fromtimestamp(at, self.closed.zone)
        return max((s for window, s in self.spells if window.holds(local)), default=usual)

    def wait(self, at: float) -> float:
        """Give the seconds until requests are allowed, 0 where they are."""
        if self.closed.is_open(at):
            return 0.0
        opens = self.closed.next_change(at)
        return float("inf") if opens is None else opens - at


ALWAYS = Timetable(closed=Hours(zone=UTC))


def timetable(hours: Mapping[str, float | str], zone: str) -> Timetable:
    """Read windows with their delays; raises ValueError for what is none, naming it."""
    try:
        hall = Hours(zone=ZoneInfo(zone))
    except (OSError, ZoneInfoNotFoundError) as error:
        raise ValueError(f"{zone!r} is no time zone (write it as Europe/Berlin)") from error
    read = [(parse_window(text), delay) for text, delay in hours.items()]
    if any(not isinstance(delay, str) and not 0 <= delay < float("inf") for _, delay in read):
        raise ValueError("a delay is below 0")
    return Timetable(
        closed=replace(hall, blackout=tuple(w for w, delay in read if isinstance(delay, str))),
        spells=tuple((w, delay) for w, delay in read if not isinstance(delay, str)),
    )


def pace_faults(pace: PaceConfig) -> Iterator[str]:
    """Say what is wrong with a pace, the key first."""
    for name in ("max_per_hour", "max_per_day"):
        most = getattr(pace, name)
        if most is not None and most < 1:
            yield f"{name}: is below 1"
    if pace.max_minutes is not None and not pace.max_minutes > 0:
        yield "max_minutes: is not above 0"
    try:
        timetable(pace.hours, pace.timezone)
    except ValueError as error:
        yield f"hours: {error}"
