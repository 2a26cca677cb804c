"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom and JSON Feed read into links."""

import html
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from newscrawl.discovery.dates import stated_date
from newscrawl.discovery.row import Field, Row
from newscrawl.discovery.rows import read_rows
from newscrawl.discovery.xml_text import root_name, text_of
from newscrawl.model.link import Link, Role
from newscrawl.urls import join

MAX_ENTRIES = 5000
MAX_BYTES = 10 * 2**20
"""Longer feeds are read up to here."""
_MAX_TITLE = 200
_MAX_URL = 4000
_FULL = 10
"""Entries of a WordPress feed by default; a shorter page is the last one."""
_ROWS = frozenset({"item", "entry"})
_WEB = ("http://", "https://")
_LONG_NUMBER = 6
_TAG = re.compile(r"<[^<>]{0,2000}>")
_DATES = ("published", "pubdate", "issued", "created", "date", "updated", "modified")
"""Names of dates, the first publication before later changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What one feed names."""

    title: str = ""
    entries: tuple[Link, ...] = ()
    next: tuple[Link, ...] = ()
    """The page of the feed with older entries (RFC 5005 §3, JSON Feed 1.1, WordPress)."""
    faults: tuple[str, ...] = ()
    """What was wrong: `html`, `empty`, `bad-json`, `too-many-entries`, `too-large` …"""


def read_feed(body: bytes, url: str, *, content_type: str | None = None) -> Feed:
    """Read a feed of any kind; anything else gives no entries and a fault."""
    text, faults = text_of(body, content_type=content_type)
    if len(text) > MAX_BYTES:
        text, faults = text[:MAX_BYTES], tuple(dict.fromkeys((*faults, "too-large")))
    if text.lstrip().startswith(b"{"):
        return _json_feed(text, url, faults)
    if root_name(text) == "html":
        return Feed(faults=(*faults, "html"))
    table = read_rows(text, _ROWS, limit=MAX_ENTRIES)
    entries = tuple(link for row in table.rows if (link := _entry(row, url)))
    faults += table.faults
    return Feed(
        title=_plain(table.head.first("title")),
        entries=entries,
        next=_next_page(table.head, url, len(table.rows)),
        faults=faults if entries else (*faults, "empty"),
    )


def _entry(row: Row, url: str) -> Link | None:
    """Read one RSS item or Atom entry."""
    found: dict[str, str] = {}
    for field in row.fields:
        name, text = _meaning(field)
        if text.strip():
            found.setdefault(name, text)
    address = found.get("origlink") or found.get("alternate") or found.get("link")
    if not address:
        places = (found.get("guid"), found.get("id"), row.attributes.get("about"))
        address = next((place for place in places if place and place.strip().startswith(_WEB)), "")
    date = next((day for name in _DATES if (day := stated_date(found.get(name)))), None)
    return _link(address, found.get("title"), date, base=join(url, row.base) or url)


def _meaning(field: Field) -> tuple[str, str]:
    """Give what a part is and says; an Atom link is its relation, a number is no address."""
    href = field.attributes.get("href")
    if field.name == "link" and href:
        relation = field.attributes.get("rel", "alternate").lower()
        is_page = "html" in field.attributes.get("type", "html")
        return relation if is_page else f"{relation} file", href
    if field.name == "guid" and field.attributes.get("ispermalink", "").lower() == "false":
        return "number", field.text
    return field.name, field.text


def _link(address: str, title: Any, date: str | None, *, base: str) -> Link | None:
    address = address.strip().replace("&amp;", "&")
    url = join(base, address) if 0 < len(address) <= _MAX_URL else None
    return Link(url=url, role=Role.FEED_ENTRY, text=_plain(title), date=date) if url else None


def _next_page(head: Row, url: str, count: int) -> tuple[Link, ...]:
    """Name the page with older entries; WordPress has one behind every full page."""
    links = (field.attributes for field in head.fields if field.name == "link")
    href = next(
        (link["href"] for link in links if link.get("rel") == "next" and "href" in link), ""
    )
    generators = (
        f"{f.text} {f.attributes.get('uri')}" for f in head.fields if f.name == "generator"
    )
    if not href and count >= _FULL and "wordpress" in " ".join(generators).lower():
        href = _next_paged(url)
    return _page(href, url)


def _page(href: str, url: str) -> tuple[Link, ...]:
    following = join(url, href) if href else None
    return (Link(url=following, role=Role.PAGINATION),) if following and following != url else ()


def _json_feed(text: bytes, url: str, faults: tuple[str, ...]) -> Feed:
    """Read a JSON Feed 1.1."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return Feed(faults=(*faults, "bad-json"))
    items = feed.get("items")
    items = items if isinstance(items, list) else []
    if len(items) > MAX_ENTRIES:
        faults = (*faults, "too-many-entries")
    entries = []
    for item in items[:MAX_ENTRIES]:
        parts = item if isinstance(item, dict) else {}
        places = [_string(parts.get(name)) for name in ("url", "external_url", "id")]
        address = next((place for place in places if place.startswith(("/", *_WEB))), "")
        date = stated_date(_string(parts.get("date_published") or parts.get("date_modified")))
        entries.append(_link(address, parts.get("title"), date, base=url))
    links = tuple(entry for entry in entries if entry)
    return Feed(
        title=_plain(feed.get("title")),
        entries=links,
        next=_page(_string(feed.get("next_url")), url),
        faults=faults if links else (*faults, "empty"),
    )


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _plain(title: Any) -> str:
    """Give a title without markup; RSS escapes it once or twice, Atom by `type`."""
    text = html.unescape(_string(title)[:4000])
    if "<" in text:
        text = html.unescape(_TAG.sub(" ", text))
    return " ".join(text.split())[:_MAX_TITLE]


def _next_paged(url: str) -> str:
    """Add one to WordPress's `paged`."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    page = dict(query).get("paged", "1")
    number = int(page) + 1 if page.isdecimal() and len(page) < _LONG_NUMBER else 2
    kept = [(name, value) for name, value in query if name != "paged"]
    return parts._replace(query=urlencode([*kept, ("paged", str(number))])).geturl()
