"""A survey: everything that telling links and page kinds apart needs, from one walk over a page."""

import re
from typing import NamedTuple

from newscrawl.discovery.zones import Zone

# Scripts that set no blanks between words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u2e80-\u9fff\uf900-\ufaff]")


class Anchor(NamedTuple):
    """One <a href> or <area href> with the place where it stands."""

    href: str
    text: str
    attributes: dict[str, str | None]
    zone: Zone
    """The innermost zone."""
    zones: frozenset[Zone]
    """All zones around it."""
    label: str
    """The heading of the box that it stands in."""
    before: str
    """Text in front of it in the same block."""
    in_heading: bool
    """It stands in a heading or a heading stands in it."""
    block: int
    """Number of the block of text that it stands in."""

    @property
    def is_title(self) -> bool:
        """Tell whether the text reads like a headline: four words, or ten signs without blanks."""
        text = self.text
        return text.count(" ") >= 3 or (len(text) >= 10 and bool(_UNSPACED.search(text)))


class Heading(NamedTuple):
    """One h1 to h6."""

    tag: str
    text: str
    linked: bool
    href: str
    """Of the link in it or around it, or empty."""
    zone: Zone
    chrome: bool
    """It stands in navigation, a box, comments or the like."""


class Survey(NamedTuple):
    """What one page is made of; content is what is not navigation, box, comment or the like."""

    anchors: tuple[Anchor, ...]
    headings: tuple[Heading, ...]
    blocks: dict[int, int]
    """Characters outside links by block of text, only in content."""
    mass: int
    """Characters outside links and headings of the largest body of text."""
    text_length: int
    """Characters outside links in content."""
    link_length: int
    """Characters inside links in content."""
    dates: int
    """<time> elements and short texts with a year in content."""
    articles: int
    """<article> elements in content that do not stand in another."""
    forms: tuple[tuple[tuple[str, str], ...], ...]
    """Type and name of the inputs of each form."""
    itemtypes: frozenset[str]
    """schema.org types given as microdata, without their prefix."""
    images: int
    """Images in content."""
