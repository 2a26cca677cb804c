"""A tally: the numbers of one page that tell page kinds apart."""

import re

from newscrawl.discovery.frame import Frame
from newscrawl.discovery.zones import Zone

MIN_MASS = 250
"""Characters of running text below which a page has no content to speak of."""
MAX_LABEL = 60
"""Longest text, in characters, that can name a box or be a date."""
COUNTED = frozenset({"article", "time", "img", "form", "input", "textarea"})
"""Elements that are counted."""
_COMMENTS = Zone.COMMENTS
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20|13|14)\d\d|[٠-٩۰-۹०-९๐-๙]{4})(?!\d)")


class Tally:
    """Counts of text, dates, images, articles and forms while the page is walked over."""

    def __init__(self) -> None:
        self.blocks: dict[int, int] = {}
        self.masses: dict[int, int] = {}
        self.boxed: dict[int, int] = {}
        self.forms: list[list[tuple[str, str]]] = []
        self.itemtypes: set[str] = set()
        self.text_length = self.link_length = 0
        self.dates = self.articles = self.images = 0
        self.nested = 0
        """Articles that are open."""

    def text(self, bare: str, frame: Frame, *, block: int, holder: int, in_heading: bool) -> None:
        """Count text outside links by its block and the block that can hold a body of text."""
        length = len(bare)
        if frame.chrome:
            if not in_heading and _COMMENTS not in frame.zones:
                self.boxed[holder] = self.boxed.get(holder, 0) + length
            return
        self.text_length += length
        self.blocks[block] = self.blocks.get(block, 0) + length
        if length <= MAX_LABEL and _YEAR.search(bare):
            self.dates += 1
        if not in_heading:
            self.masses[holder] = self.masses.get(holder, 0) + length

    def element(self, tag: str, attributes: dict[str, str | None], *, chrome: bool) -> None:
        """Count an element for what it is."""
        if tag == "article":
            self.articles += not self.nested and not chrome
            self.nested += 1
        elif tag == "time":
            self.dates += not chrome
        elif tag == "img":
            self.images += not chrome
        elif tag == "form":
            self.forms.append([])
        elif (tag == "input" or tag == "textarea") and self.forms:
            kind = "textarea" if tag == "textarea" else attributes.get("type") or "text"
            self.forms[-1].append((kind, attributes.get("name") or ""))
        if "itemtype" in attributes:
            self.itemtypes.add((attributes["itemtype"] or "").rstrip("/").rsplit("/", 1)[-1])

    def mass(self) -> int:
        """Give the largest body of text; one in a box counts where content has next to none."""
        content = max(self.masses.values(), default=0)
        boxed = max(self.boxed.values(), default=0)
        return boxed if content < MIN_MASS and boxed > 3 * MIN_MASS else content
