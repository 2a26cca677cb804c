"""Feeds, sitemaps and robots.txt of the demo site."""

import json
from collections.abc import Iterable, Sequence
from email.utils import format_datetime
from html import escape

from newscrawl.demo.edition import PER_SITEMAP, SECTIONS, Edition
from newscrawl.demo.metadata import SITE_NAME, picture_url
from newscrawl.demo.story import Story

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS_NS = "http://www.google.com/schemas/sitemap-news/0.9"


def robots(base: str) -> str:
    """Give robots.txt (RFC 9309)."""
    return (
        "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n"
        f"Disallow: /interne/\n\nSitemap: {base}/sitemap_index.xml\n"
    )


def rss(stories: Sequence[Story], base: str, *, path: str, title: str = SITE_NAME) -> str:
    """Give an RSS 2.0 feed in the manner of WordPress."""
    items = "".join(_rss_item(story, base) for story in stories)
    built = (
        f"<lastBuildDate>{format_datetime(stories[0].changed)}</lastBuildDate>" if stories else ""
    )
    return (
        f'{_XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{escape(title)}</title><link>{base}/</link><description>Nouvelles du delta"
        f'</description><language>fr-FR</language>{built}<atom:link href="{base}{path}" '
        f'rel="self" type="application/rss+xml"/>{items}</channel></rss>\n'
    )


def _rss_item(story: Story, base: str) -> str:
    names = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in story.authors)
    tags = "".join(
        f"<category>{escape(tag)}</category>" for tag in (SECTIONS[story.section], *story.tags)
    )
    return (
        f"<item><title>{escape(story.headline)}</title><link>{base}{story.path}</link>{names}"
        f"<pubDate>{format_datetime(story.published)}</pubDate>{tags}"
        f'<guid isPermaLink="false">{base}/?p={story.number}</guid>'
        f"<description>{escape(story.description)}</description></item>"
    )


def atom(stories: Sequence[Story], base: str) -> str:
    """Give an Atom feed (RFC 4287)."""
    items = "".join(
        f'<entry><title>{escape(s.headline)}</title><link rel="alternate" '
        f'href="{base}{s.path}"/><id>{base}/?p={s.number}</id>'
        f"<published>{s.published.isoformat()}</published><updated>{s.changed.isoformat()}"
        f"</updated><author><name>{escape(', '.join(s.authors))}</name></author>"
        f"<summary>{escape(s.description)}</summary></entry>"
        for s in stories
    )
    updated = max(story.changed for story in stories).isoformat()
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom"><title>{SITE_NAME}</title>'
        f'<id>{base}/</id><updated>{updated}</updated><link href="{base}/"/>'
        f'<link rel="self" href="{base}/feed/atom/"/>{items}</feed>\n'
    )


def json_feed(stories: Sequence[Story], base: str) -> str:
    """Give a feed by JSON Feed 1.1."""
    items = [
        {
            "id": f"{base}/?p={s.number}",
            "url": base + s.path,
            "title": s.headline,
            "summary": s.description,
            "image": picture_url(s, base),
            "date_published": s.published.isoformat(),
            "date_modified": s.changed.isoformat(),
            "authors": [{"name": name} for name in s.authors],
            "tags": list(s.tags),
            "language": s.language,
        }
        for s in stories
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": SITE_NAME,
        "home_page_url": f"{base}/",
        "feed_url": f"{base}/feed/json/",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def sitemap_index(edition: Edition, base: str) -> str:
    """Give the index of sitemaps."""
    count = -(-len(edition.mapped) // PER_SITEMAP)
    names = [f"post-sitemap{n or ''}.xml" for n in (0, *range(2, count + 1))]
    names += ["page-sitemap.xml", "category-sitemap.xml", "news-sitemap.xml"]
    rows = "".join(f"<sitemap><loc>{base}/{name}</loc></sitemap>" for name in names)
    return f'{_XML}<sitemapindex xmlns="{_SITEMAP_NS}">{rows}</sitemapindex>\n'


def post_sitemap(edition: Edition, base: str, page: int) -> str | None:
    """Give one page of the sitemap of stories, or None past its end."""
    stories = edition.mapped[(page - 1) * PER_SITEMAP : page * PER_SITEMAP]
    rows = [
        f"<url><loc>{base}{s.path}</loc><lastmod>{s.changed.isoformat()}</lastmod></url>"
        for s in stories
    ]
    return _urlset(rows) if rows else None


def path_sitemap(paths: Iterable[str], base: str) -> str:
    """Give a sitemap of plain paths."""
    return _urlset(f"<url><loc>{base}{path}</loc></url>" for path in paths)


def news_sitemap(edition: Edition, base: str) -> str:
    """Give the sitemap of the last two days' news."""
    return _urlset(
        (
            f"<url><loc>{base}{s.path}</loc><n:news><n:publication><n:name>{SITE_NAME}</n:name>"
            f"<n:language>{s.language}</n:language></n:publication><n:publication_date>"
            f"{s.published.isoformat()}</n:publication_date><n:title>{escape(s.headline)}"
            "</n:title></n:news></url>"
            for s in edition.news
        ),
        f' xmlns:n="{_NEWS_NS}"',
    )


def _urlset(rows: Iterable[str], more: str = "") -> str:
    return f'{_XML}<urlset xmlns="{_SITEMAP_NS}"{more}>{"".join(rows)}</urlset>\n'
