"""The region around the headline, where pages print byline and date, as short texts in order."""

from collections import deque

from selectolax.lexbor import LexborNode

from newscrawl.document import squeeze
from newscrawl.extraction.source import Source, text_of

BEFORE = 16
AFTER = 40
LONG = 160
"""Characters from which a text is a paragraph of the body; the second one ends the region."""
MAX_NODES = 40_000
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "option", "button", "title"})


def masthead(source: Source, headline: str | None) -> tuple[str, ...]:
    """Give the short texts around the headline: after it, then before it, nearest first."""
    body = source.tree.body
    if body is None:
        return ()
    anchor = _anchor(source, headline)
    before: deque[str] = deque(maxlen=BEFORE)
    after: list[str] = []
    inside = anchor is None
    paragraphs = 0
    for number, node in enumerate(body.traverse(include_text=True)):
        if number > MAX_NODES or len(after) >= AFTER or paragraphs >= 2:
            break
        if anchor is not None and not inside:
            inside = node.mem_id == anchor.mem_id
        if node.tag != "-text":
            continue
        text = squeeze(node.text_content or "")
        if not text or (node.parent is not None and node.parent.tag in _SILENT):
            continue
        if not inside:
            before.append(text[:LONG])
        elif len(text) >= LONG:
            paragraphs += 1
        elif anchor is None or not _is_in(node, anchor):
            after.append(text)
    return (*after, *reversed(before))


def _anchor(source: Source, headline: str | None) -> LexborNode | None:
    headings = source.tree.css("h1")[:10] + source.tree.css("h2")[:10]
    same = [node for node in headings if headline and text_of(node) == headline]
    return next(iter(same or headings), None)


def _is_in(node: LexborNode, ancestor: LexborNode) -> bool:
    parent = node.parent
    for _ in range(4):
        if parent is None:
            return False
        if parent.mem_id == ancestor.mem_id:
            return True
        parent = parent.parent
    return False
