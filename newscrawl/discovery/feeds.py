"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom and lists in JSON read into links."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from newscrawl.discovery.dates import stated_date
from newscrawl.discovery.feed import MAX_ENTRIES, Feed, entry_link, page_link, plain
from newscrawl.discovery.json_list import read_json
from newscrawl.discovery.row import Field, Row
from newscrawl.discovery.rows import read_rows
from newscrawl.discovery.xml_text import root_name, text_of
from newscrawl.model.link import Link
from newscrawl.urls import join

MAX_BYTES = 10 * 2**20
"""Longer feeds are read up to here."""
_FULL = 10
"""Entries of a WordPress feed by default; a shorter page is the last one."""
_ROWS = frozenset({"item", "entry"})
_WEB = ("http://", "https://")
_LONG_NUMBER = 6
_DATES = ("published", "pubdate", "issued", "created", "date", "updated", "modified")
"""Names of dates, the first publication before later changes."""


def read_feed(
    body: bytes, url: str, *, content_type: str | None = None, pages: str | None = None
) -> Feed:
    """Read a feed of any kind; anything else gives no entries and a fault.

    `pages` is the number of the feed's pages, where a header says it.
    """
    text, faults = text_of(body, content_type=content_type)
    if len(text) > MAX_BYTES:
        text, faults = text[:MAX_BYTES], tuple(dict.fromkeys((*faults, "too-large")))
    if text.lstrip().startswith((b"{", b"[")):
        return read_json(text, url, faults=faults, pages=pages)
    if root_name(text) == "html":
        return Feed(faults=(*faults, "html"))
    table = read_rows(text, _ROWS, limit=MAX_ENTRIES)
    entries = tuple(link for row in table.rows if (link := _entry(row, url)))
    faults += table.faults
    return Feed(
        title=plain(table.head.first("title")),
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
    return entry_link(address, found.get("title"), date, base=join(url, row.base) or url)


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
    return page_link(href, url)


def _next_paged(url: str) -> str:
    """Add one to WordPress's `paged`."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    page = dict(query).get("paged", "1")
    number = int(page) + 1 if page.isdecimal() and len(page) < _LONG_NUMBER else 2
    kept = [(name, value) for name, value in query if name != "paged"]
    return parts._replace(query=urlencode([*kept, ("paged", str(number))])).geturl()
