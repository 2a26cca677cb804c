"""Silence: hosts that do not answer, counted so that a crawl does not wait for them for ever."""

SILENT = frozenset(
    {"timeout", "too-slow", "reset", "connect", "dns", "tls", "truncated", "bad-response"}
)
"""Reasons that say more about the host than about the page."""


class Silence:
    """Counts failures in a row by host; any answer, even an error, starts anew."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._counts: dict[str, int] = {}

    def note(self, host: str, reason: str | None) -> bool:
        """Count a fetch, `reason` being None for an answer; tell whether the host is silent now."""
        if reason not in SILENT:
            self._counts.pop(host, None)
            return False
        self._counts[host] = self._counts.get(host, 0) + 1
        return self._counts[host] == self._limit

    def is_silent(self, host: str) -> bool:
        """Tell whether a host has been given up."""
        return self._counts.get(host, 0) >= self._limit
