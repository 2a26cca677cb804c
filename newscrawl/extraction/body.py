"""The body of an article as blocks: the one place that knows how the main text is found."""

import re
from collections.abc import Iterator

import trafilatura
from lxml.etree import _Element
from lxml.html import HtmlElement, document_fromstring
from selectolax.lexbor import LexborHTMLParser

from newscrawl.document import Document
from newscrawl.model.article import Block, BlockType

MAX_CHARACTERS = 3_000_000
MAX_TAGS = 25_000
MAX_BLOCKS = 5_000
_SPANS = re.compile(r"\b(?:col|row)span\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
_BREAKS = re.compile(r"(?:<br\b[^<>]{0,40}>\s*){3,}", re.IGNORECASE)
_TYPES = {
    "p": BlockType.PARAGRAPH,
    "head": BlockType.HEADING,
    "list": BlockType.LIST,
    "quote": BlockType.QUOTE,
    "table": BlockType.TABLE,
}


def body(document: Document, url: str) -> tuple[Block, ...]:
    """Give the main text of a page as blocks, in order, without title, comments and boilerplate."""
    html = (document.tree.html or "")[:MAX_CHARACTERS]
    text = _BREAKS.sub("<br><br>", _SPANS.sub("", html))
    if text.count("<") > MAX_TAGS * 2 or _depth(text) > 200:
        return tuple(_plain(text))
    try:
        tree: HtmlElement = document_fromstring(text.encode("utf-8", "replace").decode("utf-8"))
        found = trafilatura.bare_extraction(
            tree,
            url=url or None,
            fast=True,
            include_comments=False,
            include_tables=True,
            with_metadata=False,
        )
    except Exception:  # noqa: BLE001 - any page, however broken, gives a value
        return tuple(_plain(text))
    root = getattr(found, "body", None)
    return tuple(_blocks(root))[:MAX_BLOCKS] if root is not None else ()


def _blocks(root: _Element) -> Iterator[Block]:
    for element in root:
        kind = _TYPES.get(str(element.tag), BlockType.PARAGRAPH)
        if kind is BlockType.LIST:
            text = "\n".join(filter(None, (_text(item) for item in element.iter("item"))))
        elif kind is BlockType.TABLE:
            text = "\n".join(filter(None, (_row(row) for row in element.iter("row"))))
        else:
            text = _text(element)
        if text:
            yield Block(type=kind, text=text)
        tail = " ".join((element.tail or "").split())
        if tail:
            yield Block(type=BlockType.PARAGRAPH, text=tail)


def _row(row: _Element) -> str:
    return "\t".join(_text(cell) for cell in row.iter("cell"))


def _text(element: _Element) -> str:
    return " ".join("".join(_ordered(element)).split())


def _ordered(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in {"lb", "p", "item", "cell", "head"}:
            yield " "
        yield from _ordered(child)
        yield child.tail or ""


def _plain(html: str) -> Iterator[Block]:
    """Give the paragraphs of a page that is too large or broken for the full search."""
    tree = LexborHTMLParser(html)
    seen: set[str] = set()
    for node in tree.css("p, h2, h3, blockquote")[:MAX_BLOCKS]:
        text = " ".join(node.text().split())[:20_000]
        if len(text) >= 40 and text not in seen:
            seen.add(text)
            kind = BlockType.HEADING if node.tag in {"h2", "h3"} else BlockType.PARAGRAPH
            yield Block(type=kind, text=text)


def _depth(html: str) -> int:
    """Estimate how deep elements nest, from the balance of the tags that nest in bombs."""
    level = deepest = 0
    for match in re.finditer(
        r"<(/?)(?:div|span|section|article|ul|li|table|td|b|i|font|em|strong|blockquote)\b",
        html,
        re.IGNORECASE,
    ):
        level = max(0, level - 1) if match.group(1) else level + 1
        deepest = max(deepest, level)
    return deepest
