"""Sitemaps: index, plain, news and text sitemaps read into links (sitemaps.org protocol 0.9)."""

from dataclasses import dataclass
from itertools import islice

from newscrawl.discovery.dates import stated_date
from newscrawl.discovery.row import Row
from newscrawl.discovery.rows import read_rows
from newscrawl.discovery.xml_text import root_name, text_of
from newscrawl.model.link import Link, Role
from newscrawl.urls import join

MAX_ENTRIES = 50_000
"""Rows of one file (sitemaps.org protocol)."""
_MAX_TITLE = 200
_MAX_URL = 4000
_ROWS = frozenset({"url", "sitemap"})
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What one sitemap file names."""

    entries: tuple[Link, ...] = ()
    children: tuple[Link, ...] = ()
    """Other sitemaps, for an index."""
    faults: tuple[str, ...] = ()
    """What was wrong: `html`, `empty`, and those of `discovery.rows` and `discovery.xml_text`."""


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Read a sitemap of any kind, gzipped or not; images, videos and languages are passed over."""
    text, faults = text_of(body)
    root = root_name(text)
    if root == "html":
        return Sitemap(faults=(*faults, "html"))
    if root:
        table = read_rows(text, _ROWS, limit=MAX_ENTRIES)
        faults += table.faults
        links = [link for row in table.rows if (link := _link(row, url))]
    else:
        lines = (line.strip() for line in text.decode("utf-8", "replace").split("\n"))
        urls = islice((line for line in lines if line.startswith(_WEB)), MAX_ENTRIES)
        links = [Link(url=one, role=Role.SITEMAP_ENTRY) for one in urls if len(one) <= _MAX_URL]
        faults += ("too-many-entries",) if next(lines, None) is not None else ()
    return Sitemap(
        entries=tuple(link for link in links if link.role is Role.SITEMAP_ENTRY),
        children=tuple(link for link in links if link.role is Role.SITEMAP),
        faults=faults if links else (*faults, "empty"),
    )


def _link(row: Row, base: str) -> Link | None:
    address = row.first("loc").strip().replace("&amp;", "&")
    url = join(base, address) if 0 < len(address) <= _MAX_URL else None
    if url is None:
        return None
    return Link(
        url=url,
        role=Role.SITEMAP if row.name == "sitemap" else Role.SITEMAP_ENTRY,
        text=" ".join(row.first("title").split())[:_MAX_TITLE],
        date=stated_date(row.first("publication_date")) or stated_date(row.first("lastmod")),
    )
