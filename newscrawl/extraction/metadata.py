"""All that a page states about its article besides the body."""

from collections.abc import Sequence
from typing import Any

from newscrawl.document import join, squeeze
from newscrawl.extraction import (
    access,
    authors,
    dates,
    headline,
    language,
    linked_data,
    picture,
    titles,
)
from newscrawl.extraction.masthead import masthead
from newscrawl.extraction.source import Source
from newscrawl.model.article import Article
from newscrawl.model.site import SiteMemory

MAX_KEYWORDS = 60
BEGINNING = 20
"""Lines of a body that its language is told from."""


def describe(
    source: Source, *, lines: Sequence[str] = (), site: SiteMemory | None = None
) -> Article:
    """Give the article without its body, whose lines tell language and author."""
    canonical = _canonical(source)
    item = _item(source, canonical)
    names = titles.site_names(source, item)
    title, title_source = headline.headline(
        source, item, names=names, affixes=site.title_affixes if site else ()
    )
    stated = language.declared(source, linked_data.text(item.get("inLanguage")))
    around = masthead(source, title)
    people, people_source = authors.authors(
        source, item, around=around, lines=lines, headline=title, site_names=names
    )
    published = dates.published(source, item, around=around, language=stated)
    modified = dates.modified(source, item, published=published.value if published else None)
    section, who = _section(source, item), access.access(source, item)
    return Article(
        url=source.url,
        canonical_url=canonical,
        site=names[0] if names else None,
        headline=title,
        headline_source=title_source,
        authors=people,
        authors_source=people_source,
        date_published=published.value if published else None,
        date_published_source=published.source if published else None,
        date_modified=modified.value if modified else None,
        date_modified_source=modified.source if modified else None,
        section=section,
        keywords=_keywords(source, item),
        language=language.decide(stated, " ".join(lines[:BEGINNING]) or title or ""),
        description=_description(source, item),
        image=picture.lead(source, item),
        access=who,
        labels=access.labels(source, item, section=section, who=who),
    )


def _item(source: Source, canonical: str | None) -> dict[str, Any]:
    return linked_data.main_object(
        source.objects,
        urls=tuple(url for url in (source.url, canonical) if url),
        titles=(source.first("og:title") or "", source.title),
    )


def _canonical(source: Source) -> str | None:
    url = source.document.canonical(source.url)
    if url is None and (stated := source.first("og:url")):
        url = join(source.url, stated)
    return url if url and url.startswith(("http://", "https://")) else None


def _section(source: Source, item: dict[str, Any]) -> str | None:
    stated = linked_data.text(item.get("articleSection")) or source.first(
        "article:section",
        "og:article:section",
        "parsely-section",
        "section",
        "cxenseparse:section",
        "article.section",
        "sailthru.section",
    )
    if stated:
        return stated[:100]
    for one in source.objects[:100]:
        if "breadcrumblist" in linked_data.types(one):
            steps = one.get("itemListElement")
            names = [
                linked_data.text(step.get("name")) or linked_data.text(step.get("item"))
                for step in (steps if isinstance(steps, list) else [])[:10]
                if isinstance(step, dict)
            ]
            inner = [name for name in names[1:-1] if name and not name.startswith("http")]
            if inner:
                return inner[0][:100]
    return None


def _keywords(source: Source, item: dict[str, Any]) -> tuple[str, ...]:
    raw: list[str] = list(linked_data.texts(item.get("keywords")))
    raw += source.every(
        "news_keywords", "article:tag", "og:article:tag", "parsely-tags", "sailthru.tags"
    )
    raw = raw or list(source.every("keywords"))
    kept: dict[str, str] = {}
    for text in raw:
        for word in text.replace(";", ",").split(","):
            word = squeeze(word.strip(" \"'[]"))
            if 1 < len(word) <= 80:
                kept.setdefault(word.casefold(), word)
    return tuple(kept.values())[:MAX_KEYWORDS]


def _description(source: Source, item: dict[str, Any]) -> str | None:
    stated = source.first(
        "og:description",
        "description",
        "twitter:description",
        "dc.description",
        "sailthru.description",
    )
    return stated or linked_data.text(item.get("description"))
