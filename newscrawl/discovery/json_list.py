"""JSON lists: JSON Feed, the REST lists of publishing systems, and HTML wrapped in JSON."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

from newscrawl.discovery.dates import stated_date
from newscrawl.discovery.feed import MAX_ENTRIES, Feed, entry_link, page_link, plain
from newscrawl.discovery.links import find_links
from newscrawl.discovery.numbering import MAX_DIGITS, number_of, numbered
from newscrawl.document import parse
from newscrawl.model.link import Link, Role
from newscrawl.urls import join

_LISTS = ("items", "posts", "articles", "stories", "results", "entries", "data")
_PLACES = ("url", "link", "permalink", "external_url", "id")
_DATES = ("date_published", "published_at", "date_gmt", "date", "date_modified")
_TITLES = ("title", "headline", "name")
_WEB = ("http://", "https://", "/")
_MAX_LEVELS = 4
"""Arrays and objects in each other that are searched for HTML."""


def read_json(text: bytes, url: str, *, faults: tuple[str, ...], pages: str | None = None) -> Feed:
    """Read a list; `pages` is the number of its pages where the server said it."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Feed(faults=(*faults, "bad-json"))
    rows = _rows(data)
    if len(rows) > MAX_ENTRIES:
        faults = (*faults, "too-many-entries")
    entries = tuple(link for row in rows[:MAX_ENTRIES] if (link := _entry(row, url)))
    if not entries:
        return _wrapped(data, url, faults)
    head = data if isinstance(data, dict) else {}
    return Feed(
        title=plain(head.get("title")),
        entries=entries,
        next=page_link(_string(head.get("next_url")), url) or _pages(head, url, len(rows), pages),
        faults=faults,
    )


def _rows(data: Any) -> list[Any]:
    if isinstance(data, dict):
        data = next((data[name] for name in _LISTS if isinstance(data.get(name), list)), [])
    return data if isinstance(data, list) else []


def _entry(row: Any, url: str) -> Link | None:
    parts = row if isinstance(row, dict) else {}
    places = [_string(parts.get(name)) for name in _PLACES]
    address = next((place for place in places if place.startswith(_WEB)), "")
    title = next((parts[name] for name in _TITLES if parts.get(name)), "")
    if isinstance(title, dict):
        title = title.get("rendered")
    date = next((day for name in _DATES if (day := stated_date(_string(parts.get(name))))), None)
    return entry_link(address, title, date, base=url)


def _pages(head: dict[str, Any], url: str, count: int, pages: str | None) -> tuple[Link, ...]:
    """Name the pages beside this one, and the last one from the first (WordPress, Ghost).

    With the last page a crawl can tell by two requests that it has seen the whole list elsewhere.
    """
    number = number_of(url)
    if number is None:
        return ()
    stated = str(_inside(_inside(head, "meta"), "pagination").get("pages", pages))
    last = int(stated) if stated.isdecimal() and len(stated) <= MAX_DIGITS else None
    if last is None:
        others = [number + 1] if count >= _size(url) else []
    else:
        ends = [last] if number == 1 else []
        others = [page for page in (number - 1, number + 1, *ends) if 1 <= page <= last]
    return tuple(
        link for page in dict.fromkeys(others) for link in page_link(numbered(url, page), url)
    )


def _size(url: str) -> int:
    """Give the entries of a full page; where the URL does not say, any page counts as full."""
    query = parse_qs(url.partition("?")[2])
    said = next((query[name][0] for name in ("per_page", "limit") if name in query), "")
    return int(said) if said.isdecimal() and len(said) <= MAX_DIGITS else 1


def _wrapped(data: Any, url: str, faults: tuple[str, ...]) -> Feed:
    """Read the HTML in a script's answer, as `load more` buttons and Drupal's views get it."""
    body = "\n".join(_markup(data))
    if not body:
        return Feed(faults=(*faults, "empty"))
    # Drupal names the page that its relative links belong to.
    path = parse_qs(url.partition("?")[2]).get("view_path", [""])[0]
    page = (join(url, f"/{path.lstrip('/')}") or url) if path else url
    document = parse(body.encode("utf-8", "replace"), content_type="text/html; charset=utf-8")
    links = find_links(document, page)
    return Feed(
        entries=tuple(link for link in links if link.role is not Role.PAGINATION),
        next=tuple(link for link in links if link.role is Role.PAGINATION),
        faults=faults if links else (*faults, "empty"),
    )


def _markup(data: Any) -> Iterator[str]:
    """Give the strings with links in them, in order."""
    stack = [(data, 0)]
    while stack:
        value, level = stack.pop()
        if isinstance(value, str) and "<a" in value:
            yield value
        elif level < _MAX_LEVELS and isinstance(value, dict | list):
            inner = list(value.values() if isinstance(value, dict) else value)[:MAX_ENTRIES]
            stack += [(item, level + 1) for item in reversed(inner)]


def _inside(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
