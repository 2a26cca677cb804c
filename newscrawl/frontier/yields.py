"""Yields: what the pages of one URL shape brought so far, and what that means for the next."""

from newscrawl.model.page import PageKind
from newscrawl.model.visit import Visit

SPREAD = 24
"""Priority points between a shape that always yields and one that never does."""
_MEMORY = 0.8  # weight of what is known against the newest page: about the last five count
_STEP = 4


class Yields:
    """A moving average of yield by URL shape; shapes never seen stand in the middle."""

    def __init__(self) -> None:
        self._means: dict[str, float] = {}
        self._told: dict[str, int] = {}

    def offset(self, shape: str) -> int:
        """Give what to add to the priority of a lead of this shape; negative is sooner."""
        return self._told.get(shape, 0)

    def note(self, shape: str, *, gain: bool) -> int | None:
        """Count a page, and give the shape's new offset where it has moved enough to matter."""
        mean = _MEMORY * self._means.get(shape, 0.5) + (1 - _MEMORY) * gain
        self._means[shape] = mean
        offset = round((0.5 - mean) * SPREAD)
        if abs(offset - self.offset(shape)) < _STEP:
            return None
        self._told[shape] = offset
        return offset


def is_gain(visit: Visit, *, new_entries: int) -> bool:
    """Tell whether a visit was worth its request: an article, or entries not known before."""
    if visit.page is not None and visit.page.kind is PageKind.REDIRECT:
        return True
    return visit.record is not None or new_entries > 0
