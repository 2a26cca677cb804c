"""Queries: what the reading commands ask of a catalogue, each a function on an open one."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from newscrawl.model.record import ArticleRecord, decode
from newscrawl.urls import key

_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article found by full text."""

    url: str
    headline: str | None
    date_published: str | None
    snippet: str
    """Words around the match, the match in square brackets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another article with nearly the same text."""

    id: str
    url: str
    headline: str | None
    date_published: str | None
    is_earliest: bool
    """Whether it is the one that the others are duplicates of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlStatus:
    """One row of the frontier, for people."""

    url: str
    state: str
    reason: str
    kind: str | None
    role: str
    depth: int
    found_from: str | None
    found_at: str
    status: int | None
    canonical: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """A page that named a URL as an entry, or redirected to it."""

    url: str
    kind: str


def search(db: sqlite3.Connection, query: str, *, limit: int) -> list[Hit]:
    """Find articles that hold all words of `query`, best first; any text is a valid query."""
    match = match_of(query)
    if not match:
        return []
    rows = db.execute(
        "SELECT a.record, snippet(article_text, -1, '[', ']', '…', 12)"
        " FROM article_text JOIN articles AS a ON a.id = article_text.rowid"
        " WHERE article_text MATCH ? AND a.twin_of IS NULL ORDER BY rank LIMIT ?",
        (match, limit),
    )
    return [_hit(decode(line), snippet) for line, snippet in rows]


def match_of(query: str) -> str:
    """Write a search as FTS5 has it: every word quoted, so that no text of it is syntax."""
    return " ".join(f'"{word}"' for word in _WORD.findall(query))


def versions(db: sqlite3.Connection, url: str) -> list[ArticleRecord]:
    """Give all versions of the article at a URL, also where the URL shows a twin of it."""
    rows = db.execute(
        "SELECT record FROM articles WHERE twin_of IS NULL AND article_id IN"
        " (SELECT article_id FROM articles WHERE url_key = coalesce("
        "    (SELECT twin_of FROM articles WHERE url_key = :key AND twin_of IS NOT NULL), :key))"
        " ORDER BY version",
        {"key": key(url)},
    )
    return [decode(line) for (line,) in rows]


def copies(db: sqlite3.Connection, record: ArticleRecord) -> list[Copy]:
    """Give the other articles of a record's cluster, each in its latest version there."""
    rows = db.execute(
        "SELECT record FROM articles WHERE cluster_id = ? AND article_id <> ? AND twin_of IS NULL"
        " ORDER BY warc, offset",
        (record.cluster_id, record.id),
    )
    members = {member.id: member for member in (decode(line) for (line,) in rows)}
    return [
        Copy(
            id=member.id,
            url=member.url,
            headline=member.headline,
            date_published=member.date_published,
            is_earliest=member.id == record.cluster_id,
        )
        for member in members.values()
    ]


def url_status(db: sqlite3.Connection, url: str) -> UrlStatus | None:
    """Give what is known of a URL, None if it was never seen."""
    row = db.execute(
        "SELECT u.url, u.state, u.reason, u.kind, u.role, u.depth, v.url, u.found_at, u.status,"
        " u.canonical FROM urls AS u LEFT JOIN urls AS v ON v.id = u.found_from WHERE u.key = ?",
        (key(url),),
    ).fetchone()
    if row is None:
        return None
    names = UrlStatus.__dataclass_fields__
    return UrlStatus(**dict(zip(names, row, strict=True)))


def named_by(db: sqlite3.Connection, url: str) -> list[Naming]:
    """Give the lists, feeds, sitemaps and redirects that named a URL, oldest row first."""
    rows = db.execute(
        "SELECT s.url, coalesce(s.kind, s.role) FROM urls AS u JOIN edges AS e ON e.target = u.id"
        " JOIN urls AS s ON s.id = e.source WHERE u.key = ? ORDER BY s.id",
        (key(url),),
    )
    return [Naming(url=source, kind=kind) for source, kind in rows]


def capture_of(db: sqlite3.Connection, url: str) -> tuple[str, int] | None:
    """Give WARC file name and offset of the capture that a URL's fate rests on."""
    row: tuple[str, int] | None = db.execute(
        "SELECT c.warc, c.offset FROM urls AS u JOIN captures AS c ON c.id = u.capture"
        " WHERE u.key = ?",
        (key(url),),
    ).fetchone()
    return row


def records(db: sqlite3.Connection) -> Iterator[ArticleRecord]:
    """Give the records of the captures that `archive.selection.choose` chose, in archive order."""
    rows = db.execute(
        "SELECT record FROM articles JOIN chosen USING (capture) WHERE twin_of IS NULL"
        " ORDER BY warc, offset"
    )
    for (line,) in rows:
        yield decode(line)


def _hit(record: ArticleRecord, snippet: str) -> Hit:
    return Hit(
        url=record.url,
        headline=record.headline,
        date_published=record.date_published,
        snippet=" ".join(snippet.split()),
    )
