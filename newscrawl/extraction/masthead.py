"""The region around the headline, where pages print byline and date, as short texts in order."""

from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from newscrawl.document import squeeze
from newscrawl.extraction.source import Source, text_of

NEAR, BEFORE, AFTER = 14, 16, 40
"""Texts directly after the headline, before it, and after it in all."""
LONG = 160
"""Characters from which a text is a paragraph of the body; the second one ends the region."""
MAX_NODES, MAX_HEADINGS = 4_000, 40
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "option", "button", "title"})


def masthead(source: Source, headline: str | None) -> tuple[str, ...]:
    """Give the short texts around the headline: the next ones, those before it, later ones.

    Those before the headline come nearest first. A page without headings gives its first texts.
    An empty text stands where two do not follow each other on the page.
    """
    body = source.tree.body
    if body is None:
        return ()
    anchor = _anchor(source, headline)
    if anchor is None:
        return tuple(islice(_short(_after(body.first_child, body)), AFTER))
    inside = [text for text in _texts(_within(anchor)) if len(text) < LONG]
    inside = inside[1:] if len(inside) > 1 else []
    after = list(islice(_short(_after(_over(anchor, body), body)), AFTER))
    before = [text[:LONG] for text in islice(_texts(_before(anchor, body)), BEFORE)]
    return (*inside[:3], *after[:NEAR], "", *before, "", *after[NEAR:])


def _anchor(source: Source, headline: str | None) -> LexborNode | None:
    first = source.headings[:10]
    if first and (headline is None or any(headline in text_of(node) for node in first)):
        return next((node for node in first if text_of(node) == headline), first[0])
    lower = source.tree.css("h2, h3, h4, h5, h6")[:MAX_HEADINGS]
    same = (node for node in lower if headline and text_of(node) == headline)
    second = (node for node in lower if node.tag == "h2")
    return next(same, next(iter(first), next(second, None)))


def _short(nodes: Iterator[LexborNode]) -> Iterator[str]:
    paragraphs = 0
    for text in _texts(nodes):
        if len(text) < LONG:
            yield text
            continue
        paragraphs += 1
        if paragraphs == 2:
            return


def _texts(nodes: Iterator[LexborNode]) -> Iterator[str]:
    for node in islice(nodes, MAX_NODES):
        if node.tag == "-text":
            text = squeeze(node.text_content or "")
            if text:
                yield text


def _within(top: LexborNode) -> Iterator[LexborNode]:
    return _after(top.first_child, top)


def _over(node: LexborNode, top: LexborNode) -> LexborNode | None:
    """Give what follows an element and all that it holds, inside `top`."""
    while (following := node.next) is None:
        parent = node.parent
        if parent is None or parent.mem_id == top.mem_id:
            return None
        node = parent
    return following


def _after(node: LexborNode | None, top: LexborNode) -> Iterator[LexborNode]:
    """Give nodes in document order from one on, without what is never shown."""
    while node is not None:
        yield node
        first = node.first_child if node.tag not in _SILENT else None
        node = first or _over(node, top)


def _before(node: LexborNode, top: LexborNode) -> Iterator[LexborNode]:
    """Give the nodes before one in reverse document order, without what is never shown."""
    while True:
        previous = node.prev
        if previous is None:
            if node.parent is None or node.parent.mem_id == top.mem_id:
                return
            node = node.parent
            continue
        node = previous
        while node.tag not in _SILENT and node.last_child is not None:
            node = node.last_child
        yield node
