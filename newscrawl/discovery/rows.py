"""Rows: the repeated elements of an XML document of the web, read within bounds."""

import html.entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, islice

from lxml import etree

from newscrawl.discovery.row import FIELDS, MAX_TEXT, Field, Row
from newscrawl.discovery.salvage import salvaged_rows

MAX_TAGS = 3_000_000
_EMPTY_ROWS = 4
"""Rows that are looked at for each that may be taken: bombs are made of empty ones."""
_MAX_ENTITIES = 100_000
_MAX_PARTS = 200

_AMPERSAND = re.compile(
    rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)(?:([A-Za-z][A-Za-z0-9]{1,31});)?"
)
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_ATTRIBUTES = ("href", "rel", "type", "uri", "isPermaLink", f"{_RDF}about")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All rows of a document."""

    head: Row
    """What stands before the first row."""
    rows: tuple[Row, ...]
    faults: tuple[str, ...]
    """`too-many-tags`, `too-many-entries`, `bad-xml`."""


def read_rows(text: bytes, names: frozenset[str], *, limit: int) -> Table:
    """Read at most `limit` elements with one of these local names from UTF-8 `text`.

    No entity is ever expanded or fetched. Where the XML is broken, tags alone are looked at: a
    parser that mends it nests rows in one another and takes a cut address for whole.
    """
    faults: list[str] = []
    tags = text.count(b"<")
    if tags > MAX_TAGS:
        text = text[: len(text) * MAX_TAGS // tags]
        faults.append("too-many-tags")
    head, rows, is_whole = _strict(text, names, limit)
    if not is_whole:
        faults.append("bad-xml")
        found = salvaged_rows(text, names, limit=limit)
        if len(found) > len(rows):
            head, *rows = found
    if len(rows) >= limit:
        faults.append("too-many-entries")
    return Table(head=head, rows=tuple(rows), faults=tuple(faults))


def _strict(text: bytes, names: frozenset[str], limit: int) -> tuple[Row, list[Row], bool]:
    """Read with an XML parser that goes on after errors; tell too whether there were none."""
    start = max(0, text.find(b"<"))
    parser = etree.iterparse(
        BytesIO(_AMPERSAND.sub(_character, text[start:], count=_MAX_ENTITIES)),
        events=("end",),
        tag=tuple(f"{{*}}{name}" for name in names),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    head, rows, seen = Row(), list[Row](), 0
    try:
        for _, element in parser:
            if not rows:
                head = Row(fields=tuple(_head(element)))
            row = _row(element)
            if row.fields:
                rows.append(row)
            seen += 1
            if len(rows) >= limit or seen >= _EMPTY_ROWS * limit:
                return head, rows, True
            _forget(element)
    except (etree.LxmlError, UnicodeDecodeError):  # &#xD800; is text that is none
        return head, rows, False
    return head, rows, not len(parser.error_log)


def _row(element: etree._Element) -> Row:
    children = list(islice(element, _MAX_PARTS))
    news = next((child for child in children if _name(child) == "news"), ())
    fields = [_field(child) for child in chain(children, islice(news, _MAX_PARTS))]
    return Row(
        name=_name(element),
        fields=tuple(field for field in fields if field.name in FIELDS),
        base=element.base or "",
        attributes=_attributes(element),
    )


def _head(element: etree._Element) -> Iterator[Field]:
    """Read what stands before the first row: in RSS 1.0 beside it, in a `channel`."""
    for sibling in islice(element.itersiblings(preceding=True), _MAX_PARTS):
        for part in islice(sibling, _MAX_PARTS) if _name(sibling) == "channel" else (sibling,):
            if _name(part) in FIELDS:
                yield _field(part)


def _field(element: etree._Element) -> Field:
    text = (element.text or "")[:MAX_TEXT]
    return Field(name=_name(element), text=text, attributes=_attributes(element))


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _attributes(element: etree._Element) -> dict[str, str]:
    # Asked for by name: listing them is quadratic in lxml, and hostile tags carry thousands.
    found = {name.rpartition("}")[2].lower(): element.get(name) for name in _ATTRIBUTES}
    return {name: value for name, value in found.items() if value is not None}


def _forget(element: etree._Element) -> None:
    """Free what was read, so that a document costs no more memory than its longest row."""
    parent = element.getparent()
    element.clear()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _character(match: re.Match[bytes]) -> bytes:
    """Write an HTML entity as a number; what is none stands for itself."""
    name = match[1]
    code = html.entities.name2codepoint.get(name.decode("ascii")) if name else None
    return b"&#%d;" % code if code else b"&amp;" + match[0][1:]
