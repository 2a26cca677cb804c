"""The page as metadata reads it: a parsed document at its address, with all its linked data."""

import re
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newscrawl.document import Document, squeeze
from newscrawl.extraction import linked_data
from newscrawl.text import fold

MAX_PROPERTIES = 5_000
"""Elements with an itemprop or property that are looked at."""

MAX_NODES = 60_000
"""Nodes that are searched for texts."""
MAX_HEADINGS = 40
"""Headings that are looked at."""
MAX_LINKS = 5_000
"""Links that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document with the URL it was found at."""

    url: str
    document: Document
    objects: tuple[dict[str, Any], ...]
    """Every JSON-LD object, outer ones before those they hold."""

    @property
    def tree(self) -> LexborHTMLParser:
        """The parsed page."""
        return self.document.tree

    @property
    def title(self) -> str:
        """The title element's text, or nothing."""
        return self.document.title or ""

    def first(self, *names: str) -> str | None:
        """Give the first non-empty meta content among the names, tried in order."""
        return next(iter(self.every(*names)), None)

    def every(self, *names: str) -> tuple[str, ...]:
        """Give all meta contents of the names, in order, each once."""
        meta = self.document.meta
        present = [name for name in names if name in meta]
        if not present:
            return ()
        found = (squeeze(unescape(value)) for name in present for value in meta[name][:100])
        return tuple(dict.fromkeys(value for value in found if value))

    @property
    def headings(self) -> list[LexborNode]:
        """The first twenty h1 elements."""
        return self.document.derive(_headings)

    def shows(self, text: str) -> bool:
        """Tell whether one of the page's headings says just this, but for case and signs."""
        return fold(text) in self.document.derive(_shown)

    @property
    def links(self) -> list[LexborNode]:
        """The first links that have an address."""
        return self.document.derive(_links)

    @property
    def texts(self) -> list[tuple[str, LexborNode]]:
        """The first texts of the page, each with the element it stands in, without scripts."""
        return self.document.derive(_page_texts)

    def marked(self, *names: str) -> list[LexborNode]:
        """Give the elements whose itemprop or property is one of the names, in document order."""
        found = self.document.derive(_properties)
        return [node for words, node in found if not words.isdisjoint(names)]


_CHROME = frozenset({"aside", "footer", "nav"})


def source(document: Document, url: str) -> Source:
    """Set a document beside its URL and take its linked data apart."""
    return Source(
        url=url,
        document=document,
        objects=linked_data.objects(document.json_ld, document.head.json_ld),
    )


def text_of(node: LexborNode) -> str:
    """Give an element's text with white space squeezed and its parts kept apart."""
    return squeeze(node.text(separator=" ", skip_empty=True))


def marks(node: LexborNode) -> str:
    """Give an element's class and id, by which templates tell what it is for."""
    attributes = node.attributes
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}"


def stands_in(node: LexborNode, pattern: re.Pattern[str]) -> bool:
    """Tell whether an element lies in page chrome or in a part whose class or id matches."""
    parent: LexborNode | None = node
    for _ in range(8):
        if parent is None or parent.tag in {"body", "html", "main"}:
            return False
        if parent.tag in _CHROME or pattern.search(marks(parent)):
            # What holds the headline is the article, whatever it is called.
            return parent.css_first("h1") is None
        parent = parent.parent
    return False


def _properties(document: Document) -> list[tuple[frozenset[str], LexborNode]]:
    found = document.tree.css("[itemprop], [property]:not(meta)")[:MAX_PROPERTIES]
    return [
        (frozenset(f"{a.get('itemprop') or ''} {a.get('property') or ''}".split()), node)
        for node in found
        for a in (node.attributes,)
    ]


def _page_texts(document: Document) -> list[tuple[str, LexborNode]]:
    body = document.tree.body
    nodes = islice(body.traverse(include_text=True), MAX_NODES) if body is not None else ()
    return [
        (text, node.parent)
        for node in nodes
        if node.tag == "-text"
        and node.parent is not None
        and node.parent.tag not in {"script", "style"}
        and (text := squeeze(node.text_content or ""))
    ]


def _shown(document: Document) -> frozenset[str]:
    found = document.tree.css("h1, h2, h3, h4, h5, h6")[:MAX_HEADINGS]
    return frozenset(fold(text_of(node)) for node in found)


def _links(document: Document) -> list[LexborNode]:
    return document.tree.css("a[href]")[:MAX_LINKS]


def _headings(document: Document) -> list[LexborNode]:
    return document.tree.css("h1")[:20]
