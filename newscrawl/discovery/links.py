"""Links of a page with their roles: the way from a page to everything worth fetching."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from newscrawl.discovery.endpoints import endpoints, next_fragment
from newscrawl.discovery.joining import MAX_URL, Base, base_of, resolve
from newscrawl.discovery.roles import Place, origins_of, role_of
from newscrawl.discovery.segments import ENTRIES, Shape
from newscrawl.discovery.shapes import shape_of
from newscrawl.discovery.single import is_single
from newscrawl.discovery.walk import survey
from newscrawl.document import Document
from newscrawl.model.link import Link, Role

Elements = Sequence[Mapping[str, str | None]]
"""Attributes of <link> elements."""

# Where one URL is linked several times, the first of these roles counts.
_ORDER = (
    *(Role.CANONICAL, Role.REDIRECT, Role.FEED, Role.REPLY),
    *(Role.LOGIN, Role.PAGINATION, Role.CALENDAR, Role.AUTHOR),
    *(Role.TAG, Role.STATIC, Role.LANGUAGE, Role.TWIN),
    *(Role.SEARCH, Role.SECTION, Role.TEASER, Role.RECENT),
    *(Role.RELATED, Role.BODY, Role.BREADCRUMB, Role.SHARE),
    Role.OTHER,
)
# Members of an enum cost ten times a global to look up (CPython 3.11).
_PAGINATION, _TEASER, _MEDIA = Role.PAGINATION, Role.TEASER, Shape.MEDIA
_ABSOLUTE = ("/", "http://", "https://")
"""References with these beginnings lead to the same address from every page of a site."""
_LONGEST = 2 * MAX_URL
"""Characters of an href with white space around it."""
_RANK = {role: rank for rank, role in enumerate(_ORDER)}
_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
)


def find_links(document: Document, url: str, *, stated: Elements = ()) -> tuple[Link, ...]:
    """Give every link of the page at `url` once, in document order, with its strongest role.

    `stated` are the <link> elements that its response states in header fields.
    """
    base = base_of(document.base(url)) or base_of(url)
    if base is None:
        return ()
    found: dict[str, tuple[Role, str]] = {}
    elements = (*document.head.links, *stated)
    for target, role, text in (
        *head_links(elements, base),
        *_body_links(document, base, url, elements),
    ):
        known = found.get(target)
        found[target] = (role, text) if known is None else _stronger(known, (role, text))
    return tuple([Link(target, role, text) for target, (role, text) in found.items()])


def _stronger(one: tuple[Role, str], other: tuple[Role, str]) -> tuple[Role, str]:
    """Choose the role that counts, and the text that says most."""
    text = other[1] if len(other[1]) > len(one[1]) else one[1]
    if one[0] is other[0]:
        return one[0], text
    roles = {one[0], other[0]}
    if roles == {Role.SECTION, Role.TEASER} and text.count(" ") >= 4:
        return Role.TEASER, text
    return min(one, other, key=lambda item: _RANK.get(item[0], len(_RANK)))[0], text


def _body_links(
    document: Document, base: Base, url: str, elements: Elements
) -> Iterator[tuple[str, Role, str]]:
    seen = document.derive(survey)
    address = url.partition("#")[0]
    origins = origins_of(url)
    place = Place(address, origins[0] + "/", origins, is_single(document), seen.blocks)
    is_paged, teasers = False, 0
    root = base._replace(path="/", folder="/")
    for anchor in seen.anchors:
        href = anchor.href
        if len(href) > _LONGEST:
            continue
        target, shape = _target(root if href.startswith(_ABSOLUTE) else base, href)
        if shape is not _MEDIA:
            role = role_of(anchor, target, shape, place)
            is_paged = is_paged or role is _PAGINATION
            teasers += role is _TEASER
            yield target, role, anchor.text
    for target, role in endpoints(document, base, url, elements, is_paged=is_paged):
        is_paged = is_paged or role is Role.PAGINATION
        yield target, role, ""
    following = next_fragment(document, url) if teasers and not is_paged else None
    if following is not None:
        yield following, Role.PAGINATION, ""


# The pages of a site share most of their links.
@lru_cache(maxsize=16384)
def _target(base: Base, href: str) -> tuple[str, Shape]:
    """Give the absolute address of a link and its shape; of one that leads nowhere, media."""
    target = resolve(base, href)
    return (target, shape_of(target)) if target else ("", _MEDIA)


def head_links(elements: Elements, base: Base) -> Iterator[tuple[str, Role, str]]:
    """Give target, role and title of the <link> elements that lead somewhere."""
    for attributes in elements:
        relations = (attributes.get("rel") or "").lower().split()
        target = resolve(base, attributes.get("href") or "") if relations else None
        if target is None:
            continue
        role = _head_role(target, relations, attributes)
        if role is not None:
            yield target, role, attributes.get("title") or ""


def _head_role(
    target: str, relations: list[str], attributes: Mapping[str, str | None]
) -> Role | None:
    kind = (attributes.get("type") or "").lower().partition(";")[0].strip()
    if "canonical" in relations:
        return Role.CANONICAL
    if "alternate" in relations and kind in _FEED_TYPES:
        return Role.FEED
    if "alternate" in relations and attributes.get("hreflang"):
        return Role.LANGUAGE
    if "amphtml" in relations or ("alternate" in relations and attributes.get("media")):
        return Role.TWIN
    if "next" in relations or "prev" in relations:
        return Role.RELATED if shape_of(target) in ENTRIES else Role.PAGINATION
    return None
