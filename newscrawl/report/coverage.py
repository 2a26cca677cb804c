"""Coverage: of the articles that lists, feeds and sitemaps name, which ones are archived."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

EXAMPLES = 5
"""URLs shown for each reason."""
_MAX_HOPS = 5
_SPECIAL = {"tag": "tag", "author": "author", "calendar": "date-archive"}
"""Link roles that say more than the kind `section`."""
_NUMBERED = re.compile(r"(?<=/)page/\d+/?$|\?(?:page|paged)=\d+$")
_PAGINATION, _REDIRECT = "pagination", "redirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlRow:
    """One URL of the frontier, as far as coverage needs it."""

    id: int
    url: str
    fate: str
    """For people, as `failed (http-404)`."""
    is_article: bool
    """Archived as an article or as another copy of one."""
    is_page: bool
    """Archived as a list, a feed or a page about the site: never meant to be an article."""
    is_source: bool
    """A page that lists articles, or was named as a feed, sitemap or section."""
    kind: str | None
    role: str
    found_from: int | None
    month: str
    """YYYY-MM of publication, or as the URL or its entry states it; empty where unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCoverage:
    """What one list with all its further pages, or one feed or sitemap, named."""

    url: str
    kind: str
    """home, section, tag, author, date-archive, feed or sitemap; else the role it was named by."""
    fate: str
    pages: int
    known: int
    archived: int
    missing: Mapping[str, int]
    """Fate → URLs, most first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCoverage:
    """What is known of one month."""

    month: str
    """YYYY-MM, or empty for URLs without a date."""
    known: int
    archived: int
    missing: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """URLs that are missing for one reason."""

    reason: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What is known, archived and missing of a whole collection; an entry counts once in each."""

    known: int
    """URLs that sources named as entries, copies that a redirect joins counted once; no pages."""
    archived: int
    """Those of them that are articles of the collection."""
    missing: int
    fetched: int
    """Those of the missing that were archived, but show no article."""
    pages: int
    """Further entries that are lists, feeds or pages about the site."""
    unlisted: int
    """Articles that no source named: found by links in texts, related boxes, navigation."""
    gaps: tuple[Gap, ...]
    sources: tuple[SourceCoverage, ...]
    """Those that named anything, most entries first."""
    idle: tuple[SourceCoverage, ...]
    """Sources that named nothing, or nothing that became an article."""
    months: tuple[MonthCoverage, ...]
    """Newest first, the undated last."""


def coverage(rows: Iterable[UrlRow], edges: Iterable[tuple[int, int]]) -> Coverage:
    """Count what became of the URLs that sources name; an edge is (target, source)."""
    urls = {row.id: row for row in rows}
    named, moved = _split(urls, edges)
    entries: dict[int, set[int]] = defaultdict(set)
    pages: Counter[int] = Counter()
    by_url = {row.url: row.id for row in urls.values() if row.is_source}
    for row in urls.values():
        if row.is_source:
            root = _root(row, urls, by_url)
            pages[root] += 1
            entries[root] |= {_arrived(n, moved) for n in named.get(row.id, ()) if n in urls}
    pages_too = {number for found in entries.values() for number in found if number in urls}
    others = {number for number in pages_too if urls[number].is_page}
    all_entries = pages_too - others
    articles = {row.id for row in urls.values() if row.is_article}
    # A sitemap index yields what its sitemaps yield.
    indexes = {row.found_from for row in urls.values() if row.role == row.kind == "sitemap"}
    sources = [
        _source(urls[root], pages[root], [urls[n] for n in sorted(found & all_entries)])
        for root, found in entries.items()
        if found or root not in indexes
    ]
    sources.sort(key=lambda source: (-source.known, source.url))
    missing = [urls[number] for number in sorted(all_entries - articles)]
    return Coverage(
        known=len(all_entries),
        archived=len(all_entries & articles),
        missing=len(missing),
        fetched=sum(row.fate.startswith("archived") for row in missing),
        pages=len(others),
        unlisted=len(articles - all_entries),
        gaps=tuple(_gaps(missing)),
        sources=tuple(source for source in sources if source.known),
        idle=tuple(s for s in sources if not s.archived),
        months=tuple(_months(urls[number] for number in all_entries | articles)),
    )


def _split(
    urls: Mapping[int, UrlRow], edges: Iterable[tuple[int, int]]
) -> tuple[dict[int, set[int]], dict[int, int]]:
    """Give what each source named, and where each redirect leads."""
    named: dict[int, set[int]] = defaultdict(set)
    moved: dict[int, int] = {}
    for target, source in edges:
        row = urls.get(source)
        if row is not None and row.is_source:
            named[source].add(target)
        elif row is not None and row.kind == _REDIRECT:
            moved[source] = target
    return named, moved


def _root(row: UrlRow, urls: Mapping[int, UrlRow], by_url: Mapping[str, int]) -> int:
    """Follow further pages of a list back to its first one."""
    seen = {row.id}
    while True:
        # A page far down is often linked first as if it were a list of its own.
        number = by_url.get(_NUMBERED.sub("", row.url))
        if number in (None, row.id) and row.role == _PAGINATION:
            number = row.found_from
        before = None if number is None else urls.get(number)
        if before is None or not before.is_source or before.id in seen:
            return row.id
        row = before
        seen.add(row.id)


def _arrived(number: int, moved: Mapping[int, int]) -> int:
    for _ in range(_MAX_HOPS):
        if number not in moved:
            break
        number = moved[number]
    return number


def _source(row: UrlRow, pages: int, entries: list[UrlRow]) -> SourceCoverage:
    known, archived, missing = _count(entries)
    kind = row.kind or row.role
    kind = _SPECIAL.get(row.role, kind) if kind == "section" else kind
    return SourceCoverage(
        url=row.url, kind=kind, fate=row.fate, pages=pages, known=known,
        archived=archived, missing=missing,
    )  # fmt: skip


def _months(rows: Iterable[UrlRow]) -> Iterator[MonthCoverage]:
    by_month: dict[str, list[UrlRow]] = defaultdict(list)
    for row in rows:
        by_month[row.month].append(row)
    for month in sorted(by_month, reverse=True):
        known, archived, missing = _count(by_month[month])
        yield MonthCoverage(month=month, known=known, archived=archived, missing=missing)


def _count(rows: list[UrlRow]) -> tuple[int, int, dict[str, int]]:
    missing = Counter(row.fate for row in rows if not row.is_article)
    return len(rows), len(rows) - missing.total(), dict(missing.most_common())


def _gaps(missing: list[UrlRow]) -> Iterator[Gap]:
    examples: dict[str, list[str]] = defaultdict(list)
    for row in missing:
        examples[row.fate].append(row.url)
    for reason, urls in sorted(examples.items(), key=lambda item: (-len(item[1]), item[0])):
        yield Gap(reason=reason, count=len(urls), examples=tuple(urls[:EXAMPLES]))
