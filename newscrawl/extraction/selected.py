"""Selected parts: the fields that a person's CSS selectors point out on a site's pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newscrawl.document import Document, parse, squeeze
from newscrawl.extraction import timestamps
from newscrawl.extraction.names import names
from newscrawl.extraction.source import text_of
from newscrawl.model.article import Article, Block, BlockType
from newscrawl.model.rules import Selectors

SOURCE = "selector"
"""The *_source of what a selector gave."""
MAX_NODES = 5_000
_NO_TEXT = "script, style, noscript, template"
_BLOCKS = {
    "p": BlockType.PARAGRAPH, "pre": BlockType.PARAGRAPH, "figcaption": BlockType.CAPTION,
    "blockquote": BlockType.QUOTE, "table": BlockType.TABLE, "ul": BlockType.LIST,
    "ol": BlockType.LIST, "h2": BlockType.HEADING, "h3": BlockType.HEADING,
    "h4": BlockType.HEADING, "h5": BlockType.HEADING, "h6": BlockType.HEADING,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """What the selectors found; empty where they found nothing, so that the rules stay in force."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    date: str | None = None
    blocks: tuple[Block, ...] = ()

    def applied_to(self, article: Article) -> Article:
        """Put what was found into an article that the general rules described."""
        if self.headline:
            article = replace(article, headline=self.headline, headline_source=SOURCE)
        if self.authors:
            article = replace(article, authors=self.authors, authors_source=SOURCE)
        if self.date is not None:
            article = replace(article, date_published=self.date, date_published_source=SOURCE)
        return article


def stripped(html: bytes, remove: str | None, *, content_type: str | None) -> Document:
    """Parse a page for extraction alone, without the elements that are to be removed."""
    document = parse(html, content_type=content_type)
    for node in _found(document.tree, remove):
        node.decompose()
    return document


def selected(document: Document, selectors: Selectors) -> Selected:
    """Find the parts of a page; the first element counts for headline and date."""
    tree = document.tree
    headlines = [_value(node, "content") for node in _found(tree, selectors.headline)]
    bylines = [_value(node, "content") for node in _found(tree, selectors.author)]
    stated = [_value(node, "datetime", "content") for node in _found(tree, selectors.date)]
    people = (name for line in bylines for name in names(line) or (line,) if name)
    days = (timestamps.parse(text) or timestamps.find(text) for text in stated)
    return Selected(
        headline=next(filter(None, headlines), ""),
        authors=tuple(dict.fromkeys(people)),
        date=next(filter(None, days), None),
        blocks=tuple(_body(tree, selectors.body)),
    )


def _found(tree: LexborHTMLParser, selector: str | None) -> list[LexborNode]:
    """Give what a selector finds, of elements within each other the outer one."""
    nodes = [] if selector is None else tree.css(selector)[:MAX_NODES]
    known = {node.mem_id for node in nodes}
    return [node for node in nodes if not any(a.mem_id in known for a in _ancestors(node))]


def _value(node: LexborNode, *attributes: str) -> str:
    stated = (squeeze(node.attributes.get(name) or "") for name in attributes)
    return next(filter(None, stated), "") or text_of(node)


def _body(tree: LexborHTMLParser, selector: str | None) -> Iterator[Block]:
    """Give the text of the selected elements as blocks; text outside of any is lines."""
    for root in _found(tree, selector):
        for node in root.css(_NO_TEXT):
            node.decompose()
        blocks = list(_blocks(root))
        whole = root.text(separator="\n")
        # A body of bare text and line breaks has no elements to go by.
        if sum(len(block.text) for block in blocks) * 2 < len(squeeze(whole)):
            lines = map(squeeze, whole.split("\n"))
            blocks = [Block(type=BlockType.PARAGRAPH, text=line) for line in lines if line]
        yield from blocks


def _blocks(root: LexborNode) -> Iterator[Block]:
    taken: set[int] = set()
    for node in ([root] if root.tag in _BLOCKS else root.css(", ".join(_BLOCKS)))[:MAX_NODES]:
        if any(ancestor.mem_id in taken for ancestor in _ancestors(node)):
            continue
        taken.add(node.mem_id)
        text = _text(node)
        if text:
            yield Block(type=_BLOCKS[node.tag or ""], text=text)


def _text(node: LexborNode) -> str:
    parts = {"ul": "li", "ol": "li", "table": "tr"}.get(node.tag or "")
    if parts is None:
        return squeeze(node.text())
    return "\n".join(filter(None, (text_of(part) for part in node.css(parts))))


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent
