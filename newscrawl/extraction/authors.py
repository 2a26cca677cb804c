"""The authors: people whom JSON-LD, meta elements, microdata or the byline name."""

import re
from typing import Any

from newscrawl.extraction import linked_data
from newscrawl.extraction.headline import fold
from newscrawl.extraction.names import is_organisation, names
from newscrawl.extraction.source import Source, stands_in, text_of

_META = ("parsely-author", "sailthru.author", "author", "dc.creator", "dcterms.creator",
"dc.creator.personalname", "article:author_name",
         "citation_author", "byl", "article.author", "cxenseparse:author", "article:author",
         "authors", "og:article:author", "dcsext.author",
         "twitter:creator:name", "shareaholic:article_author_name", "vr:author", "rnews:author",
         "mediator_author", "article_author", "web_author")  # fmt: skip
_MARKED = (
    "[itemprop~=author] [itemprop~=name]", "[itemprop~=author]", "[rel~=author]",
    "[property='author'], [property='schema:author']",
    ".byline a[href*='/author' i], .byline a[href*='/autor' i]",
    "[class*=author i] a[href*='/author' i], [class*=autor i] a[href*='/autor' i]",
    ".author.vcard .fn, .vcard .fn, .p-author, .h-card .p-name",
    "[class*='author-name' i], [class*='authorname' i], [class*='author_name' i],"
    " [class*='byline-name' i], [class*='byline__name' i], [class*='author__name' i]",
    "[data-testid*=author i], [data-testid*=byline i]", ".byline, .by-line, [class*=byline i]",
    ".author, .autor, .auteur, .post-author, .entry-author, .article-author",
    "[class*=author i], [class*=autor i], [class*=auteur i], [id*=author i]",
)  # fmt: skip
_ELSEWHERE = re.compile(
    r"related|comment|sidebar|widget|recommend|teaser|latest|popular|most-?read|promo|kommentar"
    r"|trending|carousel|reply|bio\b|description|avatar|caption|social|share|quote|listing"
    r"|reactions",
    re.IGNORECASE,
)


def authors(
    source: Source, item: dict[str, Any], *, site_names: tuple[str, ...]
) -> tuple[tuple[str, ...], str | None]:
    """Give the authors and where they came from; people before agencies, never the publisher."""
    known = {fold(name) for name in site_names if name}
    fallback: tuple[tuple[str, ...], str | None] = ((), None)
    for label, found in _sources(source, item):
        kept = tuple(name for name in found if fold(name) not in known)
        people = tuple(name for name in kept if not is_organisation(name))
        if people:
            return people, label
        if kept and not fallback[0]:
            fallback = kept, label
    return fallback


def _sources(source: Source, item: dict[str, Any]) -> Any:
    yield "json-ld", _linked(item.get("author")) or _linked(item.get("creator"))
    yield (
        "meta",
        _unique(name for key in _META for value in source.every(key) for name in _from_meta(value)),
    )
    yield "meta", _labelled(source)
    for number, selector in enumerate(_MARKED):
        yield ("microdata" if number < 4 else "text"), _from_elements(source, selector)


def _linked(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    found: list[str] = []
    for one in items[:30]:
        if isinstance(one, dict) and isinstance(one.get("name"), list):
            found += [name for text in linked_data.texts(one["name"]) for name in names(text)]
        else:
            found += names(linked_data.text(one) or "")
    return _unique(found)


def _from_meta(value: str) -> tuple[str, ...]:
    return () if "://" in value or value.startswith("/") else names(value)


def _labelled(source: Source) -> tuple[str, ...]:
    for number in ("1", "2"):
        label = (source.first(f"twitter:label{number}") or "").casefold()
        if re.search(
            r"written by|geschrieben von|verfasst von|écrit par|escrito por|scritto da|author"
            r"|autor",
            label,
        ):
            return names(source.first(f"twitter:data{number}") or "")
    return ()


def _from_elements(source: Source, selector: str) -> tuple[str, ...]:
    found: list[str] = []
    for node in source.tree.css(selector)[:12]:
        text = node.attributes.get("content") or "" if node.tag == "meta" else text_of(node)
        if 2 < len(text) <= 150 and not stands_in(node, _ELSEWHERE):
            found += [name for name in names(text) if _is_name(name)]
        if len(found) >= 12:
            break
    return _unique(found)


def _is_name(name: str) -> bool:
    words = name.split()
    return (
        len(words) <= 5
        and (len(words) > 1 or not name.islower())
        and not name.endswith(("!", "?", ":"))
    )


def _unique(found: Any) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for name in found:
        kept.setdefault(fold(name), name)
    kept.pop("", None)
    return tuple(kept.values())
