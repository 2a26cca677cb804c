"""Pagination: links from one part of a list to the next."""

import re
from urllib.parse import parse_qsl, urlsplit

from newscrawl.discovery import words
from newscrawl.discovery.segments import ENTRIES, Shape
from newscrawl.discovery.survey import Anchor
from newscrawl.discovery.zones import Zone

LONGEST_OFFSET = 5
"""Digits of the highest page number or offset."""

_YEAR = re.compile(r"(?:19|20)\d\d")
# Members of an enum cost ten times a global to look up (CPython 3.11).
_PAGE, _PAGER, _NEIGHBOURS = Shape.PAGE, Zone.PAGER, Zone.NEIGHBOURS
_NO_PAGERS = frozenset({Zone.CALENDAR, Zone.BREADCRUMB, Zone.SHARE})
_NEIGHBOUR = frozenset({"next", "prev"})
_DIGITS = re.compile(r"\d+")
_PARAMETER = re.compile(
    r"page|start|offset|debut|skip|from|^p$|^pg$|^n$|^o$|^s$|seite|pagina|limit|index|"
    r"begin|first",
    re.IGNORECASE,
)


def is_page_link(anchor: Anchor, url: str, shape: Shape, page_url: str, *, single: bool) -> bool:
    """Tell whether a link leads to another part of the list that the page shows."""
    text, zone = anchor.text, anchor.zone
    says, relation = words.button(text), anchor.attributes.get("rel")
    if zone in _NO_PAGERS or (_NEIGHBOURS in anchor.zones and shape is not _PAGE):
        return False
    if relation and not _NEIGHBOUR.isdisjoint(relation.lower().split()):
        return not single or shape is _PAGE
    in_pager = zone is _PAGER or (_PAGER in anchor.zones and shape not in ENTRIES)
    if says == "number":
        if shape is _PAGE and not _YEAR.search(text):
            return True
        return (in_pager or is_sibling(url, page_url)) and not (_YEAR.search(text) and not in_pager)
    if says in ("next", "previous"):
        return shape is _PAGE or (in_pager and not single) or is_sibling(url, page_url)
    return shape is _PAGE and (in_pager or is_sibling(url, page_url))


def is_sibling(url: str, page_url: str) -> bool:
    """Tell whether two URLs differ in nothing but one number, which one of them may lack."""
    try:
        one, other = urlsplit(url), urlsplit(page_url)
        if one.netloc != other.netloc:
            return False
        if one.path.rstrip("/") != other.path.rstrip("/"):
            return one.query == other.query and _numbered(one.path, other.path)
        first, second = dict(parse_qsl(one.query)), dict(parse_qsl(other.query))
    except ValueError:
        return False
    changed = {key for key in first.keys() | second.keys() if first.get(key) != second.get(key)}
    if len(changed) != 1:
        return False
    key = changed.pop()
    number = first.get(key) or second.get(key) or ""
    return number.isdigit() and len(number) <= LONGEST_OFFSET and _is_offset(key, number)


def _is_offset(key: str, number: str) -> bool:
    """Tell offsets from ids: one-letter names carry both."""
    return _PARAMETER.search(key) is not None and (len(key) > 1 or len(number) < LONGEST_OFFSET - 1)


def _numbered(path: str, other: str) -> bool:
    """Tell whether paths are as /list and /list/2, /list-2.html and /list-3.html."""
    short, long = sorted((path, other), key=len)
    if _DIGITS.sub("0", short) == _DIGITS.sub("0", long) and short != long:
        differing = [
            a for a, b in zip(_DIGITS.findall(short), _DIGITS.findall(long), strict=True) if a != b
        ]
        return len(differing) == 1 and len(differing[0]) <= 4
    stem, dot, suffix = (
        short.rstrip("/").rpartition(".") if "." in short[-6:] else (short.rstrip("/"), "", "")
    )
    rest = long.removeprefix(stem)
    return (
        long.startswith(stem)
        and re.fullmatch(
            rf"[-_/]?(?:page|p|index|pg|seite)?[-_/]?\d{{1,4}}/?{re.escape(dot + suffix)}/?", rest
        )
        is not None
    )
