"""Patterns of a site's URLs: which of them turned out to lead to articles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from newscrawl.discovery.evidence import Evidence
from newscrawl.model.page import ARTICLE_KINDS, PageKind
from newscrawl.urlpattern import pattern

MIN_PAGES = 5
MAX_WEIGHT = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePatterns:
    """What a site's archived pages taught; grows only through `learn`."""

    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    """URL pattern → pages that were articles, pages that were not."""


def learn(site: SitePatterns, pages: Iterable[tuple[str, PageKind]]) -> SitePatterns:
    """Give the patterns with these pages counted too."""
    counts = dict(site.counts)
    for url, kind in pages:
        shape = pattern(url)
        articles, others = counts.get(shape, (0, 0))
        counts[shape] = (articles + 1, others) if kind in ARTICLE_KINDS else (articles, others + 1)
    return SitePatterns(counts=counts)


def expect(site: SitePatterns, url: str) -> Iterator[Evidence]:
    """Give what the site's other pages with this pattern say."""
    articles, others = site.counts.get(pattern(url), (0, 0))
    if articles + others < MIN_PAGES:
        return
    weight = MAX_WEIGHT * (articles - others) / (articles + others)
    yield Evidence(
        PageKind.ARTICLE,
        round(weight, 2),
        f"{articles} of {articles + others} pages with such a URL were stories",
    )
