"""Roles: what one link is for, told from its place, its words and the shape of its URL."""

from typing import NamedTuple

from newscrawl.discovery import words
from newscrawl.discovery.pagination import is_page_link
from newscrawl.discovery.segments import ENTRIES, Shape
from newscrawl.discovery.survey import Anchor
from newscrawl.discovery.zones import Zone
from newscrawl.model.link import Role

PROSE = 60
"""Characters outside links that make a block running text."""

_BY_SHAPE = {
    Shape.REPLY: Role.REPLY,
    Shape.SHARE: Role.SHARE,
    Shape.LOGIN: Role.LOGIN,
    Shape.FEED: Role.FEED,
    Shape.TWIN: Role.TWIN,
    Shape.SEARCH: Role.SEARCH,
    Shape.PAGE: Role.SECTION,
    Shape.TAG: Role.TAG,
    Shape.TOPIC: Role.TAG,
    Shape.AUTHOR: Role.AUTHOR,
    Shape.DATE: Role.CALENDAR,
    Shape.SECTION: Role.SECTION,
    Shape.STATIC: Role.STATIC,
    Shape.HOME: Role.SECTION,
    Shape.ATTACHMENT: Role.OTHER,
}
_BY_ZONE = {
    Zone.BREADCRUMB: Role.BREADCRUMB,
    Zone.SHARE: Role.SHARE,
    Zone.LANGUAGES: Role.LANGUAGE,
    Zone.CALENDAR: Role.CALENDAR,
    Zone.SECTIONS: Role.SECTION,
    Zone.TAGS: Role.TAG,
    Zone.AUTHOR: Role.AUTHOR,
    Zone.LOGIN: Role.LOGIN,
    Zone.SEARCH: Role.SEARCH,
}
_BY_WORDS = {"static": Role.STATIC, "period": Role.CALENDAR}
# Members of an enum cost ten times a global to look up (CPython 3.11).
_OTHER, _BODY, _SECTION, _TEASER, _RECENT = (
    Role.OTHER, Role.BODY, Role.SECTION, Role.TEASER, Role.RECENT,
)  # fmt: skip
_BREADCRUMB, _COMMENTS, _ASIDE, _NEIGHBOURS, _LANGUAGES = (
    Zone.BREADCRUMB, Zone.COMMENTS, Zone.ASIDE, Zone.NEIGHBOURS, Zone.LANGUAGES,
)  # fmt: skip
_PAGE = Shape.PAGE
_BY_SHAPE_ALONE = frozenset({Shape.SHARE, Shape.REPLY})
_OR_TITLED = frozenset({Shape.TOPIC, Shape.PAGE})
_SURE = frozenset({Shape.DATED, Shape.ITEM})
_SITE_CHROME = frozenset({Zone.NAV, Zone.HEADER, Zone.FOOTER})


class Place(NamedTuple):
    """What the page tells about all its links."""

    url: str
    home: str
    """Scheme, host and slash, as of most of its links."""
    origins: tuple[str, ...]
    """Scheme and host in all forms that lead to this site."""
    single: bool
    """The page is one article, not a list."""
    blocks: dict[int, int]


def role_of(anchor: Anchor, url: str, shape: Shape, place: Place) -> Role:
    """Tell what a link is for."""
    if shape in _BY_SHAPE_ALONE:
        return _BY_SHAPE[shape]
    if not url.startswith(place.home) and not is_internal(url, place.origins):
        return _external(anchor, place)
    if url == place.url:
        return _OTHER
    attributes, says = anchor.attributes, words.button(anchor.text)
    if "hreflang" in attributes or anchor.zone is _LANGUAGES:
        return Role.LANGUAGE
    relation = attributes.get("rel")
    if (says or relation or shape is _PAGE) and is_page_link(
        anchor, url, shape, place.url, single=place.single
    ):
        return Role.PAGINATION
    if shape in _BY_SHAPE and not (shape in _OR_TITLED and anchor.is_title):
        return _BY_SHAPE[shape]
    relations = relation.lower().split() if relation else ()
    if "author" in relations:
        return Role.AUTHOR
    if "tag" in relations:
        return _SECTION if "category" in relations else Role.TAG
    return _by_place(anchor, shape, place, says)


def origins_of(url: str) -> tuple[str, ...]:
    """Give scheme and host of a URL with and without www., for both schemes."""
    scheme, _, rest = url.partition("//")
    host = rest.partition("/")[0].partition("?")[0].partition("#")[0].lower()
    bare = host.removeprefix("www.")
    forms = (f"{name}://{www}{bare}" for name in ("https", "http") for www in ("", "www."))
    return tuple(dict.fromkeys((f"{scheme.lower()}//{host}", *forms)))


def is_internal(url: str, origins: tuple[str, ...]) -> bool:
    """Tell whether a URL stays on the site; letter case counts only in the unusual form."""
    for origin in origins:
        if url.startswith(origin):
            return url[len(origin) : len(origin) + 1] in ("", "/", "?")
    scheme, slashes, rest = url.partition("//")
    host, slash, path = rest.partition("/")
    lower = f"{scheme}{slashes}{host}".lower()
    return lower != scheme + slashes + host and is_internal(lower + slash + path, origins)


def _external(anchor: Anchor, place: Place) -> Role:
    if Zone.SHARE in anchor.zones:
        return Role.SHARE
    if place.blocks.get(anchor.block, 0) >= PROSE and _COMMENTS not in anchor.zones:
        return _BODY
    return _OTHER


def _by_place(anchor: Anchor, shape: Shape, place: Place, says: str) -> Role:
    """Decide by zone, box and words; the URL itself is silent or looks like an article."""
    title, article = anchor.is_title, shape in ENTRIES
    zone = anchor.zone
    likely = title or anchor.in_heading or article
    if _NEIGHBOURS in anchor.zones:
        return Role.RELATED
    if zone in _BY_ZONE and not (
        zone is not _BREADCRUMB and (title or anchor.in_heading) and article
    ):
        return _BY_ZONE[zone]
    if _BREADCRUMB in anchor.zones:
        return Role.BREADCRUMB
    said = _BY_WORDS.get(says)
    other = anchor.in_heading or zone in _SITE_CHROME or shape in _SURE
    if said and not (said is Role.CALENDAR and other):
        return said
    if likely and (boxed := _boxed(anchor)):
        return boxed
    if _is_prose(anchor, place):
        return _BODY
    if zone in _SITE_CHROME or (_SITE_CHROME & anchor.zones and not article and not title):
        return _in_chrome(anchor, shape)
    if _COMMENTS in anchor.zones:
        return _RECENT if likely else _OTHER
    if likely or words.is_read_more(anchor.text):
        return _RECENT if _ASIDE in anchor.zones else _TEASER
    return _OTHER


def _in_chrome(anchor: Anchor, shape: Shape) -> Role:
    """Tell headlines in navigation, header and footer from the names of sections."""
    if not anchor.is_title:
        return _SECTION
    if _ASIDE in anchor.zones:
        return _RECENT
    zones = anchor.zones
    sure = shape in _SURE or anchor.in_heading or Zone.TEASER in zones
    return _TEASER if sure or (shape is Shape.SLUG and Zone.NAV not in zones) else _SECTION


def _boxed(anchor: Anchor) -> Role | None:
    """Tell boxes of recent and related articles by their heading and by their class."""
    says = words.box(anchor.label) if anchor.label else ""
    if says == "related" or (anchor.before and words.box(anchor.before[-40:]) == "related"):
        return Role.RELATED
    if says:
        return _RECENT
    if Zone.RELATED in anchor.zones:
        return Role.RELATED
    return _RECENT if Zone.RECENT in anchor.zones else None


def _is_prose(anchor: Anchor, place: Place) -> bool:
    if anchor.in_heading or place.blocks.get(anchor.block, 0) < PROSE:
        return False
    return place.single or Zone.BODY in anchor.zones or bool(anchor.before)
