"""Directives: what X-Robots-Tag, meta robots and TDM reservations say of a page."""

import re
from collections.abc import Iterable

from newscrawl.robots import product_token

_AGENT_PREFIX = re.compile(r"([A-Za-z0-9._*-]+)\s*:\s*(.*)", re.DOTALL)
# Words before a colon that are directives with a value and not the name of a crawler.
_WITH_VALUE = frozenset(
    {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after", "tdm-policy"}
)


def directives(values: Iterable[str], user_agent: str) -> frozenset[str]:
    """Collect the directives that X-Robots-Tag fields or meta robots give to a crawler.

    Words in lower case: `noindex`, `nofollow` (both also for `none`), `noarchive`,
    `tdm-reservation` (the TDM Reservation Protocol's `1`) … A value for another crawler by name
    is left out. Feed `TDM-Reservation: 1` in as the value `tdm-reservation: 1`.
    """
    agent = product_token(user_agent)
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
