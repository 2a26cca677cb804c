"""Robots: what robots.txt (RFC 9309), X-Robots-Tag and meta robots permit."""

import re
from collections.abc import Iterable
from typing import Self

from protego import Protego

MAX_BYTES = 500 * 1024
"""Bytes of a robots.txt that are read (RFC 9309 §2.5)."""

_DENY_ALL = "User-agent: *\nDisallow: /"
_AGENT_PREFIX = re.compile(r"([A-Za-z0-9._*-]+)\s*:\s*(.*)", re.DOTALL)
# Words before a colon that are directives with a value and not the name of a crawler.
_WITH_VALUE = frozenset(
    {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after", "tdm-policy"}
)


class RobotsPolicy:
    """The rules of one origin's robots.txt."""

    def __init__(self, text: str) -> None:
        """Parse the text of a robots.txt; any text is one."""
        self._rules = Protego.parse(text)

    @classmethod
    def from_response(cls, status: int, body: bytes) -> Self:
        """Build from a final answer: 2xx is read, 4xx and lost redirects allow all, 5xx nothing.

        RFC 9309 §2.3.1; 429 says that the server cannot answer now, so it counts as 5xx. The body
        is decoded already; only its first `MAX_BYTES` count.
        """
        if status >= 500 or status < 200 or status == 429:
            return cls.unreachable()
        if status >= 300:
            return cls("")
        if len(body) >= MAX_BYTES:
            # The cut may halve the last line, and half a rule forbids more than the whole.
            body = body[:MAX_BYTES].rpartition(b"\n")[0]
        text = body.decode("utf-8", "replace").removeprefix("\ufeff")
        return cls(text.replace("\0", ""))

    @classmethod
    def unreachable(cls) -> Self:
        """Build for a robots.txt that could not be fetched: nothing is allowed (§2.3.1.4)."""
        return cls(_DENY_ALL)

    def allows(self, url: str, user_agent: str) -> bool:
        """Tell whether this crawler may fetch a URL; what cannot be understood it may not."""
        try:
            return bool(self._rules.can_fetch(url, user_agent))
        except ValueError:
            return False

    def crawl_delay(self, user_agent: str) -> float | None:
        """Give the seconds asked for between two requests, or None."""
        delay = self._rules.crawl_delay(user_agent)
        return float(delay) if delay is not None and 0 <= delay < float("inf") else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """URLs of sitemaps as the file gives them, in order, each once."""
        return tuple(dict.fromkeys(self._rules.sitemaps))


def directives(values: Iterable[str], user_agent: str) -> frozenset[str]:
    """Collect the directives that X-Robots-Tag fields or meta robots give to a crawler.

    Words in lower case: `noindex`, `nofollow` (both also for `none`), `noarchive`,
    `tdm-reservation` (the TDM Reservation Protocol's `1`) … A value for another crawler by name
    is left out. Feed `TDM-Reservation: 1` in as the value `tdm-reservation: 1`.
    """
    agent = re.split(r"[/\s]", user_agent.strip().lower(), maxsplit=1)[0]
    found: set[str] = set()
    for value in values:
        is_ours = True
        for part in value.split(","):
            word = part.strip().lower()
            named = _AGENT_PREFIX.fullmatch(word)
            if named and named[1] == "tdm-reservation":
                word = "tdm-reservation" if named[2].strip() == "1" else ""
            elif named and named[1] not in _WITH_VALUE:
                is_ours, word = named[1] in ("*", "robots", agent), named[2].strip()
            if is_ours and word:
                found.add(word)
    if "none" in found:
        found |= {"noindex", "nofollow"}
    return frozenset(found)
