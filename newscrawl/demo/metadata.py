"""What the head of an article page of the demo site says to machines."""

import json
from html import escape

from newscrawl.demo.edition import SECTIONS
from newscrawl.demo.story import Only, Story, slugify

SITE_NAME = "Courrier du Delta"
_GRAPH, _META_ONLY, _BARE = 0, 3, 8


def head(story: Story, base: str) -> str:
    """Give the head lines of a story.

    One story in five has no JSON-LD, one in ten not even dates in meta tags; one in five wraps
    its NewsArticle in a @graph.
    """
    url = base + story.path
    lines = [
        _meta("name", "description", story.description),
        f'<link rel="canonical" href="{url}">',
        f'<link rel="shortlink" href="{base}/?p={story.number}">',
        _meta("property", "og:type", "article"),
        _meta("property", "og:title", f"{story.headline} | {SITE_NAME}"),
        _meta("property", "og:description", story.description),
        _meta("property", "og:url", url),
        _meta("property", "og:site_name", SITE_NAME),
        _meta("property", "og:image", picture_url(story, base)),
    ]
    if story.only not in {Only.SCRIPT, Only.DISALLOWED}:
        lines += [
            f'<link rel="amphtml" href="{url}amp/">',
            '<link rel="alternate" type="application/rss+xml" '
            f'title="{escape(story.headline)} &raquo; Commentaires" href="{url}feed/">',
        ]
    if story.number % 10 != _BARE:
        lines += _article_meta(story)
    if story.number % 5 != _META_ONLY:
        lines.append(_json_ld(story, base))
    return "\n".join(lines)


def picture_url(story: Story, base: str) -> str:
    """Give the address of a story's picture."""
    return f"{base}/wp-content/uploads/{story.published:%Y/%m}/{story.slug}.svg"


def _meta(key: str, name: str, content: str) -> str:
    return f'<meta {key}="{name}" content="{escape(content)}">'


def _article_meta(story: Story) -> list[str]:
    lines = [_meta("property", "article:published_time", story.published.isoformat())]
    if story.modified:
        lines.append(_meta("property", "article:modified_time", story.modified.isoformat()))
    lines.append(_meta("property", "article:section", SECTIONS[story.section]))
    lines += [_meta("property", "article:tag", tag) for tag in story.tags]
    return [*lines, _meta("name", "author", ", ".join(story.authors))]


def _json_ld(story: Story, base: str) -> str:
    url = base + story.path
    article: dict[str, object] = {
        "@type": "LiveBlogPosting" if story.only is Only.SCRIPT else "NewsArticle",
        "mainEntityOfPage": url,
        "headline": story.headline,
        "description": story.description,
        "datePublished": story.published.isoformat(),
        "dateModified": story.changed.isoformat(),
        "author": [
            {"@type": "Person", "name": name, "url": f"{base}/author/{slugify(name)}/"}
            for name in story.authors
        ],
        "articleSection": SECTIONS[story.section],
        "keywords": list(story.tags),
        "inLanguage": story.language,
        "image": {"@type": "ImageObject", "url": picture_url(story, base)},
        "publisher": {"@type": "NewsMediaOrganization", "name": SITE_NAME, "url": f"{base}/"},
    }
    value: dict[str, object] = {"@context": "https://schema.org"}
    if story.number % 5 == _GRAPH:
        page = {"@type": "WebPage", "@id": url, "name": f"{story.headline} | {SITE_NAME}"}
        value["@graph"] = [page, {**article, "mainEntityOfPage": {"@id": url}}]
    else:
        value |= article
    text = json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'
