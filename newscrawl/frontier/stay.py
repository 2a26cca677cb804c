"""The stay: how long a run has been at each host, where a person says how long that may be."""


class Stay:
    """Counts seconds from a host's first answer, or failure, of a run; 0 seconds are no limit."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._begun: dict[str, float] = {}

    def note(self, host: str, now: float) -> None:
        """Note that a host was asked; `now` is in seconds of any clock."""
        if self._seconds:
            self._begun.setdefault(host, now)

    def is_over(self, host: str, now: float) -> bool:
        """Tell whether a host has had its time."""
        return host in self._begun and now - self._begun[host] >= self._seconds
