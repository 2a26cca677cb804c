"""The authors: people whom JSON-LD, meta elements, microdata or the byline name."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from selectolax.lexbor import LexborNode

from newscrawl.document import squeeze
from newscrawl.extraction import linked_data
from newscrawl.extraction.byline import (
    MAX_BYLINE,
    closing,
    introduced,
    is_name,
    is_person,
    opening,
    signed,
    unique,
    unsigned,
    whole,
)
from newscrawl.extraction.names import is_agency, is_organisation, names
from newscrawl.extraction.signatures import CALLED, ELSEWHERE, STATED, Signatures
from newscrawl.extraction.source import Source
from newscrawl.extraction.titles import host_names
from newscrawl.text import fold

LAST_LINES = 4
"""Lines at the end of a body of which one may be signed."""
_ADDRESS = re.compile(r"^/|\w\.[a-z]{2,6}\s*,")
_ARTICLE = re.compile(r"^(?:the|der|die|das|le|la|les|el|il|de|het)\s+", re.IGNORECASE)
_STATED = {"json-ld": "json-ld", "meta": "meta", "itemprop": "microdata", "microdata": "microdata"}
_META = ("parsely-author", "sailthru.author", "author", "dc.creator", "dcterms.creator",
"dc.creator.personalname", "article:author_name",
         "citation_author", "byl", "article.author", "cxenseparse:author", "article:author",
         "authors", "og:article:author", "dcsext.author",
         "twitter:creator:name", "shareaholic:article_author_name", "vr:author", "rnews:author",
         "mediator_author", "article_author", "web_author")  # fmt: skip


def authors(
    source: Source,
    item: dict[str, Any],
    *,
    around: Sequence[str],
    lines: Sequence[str] = (),
    headline: str | None,
    site_names: tuple[str, ...],
) -> tuple[tuple[str, ...], str | None]:
    """Give the authors and where they came from: people, with agencies that are named beside them.

    around are the short texts around the headline, lines those of the body. The publisher
    counts only where JSON-LD or a meta element states it and nobody else is named.
    """
    known = {fold(name) for name in (*site_names, *host_names(source.url)) if name}
    spare: tuple[tuple[str, ...], str | None] = ((), None)
    for label, found in _sources(source, item, around, lines, headline or "", known):
        if label == "alone" and spare[0]:
            continue
        kept = tuple(name for name in found if not _is_site(name, known))
        if label not in _STATED:
            kept = tuple(name for name in kept if not _is_branch(name, known))
        kept = whole(kept, around)
        people = tuple(name for name in kept if not is_organisation(name))
        if spare[0] and label not in _STATED:
            people = tuple(name for name in people if is_person(name))
        if people:
            chosen = tuple(name for name in kept if name in people or is_agency(name))
            return chosen, _STATED.get(label, "text")
        stated = kept or (found if label in {"json-ld", "meta", "itemprop", "signed"} else ())
        if stated and (not spare[0] or (kept and spare[0][0] not in kept and not spare[1])):
            spare = stated, _STATED.get(label, "text")
    return spare


def _is_site(name: str, known: set[str]) -> bool:
    bare = _ARTICLE.sub("", name)
    return (
        fold(name) in known
        or fold(bare) in known
        or "." in name.strip(".").rsplit(" ", 1)[-1].rstrip(".")[1:-1]
    )


def _sources(
    source: Source,
    item: dict[str, Any],
    around: Sequence[str],
    lines: Sequence[str],
    headline: str,
    known: set[str],
) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "json-ld", _linked(item.get("author"), known) or _linked(item.get("creator"), known)
    for key in _META:
        yield "meta", unique(name for text in source.every(key) for name in _from_meta(text, known))
    yield "meta", _labelled(source)
    marks = source.document.derive(Signatures)
    for kind in range(STATED):
        label = "itemprop" if kind < 2 else "microdata"
        yield label, _from_elements(marks, marks.stated(source, kind), explicit=True)
    yield "signed", signed(around)
    for kind in range(3):
        yield "text", _from_elements(marks, marks.called(source, kind))
    for kind in range(STATED):
        yield "microdata", _from_elements(marks, marks.stated(source, kind), anywhere=True)
    yield "alone", unsigned(source, around, headline)
    for kind in range(3, CALLED):
        yield "text", _from_elements(marks, marks.called(source, kind))
    for kind in range(CALLED):
        yield "text", _from_elements(marks, marks.called(source, kind), anywhere=True)
    yield "closing", closing(lines[-LAST_LINES:])
    yield "opening", opening(source, lines)
    yield "introduced", introduced(source, ELSEWHERE)


def _is_branch(name: str, known: set[str]) -> bool:
    """Tell whether a name is the site's with a region or desk, as `PAPER NORTH`."""
    first, _, rest = name.partition(" ")
    return bool(rest) and name.isupper() and fold(first) in known


def _linked(value: Any, known: set[str]) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    found: list[str] = []
    for one in items[:30]:
        if isinstance(one, dict) and isinstance(one.get("name"), list):
            found += [name for text in linked_data.texts(one["name"]) for name in names(text)]
        else:
            found += _stated_in(linked_data.text(one) or "", known)
    return unique(found)


def _from_meta(value: str, known: set[str]) -> tuple[str, ...]:
    return () if "://" in value or _ADDRESS.search(value) else _stated_in(value, known)


def _stated_in(value: str, known: set[str]) -> tuple[str, ...]:
    """Give the names in a value, the site's own name whole though it holds an `and`."""
    return (value,) if fold(value) in known else names(value)


def _labelled(source: Source) -> tuple[str, ...]:
    for number in ("1", "2"):
        label = (source.first(f"twitter:label{number}") or "").casefold()
        if re.search(
            r"written by|geschrieben von|verfasst von|écrit par|escrito por|scritto da|author"
            r"|autor",
            label,
        ):
            return names(source.first(f"twitter:data{number}") or "")
    return ()


def _from_elements(
    marks: Signatures,
    nodes: Sequence[LexborNode],
    *,
    explicit: bool = False,
    anywhere: bool = False,
) -> tuple[str, ...]:
    """Give the names of the first elements and of those that stand beside them.

    anywhere takes those in sidebars, footers and notes on the author too, if whole names.
    """
    found: list[str] = []
    block: int | None = None
    for node in nodes:
        text = marks.text(node)
        if not 2 < len(text) <= MAX_BYLINE or marks.is_elsewhere(node, anywhere=anywhere):
            continue
        holder = node.parent.parent if node.parent is not None else None
        place = holder.mem_id if holder is not None else 0
        if block is not None and place != block:
            break
        kept = [
            name
            for name in _names_in(node, text)
            if explicit or (is_name(name) and not name[0].isdigit())
        ]
        kept = [name for name in kept if is_person(name)] if anywhere else kept
        block = place if kept else block
        found += kept
    return unique(found)


def _names_in(node: LexborNode, text: str) -> Iterator[str]:
    """Give the names of a byline's text; of one run together with a role, the name alone."""
    pieces = node.text(separator="\n", skip_empty=True).split("\n")
    people = [piece for piece in map(squeeze, pieces) if is_person(piece)]
    for name in names(text):
        yield next((one for one in people if name.startswith(f"{one} ")), name)
