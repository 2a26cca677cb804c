"""What machines ask the demo site for: feeds, sitemaps, robots.txt, style and pictures."""

import re
from datetime import datetime
from pathlib import Path

from newscrawl.demo import syndication
from newscrawl.demo.document import XML, Document
from newscrawl.demo.edition import FEED_PAGES, PER_FEED_PAGE, SECTIONS, Edition
from newscrawl.demo.picture import FAVICON, landscape
from newscrawl.demo.story import Story

_STYLE = Path(__file__).parent / "templates" / "style.css"
_SVG = "image/svg+xml"
_POST_SITEMAP = re.compile(r"/post-sitemap([2-9]|[1-9]\d+)?\.xml")
_SECTION_FEED = re.compile(r"/category/(\w+)/feed/")
_PICTURE = re.compile(r"/wp-content/uploads/\d{4}/\d{2}/([a-z0-9-]+)\.svg")


def machine_page(
    path: str, query: dict[str, str], *, edition: Edition, base: str, statics: tuple[str, ...]
) -> Document | None:
    """Make the document that a machine's path names, or None."""
    return (
        _feed(path, query, edition, base)
        or _sitemap(path, edition, base, statics)
        or _file(path, edition, base)
    )


def _feed(path: str, query: dict[str, str], edition: Edition, base: str) -> Document | None:
    changed = max(story.changed for story in edition.stories)
    first = edition.fed[:PER_FEED_PAGE]
    if path == "/feed/":
        page = int(query["paged"]) if query.get("paged", "").isdecimal() else 1
        if not 1 <= page <= FEED_PAGES:
            return None
        shown = edition.fed[(page - 1) * PER_FEED_PAGE : page * PER_FEED_PAGE]
        return _rss(shown, base, path, changed)
    if path == "/feed/atom/":
        text = syndication.atom(first, base)
        return Document(type="application/atom+xml; charset=UTF-8", text=text, changed=changed)
    if path == "/feed/json/":
        text = syndication.json_feed(first, base)
        return Document(type="application/feed+json; charset=UTF-8", text=text, changed=changed)
    match = _SECTION_FEED.fullmatch(path)
    if match and match[1] in SECTIONS:
        shown = tuple(s for s in edition.sections[match[1]] if s.only is None)[:PER_FEED_PAGE]
        return _rss(shown, base, path, changed)
    return None


def _rss(shown: tuple[Story, ...], base: str, path: str, changed: datetime) -> Document:
    text = syndication.rss(shown, base, path=path)
    return Document(type="application/rss+xml; charset=UTF-8", text=text, changed=changed)


def _sitemap(path: str, edition: Edition, base: str, statics: tuple[str, ...]) -> Document | None:
    if path == "/sitemap.xml":
        return Document(status=301, location="/sitemap_index.xml")
    text: str | None = None
    if path == "/sitemap_index.xml":
        text = syndication.sitemap_index(edition, base)
    elif path == "/page-sitemap.xml":
        text = syndication.path_sitemap(("/", *statics), base)
    elif path == "/category-sitemap.xml":
        text = syndication.path_sitemap((f"/category/{slug}/" for slug in SECTIONS), base)
    elif path == "/news-sitemap.xml":
        text = syndication.news_sitemap(edition, base)
    elif match := _POST_SITEMAP.fullmatch(path):
        text = syndication.post_sitemap(edition, base, int(match[1] or 1))
    return Document(type=XML, text=text) if text else None


def _file(path: str, edition: Edition, base: str) -> Document | None:
    if path == "/robots.txt":
        return Document(type="text/plain; charset=UTF-8", text=syndication.robots(base))
    if path == "/wp-content/themes/delta/style.css":
        return Document(type="text/css; charset=UTF-8", text=_STYLE.read_text("utf-8"))
    if path == "/wp-content/uploads/favicon.svg":
        return Document(type=_SVG, text=FAVICON)
    match = _PICTURE.fullmatch(path)
    if match and match[1] in edition.by_slug:
        return Document(type=_SVG, text=landscape(match[1]))
    return None
