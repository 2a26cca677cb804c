"""The walk over a page that makes its survey: each node is visited once, without recursion."""

from selectolax.lexbor import LexborNode

from newscrawl.discovery.frame import BLOCKS, HEADINGS, HOLDERS, TOP, Frame, inner
from newscrawl.discovery.survey import Anchor, Heading, Survey
from newscrawl.discovery.tally import COUNTED, MAX_LABEL, Tally
from newscrawl.discovery.zones import CHROME, ZONED_TAGS, Zone, marks
from newscrawl.document import Document, squeeze

MAX_ANCHORS = 5000
MAX_HEADINGS = 2000

_VOID, _SKIPPED, _LINK, _HEADING, _BLOCK, _HOLDER, _COUNTED, _TITLED = (
    1 << place for place in range(8)
)
_LEAF = _VOID | _SKIPPED
_SPECIAL = _LINK | _HEADING | _COUNTED
_TAGS = (
    (_VOID, {"img", "br", "hr", "input", "wbr", "link", "meta", "embed", "source"}),
    (_SKIPPED, {"script", "style", "svg", "iframe", "object", "canvas", "math", "head"}),
    (_SKIPPED, {"-comment", "-doctype", "-document", "-undef", "-end-of-file"}),
    (_LINK, {"a", "area"}),
    (_HEADING, HEADINGS),
    (_BLOCK, BLOCKS),
    (_HOLDER, HOLDERS),
    (_COUNTED, COUNTED),
    (_TITLED, {"div", "span", "p", "strong", "header", "td", "b", "caption"}),
)
_TRAITS = {
    tag: sum(trait for trait, others in _TAGS if tag in others) for _, tags in _TAGS for tag in tags
}
"""What elements are to the walk; one look-up costs less than one for each trait."""
_ENDS = frozenset({Zone.HEADER, Zone.FOOTER})
# Members of an enum cost ten times a global to look up (CPython 3.11).
_BODY = Zone.BODY


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


_Undo = tuple[int, Frame, int, int]
"""What to close with an element, or 0; frame, block and holder outside of it."""


def _marks(tag: str, attributes: dict[str, str | None]) -> tuple[Zone, bool]:
    """Tell the zone that an element opens by itself, and whether its class is that of a title."""
    get = attributes.get
    return marks(tag, get("class"), get("id"), get("itemprop"), get("role"))


def _named(attributes: dict[str, str | None], alt: str) -> str:
    """Give what stands for the text of a link without any."""
    return squeeze(attributes.get("title") or attributes.get("aria-label") or alt)


class _Walk:
    """One walk; of the open elements at most one link and one heading count."""

    def __init__(self) -> None:
        self.frame = TOP
        self.block = self.holder = self.count = 0
        self.label = ("", 0)
        """A text that names what follows it, and the depth that it stands at."""
        self.tally = Tally()
        self.anchors: list[Anchor] = []
        self.headings: list[Heading] = []
        self.wrappers: frozenset[int] = frozenset()
        self.before = ""
        self.link = self.heading = self.title = False
        self.link_parts: list[str] = []
        self.heading_parts: list[str] = []
        self.link_attributes: dict[str, str | None] = {}
        self.link_before = self.link_alt = self.link_href = self.heading_href = ""
        self.link_heading = self.heading_linked = False

    def run(self, body: LexborNode) -> None:
        """Visit all nodes below the body in document order."""
        self.wrappers = _wrappers(body)
        stack: list[tuple[LexborNode, _Undo | None, tuple[str, int]]] = []
        traits = _TRAITS.get
        node = body.first_child
        while True:
            while node is None:
                if not stack:
                    return
                node, undo, label = stack.pop()
                if undo is not None:
                    opened, frame, block, holder = undo
                    if opened:
                        self.leave(opened, node, len(stack))
                    self.frame, self.block, self.holder = frame, block, holder
                if self.label is not label and self.label[1] - len(stack) >= 2:
                    self.label = label
                node = node.next
            tag = node.tag or "-undef"
            if tag == "-text":
                if bare := (said := node.text_content or "").strip():
                    self.text(said, bare)
                node = node.next
                continue
            trait = traits(tag, 0)
            if trait & _LEAF:
                if trait & _VOID:
                    self.void(tag, node)
                node = node.next
            elif trait & _LINK and self.plain_link(node, tag):
                node = node.next
            else:
                label = self.label
                stack.append((node, self.enter(node, tag, trait), label))
                node = node.first_child

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
            bare, self.frame, block=self.block, holder=self.holder, in_heading=self.heading
        )

    def void(self, tag: str, node: LexborNode) -> None:
        """Count an element without content."""
        if tag == "br" or tag == "hr":
            self.before = ""
            return
        attributes = node.attributes
        if tag == "img":
            self.link_alt = self.link_alt or attributes.get("alt") or ""
        if tag in COUNTED or "itemtype" in attributes:
            self.tally.element(tag, attributes, chrome=self.frame.chrome)

    def enter(self, node: LexborNode, tag: str, trait: int) -> _Undo | None:
        """Open an element and give what ends with it."""
        opened, outer = 0, (self.frame, self.block, self.holder)
        attributes = node.attributes
        own, titled = _marks(tag, attributes) if attributes else (ZONED_TAGS.get(tag), False)
        if own and own is not self.frame.zone and not self.is_spared(own, node, tag):
            self.frame = inner(self.frame, own)
        if trait & _BLOCK:
            self.count += 1
            self.before = ""
            self.block = self.count
            if trait & _HOLDER:
                self.holder = self.count
        if trait & _SPECIAL:
            opened = self.begin(tag, trait, attributes, titled=titled)
        elif "itemtype" in attributes:
            self.tally.element(tag, attributes, chrome=self.frame.chrome)
        if titled and trait & _TITLED and not (self.heading or self.title or self.link):
            self.title, self.heading_parts, self.heading_linked = True, [], False
            opened = _TITLED
        if opened or trait & _BLOCK or self.frame is not outer[0]:
            return opened, *outer
        return None

    def begin(
        self, tag: str, trait: int, attributes: dict[str, str | None], *, titled: bool
    ) -> int:
        """Open a link, a heading or an element that is counted; give the trait to close, or 0."""
        if trait & _LINK:
            if self.link or attributes.get("href") is None:
                return 0
            self.link, self.link_parts, self.link_alt = True, [], ""
            self.open_link(attributes, titled=titled)
            return _LINK
        if trait & _HEADING:
            self.link_heading = True
            if self.heading:
                return 0
            self.heading, self.heading_parts, self.heading_linked = True, [], self.link
            self.heading_href = self.link_href if self.link else ""
            return _HEADING
        self.tally.element(tag, attributes, chrome=self.frame.chrome)
        return _COUNTED if tag == "article" else 0

    def plain_link(self, node: LexborNode, tag: str) -> bool:
        """Keep a link with nothing but text in it, as most are, without going into it."""
        child = node.first_child
        if self.link or (child is not None and (child.tag != "-text" or child.next is not None)):
            return False
        attributes = node.attributes
        if attributes.get("href") is None:
            return False
        frame = self.frame
        own, titled = _marks(tag, attributes)
        if own and own is not frame.zone and not self.is_spared(own, node, tag):
            frame = inner(frame, own)
        self.open_link(attributes, titled=titled)
        text = (child.text_content or "") if child is not None else ""
        if bare := text.strip():
            if self.heading or self.title:
                self.heading_parts.append(text)
            if not frame.chrome:
                self.tally.link_length += len(bare)
        self.keep_link(squeeze(bare) or _named(attributes, ""), frame)
        return True

    def is_spared(self, own: Zone, node: LexborNode, tag: str) -> bool:
        """Tell whether an element opens no zone though it is called so."""
        if own in _ENDS and (self.tally.nested or _BODY in self.frame.zones):
            return True  # header and footer of an article are part of it
        return own in CHROME and tag not in ZONED_TAGS and node.mem_id in self.wrappers

    def open_link(self, attributes: dict[str, str | None], *, titled: bool) -> None:
        """Note where a link begins."""
        self.link_heading = self.heading or self.title or titled
        self.link_before = self.before
        self.link_attributes = attributes
        self.heading_href = self.link_href = attributes["href"] or ""
        self.heading_linked = True

    def leave(self, opened: int, node: LexborNode, depth: int) -> None:
        """Close the open link, heading, title or article."""
        if opened == _LINK:
            self.link = False
            text = squeeze("".join(self.link_parts))
            self.keep_link(text or _named(self.link_attributes, self.link_alt), self.frame)
        elif opened == _HEADING:
            self.close_heading(node.tag or "", depth)
        elif opened == _TITLED:
            self.title = False
            self.name_box(squeeze("".join(self.heading_parts)), depth)
        else:
            self.tally.nested -= 1

    def keep_link(self, text: str, frame: Frame) -> None:
        """Keep the link that began last, with its place."""
        if len(self.anchors) < MAX_ANCHORS:
            self.anchors.append(
                Anchor(
                    self.link_href,
                    text[:200],
                    self.link_attributes,
                    frame.zone,
                    frame.zones,
                    self.label[0],
                    self.link_before,
                    self.link_heading,
                    self.block,
                )
            )

    def close_heading(self, tag: str, depth: int) -> None:
        """Keep the heading; one without a link may name the box that follows."""
        frame = self.frame
        self.heading = False
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
