"""Dates of publication and modification, from linked data, meta, markup, URL and text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from newscrawl.extraction import linked_data, shown_dates, timestamps
from newscrawl.extraction.shown_dates import Dated
from newscrawl.extraction.source import Source, marks, stands_in

_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time",
    "og:published_time", "datepublished",
    "article.published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "pubdate", "publishdate", "publish-date", "publish_date", "published_time", "publication_date",
    "published_at",
    "date.published", "published-date", "published_date", "dc.date.issued", "dcterms.issued",
    "dcterms.created",
    "dc.date.created", "dcterms.date", "dc.date", "dc:date", "citation_publication_date",
    "citation_date", "citation_online_date",
    "article_date_original", "originalpublicationdate", "article:post_date", "date_published",
    "datecreated", "created",
    "rnews:datepublished", "bt:pubdate", "ptime", "apub:time", "displaydate", "firstpublished",
    "cre", "article:create",
    "vr:published_time", "og:pubdate", "_pubtime", "weibo:article:create_at", "date",
    "og:release_date", "release_date", "doc_date",
    "creation_date", "timestamp", "creationdatetime", "artikel:published", "video:release_date",
    "release-date", "issued",
)  # fmt: skip
NEAR = 20
"""Texts around the headline among which a date counts as shown with it."""
_MODIFIED = (
    "article:modified_time", "article:modified", "og:updated_time", "og:modified_time",
    "datemodified", "last-modified",
    "lastmod", "lastmodified", "dcterms.modified", "dc.date.modified", "dc.modified", "modified",
    "revised",
    "modificationdate", "modified_time", "updated_time", "article:update_time", "date.modified",
)  # fmt: skip
_WEAK = frozenset({"date", "dc.date", "dc:date", "dcterms.date", "timestamp", "doc_date"})
"""Meta names that some sites give the date of the last change."""
_MONTH_FIRST = frozenset({"", "en", "en_us", "en_ca", "en_ph"})
_NAMED = re.compile(
    r"publi(?:sh|c)|pub_?date|created|issued|release|posted|uploaded", re.IGNORECASE
)
"""Meta names that may hold the date of publication though no list knows them."""


def published(
    source: Source, item: dict[str, Any], *, around: Sequence[str], language: str | None
) -> Dated | None:
    """Give the date of publication.

    around are the short texts around the headline. Where two sources name one day, or one moment
    in two zones, the value with the time and the publisher's own offset is the better one.
    """
    day_first = not _is_american(source, language)
    stated = list(_stated(source, item))
    if not stated:
        return next(_found(source, around, day_first=day_first), None)
    best = _confirmed(stated, source, around, day_first=day_first)
    others = [one for one in stated if one is not best]
    if "T" not in best.value or best.value.endswith("Z"):
        others += shown_dates.shown(source, day_first=day_first)
    for one in others:
        is_fuller = "T" not in best.value and one.value.startswith(best.value + "T")
        if is_fuller or (
            best.value.endswith("Z") and timestamps.same_moment(best.value, one.value)
        ):
            best = one
    best = replace(best, source="meta") if best.source == "weak" else best
    if not best.value.endswith("Z"):
        return best
    return _local(best, source, [*shown_dates.written(around, day_first=day_first), *others])


def _confirmed(
    stated: list[Dated], source: Source, around: Sequence[str], *, day_first: bool
) -> Dated:
    """Give the first stated date, unless the page shows another one by its headline.

    That must be stated as publication too, or the first one come from a name of little weight.
    """
    first = stated[0]
    if first.source != "weak" and len({one.value[:10] for one in stated}) == 1:
        return first
    marked = shown_dates.shown(source, day_first=day_first)
    shown = [one for one in marked if one.source == "microdata"]
    shown += shown_dates.written(around[:NEAR], day_first=day_first)
    days = {one.value[:10] for one in shown}
    if not days or first.value[:10] in days:
        return first
    if first.source == "weak":
        same = (
            one for one in stated if one.source != "weak" and one.value[:10] == first.value[:10]
        )
        return next(same, shown[0])
    strong = (one for one in stated if one.source != "weak" and one.value[:10] in days)
    return next(strong, first)


def _local(best: Dated, source: Source, shown: Sequence[Dated]) -> Dated:
    """Give a moment that is stated in UTC by the publisher's own day, as far as the page shows it.

    A clock beside the headline tells the offset; a day in the URL tells the day alone.
    """
    for one in shown:
        offset = timestamps.offset_between(best.value, one.value)
        if offset:
            return replace(best, value=timestamps.shifted(best.value, offset))
    url_day = timestamps.from_url(source.url)
    if url_day and timestamps.may_be_evening_before(best.value, url_day):
        return Dated(value=url_day, source="url")
    return best


def modified(source: Source, item: dict[str, Any], *, published: str | None) -> Dated | None:
    """Give the date of the last modification, unless it lies before publication."""
    for one in _modified(source, item):
        if published is None or one.value[:10] >= published[:10]:
            return one
    return None


def _found(source: Source, around: Sequence[str], *, day_first: bool) -> Iterator[Dated]:
    """Give the dates of a page that states none, the likeliest first."""
    near = list(shown_dates.written(around, day_first=day_first))
    days = {one.value[:10] for one in near}
    shown = sorted(
        shown_dates.shown(source, day_first=day_first),
        key=lambda one: bool(days) and one.value[:10] not in days,
    )
    shown += [*shown_dates.scripted(source), *near] if not shown else near
    url_day = timestamps.from_url(source.url)
    if url_day:
        shown += shown_dates.marked(source, day_first=day_first)
        yield from (one for one in shown if one.value[:10] == url_day)
        yield Dated(value=url_day, source="url")
    yield from shown
    yield from _named(source)
    yield from shown_dates.scripted(source)
    yield from shown_dates.marked(source, day_first=day_first)
    for selector in ("[itemprop~=datePublished]", "time[pubdate]", "article time", "time"):
        nodes = source.tree.css(selector)[:3]
        yield from (
            Dated(value=value, source="time")
            for node in nodes
            if (value := shown_dates.date_of(node))
        )
    yield from shown_dates.alone(source, day_first=day_first)
    for name in ("og:image", "twitter:image", "twitter:image:src"):
        if day := timestamps.from_url(source.first(name) or ""):
            yield Dated(value=day, source="url")


def _stated(source: Source, item: dict[str, Any]) -> Iterator[Dated]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        value = timestamps.parse(linked_data.text(item.get(key)) or "")
        if value:
            yield Dated(value=value, source="json-ld")
            break
    meta = source.document.meta
    for name in (name for name in _PUBLISHED if name in meta):
        for text in source.every(name):
            value = timestamps.parse(text)
            if value:
                yield Dated(value=value, source="weak" if name in _WEAK else "meta")


def _named(source: Source) -> Iterator[Dated]:
    """Give dates of meta elements that no list knows, but whose name says publication."""
    for name in source.document.meta:
        if (
            _NAMED.search(name)
            and name not in _PUBLISHED
            and not shown_dates.MODIFIED_WORD.search(name)
        ):
            value = timestamps.parse(source.first(name) or "")
            if value:
                yield Dated(value=value, source="meta")


def _modified(source: Source, item: dict[str, Any]) -> Iterator[Dated]:
    value = timestamps.parse(linked_data.text(item.get("dateModified")) or "")
    if value:
        yield Dated(value=value, source="json-ld")
    for text in source.every(*_MODIFIED):
        value = timestamps.parse(text)
        if value:
            yield Dated(value=value, source="meta")
    times = (
        node
        for node in shown_dates.times(source)
        if "modified" in (marks(node).lower()) or "updated" in marks(node).split()
    )
    for node in [*source.marked("dateModified"), *times][:3]:
        value = shown_dates.date_of(node)
        if value and not stands_in(node, shown_dates.ELSEWHERE):
            yield Dated(
                value=value, source="microdata" if "itemprop" in node.attributes else "time"
            )


def _is_american(source: Source, language: str | None) -> bool:
    locale = (source.first("og:locale") or "").lower().replace("-", "_")
    stated = source.document.html_attributes
    declared = stated.get("lang") or stated.get("xml:lang") or ""
    declared = declared.lower().replace("-", "_")
    if "en_us" in (locale, declared):
        return True
    host = source.url.split("/")[2] if source.url.count("/") >= 2 else ""
    return (
        language in {"en", None}
        and {declared, locale} <= _MONTH_FIRST
        and host.rsplit(".", 1)[-1] in {"com", "org", "net", "us", "gov", "edu"}
    )
