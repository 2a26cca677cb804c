"""Salvage: the rows of broken XML, read by tags alone whatever their nesting."""

import html
import re
from itertools import islice

from newscrawl.discovery.row import FIELDS, MAX_TEXT, Field, Row

# Each alternative stops at its own beginning, so that no input is scanned twice.
_SHAPE = (
    r"<!\[CDATA\[(?P<cdata>(?:(?!<!\[CDATA\[).)*?)\]\]>|<!--(?:(?!<!--).)*?-->"
    r"|<(?P<close>/?)(?:[\w.-]{1,40}:)?(?P<name>%s)(?P<attributes>(?:[\s/][^<>]*)?)>"
)
_TAG = re.compile(r"<[^<>]*>")
_MAX_SHAPES = 300_000
_MAX_PARTS = 200
_ATTRIBUTE = re.compile(rb"([A-Za-z]{1,20})\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_ATTRIBUTES_READ = 2000
"""Bytes of a tag."""


def salvaged_rows(text: bytes, names: frozenset[str], *, limit: int) -> list[Row]:
    """Read what stands before the first row, as a row of its own, then at most `limit` rows.

    A part ends where its end tag, the next part or the next row begins.
    """
    builder = _Builder()
    at = 0
    known = "|".join(sorted(names | FIELDS))
    tokens = re.compile((_SHAPE % known).encode(), re.DOTALL | re.IGNORECASE).finditer(text)
    for token in islice(tokens, _MAX_SHAPES):
        builder.add(text[at : token.start()])
        at = token.end()
        if token["cdata"] is not None:
            builder.add(token["cdata"], is_literal=True)
        if not token["name"]:
            continue
        name = token["name"].decode("ascii", "replace").lower()
        if name in names:
            builder.turn_row("" if token["close"] else name, token["attributes"])
            if len(builder.rows) > limit:
                break
        else:
            builder.turn_field("" if token["close"] else name, token["attributes"])
            if token["attributes"].endswith(b"/"):
                builder.turn_field("")
    builder.finish()
    return builder.rows[: limit + 1]


class _Builder:
    """Rows as far as they are read; the first is the head."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._row: tuple[str, dict[str, str]] = ("head", {})
        self._field: tuple[str, dict[str, str]] = ("", {})
        self._fields: list[Field] = []
        self._text: list[str] = []

    def add(self, piece: bytes, *, is_literal: bool = False) -> None:
        """Add text to the part that is open, if one is."""
        if self._field[0] and len(self._text) < 100:
            text = piece[:MAX_TEXT].decode("utf-8", "replace")
            self._text.append(text if is_literal else html.unescape(_TAG.sub(" ", text)))

    def turn_field(self, name: str, tag: bytes = b"") -> None:
        """Close the part that is open and, if named, open the next."""
        if self._field[0] and len(self._fields) < _MAX_PARTS:
            text = " ".join(self._text).strip()[:MAX_TEXT]
            self._fields.append(Field(name=self._field[0], text=text, attributes=self._field[1]))
        self._field, self._text = (name, _attributes(tag)), []

    def turn_row(self, name: str, tag: bytes = b"") -> None:
        """Close the row that is open and, if named, open the next."""
        self.turn_field("")
        if self._row[0] == "head" or (self._row[0] and self._fields):
            own, attributes = self._row
            self.rows.append(Row(name=own, fields=tuple(self._fields), attributes=attributes))
        self._row, self._fields = (name, _attributes(tag)), []

    def finish(self) -> None:
        """Close the last row; a part that is still open was cut off and may be half an address."""
        self._field = ("", {})
        self.turn_row("")


def _attributes(tag: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(tag[:_ATTRIBUTES_READ])
    return {
        match[1].decode("ascii").lower(): html.unescape(
            (match[2] or match[3] or b"").decode("utf-8", "replace")
        )
        for match in found
    }
