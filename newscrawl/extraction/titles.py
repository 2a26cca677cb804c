"""Titles of pages: what they are compared by, and the site's name and sections taken off them."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from newscrawl.extraction import linked_data
from newscrawl.extraction.source import Source
from newscrawl.text import fold

MAX_NAME = 80
_SEPARATOR = re.compile(
    r"\s+[|·•»«›‹¦∣│—–\-:/~<>]{1,2}\s+|\s*(?:\||¦|∣|│|｜|ㅣ|»|--|::|__|＿|＞)\s*|_(?=[^_]+$)"
    r"|\s+[–—-]|\s[—–]\s?|:\s+|,\s+(?=[^,]+$)"
)
_SIGNS = frozenset("|·•»«›‹¦∣│—–-:/~<>｜ㅣ_＿＞,")
"""Each separator holds one of these."""
_SOFT = re.compile(r"^(?::\s+|,\s+|\s+:\s+)$")
_DATE = re.compile(r"\s*\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\s*$")
_SITES = frozenset({"website", "newsmediaorganization", "organization"})


def likeness(one: str, other: str) -> float:
    """Give the share of the shorter folded text's trigrams that the other holds, 0 to 1."""
    first, second = _trigrams(one), _trigrams(other)
    least = min(len(first), len(second)) if one and other else 0
    return len(first & second) / least if least else 0.0


@lru_cache(maxsize=32)
def _trigrams(text: str) -> frozenset[str]:
    return frozenset([text[at : at + 3] for at in range(len(text) - 2)] or [text])


def site_names(source: Source, item: dict[str, Any]) -> tuple[str, ...]:
    """Give the names by which the page calls its site, best first."""
    publishers = [
        linked_data.text(one.get("name"))
        for one in source.objects
        if _SITES & set(linked_data.types(one))
    ]
    found = [
        source.first("og:site_name", "og:sitename"),
        source.first("application-name"),
        linked_data.text(item.get("publisher")),
        *publishers[:4],
        source.first("dc.publisher", "twitter:app:name:iphone"),
    ]
    kept = [name for name in found if name and len(name) <= MAX_NAME and "://" not in name]
    return tuple(dict.fromkeys(kept))


def host_names(url: str) -> tuple[str, ...]:
    """Give a host without its www, and the label that was sold, as `paper` of paper.co.uk."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ()
    labels = host.split(".")
    if len(labels) < 2:
        return (host,) if host else ()
    short = len(labels) > 2 and len(labels[-2]) <= 3
    return host, labels[-3] if short else labels[-2]


def sections(source: Source, item: dict[str, Any]) -> frozenset[str]:
    """Give the folded names of the sections that the page lies in."""
    try:
        path = urlsplit(source.url).path
    except ValueError:
        path = ""
    words = [part for part in unquote(path).rstrip("/").split("/")[:-1] if len(part) > 2]
    words += [*linked_data.texts(item.get("articleSection")), *source.every("article:section")]
    return frozenset(fold(word) for word in words) - {""}


def slug(url: str) -> str:
    """Give the folded last part of a URL's path that has letters."""
    try:
        parts = urlsplit(url).path.split("/")
    except ValueError:
        return ""
    return next((fold(part) for part in reversed(parts) if len(part) > 8), "")


@lru_cache(maxsize=64)
def cuts(title: str) -> tuple[tuple[int, int], ...]:
    """Give the places of the separators in a title, at most 12."""
    if _SIGNS.isdisjoint(title):
        return ()
    return tuple(match.span() for match in _SEPARATOR.finditer(title))[:12]


def trimmed(
    title: str, names: frozenset[str], inner: frozenset[str], *, is_shown: Callable[[str], bool]
) -> str | None:
    """Cut the site's folded names, then its sections, off a title's ends; None if none is there.

    A beginning with more words than the name stays if is_shown says that a heading holds it too.
    """
    places = cuts(title)
    for start, end in reversed(places):
        tail, head = title[end:], title[:start].strip()
        hard = is_hard(title[start:end])
        named = fold(tail) and any(_is_name(tail, name) for name in names)
        if head and (named or (hard and (fold(tail) in inner or _DATE.match(tail)))):
            return trimmed(head, names, inner, is_shown=is_shown) or head
    for start, end in places:
        front = fold(title[:start])
        if front and title[end:] and any(_same_name(front, name) for name in names):
            return title[end:].strip() if front in names or not is_shown(title) else None
    return None


def is_hard(separator: str) -> bool:
    """Tell whether a separator stands between titles, unlike a colon or comma inside one."""
    return not _SOFT.match(separator)


def _is_name(tail: str, name: str) -> bool:
    folded = fold(tail)
    if _same_name(folded, name):
        return True
    initials = "".join(word[0] for word in tail.split()).casefold()
    return (len(folded) >= 5 and folded in name) or (len(name) >= 3 and initials == name)


def _same_name(part: str, name: str) -> bool:
    if part == name:
        return True
    ends = part.startswith(name) or part.endswith(name)
    return len(name) >= 4 and ends and len(part) <= len(name) + 25
