"""Retries: whether a failed fetch is tried again, and when."""

from newscrawl.model.fate import Fate, State

MAX_TRIES = 4
_TRANSIENT_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 524})
ROBOTS_UNREACHABLE = "robots:unreachable"
STOPPED = "stopped"
"""Reason of a fetch that the end of its run cut off."""
HOST_DOWN = "host-down"
HOST_TIME = "host-time"
"""Reason of what is left to the next run, since its host had its time."""
TRANSIENT = frozenset(
    {"timeout", "too-slow", "reset", "connect", "dns", "truncated", "bad-response", "tls",
     ROBOTS_UNREACHABLE, HOST_DOWN, HOST_TIME, "http-408", "http-425", "http-429"}
)  # fmt: skip
"""Reasons of failures that may have passed by the next try or the next run."""

MAX_WAIT = 3600.0


def after_status(status: int, tries: int, retry_after: float | None) -> tuple[Fate, float | None]:
    """Decide on an HTTP error: fail, or queue again with the seconds to wait."""
    reason = f"http-{status}"
    if status not in _TRANSIENT_STATUS or tries + 1 >= MAX_TRIES:
        return Fate(state=State.FAILED, reason=reason), None
    wait = backoff(tries) if retry_after is None else retry_after
    return Fate(state=State.QUEUED, reason=reason), wait


def after_failure(reason: str, tries: int) -> tuple[Fate, float | None]:
    """Decide on a fetch without a whole response; `reason` is a fate's reason."""
    if reason == STOPPED:
        return Fate(state=State.QUEUED, reason=reason), None
    if reason == "robots" or reason.startswith("address"):
        return Fate(state=State.EXCLUDED, reason=reason), None
    # A robots.txt that could not be read is asked for again in the next run, not for each page.
    if reason not in TRANSIENT or reason == ROBOTS_UNREACHABLE or tries + 1 >= MAX_TRIES:
        return Fate(state=State.FAILED, reason=reason), None
    return Fate(state=State.QUEUED, reason=reason), backoff(tries)


def backoff(tries: int) -> float:
    """Give the seconds to wait after `tries` earlier failures: 2, 8, 32 and so on."""
    return min(2.0 * 4.0**tries, MAX_WAIT)
