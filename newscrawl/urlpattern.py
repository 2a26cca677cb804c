"""Pattern: the shape of a URL, the same for all pages that one template makes."""

import re
from urllib.parse import unquote

from newscrawl.urls import key

_DATE_FOLDERS = re.compile(r"/(?:19|20)\d\d(?:/(?:0?[1-9]|1[0-2]|[a-z]{3}))?(?:/[0-3]?\d)?(?=/|$)")
_DATE = re.compile(r"(?:19|20)\d\d[-_.]?[01]\d(?:[-_.]?[0-3]\d)?")
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=.*\d)[0-9a-f]{12,}")
_EXTENSION = re.compile(r"\.[a-z]{2,5}\d?$")
_TAIL = re.compile(r"[-_,.~](?:[a-z]{0,3}[-_.]?)\d{4,}$")
_DIGITS = re.compile(r"\d+")
_LONG_WORD = 25
_LONG_FOREIGN_WORD = 10


def pattern(url: str) -> str:
    """Reduce a URL to its shape: date D, number N, hexadecimal id H, slug S, short words as are.

    `https://www.a.example/2024/05/a-long-title-12345.html?page=2` gives
    `a.example/D/S-N.html?page=N`. Of parameters the names stay and the values are reduced.
    """
    place, _, query = key(url).partition("?")
    authority, slash, path = place.partition("/")
    dated = _DATE_FOLDERS.sub("/D", slash + path.lower(), count=1)
    segments = dated.split("/")
    after_date = False
    for number, segment in enumerate(segments):
        if segment and segment != "D":
            segments[number] = _segment(segment, is_slug=after_date)
        after_date = after_date or segments[number] == "D"
    shape = authority + "/".join(segments)
    if not query:
        return shape
    values = (parameter.partition("=") for parameter in query.lower().split("&"))
    reduced = {f"{_DIGITS.sub('N', n)}{eq}{_segment(v, is_slug=False)}" for n, eq, v in values}
    return f"{shape}?{'&'.join(sorted(reduced))}"


def _segment(segment: str, *, is_slug: bool) -> str:
    """Reduce one folder, file name or value."""
    segment = unquote(segment)
    dotted = _EXTENSION.search(segment)
    extension = dotted[0] if dotted else ""
    name = segment.removesuffix(extension)
    if _DATE.fullmatch(name):
        return f"D{extension}"
    if name.isdigit():
        return f"N{extension}"
    if _IDENTIFIER.fullmatch(name):
        return f"H{extension}"
    tail = _TAIL.search(name)
    if tail:
        return f"S-N{extension}"
    longest = _LONG_WORD if name.isascii() else _LONG_FOREIGN_WORD
    if is_slug or len(name) >= longest or len(re.findall(r"[-_+ ]", name)) > 1:
        return f"S{extension}"
    return f"{_DIGITS.sub('N', name)}{extension}"
