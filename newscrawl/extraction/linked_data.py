"""JSON-LD as sites really write it: found, mended, flattened, and the page's own object chosen."""

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

MAX_DEPTH = 24
MAX_OBJECTS = 2_000
ARTICLE_TYPES = {
    "newsarticle": 6,
    "reportagenewsarticle": 6,
    "analysisnewsarticle": 6,
    "opinionnewsarticle": 6,
    "backgroundnewsarticle": 6,
    "reviewnewsarticle": 6,
    "askpublicnewsarticle": 6,
    "advertisercontentarticle": 5,
    "liveblogposting": 6,
    "article": 5,
    "blogposting": 5,
    "report": 4,
    "scholarlyarticle": 4,
    "medicalscholarlyarticle": 4,
    "techarticle": 4,
    "socialmediaposting": 3,
    "discussionforumposting": 3,
    "claimreview": 2,
    "review": 2,
    "recipe": 3,
    "howto": 2,
    "imagegallery": 3,
    "mediagallery": 3,
    "podcastepisode": 3,
    "radioepisode": 2,
    "creativework": 2,
    "videoobject": 1,
    "webpage": 1,
    "itempage": 1,
}
_PAIR = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|inLanguage|description)"'
    r'\s*:\s*"((?:[^"\\\n]|\\.)*)"\s*[,}\n]'
)
_AUTHOR_NAME = re.compile(r'"author"\s*:\s*[\[{][^\]}]{0,200}?"name"\s*:\s*"((?:[^"\\\n]|\\.)*)"')


def objects(
    parsed: Iterable[dict[str, Any]], scripts: Iterable[str] = ()
) -> tuple[dict[str, Any], ...]:
    """Give all objects, nested ones too, references by @id resolved.

    Where no article could be parsed, the pairs that matter are read out of the broken scripts.
    """
    found = list(islice(_walk(list(parsed), 0), MAX_OBJECTS))
    if not any(ARTICLE_TYPES.get(name, 0) > 2 for item in found for name in types(item)):
        found += [item for script in scripts if (item := _salvaged(script))]
    return _resolved(found)


def _salvaged(text: str) -> dict[str, Any] | None:
    """Read the few pairs that matter out of JSON that cannot be parsed."""
    if "Article" not in text and "Posting" not in text:
        return None
    item: dict[str, Any] = {"@type": "NewsArticle", "@broken": True}
    for key, raw in _PAIR.findall(text[:200_000]):
        item.setdefault(key, _unquoted(raw))
    author = _AUTHOR_NAME.search(text[:200_000])
    if author:
        item["author"] = {"@type": "Person", "name": _unquoted(author.group(1))}
    return item


def _unquoted(raw: str) -> str:
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return raw


def _walk(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:MAX_OBJECTS]:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key, item in value.items():
            # What an article is part of or merely names is another thing than the page itself.
            if isinstance(item, (dict, list)) and key not in {
                "isPartOf",
                "publisher",
                "itemReviewed",
            }:
                yield from _walk(item, depth + 1)


def _resolved(found: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    known = {
        item["@id"]: item for item in found if isinstance(item.get("@id"), str) and len(item) > 1
    }

    def follow(value: Any) -> Any:
        if isinstance(value, list):
            return [follow(item) for item in value[:50]]
        if isinstance(value, dict) and "name" not in value:
            return known.get(value.get("@id")) if isinstance(value.get("@id"), str) else value
        return value

    return tuple(
        {
            key: (follow(value) or value)
            if key in {"author", "creator", "image", "publisher"}
            else value
            for key, value in item.items()
        }
        for item in found
    )


def types(item: dict[str, Any]) -> tuple[str, ...]:
    """Give an object's types in lower case without their vocabulary's prefix."""
    raw = item.get("@type")
    names = raw if isinstance(raw, list) else [raw]
    return tuple(
        name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()
        for name in names
        if isinstance(name, str)
    )


def text(value: Any) -> str | None:
    """Give a value as text: itself, the first of a list, an object's @value or name."""
    if isinstance(value, list):
        return next((found for item in value[:5] if (found := text(item))), None)
    if isinstance(value, dict):
        return text(value.get("@value") or value.get("name"))
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return " ".join(unescape(unescape(str(value))).split()) or None
    return None


def texts(value: Any) -> tuple[str, ...]:
    """Give all texts of a value that may be one thing or a list of things."""
    items = value if isinstance(value, list) else [value]
    return tuple(found for item in items[:100] if (found := text(item)))


def main_object(
    items: tuple[dict[str, Any], ...], *, urls: tuple[str, ...], titles: tuple[str, ...]
) -> dict[str, Any]:
    """Choose the object that describes this page, or an empty one.

    urls are the page's address and canonical address; titles are its other headlines.
    """
    pages = {page for url in urls if (page := _page(url))}
    wanted = {_folded(title) for title in titles if title}
    best: dict[str, Any] = {}
    best_score = 0.0
    for place, item in enumerate(items):
        score = _score(item, pages, wanted) - place / 10_000
        if score > best_score:
            best, best_score = item, score
    return best


def _score(item: dict[str, Any], pages: set[tuple[str, str]], titles: set[str]) -> float:
    weight = max((ARTICLE_TYPES.get(name, 0) for name in types(item)), default=0)
    if not weight:
        return 0.0
    score = float(weight)
    own = [item.get("url"), item.get("@id"), item.get("mainEntityOfPage")]
    own = [
        value.get("@id") or value.get("url") if isinstance(value, dict) else value for value in own
    ]
    named = {page for value in own if isinstance(value, str) and (page := _page(value))}
    if {path for _, path in named} & {path for _, path in pages}:
        score += 4
    elif pages and {host for host, _ in named} & {"", *(host for host, _ in pages)}:
        score -= 3
    name = text(item.get("headline")) or text(item.get("name"))
    if name and titles:
        folded = _folded(name)
        alike = any(folded in title or title in folded for title in titles if title)
        score += 4 if alike else -1
    score += sum(
        0.5 for key in ("headline", "datePublished", "author", "articleBody") if item.get(key)
    )
    return score


def _page(url: str) -> tuple[str, str] | None:
    """Give host and path, unless the path is empty."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    return (parts.netloc.lower(), path) if path else None


def _folded(title: str) -> str:
    return "".join(filter(str.isalnum, title.casefold()))
