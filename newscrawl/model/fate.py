"""The fate of a URL: what became of it, and why."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a URL stands; every URL ever discovered is in exactly one state."""

    QUEUED = "queued"
    LEASED = "leased"
    ARCHIVED = "archived"
    NOT_MODIFIED = "not-modified"
    FAILED = "failed"
    EXCLUDED = "excluded"


BREAKAGE = (
    "challenge", "consent-wall", "paywall", "login", "redirect:", "http-202", "http-401",
    "http-402", "http-403", "http-407", "http-429", "http-451", "http-503", "damaged",
)  # fmt: skip
"""Beginnings of fate reasons that count as breakage: the site has a page, we did not get it."""


GONE = "gone:"
"""Begins the reason of an archived article's URL that does not give it any more."""
MOVED = "moved"
"""Reason of an archived article's URL that redirects to another page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """A state with its reason."""

    state: State
    reason: str = ""
    """Machine-readable `word` or `word:detail`: article, http-404, robots, trap:calendar …"""

    @property
    def shows_page(self) -> bool:
        """Whether the visit archived what the URL stands for, not a change or the lack of it."""
        is_absence = self.reason == MOVED or self.reason.startswith(GONE)
        return self.state is State.ARCHIVED and not is_absence

    def __str__(self) -> str:
        """Show as `state` or `state (reason)`."""
        return f"{self.state} ({self.reason})" if self.reason else str(self.state)
