"""Patterns of a site's URLs: which of them turned out to lead to articles."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from newscrawl.discovery.evidence import Evidence
from newscrawl.model.page import ARTICLE_KINDS, PageKind

MIN_PAGES = 5
MAX_WEIGHT = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePatterns:
    """What a site's archived pages taught; grows only through `learn`."""

    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    """URL pattern → pages that were articles, pages that were not."""


def pattern_of(url: str) -> str:
    """Reduce a URL to its pattern: digits, slugs and values are replaced by classes."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    segments = [_segment(segment) for segment in parts.path.split("/")]
    query = "&".join(sorted(_value(pair) for pair in parts.query.split("&") if pair))
    return "/".join(segments) + (f"?{query}" if query else "")


def _segment(text: str) -> str:
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return "YYYY"
    if re.fullmatch(r"\d{1,2}", text):
        return "NN"
    stem, dot, suffix = text.rpartition(".") if re.search(r"\.\w{2,5}$", text) else (text, "", "")
    if re.fullmatch(r"\d+", stem):
        return f"N{dot}{suffix}"
    words = len(re.findall(r"[^\W\d]+|%", stem))
    if words >= 3 or len(stem) > 25 or re.search(r"\d{3,}", stem):
        return f"SLUG{dot}{suffix}"
    return re.sub(r"\d+", "N", text) if any(c.isdigit() for c in text) else text


def _value(pair: str) -> str:
    key, equals, value = pair.partition("=")
    key = re.sub(r"\d+", "N", key)
    return key + equals + ("N" if re.search(r"\d", value) else value if len(value) < 20 else "V")


def learn(site: SitePatterns, pages: Iterable[tuple[str, PageKind]]) -> SitePatterns:
    """Give the patterns with these pages counted too."""
    counts = dict(site.counts)
    for url, kind in pages:
        pattern = pattern_of(url)
        articles, others = counts.get(pattern, (0, 0))
        counts[pattern] = (
            (articles + 1, others) if kind in ARTICLE_KINDS else (articles, others + 1)
        )
    return SitePatterns(counts=counts)


def expect(site: SitePatterns, url: str) -> Iterator[Evidence]:
    """Give what the site's other pages with this pattern say."""
    articles, others = site.counts.get(pattern_of(url), (0, 0))
    if articles + others < MIN_PAGES:
        return
    weight = MAX_WEIGHT * (articles - others) / (articles + others)
    yield Evidence(
        PageKind.ARTICLE,
        round(weight, 2),
        f"{articles} of {articles + others} pages with such a URL were articles",
    )
