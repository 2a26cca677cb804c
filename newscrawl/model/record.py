"""The article record: what researchers read, and how it is proved."""

from dataclasses import dataclass, fields, replace

import msgspec

from newscrawl.model.article import Access, Article, Block, Image, Removed
from newscrawl.model.capture import ArchiveRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Extractor:
    """The program that derived a record."""

    name: str
    version: str


class Discovered(msgspec.Struct, frozen=True, kw_only=True, rename={"via": "from"}):
    """Where the article's URL was first named; `from` is a word of Python, so it is `via` here."""

    by: str
    """Role of the link, as `recent` or `feed-entry`."""
    via: str | None = None
    """URL of the page, feed or sitemap."""
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """One version of one article; the keys are schema.org NewsArticle terms in snake case."""

    id: str
    version: int
    url: str
    canonical_url: str | None
    site: str | None
    headline: str | None
    headline_source: str | None
    authors: tuple[str, ...]
    authors_source: str | None
    date_published: str | None
    date_published_source: str | None
    date_modified: str | None
    date_modified_source: str | None
    section: str | None
    keywords: tuple[str, ...]
    language: str | None
    description: str | None
    image: Image | None
    blocks: tuple[Block, ...]
    text: str
    access: Access
    labels: tuple[str, ...]
    links: tuple[str, ...]
    removed: tuple[Removed, ...]
    cluster_id: str | None
    duplicate_of: str | None
    content_digest: str
    capture: ArchiveRef
    extractor: Extractor
    discovered: Discovered
    directives: tuple[str, ...] = ()
    """What the page says to crawlers; records of earlier versions have none."""


_SHARED = tuple(field.name for field in fields(Article))


def make_record(
    article: Article,
    *,
    identity: str,
    content_digest: str,
    capture: ArchiveRef,
    extractor: Extractor,
    discovered: Discovered,
) -> ArticleRecord:
    """Join an article with its identity and its proof, as version 1."""
    return ArticleRecord(
        id=identity,
        version=1,
        text=article.text,
        cluster_id=None,
        duplicate_of=None,
        content_digest=content_digest,
        capture=capture,
        extractor=extractor,
        discovered=discovered,
        **{name: getattr(article, name) for name in _SHARED},
    )


def article_of(record: ArticleRecord) -> Article:
    """Give the article that a record was made of."""
    return Article(**{name: getattr(record, name) for name in _SHARED})


def with_article(record: ArticleRecord, article: Article, content_digest: str) -> ArticleRecord:
    """Give the record with another article in it, its identity and proof kept."""
    shared = {name: getattr(article, name) for name in _SHARED}
    return replace(record, text=article.text, content_digest=content_digest, **shared)


def encode(record: ArticleRecord) -> bytes:
    """Write a record as one line of JSON, keys in the order of the class."""
    return msgspec.json.encode(record)


def decode(line: bytes | str) -> ArticleRecord:
    """Read a record back; raises msgspec.ValidationError when it is none."""
    return msgspec.json.decode(line, type=ArticleRecord)
