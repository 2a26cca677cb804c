"""The walk over a page that makes its survey: each node is visited once, without recursion."""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from newscrawl.discovery.survey import Anchor, Heading, Survey
from newscrawl.discovery.zones import CHROME, ZONED_TAGS, Zone, is_title, zone_of
from newscrawl.document import Document, squeeze

MAX_ANCHORS = 5000
MIN_MASS = 250
"""Characters of running text below which a page has no content to speak of."""
MAX_HEADINGS = 2000
MAX_NAMES = 300
"""Characters of class names and id that are looked at."""
MAX_LABEL = 60
"""Longest text, in characters, that can name a box."""

_LANDMARKS = frozenset({"h1", "main"})
_SKIPPED = frozenset({"script", "style", "svg", "iframe", "object", "canvas", "math", "head"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HOLDERS = frozenset({"div", "td", "section", "article", "main", "body", "center", "form", "font"})
_BLOCKS = _HOLDERS | {"p", "li", "dd", "dt", "blockquote", "figcaption", "tr"} | _HEADINGS
_VOID = frozenset({"img", "br", "hr", "input", "wbr", "link", "meta", "embed", "source"})
_TITLED = frozenset({"div", "span", "p", "strong", "header", "td", "b", "caption"})
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20|13|14)\d\d|[٠-٩۰-۹०-९๐-๙]{4})(?!\d)")


class _Frame(NamedTuple):
    """What an open element hands down to what it contains."""

    zone: Zone
    zones: frozenset[Zone]
    block: int
    holder: int
    label: tuple[str, int]
    chrome: bool
    attributes: dict[str, str | None]


_TOP = _Frame(
    zone=Zone.NONE, zones=frozenset(), block=0, holder=0, label=("", 0), chrome=False, attributes={}
)


def survey(document: Document) -> Survey:
    """Walk over the page once; use it through `document.derive(survey)`."""
    walk = _Walk()
    if document.tree.body is not None:
        walk.run(document.tree.body)
    return walk.result()


def _wrappers(body: LexborNode) -> frozenset[int]:
    """Give the ids of elements around <main> or an h1: no boxes, whatever their class."""
    found: set[int] = set()
    for node in body.traverse():
        if node.tag in _LANDMARKS:
            parent = node.parent
            while parent is not None and parent.mem_id not in found:
                found.add(parent.mem_id)
                parent = parent.parent
    return frozenset(found)


class _Walk:
    """One walk; `frames` are the open elements, of which at most one link and one heading count."""

    def __init__(self) -> None:
        self.frames = [_TOP]
        self.label = ("", 0)
        self.anchors: list[Anchor] = []
        self.headings: list[Heading] = []
        self.block_text: dict[int, int] = {}
        self.masses: dict[int, int] = {}
        self.boxed: dict[int, int] = {}
        self.wrappers: frozenset[int] = frozenset()
        self.forms: list[list[tuple[str, str]]] = []
        self.itemtypes: set[str] = set()
        self.text_length = self.link_length = 0
        self.dates = self.articles = self.images = 0
        self.count = self.nested = 0
        self.before = ""
        self.link = self.heading = self.title = 0
        self.link_parts: list[str] = []
        self.heading_parts: list[str] = []
        self.link_before = self.link_alt = self.link_href = self.heading_href = ""
        self.link_heading = self.heading_linked = False

    def run(self, body: LexborNode) -> None:
        """Visit all nodes below the body in document order."""
        self.wrappers = _wrappers(body)
        open_nodes: list[tuple[LexborNode, str]] = []
        node = body.first_child
        while True:
            while node is None:
                if not open_nodes:
                    return
                node, tag = open_nodes.pop()
                self.leave(tag)
                node = node.next
            tag = node.tag or "-"
            if tag == "-text":
                self.text(node.text_content or "")
            elif tag in _VOID:
                self.note(tag, node.attributes, chrome=self.frames[-1].chrome)
            elif tag[0] != "-" and tag not in _SKIPPED:
                self.enter(node, tag)
                open_nodes.append((node, tag))
                node = node.first_child
                continue
            node = node.next

    def text(self, text: str) -> None:
        """Count text by place, and keep it for the open link and heading."""
        bare = text.strip()
        if not bare:
            return
        if self.heading or self.title:
            self.heading_parts.append(text)
        frame = self.frames[-1]
        length = len(bare)
        if self.link:
            self.link_parts.append(text)
            if not frame.chrome:
                self.link_length += length
            return
        self.before = bare
        if frame.chrome:
            if Zone.COMMENTS not in frame.zones and not self.heading:
                self.boxed[frame.holder] = self.boxed.get(frame.holder, 0) + length
        else:
            self.text_length += length
            self.block_text[frame.block] = self.block_text.get(frame.block, 0) + length
            if length <= MAX_LABEL and _YEAR.search(bare):
                self.dates += 1
            if not self.heading:
                self.masses[frame.holder] = self.masses.get(frame.holder, 0) + length

    def enter(self, node: LexborNode, tag: str) -> None:
        """Open an element."""
        attributes = node.attributes
        zone, zones, block, holder, _, chrome, _ = self.frames[-1]
        own = self.zone(tag, attributes)
        if own in CHROME and tag not in ZONED_TAGS and node.mem_id in self.wrappers:
            own = Zone.NONE
        if own:
            zone = own
            if own not in zones:
                zones = zones | {own}
            chrome = chrome or own in CHROME
        if tag in _BLOCKS:
            self.count += 1
            block = self.count
            self.before = ""
            if tag in _HOLDERS:
                holder = block
        self.frames.append(_Frame(zone, zones, block, holder, self.label, chrome, attributes))
        if tag == "a" or tag == "area":
            if not self.link and attributes.get("href") is not None:
                self.open_link(attributes["href"] or "", attributes.get("class") or "")
        elif tag in _HEADINGS:
            self.link_heading = True
            if not self.heading:
                self.heading, self.heading_parts = len(self.frames), []
                self.heading_linked = self.link > 0
                self.heading_href = self.link_href if self.link else ""
        elif attributes or tag in ("article", "time", "form"):
            self.note(tag, attributes, chrome=chrome)

    def zone(self, tag: str, attributes: dict[str, str | None]) -> Zone:
        """Tell the zone an element opens; header and footer of an article are part of it."""
        names = attributes.get("class") or ""
        for key in ("id", "itemprop"):
            if key in attributes:
                names = f"{names} {attributes[key]}"
        if names or "role" in attributes:
            own = zone_of(tag, names[:MAX_NAMES], attributes.get("role") or "")
        else:
            own = ZONED_TAGS.get(tag, Zone.NONE)
        inside = self.nested or Zone.BODY in self.frames[-1].zones
        return Zone.NONE if inside and own in (Zone.HEADER, Zone.FOOTER) else own

    def open_link(self, href: str, names: str) -> None:
        """Start to collect the text of a link."""
        self.link, self.link_parts, self.link_alt = len(self.frames), [], ""
        self.link_heading = self.heading > 0 or self.title > 0 or is_title(names)
        self.link_before = self.before
        self.heading_href = self.link_href = href
        self.heading_linked = True

    def note(self, tag: str, attributes: dict[str, str | None], *, chrome: bool) -> None:
        """Count what tells page kinds apart."""
        if tag == "br" or tag == "hr":
            self.before = ""
        elif tag == "article":
            self.articles += not self.nested and not chrome
            self.nested += 1
        elif tag == "time":
            self.dates += not chrome
        elif tag == "img":
            self.images += not chrome
            self.link_alt = self.link_alt or attributes.get("alt") or ""
        elif tag == "form":
            self.forms.append([])
        elif tag in ("input", "textarea") and self.forms:
            kind = "textarea" if tag == "textarea" else attributes.get("type") or "text"
            self.forms[-1].append((kind, attributes.get("name") or ""))
        elif self.opens_title(tag, attributes):
            self.title, self.heading_parts, self.heading_linked = len(self.frames), [], False
        if "itemtype" in attributes:
            self.itemtypes.add((attributes["itemtype"] or "").rstrip("/").rsplit("/", 1)[-1])

    def opens_title(self, tag: str, attributes: dict[str, str | None]) -> bool:
        """Tell whether an element that is no heading is used as one."""
        if tag not in _TITLED or self.heading or self.title or self.link:
            return False
        return is_title(attributes.get("class") or "")

    def leave(self, tag: str) -> None:
        """Close the innermost element."""
        depth = len(self.frames)
        if depth == self.link:
            self.close_link()
        elif depth == self.heading:
            self.close_heading(tag)
        elif depth == self.title:
            self.title = 0
            self.name_box(squeeze("".join(self.heading_parts)), depth)
        elif tag == "article":
            self.nested -= 1
        frame = self.frames.pop()
        if self.label[1] - depth >= 2:
            self.label = frame.label

    def close_link(self) -> None:
        """Keep the link with its place."""
        frame = self.frames[self.link - 1]
        self.link = 0
        if len(self.anchors) >= MAX_ANCHORS:
            return
        attributes = frame.attributes
        text = squeeze("".join(self.link_parts)) or squeeze(
            attributes.get("title") or attributes.get("aria-label") or self.link_alt
        )
        self.anchors.append(
            Anchor(
                attributes["href"] or "",
                text[:200],
                attributes,
                frame.zone,
                frame.zones,
                self.label[0],
                self.link_before,
                self.link_heading,
                frame.block,
            )
        )

    def close_heading(self, tag: str) -> None:
        """Keep the heading; one without a link may name the box that follows."""
        frame, depth = self.frames[self.heading - 1], self.heading
        self.heading = 0
        text = squeeze("".join(self.heading_parts))
        if text and len(self.headings) < MAX_HEADINGS:
            self.headings.append(
                Heading(tag, text, self.heading_linked, self.heading_href, frame.zone, frame.chrome)
            )
            self.name_box(text, depth)

    def name_box(self, text: str, depth: int) -> None:
        """Let a short text without a link name what follows it."""
        if 0 < len(text) <= MAX_LABEL and not self.heading_linked:
            self.label = (text, depth)

    def mass(self) -> int:
        """Give the largest body of text; one in a box counts where content has next to none."""
        content = max(self.masses.values(), default=0)
        boxed = max(self.boxed.values(), default=0)
        return boxed if content < MIN_MASS and boxed > 3 * MIN_MASS else content

    def result(self) -> Survey:
        """Freeze what was found."""
        return Survey(
            anchors=tuple(self.anchors),
            headings=tuple(self.headings),
            blocks=self.block_text,
            mass=self.mass(),
            text_length=self.text_length,
            link_length=self.link_length,
            dates=self.dates,
            articles=self.articles,
            forms=tuple(tuple(form) for form in self.forms),
            itemtypes=frozenset(self.itemtypes),
            images=self.images,
        )
