"""Edges: which list, feed or sitemap named which URL as an entry, for reports of coverage."""

import sqlite3

from newscrawl.model.link import ENTRY_ROLES, Link, Role
from newscrawl.model.page import Page, PageKind
from newscrawl.urls import key

SOURCE_KINDS = frozenset(
    {
        PageKind.HOME, PageKind.SECTION, PageKind.TAG, PageKind.AUTHOR, PageKind.DATE_ARCHIVE,
        PageKind.FEED, PageKind.SITEMAP,
    }
)  # fmt: skip
"""Kinds of pages that name articles on purpose."""
_KNOWN_LIMIT = 500_000


class EdgeTable:
    """Edge rows; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._rows: dict[str, int | None] = {}

    def add(self, page: Page, *, source: int, at: float | None = None) -> list[Link]:
        """Note what the page of row `source` names; its links must have their rows already.

        Gives the entries that it did not name before; `at` is when that was found. A redirect is
        an edge, too, so that an entry can be followed to where it moved.
        """
        if page.kind in SOURCE_KINDS:
            roles = ENTRY_ROLES
        elif page.kind is PageKind.REDIRECT:
            roles = frozenset({Role.REDIRECT})
        else:
            return []
        if len(self._rows) > _KNOWN_LIMIT:
            self._rows.clear()
        # What a first look finds may have been there for years.
        known = self._db.execute("SELECT 1 FROM visits WHERE url = ? LIMIT 1", (source,)).fetchone()
        listed = []
        for link in page.links:
            target = self._row(link.url) if link.role in roles else None
            if target is None or target == source:
                continue
            row = (target, source, at if known else None)
            if self._db.execute("INSERT OR IGNORE INTO edges VALUES (?, ?, ?)", row).rowcount:
                listed.append(link)
        return listed

    def forget(self) -> None:
        """Forget the row numbers that were looked up."""
        self._rows.clear()

    def _row(self, url: str) -> int | None:
        """Give the row number of a raw URL; most were looked up for an earlier list."""
        if url not in self._rows:
            row = self._db.execute("SELECT id FROM urls WHERE key = ?", (key(url),)).fetchone()
            self._rows[url] = None if row is None else row[0]
        return self._rows[url]
