"""A frame: what an open element with a zone of its own hands down to everything it contains."""

from functools import lru_cache
from typing import NamedTuple

from newscrawl.discovery.zones import CHROME, Zone

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
HOLDERS = frozenset({"div", "td", "section", "article", "main", "body", "center", "form", "font"})
"""Blocks that can hold a body of text."""
BLOCKS = HOLDERS | {"p", "li", "dd", "dt", "blockquote", "figcaption", "tr"} | HEADINGS


class Frame(NamedTuple):
    """Elements that open no zone share the frame of the one around them."""

    zone: Zone
    """The innermost zone."""
    zones: frozenset[Zone]
    chrome: bool
    """Navigation, box, comments or the like is around it."""


TOP = Frame(zone=Zone.NONE, zones=frozenset(), chrome=False)


# Pages nest zones in few ways: nearly every frame was made before.
@lru_cache(maxsize=4096)
def inner(outer: Frame, zone: Zone) -> Frame:
    """Open an element with a zone of its own."""
    return Frame(zone, outer.zones | {zone}, outer.chrome or zone in CHROME)
