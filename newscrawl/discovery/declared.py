"""What a page declares about itself: URL, class names, JSON-LD and other metadata."""

import re
from collections.abc import Iterator

from newscrawl import jsonld
from newscrawl.discovery.evidence import LITTLE_TEXT, Evidence, View
from newscrawl.discovery.segments import ENTRIES, Shape
from newscrawl.discovery.shapes import shape_of
from newscrawl.discovery.single import ARTICLE_TYPES, SINGLE
from newscrawl.document import Document
from newscrawl.model.page import PageKind

_SHAPES: dict[Shape, tuple[PageKind, float]] = {
    Shape.HOME: (PageKind.HOME, 8),
    Shape.DATED: (PageKind.ARTICLE, 3),
    Shape.ITEM: (PageKind.ARTICLE, 2),
    Shape.SLUG: (PageKind.ARTICLE, 1),
    Shape.ATTACHMENT: (PageKind.OTHER, 8),
    Shape.SECTION: (PageKind.SECTION, 5),
    Shape.TAG: (PageKind.TAG, 4.5),
    Shape.TOPIC: (PageKind.TAG, 1.5),
    Shape.THING: (PageKind.OTHER, 3),
    Shape.AUTHOR: (PageKind.AUTHOR, 4),
    Shape.DATE: (PageKind.DATE_ARCHIVE, 4),
    Shape.PAGE: (PageKind.SECTION, 5),
    Shape.SEARCH: (PageKind.SEARCH, 6),
    Shape.LOGIN: (PageKind.LOGIN, 3),
    Shape.STATIC: (PageKind.STATIC, 4),
    Shape.FEED: (PageKind.FEED, 3),
    Shape.SHARE: (PageKind.OTHER, 5),
}
# Class names that publishing systems put on <body>.
_CLASSES: tuple[tuple[str, PageKind, float], ...] = (
    (r"error-?404|page-not-found", PageKind.ERROR, 8),
    (r"attachment(?:id-\d+)?|single-attachment", PageKind.OTHER, 8),
    (r"search(?:-results|-no-results)?|page-search", PageKind.SEARCH, 6),
    (r"author(?:-[\w-]+)?|author-template", PageKind.AUTHOR, 6),
    (r"date|archive-date", PageKind.DATE_ARCHIVE, 6),
    (r"tag(?:-[\w-]+)?|tag-template", PageKind.TAG, 6),
    (
        r"category(?:-[\w-]+)?|tax-[\w-]+|post-type-archive|page-taxonomy[\w-]*|"
        r"vocabulary-[\w-]+|archive|paged|view-category|blog-list|page_rubrique|view-list|"
        r"section-front",
        PageKind.SECTION,
        6,
    ),
    (
        r"home|front|front-page|home-template|path-frontpage|homepage|page_sommaire|"
        r"is-home",
        PageKind.HOME,
        6,
    ),
    (
        r"page-id-\d+|page-template(?:-default|-[\w-]+)?|(?:page-)?node-type-page|"
        r"page-node-type-page|static[-_]?page|wp-page",
        PageKind.STATIC,
        5,
    ),
)
_RULES = tuple(
    (re.compile(rf"(?<![\w-])(?:{names})(?![\w-])"), kind, weight)
    for names, kind, weight in _CLASSES
)
_ENTRY = re.compile(r"(?<![\w-])single(?![\w-])")
_OTHER_ENTRY = re.compile(
    r"(?<![\w-])single-(product|event|tribe_events|ajde_events|download|portfolio|"
    r"team|job\w*|course|movie|page|listing|person|faq|staff|property|"
    r"elementor_library)(?![\w-])"
)

_LD_KINDS = {
    "CollectionPage": PageKind.SECTION,
    "ItemList": PageKind.SECTION,
    "ProfilePage": PageKind.AUTHOR,
    "AboutPage": PageKind.STATIC,
    "ContactPage": PageKind.STATIC,
    "SearchResultsPage": PageKind.SEARCH,
    "ImageGallery": PageKind.GALLERY,
    "MediaGallery": PageKind.GALLERY,
    "Product": PageKind.OTHER,
    "Event": PageKind.OTHER,
    "JobPosting": PageKind.OTHER,
}
_DATES = (
    *("og:published_time", "datepublished", "date", "pubdate"),
    *("dc.date", "dc.date.issued", "dcterms.created", "dc.terms.issued", "publishdate"),
    *("publish-date", "parsely-pub-date", "sailthru.date", "article_date_original"),
    "cxenseparse:recs:publishtime",
)


_ROOT_SLASHES = 2
"""Slashes of `https://host`; a home page with more is that of a language or a part."""


def declared(view: View) -> Iterator[Evidence]:
    """Give all that the page declares."""
    yield from _from_url(view)
    yield from _from_classes(view.document)
    yield from _from_json_ld(view.document)
    yield from _from_metadata(view)


def _from_url(view: View) -> Iterator[Evidence]:
    if view.shape in _SHAPES:
        kind, weight = _SHAPES[view.shape]
        if kind is PageKind.HOME and view.url.rstrip("/").count("/") > _ROOT_SLASHES:
            weight /= 4
        yield Evidence(kind, weight, f"URL looks like: {view.shape}")
    if view.shape in ENTRIES and view.seen.mass < LITTLE_TEXT:
        parent = view.url.rstrip("/").rpartition("/")[0]
        if shape_of(parent) in ENTRIES and view.targets & {parent, parent + "/"}:
            yield Evidence(PageKind.OTHER, 6, "belongs to an article one level up")


def _from_classes(document: Document) -> Iterator[Evidence]:
    names = (document.body_attributes.get("class") or "").lower()
    if match := _OTHER_ENTRY.search(names):
        yield Evidence(PageKind.OTHER, 6, f"body class {match[0]}")
    elif match := SINGLE.search(names):
        yield Evidence(PageKind.ARTICLE, 6, f"body class {match[0]}")
    elif match := _ENTRY.search(names):
        yield Evidence(PageKind.ARTICLE, 3, "body class single")
    for rule, kind, weight in _RULES:
        if match := rule.search(names):
            yield Evidence(kind, weight, f"body class {match[0]}")
            return


def _from_json_ld(document: Document) -> Iterator[Evidence]:
    types = [name for thing in document.json_ld for name in jsonld.types(thing)]
    articles = [name for name in types if name in ARTICLE_TYPES]
    if "LiveBlogPosting" in types:
        yield Evidence(PageKind.LIVE_BLOG, 12, "JSON-LD LiveBlogPosting")
    if 0 < len(articles) < 3:
        weight = 3 if articles[0] == "Article" else 5
        yield Evidence(PageKind.ARTICLE, weight, f"JSON-LD {articles[0]}")
    elif articles:
        yield Evidence(PageKind.SECTION, 2, f"JSON-LD with {len(articles)} articles")
    for name in dict.fromkeys(types):
        if name in _LD_KINDS and not (name == "ItemList" and articles):
            yield Evidence(_LD_KINDS[name], 3, f"JSON-LD {name}")


def _from_metadata(view: View) -> Iterator[Evidence]:
    meta = view.document.first_meta
    kind = (meta("og:type") or "").lower()
    if kind.startswith("article") or kind in ("news", "blogpost", "story"):
        yield Evidence(PageKind.ARTICLE, 1, f"og:type {kind}")
    elif kind in ("website", "blog", "object"):
        yield Evidence(PageKind.ARTICLE, -1, f"og:type {kind}")
    elif kind == "profile":
        yield Evidence(PageKind.AUTHOR, 3, "og:type profile")
    if meta("article:section", "article:tag", "news_keywords"):
        yield Evidence(PageKind.ARTICLE, 1, "meta article:section or news_keywords")
    if found := meta("article:published_time"):
        yield Evidence(PageKind.ARTICLE, 2, f"meta article:published_time {found[:10]}")
    elif found := meta(*_DATES):
        yield Evidence(PageKind.ARTICLE, 1, f"meta date {found[:10]}")
    elif not view.seen.dates and view.shape is not Shape.DATED and not _states_date(view.document):
        yield Evidence(PageKind.ARTICLE, -1, "no date")


def _states_date(document: Document) -> bool:
    return any("datePublished" in thing for thing in document.json_ld)
