"""The walk over a page that makes its survey: each node is visited once, without recursion."""

from selectolax.lexbor import LexborNode

from newscrawl.discovery.frame import BLOCKS, HEADINGS, HOLDERS, TOP, Frame, inner
from newscrawl.discovery.survey import Anchor, Heading, Survey
from newscrawl.discovery.tally import COUNTED, MAX_LABEL, Tally
from newscrawl.discovery.zones import CHROME, ZONED_TAGS, Zone, is_title, zone_of
from newscrawl.document import Document, squeeze

MAX_ANCHORS = 5000
MAX_HEADINGS = 2000
MAX_NAMES = 300
"""Characters of class names and id that are looked at."""

_TEXT, _VOID, _SKIPPED = range(1, 4)
_SORTS = (
    {"-text": _TEXT}
    | dict.fromkeys(["img", "br", "hr", "input", "wbr", "link", "meta", "embed", "source"], _VOID)
    | dict.fromkeys(
        ["script", "style", "svg", "iframe", "object", "canvas", "math", "head"], _SKIPPED
    )
    | dict.fromkeys(["-comment", "-doctype", "-document", "-undef", "-end-of-file"], _SKIPPED)
)
"""Nodes that are no elements with content of interest."""
_TITLED = frozenset({"div", "span", "p", "strong", "header", "td", "b", "caption"})
_ENDS = frozenset({Zone.HEADER, Zone.FOOTER})
# Members of an enum cost ten times a global to look up (CPython 3.11).
_NONE, _BODY = Zone.NONE, Zone.BODY


def survey(document: Document) -> Survey:
    """Walk over the page once; use it through `document.derive(survey)`."""
    walk = _Walk()
    if document.tree.body is not None:
        walk.run(document.tree.body)
    return walk.result()


def _wrappers(body: LexborNode) -> frozenset[int]:
    """Give the ids of elements around <main> or an h1: no boxes, whatever their class."""
    found: set[int] = set()
    for node in body.css("h1, main"):
        parent = node.parent
        while parent is not None and parent.mem_id not in found:
            found.add(parent.mem_id)
            parent = parent.parent
    return frozenset(found)


class _Walk:
    """One walk; of the open elements at most one link and one heading count."""

    def __init__(self) -> None:
        self.frame = TOP
        self.block = self.holder = self.count = 0
        self.label = ("", 0)
        self.tally = Tally()
        self.anchors: list[Anchor] = []
        self.headings: list[Heading] = []
        self.wrappers: frozenset[int] = frozenset()
        self.before = ""
        # Depths of the elements, or 0 where none is open.
        self.link = self.heading = self.title = 0
        self.link_parts: list[str] = []
        self.heading_parts: list[str] = []
        self.link_attributes: dict[str, str | None] = {}
        self.link_before = self.link_alt = self.link_href = self.heading_href = ""
        self.link_heading = self.heading_linked = False

    def run(self, body: LexborNode) -> None:
        """Visit all nodes below the body in document order."""
        self.wrappers = _wrappers(body)
        stack: list[tuple[LexborNode, str, Frame, int, int, tuple[str, int]]] = []
        sorts, enter, text = _SORTS.get, self.enter, _TEXT
        node = body.first_child
        while True:
            while node is None:
                if not stack:
                    return
                depth = len(stack) + 1
                node, tag, frame, block, holder, label = stack.pop()
                if depth == self.link or depth == self.heading or depth == self.title:
                    self.leave(tag, depth)
                elif tag == "article":
                    self.tally.nested -= 1
                self.frame, self.block, self.holder = frame, block, holder
                if self.label is not label and self.label[1] - depth >= 2:
                    self.label = label
                node = node.next
            tag = node.tag or "-undef"
            sort = sorts(tag)
            if sort is None:
                stack.append((node, tag, self.frame, self.block, self.holder, self.label))
                enter(node, tag, len(stack) + 1)
                node = node.first_child
                continue
            if sort is text:
                if bare := (said := node.text_content or "").strip():
                    self.text(said, bare)
            elif sort is _VOID:
                self.note(tag, node.attributes, len(stack) + 1)
            node = node.next

    def text(self, text: str, bare: str) -> None:
        """Count text by place, and keep it for the open link and heading."""
        if self.heading or self.title:
            self.heading_parts.append(text)
        if self.link:
            self.link_parts.append(text)
            if not self.frame.chrome:
                self.tally.link_length += len(bare)
            return
        self.before = bare
        self.tally.text(
            bare, self.frame, block=self.block, holder=self.holder, in_heading=self.heading > 0
        )

    def enter(self, node: LexborNode, tag: str, depth: int) -> None:
        """Open an element."""
        attributes = node.attributes
        own = self.zone(tag, attributes) if attributes else ZONED_TAGS.get(tag, _NONE)
        if own and not self.is_spared(own, node, tag):
            self.frame = inner(self.frame, own)
        if tag in BLOCKS:
            self.count += 1
            self.before = ""
            self.block = self.count
            if tag in HOLDERS:
                self.holder = self.count
        if tag == "a" or tag == "area":
            if not self.link and attributes.get("href") is not None:
                self.open_link(attributes, depth)
        elif tag in HEADINGS:
            self.link_heading = True
            if not self.heading:
                self.heading, self.heading_parts = depth, []
                self.heading_linked = self.link > 0
                self.heading_href = self.link_href if self.link else ""
        elif attributes or tag in COUNTED:
            self.note(tag, attributes, depth)

    def is_spared(self, own: Zone, node: LexborNode, tag: str) -> bool:
        """Tell whether an element opens no zone though it is called so."""
        if own in _ENDS and (self.tally.nested or _BODY in self.frame.zones):
            return True  # header and footer of an article are part of it
        return own in CHROME and tag not in ZONED_TAGS and node.mem_id in self.wrappers

    @staticmethod
    def zone(tag: str, attributes: dict[str, str | None]) -> Zone:
        """Tell the zone that an element opens by itself."""
        get = attributes.get
        names = get("class") or ""
        if names and len(attributes) == 1:
            return zone_of(tag, names[:MAX_NAMES], "")
        role = get("role")
        if identity := get("id"):
            names = f"{names} {identity}"
        if prop := get("itemprop"):
            names = f"{names} {prop}"
        if names or role is not None:
            return zone_of(tag, names[:MAX_NAMES], role or "")
        return ZONED_TAGS.get(tag, _NONE)

    def open_link(self, attributes: dict[str, str | None], depth: int) -> None:
        """Start to collect the text of a link."""
        self.link, self.link_parts, self.link_alt = depth, [], ""
        names = attributes.get("class")
        self.link_heading = self.heading > 0 or self.title > 0 or bool(names and is_title(names))
        self.link_before = self.before
        self.link_attributes = attributes
        self.heading_href = self.link_href = attributes["href"] or ""
        self.heading_linked = True

    def note(self, tag: str, attributes: dict[str, str | None], depth: int) -> None:
        """Count an element that is neither link nor heading, and see whether it is used as one."""
        if tag in _TITLED:
            names = attributes.get("class")
            if names and is_title(names) and not (self.heading or self.title or self.link):
                self.title, self.heading_parts, self.heading_linked = depth, [], False
        elif tag == "br" or tag == "hr":
            self.before = ""
        elif tag == "img":
            self.link_alt = self.link_alt or attributes.get("alt") or ""
        if tag in COUNTED or "itemtype" in attributes:
            self.tally.element(tag, attributes, chrome=self.frame.chrome)

    def leave(self, tag: str, depth: int) -> None:
        """Close the open link, heading or title."""
        if depth == self.link:
            self.close_link()
        elif depth == self.heading:
            self.close_heading(tag)
        else:
            self.title = 0
            self.name_box(squeeze("".join(self.heading_parts)), depth)

    def close_link(self) -> None:
        """Keep the link with its place."""
        frame = self.frame
        self.link = 0
        if len(self.anchors) >= MAX_ANCHORS:
            return
        attributes = self.link_attributes
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
                self.block,
            )
        )

    def close_heading(self, tag: str) -> None:
        """Keep the heading; one without a link may name the box that follows."""
        frame, depth = self.frame, self.heading
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

    def result(self) -> Survey:
        """Freeze what was found."""
        tally = self.tally
        return Survey(
            anchors=tuple(self.anchors),
            headings=tuple(self.headings),
            blocks=tally.blocks,
            mass=tally.mass(),
            text_length=tally.text_length,
            link_length=tally.link_length,
            dates=tally.dates,
            articles=tally.articles,
            forms=tuple(tuple(form) for form in tally.forms),
            itemtypes=frozenset(tally.itemtypes),
            images=tally.images,
        )
