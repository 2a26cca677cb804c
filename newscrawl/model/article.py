"""An article: what extraction found on one page, in schema.org NewsArticle terms."""

from dataclasses import dataclass
from enum import StrEnum


class BlockType(StrEnum):
    """The structure of one block of the body."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"
    TABLE = "table"
    CAPTION = "caption"


class Access(StrEnum):
    """Who may read the whole text."""

    FREE = "free"
    METERED = "metered"
    PAYWALLED = "paywalled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of the body, white space squeezed."""

    type: BlockType
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """Text that cleaning took out of the body, so that nothing vanishes untraceably."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """The lead image."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page says as an article; no clock, no disk, no identity in it."""

    url: str
    canonical_url: str | None = None
    site: str | None = None
    """Name of the publication as the page gives it."""
    headline: str | None = None
    headline_source: str | None = None
    authors: tuple[str, ...] = ()
    authors_source: str | None = None
    date_published: str | None = None
    """ISO 8601; with offset where the page gives one, date only where it gives no time."""
    date_published_source: str | None = None
    """json-ld, meta, microdata, time, url or text; likewise the other *_source fields."""
    date_modified: str | None = None
    date_modified_source: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    language: str | None = None
    """ISO 639-1 code."""
    description: str | None = None
    image: Image | None = None
    blocks: tuple[Block, ...] = ()
    access: Access = Access.UNKNOWN
    labels: tuple[str, ...] = ()
    directives: tuple[str, ...] = ()
    """What the page says to crawlers, as `noarchive` or `tdm-reservation`, sorted."""
    links: tuple[str, ...] = ()
    """Out-links of the body, absolute."""
    removed: tuple[Removed, ...] = ()

    @property
    def text(self) -> str:
        """The blocks joined by blank lines."""
        return "\n\n".join(block.text for block in self.blocks)
