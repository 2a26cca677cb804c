"""Directives: what X-Robots-Tag, meta robots and TDM reservations say of a page."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from newscrawl.model.page import Page
from newscrawl.model.payload import Payload
from newscrawl.model.rules import Obedience
from newscrawl.robots import product_token
from newscrawl.tdmrep import NOT_RESERVED, POLICY, RESERVATION

OWN_NAME = "newscrawl"
"""The crawler that a page speaks to by name."""
MAX = 50
"""Directives of one page that are kept."""
_METAS = ("robots", OWN_NAME)

_AGENT_PREFIX = re.compile(r"([A-Za-z0-9._*-]+)\s*:\s*(.*)", re.DOTALL)
# Words before a colon that are directives with a value and not the name of a crawler.
_WITH_VALUE = frozenset(
    {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after", "tdm-policy"}
)


def stated(payload: Payload, meta: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Give what a page says to crawlers, sorted: header fields X-Robots-Tag and TDM, and meta.

    `meta` holds the contents of <meta> by lower-case name. What a page itself says of a reservation
    (TDM Reservation Protocol, W3C community group report, 2024) goes before its header.
    """
    fields: dict[str, list[str]] = {}
    for name, value in payload.headers:
        fields.setdefault(name.lower(), []).append(value)
    said = [*fields.get("x-robots-tag", ()), *(v for name in _METAS for v in meta.get(name, ()))]
    found = {word for word in directives(said, OWN_NAME) if not word.startswith("tdm-")}
    reservation = [*meta.get(RESERVATION, ()), *fields.get(RESERVATION, ())][:1]
    value = "".join(reservation).strip()
    if value == "0":
        found.add(NOT_RESERVED)
    if value == "1":
        found.add(RESERVATION)
        policies = [*meta.get(POLICY, ()), *fields.get(POLICY, ())]
        found |= {f"{POLICY}: {url.strip()}" for url in policies[:1] if url.strip()}
    return tuple(sorted(found)[:MAX])


def with_reservation(page: Page, said: tuple[str, ...], obey: Obedience) -> Page:
    """Give the page with what its host's tdmrep.json said of it; what it says itself goes before.

    `said` are directives; where a person wants them to be obeyed, the page gives no article.
    """
    article = page.article
    if article is None or not said or any(w.startswith(RESERVATION) for w in article.directives):
        return page
    if forbidden := next((word for word in said if word in obey.skip), None):
        return replace(page, article=None, reason=f"directive:{forbidden}", lacks=None)
    both = tuple(sorted({*article.directives, *said}))
    return replace(page, article=replace(article, directives=both))


def reserved(fields: Mapping[str, str]) -> tuple[str, ...]:
    """Read what tdmrep.json said out of the warc-fields of a capture, as directives."""
    if fields.get(RESERVATION) != "1":
        return ()
    policy = fields.get(POLICY)
    return (RESERVATION,) if policy is None else (f"{POLICY}: {policy}", RESERVATION)


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
