"""Dates of publication and modification, from linked data, meta, markup, URL and text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborNode

from newscrawl.extraction import linked_data, timestamps
from newscrawl.extraction.source import Source, stands_in, text_of

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
_MODIFIED = (
    "article:modified_time", "article:modified", "og:updated_time", "og:modified_time",
    "datemodified", "last-modified",
    "lastmod", "lastmodified", "dcterms.modified", "dc.date.modified", "dc.modified", "modified",
    "revised",
    "modificationdate", "modified_time", "updated_time", "article:update_time", "date.modified",
)  # fmt: skip
_STATE = re.compile(r'\\?"datePublished\\?"\s*:\s*\\?"([\d:.TZ+ -]{8,35})\\?"')
MAX_SCRIPT = 1_000_000
"""Characters of one script."""
MIN_DATE, MAX_BYLINE = 6, 250
"""Characters of a text that may hold a date."""
FIRST_WRITTEN = "1990"
"""Written-out dates before the web are the story's, not the page's."""
_COPYRIGHT = re.compile(r"©|copyright|\bsince\b|\bseit\b", re.IGNORECASE)
_MODIFIED_WORD = re.compile(
    r"updat|modif|aktualis|geändert|bearbeitet|mis à jour|modifié|actualiz|atualiz|aggiorn"
    r"|bijgewerkt|gewijzigd|uppdaterad"
    r"|oppdatert|opdateret|päivitetty|zaktualizowano|обновлен|оновлен|güncel|更新|수정|تحديث"
    r"|last-?mod|stand:",
    re.IGNORECASE,
)
_PUBLISHED_WORD = re.compile(
    r"publi|posted|veröffentlicht|erschienen|erstellt|creat|creado|criado|pubblicat|geplaatst"
    r"|gepubliceerd|publicer|julkaistu"
    r"|opublikow|dodano|опубликован|yayın|发布|發布|公開|投稿|등록|입력|نشر|datepub|pub-?date"
    r"|issued",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"related|comment|sidebar|widget|recommend|teaser|latest|popular|footer|most-?read|archive"
    r"|recent|promo|more-?(?:news|from|stor)|kommentar"
    r"|trending|upcoming|event|next|prev|ticker|newsfeed|carousel|listing|copyright|menu",
    re.IGNORECASE,
)

_BYLINE = ",".join(
    (
        "[class*=date i]",
        "[class*=time i]",
        "[class*=byline i]",
        "[class*=publi i]",
        "[class*=meta i]",
        "[class*=info i]",
        "[class*=author i]",
        "[class*=datum i]",
        "[class*=fecha i]",
        "[class*=posted i]",
        "[class*=data i]",
        "[class*=autor i]",
        "[id*=date i]",
        "[id*=publi i]",
        "[class*=zeit i]",
        "[class*=header i] p",
        "[class*=detail i]",
        "[class*=credit i]",
    )
)
"""Elements whose class or id says that they hold a date or byline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date with where it came from."""

    value: str
    source: str


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
    best = stated[0]
    others = stated[1:]
    if "T" not in best.value or best.value.endswith("Z"):
        others += _shown(source, day_first=day_first)
    for one in others:
        is_fuller = "T" not in best.value and one.value.startswith(best.value + "T")
        if is_fuller or (
            best.value.endswith("Z") and timestamps.same_moment(best.value, one.value)
        ):
            best = one
    return best


def modified(source: Source, item: dict[str, Any], *, published: str | None) -> Dated | None:
    """Give the date of the last modification, unless it lies before publication."""
    for one in _modified(source, item):
        if published is None or one.value[:10] >= published[:10]:
            return one
    return None


def _found(source: Source, around: Sequence[str], *, day_first: bool) -> Iterator[Dated]:
    """Give the dates of a page that states none, the likeliest first."""
    shown = list(_shown(source, day_first=day_first))
    shown += _written(around, day_first=day_first)
    shown += _marked(source, day_first=day_first)
    url_day = timestamps.from_url(source.url)
    if url_day:
        yield from (one for one in shown if one.value[:10] == url_day)
        yield Dated(value=url_day, source="url")
    yield from shown
    yield from _scripted(source)
    for selector in ("[itemprop~=datePublished]", "time[pubdate]", "article time", "time"):
        nodes = source.tree.css(selector)[:3]
        yield from (Dated(value=value, source="time") for node in nodes if (value := _value(node)))


def _stated(source: Source, item: dict[str, Any]) -> Iterator[Dated]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        value = timestamps.parse(linked_data.text(item.get(key)) or "")
        if value:
            yield Dated(value=value, source="json-ld")
            break
    for name in _PUBLISHED:
        for text in source.every(name):
            value = timestamps.parse(text)
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
    for node in source.tree.css("[itemprop~=dateModified], time.updated, time[class*=modified i]")[
        :3
    ]:
        value = _value(node)
        if value and not stands_in(node, _ELSEWHERE):
            yield Dated(
                value=value, source="microdata" if "itemprop" in node.attributes else "time"
            )


def _shown(source: Source, *, day_first: bool) -> Iterator[Dated]:
    """Give dates that the page shows, the likeliest first."""
    for node in source.tree.css(
        "[itemprop~=datePublished], [property~='datePublished'], [itemprop~=dateCreated]"
    )[:5]:
        value = _value(node)
        if value and not stands_in(node, _ELSEWHERE):
            yield Dated(value=value, source="microdata")
    times = [
        node
        for node in source.tree.css("time, abbr.published, abbr[title].date")[:40]
        if not stands_in(node, _ELSEWHERE)
    ]
    ranked = sorted(times, key=_rank)
    for node in ranked[:5]:
        value = _value(node, day_first=day_first)
        if value:
            yield Dated(value=value, source="time")


def _rank(node: LexborNode) -> int:
    attributes = node.attributes
    marks = " ".join(
        str(attributes.get(key) or "") for key in ("class", "itemprop", "pubdate", "id")
    )
    around = f"{marks} {text_of(node.parent)[:80] if node.parent else ''}"
    if "pubdate" in attributes or _PUBLISHED_WORD.search(around):
        return 0
    return 2 if _MODIFIED_WORD.search(around) else 1


def _value(node: LexborNode, *, day_first: bool = True) -> str | None:
    attributes = node.attributes
    for key in ("datetime", "content", "title"):
        value = timestamps.parse(attributes.get(key) or "", day_first=day_first)
        if value:
            return value
    return timestamps.parse(text_of(node)[:80], day_first=day_first) or None


def _written(texts: Sequence[str], *, day_first: bool) -> Iterator[Dated]:
    """Give the dates written out in short texts, those of updates last."""
    later: list[Dated] = []
    for text in texts:
        value = timestamps.find(text, day_first=day_first) if len(text) >= MIN_DATE else None
        if not value or value < FIRST_WRITTEN or _COPYRIGHT.search(text):
            continue
        one = Dated(value=value, source="text")
        if _MODIFIED_WORD.search(text) and not _PUBLISHED_WORD.search(text):
            later.append(one)
        else:
            yield one
    yield from later


def _scripted(source: Source) -> Iterator[Dated]:
    """Give the date in the state that a page keeps for its own scripts, where it has only one."""
    found = {
        match.group(1)
        for node in source.tree.css("script:not([src])")[:100]
        for match in _STATE.finditer(node.text()[:MAX_SCRIPT])
    }
    value = timestamps.parse(next(iter(found))) if len(found) == 1 else None
    if value:
        yield Dated(value=value, source="text")


def _marked(source: Source, *, day_first: bool) -> Iterator[Dated]:
    """Give written-out dates of short elements that call themselves a byline or date."""
    body = source.tree.body
    nodes = body.css(_BYLINE)[:150] if body is not None else []
    texts = (text_of(node) for node in nodes if not stands_in(node, _ELSEWHERE))
    yield from _written([text for text in texts if len(text) <= MAX_BYLINE], day_first=day_first)


def _is_american(source: Source, language: str | None) -> bool:
    locale = (source.first("og:locale") or "").lower().replace("-", "_")
    root = source.tree.css_first("html")
    declared = ((root.attributes.get("lang") or "") if root else "").lower().replace("-", "_")
    if "en_us" in (locale, declared):
        return True
    host = source.url.split("/")[2] if source.url.count("/") >= 2 else ""
    return (
        language in {"en", None}
        and declared[:2] in {"en", ""}
        and host.rsplit(".", 1)[-1] in {"com", "org", "net", "us", "gov", "edu"}
    )
