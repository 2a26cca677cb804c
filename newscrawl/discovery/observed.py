"""What is observed on a page: headline, running text, lists, forms and boxes."""

import re
from collections.abc import Iterator

from newscrawl.discovery import words
from newscrawl.discovery.evidence import LITTLE_TEXT, MANY, Evidence, View
from newscrawl.discovery.segments import ENTRIES, Shape
from newscrawl.discovery.single import ARTICLE_TYPES
from newscrawl.discovery.survey import Anchor
from newscrawl.discovery.zones import CHROME, Zone
from newscrawl.model.page import PageKind

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
    r"verify you are human|"
    r"checking your browser|bot verification|before you continue|pardon our interruption|"
    r"request (?:blocked|rejected)|403 forbidden|ddos-guard",
    re.IGNORECASE,
)
_ARCHIVE_TITLE = re.compile(
    r"\barchives?\b|\barchiv\b|\barchivos?\b|\barchivio\b|archiwum|архив|أرشيف|归档|"
    r"^(?:category|tag|author|kategorie|catégorie|schlagwort)\s*:",
    re.IGNORECASE,
)


_SITE_CHROME = frozenset({Zone.NAV, Zone.HEADER, Zone.FOOTER})
_NEIGHBOURS, _ASIDE = Zone.NEIGHBOURS, Zone.ASIDE
_SITE_NAME = re.compile(r"\s+[|–—»·:-]\s+|\s*[|»]\s*")
_TAIL = re.compile(r"\s+[|–—·-]\s+|\s*\|\s*")
# Characters of running text, and what they weigh for an article.
_MASSES = ((1200, 2.0), (500, 1.5), (200, 1.0), (80, 0.0), (0, -1.0))
LONG_TEXT = 1500
"""Characters of running text that no list has in one place."""
_MESSAGE = 45
"""Longest title, in characters, that can be an error message."""


def observed(view: View) -> Iterator[Evidence]:
    """Give all that is observed."""
    headline = _headline(view)
    yield from _from_title(view, headline)
    yield from _from_text(view, headline)
    yield from _from_lists(view)
    yield from _from_forms(view)
    yield from _from_anchors(view)


def _from_title(view: View, headline: str) -> Iterator[Evidence]:
    title = view.title
    first = _SITE_NAME.split(title)[0]
    texts = [text for text in (headline, first) if 0 < len(text) <= _MESSAGE]
    if any(_MISSING.search(text) for text in texts) and view.seen.mass < 2 * LITTLE_TEXT:
        yield Evidence(PageKind.ERROR, 6, f"title or heading: {(headline or title)[:60]}")
    if _CHALLENGE.match(title) and view.seen.text_length < 2 * LITTLE_TEXT:
        yield Evidence(PageKind.BLOCKED, 8, f"title: {title[:60]}")
    if any(words.button(text) == "static" for text in texts):
        # A name in both URL and heading is one observation, made twice.
        weight = 1.5 if view.shape is Shape.STATIC else 4
        yield Evidence(PageKind.STATIC, weight, f"heading: {(headline or title)[:60]}")
    if _ARCHIVE_TITLE.search(title) or _ARCHIVE_TITLE.search(headline):
        yield Evidence(PageKind.SECTION, 1.5, "title of an archive")


def _from_text(view: View, headline: str) -> Iterator[Evidence]:
    if headline:
        long = headline.count(" ") >= 3 or (not headline.isascii() and len(headline) >= 8)
        yield Evidence(PageKind.ARTICLE, 1.5 if long else 0.5, f"headline: {headline[:60]}")
    mass = view.seen.mass
    weight = next(weight for least, weight in _MASSES if mass >= least)
    if weight < 0 and view.seen.images > 1:
        weight = 0.0
    yield Evidence(PageKind.ARTICLE, weight, f"{mass} characters of running text")
    if view.seen.itemtypes & ARTICLE_TYPES and view.seen.articles < MANY:
        yield Evidence(PageKind.ARTICLE, 1, "microdata Article")


def _headline(view: View) -> str:
    """Give the first heading that <title> repeats and that leads nowhere else, h1 before h2."""
    title = (view.title).casefold()
    site = _site_names(view)
    for tag in ("h1", "h2", "h3"):
        headings = [heading for heading in view.seen.headings if heading.tag == tag]
        for heading in headings:
            text = heading.text.strip("#¶ \xa0")
            known = len(text) > 1 and text.casefold() in title and text.casefold() not in site
            if known and view.is_own(heading.href):
                return text
        own = [heading.text for heading in headings if not heading.chrome and not heading.linked]
        if len(own) == 1 and (tag == "h1" or own[0].count(" ") >= 3):
            return own[0] if own[0].casefold() not in site else ""
    for anchor in view.seen.anchors:
        text = anchor.text.casefold()
        known = len(text) > 1 and text in title and text not in site
        if known and not anchor.zones & CHROME and view.names_itself(anchor.href):
            return anchor.text
    return ""


def _site_names(view: View) -> frozenset[str]:
    """Give what the site is called: og:site_name, and a short last part of a title of several."""
    *others, last = _TAIL.split(view.title)
    names = [view.document.first_meta("og:site_name") or "", last if others else ""]
    return frozenset(name.strip().casefold() for name in names)


def _teasers(view: View) -> int:
    """Count the headings in content that lead to other pages."""
    linked = (heading for heading in view.seen.headings if heading.linked and not heading.chrome)
    return sum(not view.is_own(heading.href) for heading in linked)


def _from_lists(view: View) -> Iterator[Evidence]:
    seen, teasers = view.seen, _teasers(view)
    if teasers >= MANY:
        weight = 1.5 if teasers < 2 * MANY else 2.5
        weight -= 1 if seen.mass > LONG_TEXT else 0
        yield Evidence(PageKind.SECTION, weight, f"{teasers} linked headlines")
    if view.paging:
        yield Evidence(PageKind.SECTION, 1.5, "pagination")
    if seen.articles >= MANY:
        yield Evidence(PageKind.SECTION, 1.5, f"{seen.articles} article elements")
    if 0 < seen.dates < MANY:
        yield Evidence(PageKind.ARTICLE, 1, f"{seen.dates} dates")
    elif seen.dates >= 2 * MANY:
        yield Evidence(PageKind.SECTION, 0.5, f"{seen.dates} dates")


def _from_forms(view: View) -> Iterator[Evidence]:
    inputs = [field for form in view.seen.forms for field in form]
    if any(kind == "textarea" and "comment" in name.lower() for kind, name in inputs):
        yield Evidence(PageKind.ARTICLE, 1, "comment form")
    little = view.seen.mass < LITTLE_TEXT and view.seen.text_length < 2 * LITTLE_TEXT
    if little and view.shape not in ENTRIES and any(kind == "password" for kind, _ in inputs):
        yield Evidence(PageKind.LOGIN, 4.5, "password field and little text")


def _from_anchors(view: View) -> Iterator[Evidence]:
    """Give what the links around the text say."""
    neighbours = labels = filed = own = home = 0
    for anchor in view.seen.anchors:
        zones = anchor.zones
        relation = (anchor.attributes.get("rel") or "").lower()
        if _NEIGHBOURS in zones:
            neighbours += 1
        elif ("tag" in relation or "category" in relation) and zones.isdisjoint(CHROME):
            labels += 1
            filed += "category" in relation
        elif _is_navigation(anchor) and view.names_itself(anchor.href):
            own += 1
            home += "home" in relation or Zone.HEADER in zones
    many = _teasers(view) >= MANY
    if neighbours:
        yield Evidence(PageKind.ARTICLE, 1.5, "links to previous and next article")
    if labels and not many:
        yield Evidence(PageKind.ARTICLE, 1.5, "labels of section or topic")
    if filed and 0 < view.seen.dates < MANY and not _teasers(view):
        # Publishing systems give no page but a post a section; whatever its name, it is one.
        phrase = "dated and filed under a section"
        yield Evidence(PageKind.ARTICLE, 1.5, phrase)
        yield Evidence(PageKind.STATIC, -6, phrase)
    if own and view.shape not in ENTRIES:
        yield Evidence(PageKind.STATIC, 1.5, "linked from its own navigation")
        yield Evidence(PageKind.ARTICLE, -1, "linked from its own navigation")
    if home and many:
        yield Evidence(PageKind.HOME, 1.5, "the site's logo leads here")


def _is_navigation(anchor: Anchor) -> bool:
    return (
        not _SITE_CHROME.isdisjoint(anchor.zones)
        and _ASIDE not in anchor.zones
        and not anchor.is_title
    )
