"""Endpoints: addresses that a page keeps for its scripts and that answer with more of a list."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from newscrawl.discovery.joining import Base, resolve
from newscrawl.discovery.numbering import number_of, numbered
from newscrawl.discovery.roles import is_internal, origins_of
from newscrawl.discovery.segments import ENTRIES, Shape
from newscrawl.discovery.shapes import shape_of
from newscrawl.document import Document
from newscrawl.model.link import Role

PER_PAGE = 50
_ATTRIBUTE = re.compile(
    rb"""data-([\w-]{3,40})\s*=\s*["']((?:https?:/|\?|/|[\w./-]{1,99}\?)[^"'<>\s]{1,500})["']"""
)
_HTMX = re.compile(rb"""\shx-(get)\s*=\s*["']([^"'<>\s]{1,500})["']""")
_GIVES_MORE = re.compile(
    r"load-?more|more-?(?:posts|articles|news|stories)|offset=\d|cursor=\w|"
    r"[?&](?:page|paged|from|start)=\d",
    re.IGNORECASE,
)
_NAMED_NEXT = re.compile(r"(?:^|-)next(?:-|$)|next-?(?:url|page|href|link)|(?:load|show)-?more")
_NO_LIST = ENTRIES | {
    Shape.MEDIA, Shape.SHARE, Shape.REPLY, Shape.LOGIN, Shape.TWIN, Shape.SEARCH, Shape.STATIC,
    Shape.ATTACHMENT, Shape.HOME,
}  # fmt: skip
_WORDPRESS = "https://api.w.org/"
_WP_ROOT = re.compile(
    rb"""(?:(?:https?:)?(?:\\?/){2}[\w.:-]{3,99}|(?<=["'(]))(?:\\?/[\w.~-]{1,60}){0,4}\\?/wp-json\\?/"""
)
_GHOST_TAG = re.compile(rb"<[^<>]{0,1500}\sdata-(?:ghost|api)\s*=[^<>]{0,1500}>")
_GHOST_PARTS = re.compile(rb"""data-(key|api|ghost)\s*=\s*["']([^"'<>\s]{1,300})["']""")
_GHOST_KEY = re.compile(r"[0-9a-f]{22,32}")
_VIEWS_PATH = re.compile(rb'"ajax_path":"((?:\\?/[\w.-]{1,40}){1,5})"')
_VIEW = re.compile(rb'\{[^{}]{0,300}"view_name":"[^{}]{0,1500}\}')
_VIEW_KEYS = ("view_name", "view_display_id", "view_args", "view_path", "pager_element")
_WHOLE_PAGE = re.compile(rb"<(?:!doctype|html|head|body)[\s>]", re.IGNORECASE)


def endpoints(
    document: Document,
    base: Base,
    url: str,
    elements: Iterable[Mapping[str, str | None]],
    *,
    is_paged: bool,
) -> Iterator[tuple[str, Role]]:
    """Give GET addresses of the same site that stand in the page; `is_paged`: it links pages, too.

    `elements` are its <link> elements, those in header fields too.
    List continuations are PAGINATION; a site's list of all posts is a FEED.
    """
    raw = document.tree.raw_html or b""
    found = [(reference, Role.FEED) for reference in (*_wordpress(elements, raw), *_ghost(raw))]
    found += [(reference, Role.PAGINATION) for reference in _loaders(raw, base, url)]
    if not is_paged:
        found += [(reference, Role.PAGINATION) for reference in _drupal(raw)]
    origins = origins_of(url)
    for reference, role in dict.fromkeys(found):
        target = resolve(base, reference)
        if target and target != url and is_internal(target, origins):
            yield target, role


def next_fragment(document: Document, url: str) -> str | None:
    """Give the address of the part after this one, where the page is a numbered part of a list.

    Parts that a script puts into a page name no next one: the button that got them counts.
    """
    number = number_of(url)
    raw = document.tree.raw_html or b""
    if number is None or _WHOLE_PAGE.search(raw[:4000]):
        return None
    return numbered(url, number + 1)


def _loaders(raw: bytes, base: Base, url: str) -> Iterator[str]:
    """Give what buttons and endless lists keep in attributes, where it leads on."""
    found = [*_ATTRIBUTE.finditer(raw), *(_HTMX.finditer(raw) if b"hx-get" in raw else ())]
    for match in found:
        reference = match[2].decode("utf-8", "replace").replace("&amp;", "&")
        target = None if "{" in reference or "%7B" in reference else resolve(base, reference)
        if target is None or target == url:
            continue
        if _gives_more(target, match[1].decode("ascii", "replace")):
            yield reference


def _gives_more(target: str, name: str) -> bool:
    """Tell an address of a list's next part by itself, or by the name of its attribute."""
    shape = shape_of(target)
    if shape is Shape.PAGE:
        return True
    if shape is not Shape.MEDIA and _GIVES_MORE.search(target):
        return True
    return shape not in _NO_LIST and _NAMED_NEXT.search(name) is not None


def _wordpress(elements: Iterable[Mapping[str, str | None]], raw: bytes) -> Iterator[str]:
    """Give the list of posts of WordPress's REST API, by its link element or any of its URLs."""
    roots = [a.get("href") or "" for a in elements if a.get("rel") == _WORDPRESS]
    at = -1 if roots else raw.find(b"wp-json")
    written = _WP_ROOT.search(raw, max(0, at - 300), at + 10) if at >= 0 else None
    if written is not None:
        roots = [written[0].decode("ascii", "replace").replace("\\", "")]
    for root in roots[:1]:
        mark = "&" if "?" in root else "?"
        yield (
            f"{root.rstrip('/')}/wp/v2/posts{mark}per_page={PER_PAGE}&page=1"
            "&_fields=link,date,title"
        )


def _ghost(raw: bytes) -> Iterator[str]:
    """Give the list of posts of Ghost's content API where its key and URL stand in one element."""
    if b"data-key" not in raw:
        return
    for tag in _GHOST_TAG.finditer(raw):
        parts = {k.decode(): v.decode("utf-8", "replace") for k, v in _GHOST_PARTS.findall(tag[0])}
        api = parts.get("api") or f"{parts['ghost'].rstrip('/')}/ghost/api/content/"
        if "/ghost/api/" in api and _GHOST_KEY.fullmatch(parts.get("key", "")):
            yield (
                f"{api.rstrip('/')}/posts/?key={parts['key']}&limit={PER_PAGE}&page=1"
                "&fields=url,title,published_at"
            )
            return


def _drupal(raw: bytes) -> Iterator[str]:
    """Give the GET form of Drupal's `views/ajax` for the list that is the page itself."""
    path = _VIEWS_PATH.search(raw) if b"ajax_path" in raw else None
    if path is None:
        return
    for match in _VIEW.finditer(raw, path.start()):
        view = _object(match[0])
        if str(view.get("view_display_id", "")).startswith("page"):
            kept = {name: str(view[name]) for name in _VIEW_KEYS if view.get(name) is not None}
            yield f"{path[1].decode().replace(chr(92), '')}?{urlencode({**kept, 'page': 1})}"
            return


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
