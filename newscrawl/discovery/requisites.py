"""Requisites of a page: the style sheets, scripts, fonts and images that it is shown with."""

from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

from newscrawl.discovery.stylesheet import references
from newscrawl.document import Document, join
from newscrawl.model.link import Link, Role
from newscrawl.model.rules import Requisites

MAX_LINKS = 1000
"""Requisites of one page or style sheet that are taken."""

_ELEMENTS = "link[href], script[src], style, [style*='(']"
_PICTURES = (
    "img, source, input[type=image], video[poster], body[background], table[background],"
    " td[background], image"
)
_LINKED = {
    "stylesheet": Role.STYLESHEET,
    "icon": Role.IMAGE,
    "apple-touch-icon": Role.IMAGE,
    "mask-icon": Role.IMAGE,
    "modulepreload": Role.SCRIPT,
}
_PRELOADED = {
    "style": Role.STYLESHEET,
    "script": Role.SCRIPT,
    "font": Role.FONT,
    "image": Role.IMAGE,
}
# Scripts that load pictures late keep the address in one of these until then.
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "poster", "background", "href",
            "xlink:href")  # fmt: skip
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "imagesrcset")
_NOT_PICTURES = frozenset({"audio", "video"})


def page_requisites(document: Document, url: str, wanted: Requisites) -> tuple[Link, ...]:
    """Give what a page is shown with, each once, joined but not normalised; at most MAX_LINKS."""
    if wanted is Requisites.NONE:
        return ()
    found = [*_styled(document), *_pictured(document)]
    return _links(found, document.base(url), own=url, wanted=wanted)


def stylesheet_requisites(body: bytes, url: str, wanted: Requisites) -> tuple[Link, ...]:
    """Give what a style sheet at `url` refers to; addresses in one are ASCII as a rule."""
    if wanted is Requisites.NONE:
        return ()
    found = ((found.url, found.role) for found in references(body.decode("utf-8", "replace")))
    return _links(found, url, own=url, wanted=wanted)


def candidates(srcset: str) -> Iterator[str]:
    """Give the addresses of a `srcset` attribute (HTML Standard 4.8.4.2.2), for all screens."""
    is_address = True
    for word in srcset.split():
        address = word
        if not is_address:
            # A descriptor as `2x`; the next address may follow its comma at once.
            _, comma, address = word.partition(",")
            is_address = bool(comma)
        address = address.lstrip(",")
        if is_address and address:
            is_address = address.endswith(",")
            yield address.rstrip(",")


def _links(
    found: Iterable[tuple[str, Role]], base: str, *, own: str, wanted: Requisites
) -> tuple[Link, ...]:
    roles: dict[str, Role] = {}
    for reference, role in found:
        if wanted is Requisites.IMAGES and role is not Role.IMAGE:
            continue
        target = join(base, reference.partition("#")[0]) if reference else None
        if target and target != own and target.startswith(("http:", "https:")):
            roles.setdefault(target, role)
        if len(roles) >= MAX_LINKS:
            break
    return tuple(Link(url=target, role=role) for target, role in roles.items())


def _styled(document: Document) -> Iterator[tuple[str, Role]]:
    for node in document.tree.css(_ELEMENTS):
        attributes = node.attributes
        if node.tag == "link":
            yield from _linked(attributes)
        elif node.tag == "script":
            yield attributes.get("src") or "", Role.SCRIPT
        text = node.text() if node.tag == "style" else attributes.get("style") or ""
        for reference in references(text):
            yield reference.url, reference.role


def _linked(attributes: dict[str, str | None]) -> Iterator[tuple[str, Role]]:
    relations = (attributes.get("rel") or "").lower().split()
    preloaded = _PRELOADED.get((attributes.get("as") or "").lower())
    role = next((_LINKED[relation] for relation in relations if relation in _LINKED), None)
    if role is None and "preload" in relations:
        role = preloaded
    if role is not None:
        yield attributes.get("href") or "", role
        for candidate in candidates(attributes.get("imagesrcset") or ""):
            yield candidate, Role.IMAGE


def _pictured(document: Document) -> Iterator[tuple[str, Role]]:
    for node in document.tree.css(_PICTURES):
        attributes = node.attributes
        if _is_of_media(node):
            continue
        for name in _SOURCES:
            yield (attributes.get(name) or "").strip(), Role.IMAGE
        for name in _SETS:
            for candidate in candidates(attributes.get(name) or ""):
                yield candidate, Role.IMAGE


def _is_of_media(node: LexborNode) -> bool:
    """Tell whether it is a source of sound or film, which no budget is for."""
    return node.tag == "source" and node.parent is not None and node.parent.tag in _NOT_PICTURES
