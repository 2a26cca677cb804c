"""Deriving: one decoded payload in, the page it is out; the same in crawl, extract and rebuild."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urljoin

from newscrawl.directives import stated
from newscrawl.discovery.blocks import challenge, detour, is_consent_wall
from newscrawl.discovery.evidence import Evidence
from newscrawl.discovery.feeds import read_feed
from newscrawl.discovery.joining import base_of
from newscrawl.discovery.kinds import classify
from newscrawl.discovery.linkheader import stated_links
from newscrawl.discovery.links import find_links, head_links
from newscrawl.discovery.overrides import overridden, relabelled
from newscrawl.discovery.requisites import page_requisites, stylesheet_requisites
from newscrawl.discovery.sitemaps import read_sitemap
from newscrawl.document import Document, parse
from newscrawl.extraction import NotAnArticle, extract
from newscrawl.model.link import Link, Role
from newscrawl.model.page import ARTICLE_KINDS, Page, PageKind
from newscrawl.model.payload import Payload
from newscrawl.model.rules import NO_RULES, Obedience, SiteRules
from newscrawl.model.site import SiteMemory

_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]|<channel[\s>]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
# Lists for scripts: rows with addresses, Drupal's commands, HTML in a string.
_JSON_LIST = re.compile(
    rb'^\s*(?:\[\s*\{|\{\s*").*?(?:"(?:link|permalink|url)"\s*:\s*"(?:https?:|\\?/)'
    rb'|"command"\s*:\s*"|:\s*"(?:\s|\\[nrt])*(?:<|\\u003c))',
    re.DOTALL | re.IGNORECASE,
)
_JSON = ("application/feed+json", "application/json")
_SNIFFED = 2000
_DAMAGE = frozenset({"truncated", "too-large", "unknown-coding", "too-many-codings"})
_TEXTS = ARTICLE_KINDS | {PageKind.OTHER}
_WALLS = frozenset({PageKind.OTHER, PageKind.BLOCKED, PageKind.LOGIN})


def derive(
    payload: Payload,
    *,
    site: SiteMemory | None = None,
    rules: SiteRules = NO_RULES,
    learned: Iterable[Evidence] = (),
) -> Page:
    """Tell what a response is, where it leads, and which article it shows before cleaning.

    `rules` are what a person said about the sites of the collection, `learned` is what the other
    pages of the site say about this one.
    Total: whatever the web sent ends in a Page, never in an exception of its own making.
    """
    if 300 <= payload.status < 400:
        return _redirect(payload)
    if payload.status != 200:
        return _error(payload)
    kind = sniff(payload)
    if kind is PageKind.FEED:
        return _feed(payload, rules)
    if kind is PageKind.SITEMAP:
        return _sitemap(payload, rules)
    if kind is PageKind.OTHER:
        found = _of_stylesheet(payload, rules)
        return Page(url=payload.url, kind=kind, links=found, reason="not-html")
    document = parse(payload.body, content_type=payload.header("content-type"))
    page = _html(payload, document, site=site, rules=rules, learned=learned)
    return _obedient(page, stated(payload, document.meta), rules.obey)


def sniff(payload: Payload) -> PageKind:
    """Tell feeds, sitemaps and pages apart; a page is HOME here, what is neither is OTHER."""
    media_type = (payload.header("content-type") or "").partition(";")[0].strip().lower()
    head = payload.body[:_SNIFFED]
    if head.startswith(b"\x1f\x8b") and "sitemap" in payload.url:
        return PageKind.SITEMAP
    if _SITEMAP.search(head):
        return PageKind.SITEMAP
    if _FEED.search(head) and not _HTML.search(head):
        return PageKind.FEED
    if b"jsonfeed.org" in head and media_type.endswith("json"):
        return PageKind.FEED
    if _JSON_LIST.match(head) and media_type in (*_JSON, "text/html", "text/plain"):
        return PageKind.FEED
    if media_type in _JSON:
        return PageKind.OTHER
    if _HTML.search(head) or media_type in ("text/html", "application/xhtml+xml", ""):
        return PageKind.HOME
    if media_type == "text/plain" and "sitemap" in payload.url:
        return PageKind.SITEMAP
    return PageKind.OTHER


def _feed(payload: Payload, rules: SiteRules) -> Page:
    feed = read_feed(
        payload.body,
        payload.url,
        content_type=payload.header("content-type"),
        pages=payload.header("x-wp-totalpages"),
    )
    base = base_of(payload.url)
    further = head_links(stated_links(payload), base) if base and not feed.next else ()
    paging = (Link(url=url, role=role) for url, role, _ in further if role is Role.PAGINATION)
    links = relabelled((*feed.entries, *feed.next, *paging), rules)
    kind = PageKind.FEED
    return Page(url=payload.url, kind=kind, links=links, evidence=feed.faults, reason="feed")


def _sitemap(payload: Payload, rules: SiteRules) -> Page:
    found = read_sitemap(payload.body, payload.url)
    links = relabelled((*found.entries, *found.children), rules)
    kind = PageKind.SITEMAP
    return Page(url=payload.url, kind=kind, links=links, evidence=found.faults, reason="sitemap")


def _redirect(payload: Payload) -> Page:
    location = payload.header("location") or ""
    with suppress(UnicodeError):
        # Servers write paths with raw UTF-8; header fields were read as Latin-1.
        location = location.encode("latin-1").decode("utf-8")
    try:
        target = urljoin(payload.url, location) if location else None
    except ValueError:
        target = None
    links = (Link(url=target, role=Role.REDIRECT),) if target else ()
    return Page(
        url=payload.url, kind=PageKind.REDIRECT, links=links, reason=_moved(payload.url, target)
    )


def _of_stylesheet(payload: Payload, rules: SiteRules) -> tuple[Link, ...]:
    media_type = (payload.header("content-type") or "").partition(";")[0].strip().lower()
    if media_type != "text/css":
        return ()
    return stylesheet_requisites(payload.body, payload.url, rules.requisites)


def _canonical(links: Iterable[Link]) -> str | None:
    return next((link.url for link in links if link.role is Role.CANONICAL), None)


def _moved(url: str, target: str | None) -> str:
    where = detour(url, target) if target else ""
    return f"redirect:{where}" if where else "redirect"


def _error(payload: Payload) -> Page:
    block = challenge(payload)
    kind = PageKind.BLOCKED if block else PageKind.ERROR
    return Page(url=payload.url, kind=kind, reason=block or f"http-{payload.status}")


def damage(payload: Payload) -> str | None:
    """Name what keeps a body from being whole, or None; an end tag says that nothing is missing."""
    found = next((f for f in payload.faults if f in _DAMAGE or f.startswith("bad-")), None)
    if found == "truncated" and payload.body.rstrip()[-7:].lower() == b"</html>":
        return None
    return found


def _html(
    payload: Payload,
    document: Document,
    *,
    site: SiteMemory | None,
    rules: SiteRules,
    learned: Iterable[Evidence],
) -> Page:
    content_type = payload.header("content-type")
    all_links = find_links(document, payload.url, stated=stated_links(payload))
    links = relabelled(all_links, rules)
    rule = rules.of(payload.url)
    verdict = classify(document, payload.url, links, learned=learned)
    verdict = overridden(verdict, payload.url, links, rule)
    page = Page(
        url=payload.url,
        kind=verdict.kind,
        evidence=verdict.evidence,
        links=(*links, *page_requisites(document, payload.url, rules.requisites)),
        canonical=document.canonical(payload.url) or _canonical(links),
        reason=str(verdict.kind),
        lacks=verdict.lacks,
    )
    if (other := _instead(page, payload, document)) is not None:
        return replace(other, lacks=None)
    if verdict.kind not in ARTICLE_KINDS:
        return page
    found = extract(
        payload.body, payload.url, content_type=content_type, site=site, document=document,
        selectors=rule.selectors,
    )  # fmt: skip
    if isinstance(found, NotAnArticle):
        return replace(page, reason=found.reason)
    return replace(page, article=found, reason="article")


def _instead(page: Page, payload: Payload, document: Document) -> Page | None:
    """Give what stands in the place of a page: a block, a way on, or a part of it; else None."""
    if block := challenge(payload, document):
        return replace(page, kind=PageKind.BLOCKED, links=(), reason=block)
    if page.kind is PageKind.REDIRECT and (refresh := document.refresh(payload.url)):
        target = Link(url=refresh[1], role=Role.REDIRECT)
        return replace(page, links=(*page.links, target), reason=_moved(payload.url, refresh[1]))
    if page.kind in _TEXTS and (fault := damage(payload)):
        return replace(page, kind=PageKind.OTHER, reason=f"damaged:{fault}")
    if page.kind in _WALLS and is_consent_wall(payload, document):
        return replace(page, kind=PageKind.BLOCKED, reason="consent-wall")
    return None


def _obedient(page: Page, said: tuple[str, ...], obey: Obedience) -> Page:
    """Record what a page says to crawlers, and obey what a person wants to be obeyed."""
    if obey.nofollow and "nofollow" in said:
        page = replace(page, links=tuple(k for k in page.links if k.role is Role.REDIRECT))
    if page.article is None:
        return page
    if forbidden := next((word for word in said if word in obey.skip), None):
        return replace(page, article=None, reason=f"directive:{forbidden}", lacks=None)
    return replace(page, article=replace(page.article, directives=said))
