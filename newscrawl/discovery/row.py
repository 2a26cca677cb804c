"""A row: one repeated element of a feed or sitemap, with the parts that are of use."""

from collections.abc import Mapping
from dataclasses import dataclass, field

FIELDS = frozenset({
    "title", "link", "guid", "id", "origlink", "generator", "published", "pubdate", "issued",
    "created", "date", "updated", "modified", "loc", "lastmod", "publication_date",
})  # fmt: skip
"""Local names in lower case that feeds and sitemaps are read for; all else is passed over."""
MAX_TEXT = 10_000
"""Characters of one part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One part of a row."""

    name: str
    """Local name in lower case."""
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One repeated element with its parts in order."""

    name: str = ""
    fields: tuple[Field, ...] = ()
    base: str = ""
    """`xml:base` in force, if any."""
    attributes: Mapping[str, str] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """Give the text of the first part of this name, empty if there is none."""
        return next((field.text for field in self.fields if field.name == name), "")
