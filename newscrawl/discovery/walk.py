"""The walk over a page that makes its survey: each node is visited once, without recursion."""

from selectolax.lexbor import LexborNode

from newscrawl.discovery.frame import BLOCKS, HEADINGS, TOP, inner
from newscrawl.discovery.survey import Anchor, Heading, Survey
from newscrawl.discovery.tally import MAX_LABEL, Tally
from newscrawl.discovery.zones import CHROME, ZONED_TAGS, Zone, is_title, zone_of
from newscrawl.document import Document, squeeze

MAX_ANCHORS = 5000
MAX_HEADINGS = 2000
MAX_NAMES = 300
"""Characters of class names and id that are looked at."""

_SKIPPED = frozenset({"script", "style", "svg", "iframe", "object", "canvas", "math", "head"})
_VOID = frozenset({"img", "br", "hr", "input", "wbr", "link", "meta", "embed", "source"})
_TITLED = frozenset({"div", "span", "p", "strong", "header", "td", "b", "caption"})
_COUNTED = frozenset({"article", "time", "form"})
_ENDS = frozenset({Zone.HEADER, Zone.FOOTER})


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
    """One walk; `frames` are the open elements, of which at most one link and one heading count."""

    def __init__(self) -> None:
        self.frames = [TOP]
        self.label = ("", 0)
        self.labels = [self.label]
        self.tally = Tally()
        self.anchors: list[Anchor] = []
        self.headings: list[Heading] = []
        self.wrappers: frozenset[int] = frozenset()
        self.count = 0
        self.before = ""
        self.link = self.heading = self.title = 0
        self.link_parts: list[str] = []
        self.heading_parts: list[str] = []
        self.link_attributes: dict[str, str | None] = {}
        self.link_before = self.link_alt = self.link_href = self.heading_href = ""
        self.link_heading = self.heading_linked = False

    def run(self, body: LexborNode) -> None:
        """Visit all nodes below the body in document order."""
        self.wrappers = _wrappers(body)
        open_nodes: list[tuple[LexborNode, str]] = []
        enter, leave = self.enter, self.leave
        node = body.first_child
        while True:
            while node is None:
                if not open_nodes:
                    return
                node, tag = open_nodes.pop()
                leave(tag)
                node = node.next
            tag = node.tag or "-"
            if tag == "-text":
                text = node.text_content
                if text and not text.isspace():
                    self.text(text)
            elif tag in _VOID:
                self.note(tag, node.attributes, chrome=self.frames[-1].chrome)
            elif tag[0] != "-" and tag not in _SKIPPED:
                enter(node, tag)
                open_nodes.append((node, tag))
                node = node.first_child
                continue
            node = node.next

    def text(self, text: str) -> None:
        """Count text by place, and keep it for the open link and heading."""
        bare = text.strip()
        if self.heading or self.title:
            self.heading_parts.append(text)
        frame = self.frames[-1]
        if self.link:
            self.link_parts.append(text)
            if not frame.chrome:
                self.tally.link_length += len(bare)
            return
        self.before = bare
        self.tally.text(bare, frame, in_heading=self.heading > 0)

    def enter(self, node: LexborNode, tag: str) -> None:
        """Open an element."""
        attributes = node.attributes
        frame = self.frames[-1]
        own = self.zone(tag, attributes) if attributes else ZONED_TAGS.get(tag, Zone.NONE)
        if own in _ENDS and (self.tally.nested or Zone.BODY in frame.zones):
            own = Zone.NONE  # header and footer of an article are part of it
        if own in CHROME and tag not in ZONED_TAGS and node.mem_id in self.wrappers:
            own = Zone.NONE
        if tag in BLOCKS:
            self.count += 1
            self.before = ""
            frame = inner(frame, tag=tag, zone=own, block=self.count)
        elif own:
            frame = inner(frame, tag=tag, zone=own, block=0)
        self.frames.append(frame)
        self.labels.append(self.label)
        if tag == "a" or tag == "area":
            if not self.link and attributes.get("href") is not None:
                self.open_link(attributes)
        elif tag in HEADINGS:
            self.link_heading = True
            if not self.heading:
                self.heading, self.heading_parts = len(self.frames), []
                self.heading_linked = self.link > 0
                self.heading_href = self.link_href if self.link else ""
        elif attributes or tag in _COUNTED:
            self.note(tag, attributes, chrome=frame.chrome)

    @staticmethod
    def zone(tag: str, attributes: dict[str, str | None]) -> Zone:
        """Tell the zone that an element opens by itself."""
        get = attributes.get
        names, role = get("class") or "", get("role")
        if identity := get("id"):
            names = f"{names} {identity}"
        if prop := get("itemprop"):
            names = f"{names} {prop}"
        if names or role is not None:
            return zone_of(tag, names[:MAX_NAMES], role or "")
        return ZONED_TAGS.get(tag, Zone.NONE)

    def open_link(self, attributes: dict[str, str | None]) -> None:
        """Start to collect the text of a link."""
        self.link, self.link_parts, self.link_alt = len(self.frames), [], ""
        names = attributes.get("class")
        self.link_heading = self.heading > 0 or self.title > 0 or bool(names and is_title(names))
        self.link_before = self.before
        self.link_attributes = attributes
        self.heading_href = self.link_href = attributes["href"] or ""
        self.heading_linked = True

    def note(self, tag: str, attributes: dict[str, str | None], *, chrome: bool) -> None:
        """Count an element that is neither link nor heading, and see whether it is used as one."""
        if tag == "br" or tag == "hr":
            self.before = ""
        elif tag == "img":
            self.link_alt = self.link_alt or attributes.get("alt") or ""
        elif tag in _TITLED and not (self.heading or self.title or self.link):
            names = attributes.get("class")
            if names and is_title(names):
                self.title, self.heading_parts, self.heading_linked = len(self.frames), [], False
        self.tally.element(tag, attributes, chrome=chrome)

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
            self.tally.nested -= 1
        self.frames.pop()
        label = self.labels.pop()
        if self.label[1] - depth >= 2:
            self.label = label

    def close_link(self) -> None:
        """Keep the link with its place."""
        frame = self.frames[self.link - 1]
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
