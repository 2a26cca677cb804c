"""The outline of a page: its units of text in order, and the containers that hold them.

One pass over the tree. A unit is a run of text that no block element, and no pair of line breaks,
interrupts. Containers are the block elements; as both are numbered in document order, the units
under a container are one range, so every sum over a subtree is a difference of two prefix sums.
Navigation and the page's footer are passed over; long runs of short links become one unit.
"""

from typing import NamedTuple

from selectolax.lexbor import LexborNode

from newscrawl.extraction.prose.places import FLOWS, PLACES, Flow, Place, place

MAX_NODES = 150_000
MAX_DEPTH = 300
MAX_UNITS = 3_000
MAX_CHARS = 1_500_000
SHORT_LINK = 70
"""Characters under which a unit that is all link can be joined to a run of such."""
RUN = 2
"""Short links of a run that stay apart; the next takes in the others."""
MAX_RUN = 1_000
MAX_NAMES = 300
"""Characters of an element's names that are looked at."""
MIN_CHARS = 600
"""A page with less text outside of navigation and footer is read with them."""
_PAUSE = "\v\n"
_BAR = " | "
# Members of an enum cost ten times a global to look up (CPython 3.11).
_TEXT, _SKIP, _BREAK, _BLOCK, _LINK, _STRONG, _CELL, _MEDIA, _TIME = Flow
# A named tuple's own constructor takes three times as long.
_new = tuple.__new__
_DIGITS = str.maketrans("", "", "0123456789")
_IN_TEXT = (None, _LINK, _STRONG)
_INNER = (Place.ARTICLE | Place.MAIN).value
_IN_LINK = Place.LINK.value
_PASSED = frozenset({"nav", "footer"})
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

    __slots__ = ("_chars", "_counts", "_in_link", "_in_strong", "_media", "_open", "_parts",
                 "_passed", "_path", "_run", "_whole", "containers", "spans", "units")  # fmt: skip

    def __init__(self, root: LexborNode | None) -> None:
        self._whole = self._passed = False
        self._read(root)
        if self._passed and self._chars < MIN_CHARS:
            self._whole = True
            self._read(root)

    def _read(self, root: LexborNode | None) -> None:
        self.units: list[Unit] = []
        self.containers: list[Container] = [Container(0, "html", "", 0, 0)]
        self.spans: list[tuple[int, int]] = [(0, 0)]
        self._path = [0]
        # Block elements inside the path that have no text yet: most never get any.
        self._open: list[tuple[LexborNode, str, bool]] = []
        self._parts: list[str] = []
        self._in_link = self._in_strong = self._chars = self._media = self._run = 0
        self._counts = [0, 0, 0, 0]  # link characters, links, strong characters, times
        if root is not None:
            self._walk(root)
        self._flush()
        self.spans[0] = (0, len(self.units))

    def _walk(self, root: LexborNode) -> None:
        stack: list[tuple[LexborNode, Flow | None]] = []
        node: LexborNode | None = root
        flows, parts, leave = FLOWS.get, self._parts, self._leave
        skip, media = _SKIP, _MEDIA
        for _ in range(MAX_NODES):
            if node is None:
                break
            said = node.text_content
            if said is not None:
                if parts or not said.isspace():
                    self._text(said)
            elif (flow := flows(tag := node.tag or "")) is not skip:
                if flow is not None or ("-" in tag and not _is_in_line(node)):
                    flow = self._enter(node, tag, flow)
                if flow is not skip and flow is not media:
                    child = node.first_child if len(stack) < MAX_DEPTH else None
                    if child is not None:
                        stack.append((node, flow))
                        node = child
                        continue
                    if flow is not None:
                        leave(flow)
            following = node.next
            while following is None and stack:
                node, flow = stack.pop()
                if flow is not None:
                    leave(flow)
                following = node.next
            node = following
        self._finish(stack)

    def _finish(self, stack: list[tuple[LexborNode, Flow | None]]) -> None:
        for _, flow in reversed(stack):
            if flow is not None:
                self._leave(flow)

    def _text(self, text: str) -> None:
        if self._chars > MAX_CHARS:
            return
        self._parts.append(text)
        if self._in_link or self._in_strong:
            size = len(text.strip())
            self._counts[0] += size if self._in_link else 0
            self._counts[2] += size if self._in_strong else 0

    def _enter(self, node: LexborNode, tag: str, flow: Flow | None) -> Flow:
        """Open an element that is not plain inline; return the flow to leave it by."""
        if flow is None or (flow is _CELL and _holds_blocks(node)):
            flow = _BLOCK
        if flow is _BLOCK:
            if self._parts:
                self._flush()
            if tag in _PASSED and self._is_passed(tag):
                return _SKIP
            self._open.append((node, tag, self._in_link > 0))
        elif flow is _LINK:
            self._in_link += 1
            self._counts[1] += 1
        elif flow is _STRONG:
            self._in_strong += 1
        elif flow is _BREAK:
            self._break()
        elif flow is _MEDIA:
            self._media += 1
        elif flow is _TIME:
            self._counts[3] += 1
        elif flow is _CELL and self._parts and self._parts[-1] != _BAR:
            self._parts.append(_BAR)
        return flow

    def _leave(self, flow: Flow) -> None:
        if flow is _BLOCK:
            if self._parts:
                self._flush()
            if self._open:
                self._open.pop()
            else:
                index = self._path.pop()
                self.spans[index] = (self.spans[index][0], len(self.units))
        elif flow is _LINK:
            self._in_link -= 1
        elif flow is _STRONG:
            self._in_strong -= 1

    def _is_passed(self, tag: str) -> bool:
        """Tell whether a nav or footer is the page's and not the article's."""
        inner = tag == "footer" and (
            self.containers[self._path[-1]].place & _INNER
            or any(PLACES.get(tag, 0) & _INNER for _, tag, _ in self._open)
        )
        if inner or self._whole:
            return False
        self._passed = True
        return True

    def _hold(self) -> None:
        """Make containers of the open block elements, as there is text in them."""
        parent = self._path[-1]
        _, _, _, depth, where = self.containers[parent]
        for node, tag, in_link in self._open:
            where |= PLACES.get(tag, 0)
            names = ""
            attributes = node.attributes
            if attributes:
                names = attributes.get("class") or ""
                if len(attributes) > 1 or not names:
                    where |= place(attributes)
                    names = " ".join([attributes[k] or "" for k in _NAMES if k in attributes])
                names = names[:MAX_NAMES].translate(_DIGITS)
            if in_link:
                where |= _IN_LINK
            depth += 1
            self.containers.append(_new(Container, (parent, tag, names, depth, where)))
            self.spans.append((len(self.units), len(self.units)))
            parent = len(self.containers) - 1
            self._path.append(parent)
        self._open.clear()

    def _break(self) -> None:
        for part in reversed(self._parts):
            if part == _PAUSE:
                self._flush()
                return
            if not part.isspace():
                break
        self._parts.append(_PAUSE)

    def _flush(self) -> None:
        if not self._parts:
            return
        text = " ".join("".join(self._parts).split()).strip("| ")
        if text and len(self.units) < MAX_UNITS:
            self._chars += len(text)
            bare = len(text) < SHORT_LINK and self._counts[0] >= len(text) - 2
            self._run = self._run + 1 if bare else 0
            if self._run > RUN + 1 and len(self.units[-1].text) < MAX_RUN:
                self.units[-1] = self._joined(text)
            else:
                if self._open:
                    self._hold()
                linked, links, strong, times = self._counts
                unit = (text, self._path[-1], linked, links, strong, times, self._media)
                self.units.append(_new(Unit, unit))
            self._media = 0
        self._parts.clear()
        self._counts = [0, 0, 0, 0]

    def _joined(self, text: str) -> Unit:
        """Add text to the last unit."""
        said, container, linked, links, strong, times, media = self.units[-1]
        more = self._counts
        return Unit(
            said + _BAR + text, container, linked + more[0], links + more[1],
            strong + more[2], times + more[3], media + self._media,
        )  # fmt: skip


def _is_in_line(custom: LexborNode) -> bool:
    """Tell whether an element that HTML does not know stands in the midst of a text."""
    is_beside = any(_flows(node) for node in (custom.prev, custom.next) if node is not None)
    return is_beside and not _holds_blocks(custom)


def _flows(node: LexborNode) -> bool:
    """Tell whether a node is text or a plain inline element."""
    tag = node.tag or ""
    if tag == "-text":
        return not (node.text_content or "").isspace()
    return "-" not in tag and FLOWS.get(tag) in _IN_TEXT


def _holds_blocks(cell: LexborNode) -> bool:
    child = cell.first_child
    for _ in range(50):
        if child is None:
            return False
        if FLOWS.get(child.tag or "") is _BLOCK:
            return True
        child = child.next
    return False
