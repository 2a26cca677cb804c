"""Evidence: single observations on a page, each speaking for or against a kind with a weight."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from newscrawl import jsonld
from newscrawl.discovery import words
from newscrawl.discovery.shapes import Shape
from newscrawl.discovery.single import ARTICLE_TYPES, SINGLE
from newscrawl.discovery.survey import Survey
from newscrawl.discovery.zones import Zone
from newscrawl.document import Document
from newscrawl.model.page import PageKind


class Evidence(NamedTuple):
    """One observation."""

    kind: PageKind
    weight: float
    """Roughly the logarithm of the odds; below zero it speaks against the kind."""
    phrase: str
    """For the user."""


_SHAPES: dict[Shape, tuple[PageKind, float]] = {
    Shape.HOME: (PageKind.HOME, 8),
    Shape.DATED: (PageKind.ARTICLE, 3),
    Shape.ITEM: (PageKind.ARTICLE, 1.5),
    Shape.SECTION: (PageKind.SECTION, 4),
    Shape.TAG: (PageKind.TAG, 3),
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
    "FAQPage": PageKind.STATIC,
    "Product": PageKind.OTHER,
    "Event": PageKind.OTHER,
    "JobPosting": PageKind.OTHER,
}
_DATES = (
    *("article:published_time", "og:published_time", "datepublished", "date", "pubdate"),
    *("dc.date", "dc.date.issued", "dcterms.created", "dc.terms.issued", "publishdate"),
    *("publish-date", "parsely-pub-date", "sailthru.date", "article_date_original"),
    "cxenseparse:recs:publishtime",
)
_MISSING = re.compile(
    r"\b404\b|page (?:was )?not found|not found|nothing found|"
    r"seite (?:wurde )?nicht gefunden|page (?:non trouv|introuvable)|"
    r"p[áa]gina no encontrada|p[áa]gina n[ãa]o encontrada|pagina non trovata|"
    r"pagina niet gevonden|nie znaleziono|страница не найдена|sayfa bulunamad|"
    r"الصفحة غير موجودة|页面不存在|找不到|ページが見つかりません",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"just a moment|attention required|access denied|are you a (?:human|robot)|"
    r"verify you are human|checking your browser|security check|captcha|ddos|"
    r"bot verification|before you continue|pardon our interruption|request (?:blocked|"
    r"rejected)|403 forbidden",
    re.IGNORECASE,
)
_ARCHIVE_TITLE = re.compile(
    r"\barchives?\b|\barchiv\b|\barchivos?\b|\barchivio\b|archiwum|архив|أرشيف|归档|"
    r"^(?:category|tag|author|kategorie|catégorie|schlagwort)\s*:",
    re.IGNORECASE,
)


def from_url(shape: Shape) -> Iterator[Evidence]:
    """Give what the shape of the URL says."""
    if shape in _SHAPES:
        kind, weight = _SHAPES[shape]
        yield Evidence(kind, weight, f"URL looks like: {shape}")


def from_classes(document: Document) -> Iterator[Evidence]:
    """Give what the class names of <body> say."""
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


def from_metadata(document: Document) -> Iterator[Evidence]:
    """Give what JSON-LD, OpenGraph and other metadata say."""
    types = [name for thing in document.json_ld for name in jsonld.types(thing)]
    articles = [name for name in types if name in ARTICLE_TYPES]
    if "LiveBlogPosting" in types:
        yield Evidence(PageKind.LIVE_BLOG, 9, "JSON-LD LiveBlogPosting")
    if 0 < len(articles) < 3:
        weight = 3 if articles[0] == "Article" else 5
        yield Evidence(PageKind.ARTICLE, weight, f"JSON-LD {articles[0]}")
    elif articles:
        yield Evidence(PageKind.SECTION, 2, f"JSON-LD with {len(articles)} articles")
    for name in dict.fromkeys(types):
        if name in _LD_KINDS and not (name == "ItemList" and articles):
            yield Evidence(_LD_KINDS[name], 3, f"JSON-LD {name}")
    kind = (document.first_meta("og:type") or "").lower()
    if kind.startswith("article") or kind in ("news", "blogpost", "story"):
        yield Evidence(PageKind.ARTICLE, 1, f"og:type {kind}")
    elif kind in ("website", "blog", "object"):
        yield Evidence(PageKind.ARTICLE, -1, f"og:type {kind}")
    elif kind == "profile":
        yield Evidence(PageKind.AUTHOR, 3, "og:type profile")
    if document.first_meta("article:section", "article:tag", "news_keywords"):
        yield Evidence(PageKind.ARTICLE, 1, "meta article:section or news_keywords")
    if found := document.first_meta(*_DATES):
        yield Evidence(PageKind.ARTICLE, 1, f"meta date {found[:10]}")


def from_text(document: Document, survey: Survey) -> Iterator[Evidence]:
    """Give what title, headings and running text say."""
    title = document.title or ""
    main = [
        heading
        for heading in survey.headings
        if heading.tag == "h1" and not heading.linked and not heading.chrome
    ]
    first = main[0].text if main else ""
    if (_MISSING.search(title) or _MISSING.search(first)) and survey.mass < 1500:
        yield Evidence(PageKind.ERROR, 6, f"title or heading: {(first or title)[:60]}")
    if _CHALLENGE.search(title) and survey.text_length < 1500:
        yield Evidence(PageKind.BLOCKED, 8, f"title: {title[:60]}")
    if words.STATIC.fullmatch(first) or words.STATIC.fullmatch(re.split(r"\s[|–—-]\s", title)[0]):
        yield Evidence(PageKind.STATIC, 4, f"heading: {(first or title)[:60]}")
    if _ARCHIVE_TITLE.search(title) or _ARCHIVE_TITLE.search(first):
        yield Evidence(PageKind.SECTION, 1.5, "title of an archive")
    mass = survey.mass
    weight = 2 if mass >= 1200 else 1.5 if mass >= 500 else 0.5 if mass >= 200 else -1.5
    yield Evidence(PageKind.ARTICLE, weight, f"{mass} characters of running text")
    if len(main) == 1:
        yield Evidence(PageKind.ARTICLE, 0.5, "one h1")


def from_structure(survey: Survey, paging: int) -> Iterator[Evidence]:
    """Give what lists, forms and the boxes of an article say; `paging` counts pagination links."""
    teasers = sum(1 for heading in survey.headings if heading.linked and not heading.chrome)
    if teasers >= 4:
        yield Evidence(PageKind.SECTION, 1.5 if teasers < 8 else 2.5, f"{teasers} linked headlines")
    if paging:
        yield Evidence(PageKind.SECTION, 1.5, "pagination")
    if survey.articles >= 4:
        yield Evidence(PageKind.SECTION, 1.5, f"{survey.articles} article elements")
    zones = {zone for anchor in survey.anchors for zone in anchor.zones}
    if Zone.NEIGHBOURS in zones:
        yield Evidence(PageKind.ARTICLE, 1.5, "links to previous and next article")
    if any(
        kind == "textarea" and "comment" in name.lower()
        for form in survey.forms
        for kind, name in form
    ):
        yield Evidence(PageKind.ARTICLE, 1, "comment form")
    if any(kind == "password" for form in survey.forms for kind, _ in form) and survey.mass < 500:
        yield Evidence(PageKind.LOGIN, 3, "password field and little text")
    if survey.itemtypes & ARTICLE_TYPES and survey.articles < 4:
        yield Evidence(PageKind.ARTICLE, 1, "microdata Article")
