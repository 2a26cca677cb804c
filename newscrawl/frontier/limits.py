"""The limits of a crawl that end what has no end of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much in vain is enough."""

    trap_pages: int = 100
    """Pages in a row, of one URL shape, without an article or a new entry."""
    redirects: int = 10
    """Hops in a row."""
    host_failures: int = 20
    """Failures in a row without one answer after which a host waits for the next run."""
    host_seconds: float = 0.0
    """Time for a host in one run; 0 for as long as it takes."""


LIMITS = Limits()
