"""A frame: what an open element hands down to everything it contains."""

from typing import NamedTuple

from newscrawl.discovery.zones import CHROME, Zone

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HOLDERS = frozenset({"div", "td", "section", "article", "main", "body", "center", "form", "font"})
BLOCKS = _HOLDERS | {"p", "li", "dd", "dt", "blockquote", "figcaption", "tr"} | HEADINGS


class Frame(NamedTuple):
    """Elements that change nothing share the frame of the one around them."""

    zone: Zone
    """The innermost zone."""
    zones: frozenset[Zone]
    block: int
    """Number of the block of text."""
    holder: int
    """Number of the block that can hold a body of text."""
    chrome: bool
    """Navigation, box, comments or the like is around it."""


TOP = Frame(zone=Zone.NONE, zones=frozenset(), block=0, holder=0, chrome=False)


def inner(outer: Frame, *, tag: str, zone: Zone, block: int) -> Frame:
    """Open an element with a zone of its own or as block number `block`; 0 is for neither."""
    around, zones, old_block, holder, chrome = outer
    if zone:
        around = zone
        if zone not in zones:
            zones = zones | {zone}
        chrome = chrome or zone in CHROME
    if block and tag in _HOLDERS:
        holder = block
    return Frame(around, zones, block or old_block, holder, chrome)
