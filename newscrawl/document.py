"""A document: one HTML page parsed once, with what its head says about it."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newscrawl import charset, jsonld, markup

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

# Without mutation events: with them a <select> of N options costs N² (selectolax `options`).
_WITHOUT_EVENTS = 1
_HEAD_ELEMENTS = "meta, link, base, title, script[type*='ld+json' i]"
# What urljoin gives back as it is: an absolute address without an empty query or parameters.
_ABSOLUTE = re.compile(
    r"https?://[a-z0-9.-]+/[a-z0-9._~%!$&'()*+,=:@/-]*(?:\?[a-z0-9._~%!$&'()*+,=:@/-]+)?",
    re.IGNORECASE | re.ASCII,
)
_REFRESH = re.compile(
    r"^\s*([\d.]*)\s*[;,]?\s*(?:url\s*=)?\s*[\"']?(.*?)[\"']?\s*$", re.IGNORECASE | re.DOTALL
)


class Head(NamedTuple):
    """Raw contents of the metadata elements, wherever they stand in the page."""

    title: str | None
    base: str | None
    metas: tuple[dict[str, str | None], ...]
    links: tuple[dict[str, str | None], ...]
    json_ld: tuple[str, ...]


# No slots: cached_property keeps its results in the instance.
@dataclass(frozen=True, kw_only=True, eq=False)
class Document:
    """A parsed page; every property is computed at most once."""

    tree: LexborHTMLParser
    """Never deeper than `markup.TRUSTED_TAGS` elements: walk it without recursion."""
    encoding: str
    """Python codec name."""
    encoding_source: str
    """bom, http, meta, content or guess."""
    faults: tuple[str, ...] = ()
    """What was wrong: bad-bytes, encoded-twice, too-long, too-many-attributes, too-many-tags,
    too-deep."""
    _memo: dict[Any, Any] = field(default_factory=dict, repr=False)

    def derive(self, function: "Callable[[Document], T]") -> T:
        """Compute a pure function of this document once and keep the result with it."""
        if function not in self._memo:
            self._memo[function] = function(self)
        return cast("T", self._memo[function])

    @cached_property
    def head(self) -> Head:
        """The metadata elements, found in one pass."""
        return _read_head(self.tree)

    @cached_property
    def html_attributes(self) -> dict[str, str | None]:
        """Attributes of the root element."""
        return self.tree.root.attributes if self.tree.root is not None else {}

    @cached_property
    def body_attributes(self) -> dict[str, str | None]:
        """Attributes of the body element."""
        return self.tree.body.attributes if self.tree.body is not None else {}

    @property
    def title(self) -> str | None:
        """The first <title>, white space squeezed, or None."""
        return self.head.title

    @cached_property
    def meta(self) -> dict[str, tuple[str, ...]]:
        """Contents of <meta> by lower-case property, name or itemprop, in order."""
        found: dict[str, list[str]] = {}
        for attributes in self.head.metas:
            content = attributes.get("content")
            if content is None:
                continue
            for key in ("property", "name", "itemprop"):
                if name := attributes.get(key):
                    found.setdefault(name.strip().lower(), []).append(content.strip())
        return {name: tuple(values) for name, values in found.items()}

    def first_meta(self, *names: str) -> str | None:
        """Give the first content of the first of these meta names that is not empty."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), None)

    @cached_property
    def json_ld(self) -> tuple[dict[str, Any], ...]:
        """Objects of all JSON-LD blocks, arrays and @graph taken apart, nested ones left inside."""
        return jsonld.read(list(self.head.json_ld))

    @cached_property
    def language(self) -> str | None:
        """The language that <html> states, as written."""
        attributes = self.html_attributes
        return (attributes.get("lang") or attributes.get("xml:lang") or "").strip() or None

    @cached_property
    def robots(self) -> frozenset[str]:
        """Directives of meta robots in lower case, as noindex and nofollow."""
        words = ",".join(self.meta.get("robots", ())).lower().split(",")
        return frozenset(word.strip() for word in words if word.strip())

    def base(self, url: str) -> str:
        """Give the URL that relative references are joined with (HTML Standard 2.4.3)."""
        return join(url, self.head.base) or url if self.head.base else url

    def linked(self, relation: str) -> tuple[dict[str, str | None], ...]:
        """Give the attributes of all <link> elements with this rel value."""
        return tuple(a for a in self.head.links if relation in (a.get("rel") or "").lower().split())

    def canonical(self, url: str) -> str | None:
        """Give the absolute rel=canonical of the page at `url`, or None."""
        hrefs = (attributes.get("href") for attributes in self.linked("canonical"))
        return next((join(self.base(url), href) for href in hrefs if href and href.strip()), None)

    def refresh(self, url: str) -> tuple[float, str] | None:
        """Give seconds and absolute target of a meta refresh to another URL, or None."""
        for attributes in self.head.metas:
            if (attributes.get("http-equiv") or "").strip().lower() != "refresh":
                continue
            match = _REFRESH.match((attributes.get("content") or "")[:4000])
            target = join(self.base(url), match[2]) if match and match[2] else None
            if match and target:
                return _seconds(match[1]), target
        return None


def parse(body: bytes, *, content_type: str | None = None) -> Document:
    """Parse a page of any bytes; never raises, and costs under a second whatever they are."""
    body, faults = (
        (body[: markup.MAX_BYTES], ("too-long",)) if len(body) > markup.MAX_BYTES else (body, ())
    )
    decoded = charset.decode(body, content_type=content_type)
    text, more = markup.limit(decoded.utf8)
    return Document(
        tree=LexborHTMLParser(text, options=_WITHOUT_EVENTS),
        encoding=decoded.encoding,
        encoding_source=decoded.source,
        faults=tuple(dict.fromkeys((*faults, *decoded.faults, *more))),
    )


def join(base: str, reference: str) -> str | None:
    """Join as browsers do as far as white space goes; None where the reference is no URL."""
    if reference.startswith("http") and _ABSOLUTE.fullmatch(reference):
        return reference
    try:
        return urljoin(
            base, reference.strip().replace("\n", "").replace("\r", "").replace("\t", "")
        )
    except ValueError:
        return None


def squeeze(text: str) -> str:
    """Make every run of white space one blank."""
    return " ".join(text.split())


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _read_head(tree: LexborHTMLParser) -> Head:
    title = base = None
    metas: list[dict[str, str | None]] = []
    links: list[dict[str, str | None]] = []
    scripts: list[str] = []
    for node in tree.css(_HEAD_ELEMENTS) if tree.root is not None else ():
        tag = node.tag
        if tag == "meta":
            metas.append(node.attributes)
        elif tag == "link":
            links.append(node.attributes)
        elif tag == "script":
            scripts.append(node.text())
        elif tag == "base":
            base = base or node.attributes.get("href")
        elif title is None and not _in_svg(node):
            title = squeeze(node.text()) or None
    return Head(title, base, tuple(metas), tuple(links), tuple(scripts))


def _in_svg(node: LexborNode) -> bool:
    return node.parent is not None and node.parent.tag == "svg"
