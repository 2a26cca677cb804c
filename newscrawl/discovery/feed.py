"""A feed: what a list made for programs names, whichever format it came in."""

import html
import re
from dataclasses import dataclass
from typing import Any

from newscrawl.model.link import Link, Role
from newscrawl.urls import join

MAX_ENTRIES = 5000
_MAX_TITLE = 200
_MAX_URL = 4000
_TAG = re.compile(r"<[^<>]{0,2000}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What one feed names."""

    title: str = ""
    entries: tuple[Link, ...] = ()
    next: tuple[Link, ...] = ()
    """Pages of the feed with other entries (RFC 5005 §3, JSON Feed 1.1, WordPress, Ghost)."""
    faults: tuple[str, ...] = ()
    """What was wrong: `html`, `empty`, `bad-json`, `too-many-entries`, `too-large` …"""


def entry_link(address: str, title: Any, date: str | None, *, base: str) -> Link | None:
    """Make the link of one entry; None where its address is none."""
    address = address.strip().replace("&amp;", "&")
    url = join(base, address) if 0 < len(address) <= _MAX_URL else None
    return Link(url=url, role=Role.FEED_ENTRY, text=plain(title), date=date) if url else None


def page_link(href: str, url: str) -> tuple[Link, ...]:
    """Make the link to another page of the feed at `url`; none to itself."""
    other = join(url, href) if href else None
    return (Link(url=other, role=Role.PAGINATION),) if other and other != url else ()


def plain(title: Any) -> str:
    """Give a title without markup; RSS escapes it once or twice, Atom by `type`."""
    text = html.unescape(title[:4000] if isinstance(title, str) else "")
    if "<" in text:
        text = html.unescape(_TAG.sub(" ", text))
    return " ".join(text.split())[:_MAX_TITLE]
