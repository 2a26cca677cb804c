"""A selection: which captures an export takes, and what of the archive belongs to them."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.queries import match_of
from newscrawl.model.page import PageKind
from newscrawl.urls import host, key, site

_ROUNDS = 16
"""Most steps from a page to what belongs to it: redirects, style sheets that import others …"""
_LATEST = (
    "a.version = (SELECT max(version) FROM articles AS b"
    " WHERE b.article_id = a.article_id AND b.twin_of IS NULL)"
)
_REDIRECTS_TO = (
    "SELECT s.url FROM urls AS u JOIN edges AS e ON e.target = u.id"
    " JOIN urls AS s ON s.id = e.source WHERE u.key = :key AND s.kind = :redirect"
)
_SHOWN_WITH = (
    "SELECT t.url FROM urls AS u JOIN requisites AS r ON r.source = u.id"
    " JOIN urls AS t ON t.id = r.target WHERE u.key = :key"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What must hold of a capture to be taken; of each tuple one value is enough."""

    since: str = ""
    """First day of capture, ISO 8601, or a longer beginning of a WARC-Date."""
    until: str = ""
    """Last day of capture, included."""
    published_since: str = ""
    published_until: str = ""
    prefixes: tuple[str, ...] = ()
    """Beginnings of URLs; scheme and `www.` make no difference."""
    patterns: tuple[re.Pattern[str], ...] = ()
    """Found in the URL."""
    sites: tuple[str, ...] = ()
    """Registrable domains or hosts."""
    query: str = ""
    """Words that the article holds."""
    articles: bool = False
    latest: bool = False
    """Only the latest version of each article."""

    @property
    def is_of_articles(self) -> bool:
        """Whether only articles can be taken."""
        dated = self.published_since or self.published_until
        return self.articles or self.latest or bool(self.query or dated)

    def takes(self, url: str) -> bool:
        """Tell whether a URL is among those asked for."""
        if self.prefixes:
            place = _place(url)
            if not any(place.startswith(_place(prefix)) for prefix in self.prefixes):
                return False
        if self.patterns and not any(pattern.search(url) for pattern in self.patterns):
            return False
        return not self.sites or bool({site(url), host(url)}.intersection(self.sites))


def choose(db: sqlite3.Connection, selection: Selection, *, with_context: bool) -> int:
    """Fill the temporary table `chosen` with the captures of a selection and give their number.

    With `with_context` the redirects that lead to them, and what their pages are made of, follow.
    """
    db.execute(
        "CREATE TEMP TABLE chosen"
        " (capture INTEGER PRIMARY KEY, round INTEGER NOT NULL, copied INTEGER NOT NULL DEFAULT 0)"
    )
    rows = db.execute(*_query(selection))
    count = _choose(db, (row for row, url in rows if selection.takes(url)), round_=0)
    if with_context and selection != Selection():
        for step in range(_ROUNDS):
            if not _choose(db, _beside(db, step), round_=step + 1):
                break
    return count


def captures_of(db: sqlite3.Connection, url: str) -> list[tuple[int, str, str, int]]:
    """Give row, record id, date and status of all captures of a URL, however it is spelled."""
    scheme, _, rest = url.partition("://")
    spellings = {url}
    if scheme in ("http", "https"):
        bare = rest.removeprefix("www.")
        spellings |= {f"{s}://{www}{bare}" for s in ("http", "https") for www in ("", "www.")}
    marks = ",".join("?" * len(spellings))
    return db.execute(
        f"SELECT id, record_id, date, status FROM captures WHERE url IN ({marks})",  # noqa: S608
        sorted(spellings),
    ).fetchall()


def _choose(db: sqlite3.Connection, captures: Iterable[int], *, round_: int) -> int:
    before = db.total_changes
    db.executemany(
        "INSERT OR IGNORE INTO chosen (capture, round) VALUES (?, ?)",
        ((capture, round_) for capture in captures),
    )
    return db.total_changes - before


def _place(url: str) -> str:
    """Give a URL, or its beginning, without what makes no difference."""
    return re.sub(r"\A(?:https?://)?(?:www\.)?", "", url, flags=re.IGNORECASE)


def _query(selection: Selection) -> tuple[str, list[str]]:
    """Give the rows (capture, URL) of all that the catalogue can tell of a selection."""
    match = match_of(selection.query)
    published = "json_extract(a.record, '$.date_published')"
    # A letter sorts behind digits and punctuation: a day includes all its times.
    wanted = {
        "c.date >= ?": selection.since,
        "c.date < ? || 'z'": selection.until,
        f"{published} >= ?": selection.published_since,
        f"{published} < ? || 'z'": selection.published_until,
        "a.id IN (SELECT rowid FROM article_text WHERE article_text MATCH ?)": match,
    }
    conditions = [condition for condition, value in wanted.items() if value]
    if selection.latest:
        conditions.append(_LATEST)
    if selection.query and not match:
        conditions.append("0")  # a search without words finds nothing
    table = "captures AS c"
    if selection.is_of_articles:
        table += " JOIN articles AS a ON a.capture = c.id AND a.twin_of IS NULL"
    where = " AND ".join(conditions) or "1"
    values = [value for value in wanted.values() if value]
    return f"SELECT c.id, c.url FROM {table} WHERE {where}", values  # noqa: S608 constants


def _beside(db: sqlite3.Connection, step: int) -> Iterator[int]:
    """Give the captures that belong to those chosen in one round."""
    rows = db.execute(
        "SELECT c.url FROM chosen JOIN captures AS c ON c.id = capture WHERE round = ?", (step,)
    )
    for (url,) in rows:
        # A redirect to another spelling, as from http to https, has no row of its own.
        yield from (row for row, _, _, status in captures_of(db, url) if 300 <= status < 400)
        wanted = {"key": key(url), "redirect": PageKind.REDIRECT}
        for (other,) in db.execute(f"{_REDIRECTS_TO} UNION {_SHOWN_WITH}", wanted):
            yield from (row for row, *_ in captures_of(db, other))
