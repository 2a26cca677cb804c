"""The outline of a page: its units of text in order, and the containers that hold them.

One pass over the tree. A unit is a run of text that no block element, and no pair of line breaks,
interrupts. Containers are the block elements; as both are numbered in document order, the units
under a container are one range, so every sum over a subtree is a difference of two prefix sums.
"""

from typing import NamedTuple

from selectolax.lexbor import LexborNode

from newscrawl.extraction.prose.places import FLOWS, PLACES, Flow, Place, place

MAX_NODES = 150_000
MAX_DEPTH = 300
MAX_UNITS = 3_000
MAX_CHARS = 1_500_000
_BREAK = "\v\n"
_CELL = " | "
_NO_DIGITS = dict.fromkeys(range(ord("0"), ord("9") + 1))
_NAMES = ("class", "id", "itemprop", "role", "data-testid", "data-component", "data-qa")


class Container(NamedTuple):
    """One block element."""

    parent: int
    tag: str
    names: str
    """Its class, id and like attributes, joined; without digits, which number likes."""
    depth: int
    place: int


class Unit(NamedTuple):
    """One run of text, white space squeezed."""

    text: str
    container: int
    link_chars: int
    links: int
    strong_chars: int
    times: int
    media: int
    """Images and the like that were met since the unit before."""


class Outline:
    """Units and containers of one page; `spans[i]` is the range of units under container i."""

    __slots__ = ("_chars", "_counts", "_in_link", "_in_strong", "_media", "_parts", "_path",
                 "containers", "spans", "units")  # fmt: skip

    def __init__(self, root: LexborNode | None) -> None:
        self.units: list[Unit] = []
        self.containers: list[Container] = [Container(0, "html", "", 0, 0)]
        self.spans: list[tuple[int, int]] = [(0, 0)]
        self._path = [0]
        self._parts: list[str] = []
        self._in_link = self._in_strong = self._chars = self._media = 0
        self._counts = [0, 0, 0, 0]  # link characters, links, strong characters, times
        if root is not None:
            self._walk(root)
        self._flush()
        self.spans[0] = (0, len(self.units))

    def _walk(self, root: LexborNode) -> None:
        stack: list[tuple[LexborNode, Flow | None]] = []
        node: LexborNode | None = root
        flows, text, skip, media = FLOWS, Flow.TEXT, Flow.SKIP, Flow.MEDIA
        for _ in range(MAX_NODES):
            if node is None:
                break
            tag = node.tag or ""
            flow = flows.get(tag)
            if flow is text:
                self._text(node.text_content or "")
            elif flow is not skip:
                if flow is not None or "-" in tag:
                    flow = self._enter(node, tag, flow)
                child = node.first_child if len(stack) < MAX_DEPTH and flow is not media else None
                if child is not None:
                    stack.append((node, flow))
                    node = child
                    continue
                if flow is not None:
                    self._leave(flow)
            following = node.next
            while following is None and stack:
                node, flow = stack.pop()
                if flow is not None:
                    self._leave(flow)
                following = node.next
            node = following
        for _, flow in reversed(stack):
            if flow is not None:
                self._leave(flow)

    def _text(self, text: str) -> None:
        if (not self._parts and text.isspace()) or self._chars > MAX_CHARS:
            return
        self._parts.append(text)
        if self._in_link or self._in_strong:
            size = len(text.strip())
            self._counts[0] += size if self._in_link else 0
            self._counts[2] += size if self._in_strong else 0

    def _enter(self, node: LexborNode, tag: str, flow: Flow | None) -> Flow:
        """Open an element that is not plain inline; return the flow to leave it by."""
        if flow is None or (flow is Flow.CELL and _holds_blocks(node)):
            flow = Flow.BLOCK
        if flow is Flow.BLOCK:
            self._flush()
            self._open(node, tag)
        elif flow is Flow.LINK:
            self._in_link += 1
            self._counts[1] += 1
        elif flow is Flow.STRONG:
            self._in_strong += 1
        elif flow is Flow.BREAK:
            self._break()
        elif flow is Flow.MEDIA:
            self._media += 1
        elif flow is Flow.TIME:
            self._counts[3] += 1
        elif flow is Flow.CELL and self._parts and self._parts[-1] != _CELL:
            self._parts.append(_CELL)
        return flow

    def _leave(self, flow: Flow) -> None:
        if flow is Flow.BLOCK:
            self._flush()
            index = self._path.pop()
            start = self.spans[index][0]
            if start == len(self.units):
                del self.containers[index:], self.spans[index:]
            else:
                self.spans[index] = (start, len(self.units))
        elif flow is Flow.LINK:
            self._in_link -= 1
        elif flow is Flow.STRONG:
            self._in_strong -= 1

    def _open(self, node: LexborNode, tag: str) -> None:
        parent = self._path[-1]
        _, _, _, depth, where = self.containers[parent]
        where |= PLACES.get(tag, 0)
        names = ""
        attributes = node.attributes
        if attributes:
            names = " ".join([attributes[k] or "" for k in _NAMES if k in attributes])[:300]
            names = names.translate(_NO_DIGITS)
            if len(attributes) > 1 or "class" not in attributes:
                where |= place(attributes)
        if self._in_link:
            where |= Place.LINK.value
        self._path.append(len(self.containers))
        self.containers.append(Container(parent, tag, names, depth + 1, where))
        self.spans.append((len(self.units), len(self.units)))

    def _break(self) -> None:
        for part in reversed(self._parts):
            if part == _BREAK:
                self._flush()
                return
            if not part.isspace():
                break
        self._parts.append(_BREAK)

    def _flush(self) -> None:
        if not self._parts:
            return
        text = " ".join("".join(self._parts).split()).strip("| ")
        if text and len(self.units) < MAX_UNITS:
            self._chars += len(text)
            linked, links, strong, times = self._counts
            unit = Unit(text, self._path[-1], linked, links, strong, times, self._media)
            self.units.append(unit)
            self._media = 0
        self._parts.clear()
        self._counts = [0, 0, 0, 0]


def _holds_blocks(cell: LexborNode) -> bool:
    child = cell.first_child
    for _ in range(50):
        if child is None:
            return False
        if FLOWS.get(child.tag or "") is Flow.BLOCK:
            return True
        child = child.next
    return False
