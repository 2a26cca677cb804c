"""Limits on markup, kept before a parser sees it, so that hostile pages cost little."""

import re

import numpy as np

MAX_BYTES = 8 * 2**20
MAX_TAGS = 150_000
MAX_DEPTH = 512
MAX_FORMATTING = 6
MAX_ATTRIBUTES = 256
TRUSTED_TAGS = 4096
"""Pages with fewer tags are parsed as they are: their worst case is 0.1 s."""
TRUSTED_ATTRIBUTES = 20_000
"""Likewise pages with fewer attributes: even one tag that had them all is parsed in 0.7 s."""
PIECE = 65_536
"""Bytes that are looked at at a time: new memory for a whole page costs more than the look."""

# A tag's beginning with as many attributes as it may have. Possessive: each byte is read once.
_ATTRIBUTES = re.compile(
    rb"<[a-zA-Z][^\s>]*+"
    rb"""(?:[\s/]*+[^\s>=/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+){%d}""" % MAX_ATTRIBUTES
)
_FORMATTING = frozenset(b"b big code em font i nobr s strike strong tt u".split())
_TAG = re.compile(rb"<(\\?/)?([a-zA-Z][a-zA-Z0-9:-]*)")
_VOID_OR_IMPLIED = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd tr td th"
    b" tbody thead tfoot option optgroup colgroup html head body rp rt path rect circle use"
    b" image line polygon polyline ellipse g script style title a".split()
)


def limit(body: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Give the markup within all limits, and a fault word for each limit that was hit.

    A tag ends after the last attribute allowed. Too deep elements lose their tags, not their text:
    the tag's name becomes the void `wbr`.
    """
    faults = []
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES]
        faults.append("too-long")
    if len(body) > 2 * TRUSTED_ATTRIBUTES and _may_hold(body, TRUSTED_ATTRIBUTES):
        # The rest becomes text: what looks like a tag may be a script's `a<b`, and stays whole.
        body, count = _ATTRIBUTES.subn(rb"\g<0>>", body)
        if count:
            faults.append("too-many-attributes")
    # Five times as fast as bytes.count, which stops at each.
    if np.count_nonzero(np.frombuffer(body, np.uint8) == ord("<")) > TRUSTED_TAGS:
        body, fault = _flatten(body)
        faults.extend(fault)
    return body, tuple(faults)


def _may_hold(body: bytes, attributes: int) -> bool:
    """Tell whether a page could hold so many attributes, wherever its tags begin and end.

    Before each attribute stands white space, a slash or a value in quotes.
    """
    codes = np.frombuffer(body, np.uint8)
    found = 0
    for at in range(0, len(codes), PIECE):
        piece = codes[at : at + PIECE]
        blank = (piece == ord(" ")) | (piece == ord("/"))
        quotes = int(np.count_nonzero((piece == ord('"')) | (piece == ord("'"))))
        found += int(np.count_nonzero(blank[:-1] > blank[1:])) + 1
        found += int(np.count_nonzero(piece < ord(" "))) + (quotes + 1) // 2
        if found > attributes:
            return True
    return False


def _flatten(body: bytes) -> tuple[bytes, list[str]]:
    """Cut after the last tag allowed and take out what is nested too deep."""
    depth = formatting = tags = 0
    cut = -1
    edits: list[tuple[int, int]] = []
    for tag in _TAG.finditer(body):
        tags += 1
        if tags > MAX_TAGS:
            cut = tag.start()
            break
        name = tag[2].lower()
        if name in _VOID_OR_IMPLIED:
            continue
        if name in _FORMATTING:
            formatting = max(0, formatting + (-1 if tag[1] else 1))
            if formatting > MAX_FORMATTING:
                edits.append(tag.span(2))
            continue
        depth = max(0, depth + (-1 if tag[1] else 1))
        if depth > MAX_DEPTH or (tag[1] and depth == MAX_DEPTH):
            edits.append(tag.span(2))
    faults = (["too-many-tags"] if cut >= 0 else []) + (["too-deep"] if edits else [])
    parts: list[bytes] = []
    start = 0
    for begin, end in edits:
        parts += (body[start:begin], b"wbr")
        start = end
    parts.append(body[start : cut if cut >= 0 else len(body)])
    return b"".join(parts), faults
