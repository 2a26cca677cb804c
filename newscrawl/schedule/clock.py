"""The clock: whether the time of day was set while a steady clock went on."""

from dataclasses import dataclass

TOLERANCE = 60.0
"""Seconds by which both may drift apart before it counts as set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Two clocks read at once, in seconds."""

    wall: float
    """Since the epoch; people and time servers set it."""
    steady: float
    """Since some moment; nobody sets it, and it counts sleep."""


def jump(before: Reading, after: Reading) -> float:
    """Give the seconds by which the wall clock was set between two readings; 0 for drift."""
    by = (after.wall - before.wall) - (after.steady - before.steady)
    return by if abs(by) >= TOLERANCE else 0.0
