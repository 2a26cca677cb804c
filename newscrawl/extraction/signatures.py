"""The elements in which a page may name its authors, each found, read and placed once."""

import re
from collections.abc import Callable, Mapping

from selectolax.lexbor import LexborNode

from newscrawl.document import Document
from newscrawl.extraction.source import Source, marks, stands_in, text_of

MOST = 12
"""Elements of one kind that are looked at."""
_STATED = (
    "[itemprop~=author] [itemprop~=name]",
    "[itemprop~=author]",
    "[rel~=author]",
    "[property='author'], [property='schema:author']",
    ".author.vcard .fn, .vcard .fn, .p-author, .h-card .p-name, .author.vcard",
)
"""Elements that state an author by microdata, RDFa, microformats or link type."""
_ITEMPROP, _FORMATS = 2, 4
_TESTED = "[data-testid*=author i], [data-testid*=byline i]"
# What each of the expressions below needs; a selector for each of them costs ten times as much.
_CALLED = "[class*=aut i], [class*=byline i], .by-line, [id*=author i]"
_PROFILE = re.compile(
    "/(?:author|autor|auteur|autore|profil|people|staff|contributor)", re.IGNORECASE
)
_NAME = re.compile("author(?:-|_|__)?name|byline(?:-|__)name", re.IGNORECASE)
_AUTHOR = re.compile("author|autor|auteur", re.IGNORECASE)
_BYLINES = frozenset({"byline", "by-line"})
_AUTHORS = frozenset({"author", "autor", "auteur", "post-author", "entry-author", "article-author"})
ELSEWHERE = re.compile(
    r"related|comment|sidebar|widget|recommend|teaser|latest|popular|most-?read|promo|kommentar"
    r"|trending|carousel|reply|bio\b|description|avatar|caption|social|share|quote|listing"
    r"|reactions|breadcrumb",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"related|comment|recommend|teaser|latest|popular|most-?read|promo|kommentar|trending"
    r"|carousel|reply|listing|reactions|breadcrumb|avatar|caption|quote|menu",
    re.IGNORECASE,
)
"""Parts that name the authors of other texts, unlike a sidebar or a note on the author."""


def _is_named(class_: str, _id: str) -> bool:
    return _NAME.search(class_) is not None


def _is_byline(class_: str, _id: str) -> bool:
    return "byline" in class_.lower() or not _BYLINES.isdisjoint(class_.split())


def _is_author(class_: str, _id: str) -> bool:
    return not _AUTHORS.isdisjoint(class_.split())


def _is_about_author(class_: str, id_: str) -> bool:
    return _AUTHOR.search(class_) is not None or "author" in id_.lower()


_TESTS: Mapping[int, Callable[[str, str], bool]] = {
    1: _is_named, 3: _is_byline, 4: _is_author, 5: _is_about_author,
}  # fmt: skip
STATED, CALLED = len(_STATED), 2 + len(_TESTS)
"""Kinds of elements that state an author, and that a template calls so, the surest first."""


class Signatures:
    """The elements of one page, by kind."""

    __slots__ = ("_called", "_kinds", "_places", "_texts", "_tree")

    def __init__(self, document: Document) -> None:
        # Not the document, which keeps this: only a tree in no circle is freed at once.
        self._tree = document.tree
        self._called: list[tuple[LexborNode, str, str]] | None = None
        self._kinds: dict[tuple[str, int], list[LexborNode]] = {}
        self._places: dict[tuple[int, bool], bool] = {}
        self._texts: dict[int, str] = {}

    def stated(self, source: Source, kind: int) -> list[LexborNode]:
        """Give the first elements that state an author in one way."""
        key = "stated", kind
        if key not in self._kinds:
            tree = self._tree
            is_there = (kind >= _ITEMPROP or source.marked("author")) and (
                kind < _FORMATS or tree.css_first(".vcard, .p-author, .h-card") is not None
            )
            self._kinds[key] = tree.css(_STATED[kind])[:MOST] if is_there else []
        return self._kinds[key]

    def called(self, source: Source, kind: int) -> list[LexborNode]:
        """Give the first elements that are called author in one way."""
        key = "called", kind
        if key not in self._kinds:
            self._kinds[key] = self._find(source, kind)[:MOST]
        return self._kinds[key]

    def _find(self, source: Source, kind: int) -> list[LexborNode]:
        if kind == 0:
            links = ((node, node.attributes.get("href") or "") for node in source.links)
            return [node for node, href in links if _PROFILE.search(href)]
        test = _TESTS.get(kind)
        if test is None:
            return self._tree.css(_TESTED)
        if self._called is None:
            self._called = [
                (node, a.get("class") or "", a.get("id") or "")
                for node in self._tree.css(_CALLED)
                for a in (node.attributes,)
            ]
        return [node for node, class_, id_ in self._called if test(class_, id_)]

    def text(self, node: LexborNode) -> str:
        """Give what an element says."""
        key = node.mem_id
        if key not in self._texts:
            is_meta = node.tag == "meta"
            self._texts[key] = node.attributes.get("content") or "" if is_meta else text_of(node)
        return self._texts[key]

    def is_elsewhere(self, node: LexborNode, *, anywhere: bool) -> bool:
        """Tell whether an element stands in a part that is not about this article's authors.

        anywhere lets sidebars, footers and notes on the author pass.
        """
        key = node.mem_id, anywhere
        if key not in self._places:
            self._places[key] = _is_others(node) if anywhere else stands_in(node, ELSEWHERE)
        return self._places[key]


def _is_others(node: LexborNode) -> bool:
    parent: LexborNode | None = node
    for _ in range(8):
        if parent is None or parent.tag in {"body", "html", "main", "nav"}:
            break
        if _OTHERS.search(marks(parent)):
            return True
        parent = parent.parent
    return parent is not None and parent.tag == "nav"
