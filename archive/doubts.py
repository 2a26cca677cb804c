"""The table of doubts: pages that may be articles by what the other pages of their site teach."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.articles import ArticleTable
from archive.clusters import ClusterTable
from newscrawl.discovery.patterns import MAX_WEIGHT, SitePatterns
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.lead import Lead
from newscrawl.model.link import Role
from newscrawl.model.page import ARTICLE_KINDS
from newscrawl.model.visit import Visit
from newscrawl.urlpattern import pattern
from newscrawl.urls import key, site

_REF = "c.warc, c.offset, c.length, c.record_id, c.date, c.payload_digest, c.status"
_DOUBT = "d.capture, c.url, d.url, d.role, d.via, d.found_at, d.reserved, d.lacks, d.taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A page that its own bytes do not make an article, and how much they lack."""

    capture: int
    ref: ArchiveRef
    lead: Lead
    lacks: float
    is_taken: bool
    """It was taken for an article by what its site taught."""


class DoubtTable:
    """Doubts; every method works inside the caller's transaction.

    `urls.kind` stays what a page's own bytes say, so that patterns rest on nothing but captures.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, visit: Visit, *, capture: int) -> None:
        """Note a page that its site could make an article; others leave no row."""
        lacks = visit.page.lacks if visit.page is not None else None
        if lacks is None or lacks >= MAX_WEIGHT:
            return
        lead = visit.lead
        self._db.execute(
            "INSERT OR IGNORE INTO doubts (capture, url, lacks, role, via, found_at, reserved)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                capture,
                lead.id,
                lacks,
                lead.role,
                lead.via,
                lead.found_at,
                "\n".join(lead.reserved),
            ),
        )

    def patterns(self) -> SitePatterns:
        """Learn which URL patterns lead to articles from the pages of all sites."""
        counts: dict[str, tuple[int, int]] = {}
        rows = self._db.execute(
            "SELECT shape, CASE shape WHEN '' THEN url END, kind, count(*) FROM urls"
            " WHERE kind IS NOT NULL AND kind NOT IN ('redirect', 'error') GROUP BY 1, 2, 3"
        )
        for shape, url, kind, number in rows:
            name = shape or pattern(url)
            articles, others = counts.get(name, (0, 0))
            is_article = kind in ARTICLE_KINDS
            counts[name] = articles + number * is_article, others + number * (not is_article)
        return SitePatterns(counts=counts)

    def taught(self, warc: str, offset: int) -> SitePatterns | None:
        """Give the patterns where they made a page an article, else None."""
        taken = self._db.execute(
            "SELECT 1 FROM doubts JOIN captures ON id = capture"
            " WHERE taken AND warc = ? AND offset = ?",
            (warc, offset),
        )
        return self.patterns() if taken.fetchone() else None

    def all(self) -> Iterator[Doubt]:
        """Give all doubts in archive order."""
        for row in self._db.execute(
            f"SELECT {_REF}, {_DOUBT} FROM doubts AS d JOIN captures AS c ON c.id = d.capture"  # noqa: S608 constants
            " ORDER BY c.warc, c.offset"
        ).fetchall():
            warc, offset, length, record_id, date, digest, status, *rest = row
            capture, url, number, role, via, found_at, reserved, lacks, taken = rest
            ref = ArchiveRef(
                warc=warc, offset=offset, length=length, record_id=record_id, date=date,
                payload_digest=digest, status=status,
            )  # fmt: skip
            lead = Lead(
                id=number, url=url, role=Role(role), via=via, found_at=found_at,
                reserved=tuple(reserved.split("\n")) if reserved else (),
            )  # fmt: skip
            yield Doubt(capture=capture, ref=ref, lead=lead, lacks=lacks, is_taken=bool(taken))

    def take(self, doubt: Doubt, visit: Visit) -> None:
        """Store the article that a doubtful page shows after all, if it shows one."""
        self._db.execute("UPDATE doubts SET taken = 1 WHERE capture = ?", (doubt.capture,))
        url = doubt.lead.url
        if visit.record is not None:
            ArticleTable(self._db).add(
                visit.record, capture=doubt.capture, url_key=key(url), site=site(url)
            )
        assert visit.fate is not None
        self._say(doubt, visit.fate.reason)

    def give_back(self, doubt: Doubt) -> None:
        """Take a page for none that its site does not make an article any more."""
        row = self._db.execute(
            "SELECT id FROM articles WHERE capture = ?", (doubt.capture,)
        ).fetchone()
        if row is not None:
            ClusterTable(self._db).forget(row)
            self._db.execute("DELETE FROM articles WHERE id = ?", row)
            # What the rest share has changed, too.
            self._db.execute(
                "UPDATE articles SET fresh = 1 WHERE site = ?", (site(doubt.lead.url),)
            )
        self._db.execute("UPDATE doubts SET taken = 0 WHERE capture = ?", (doubt.capture,))
        (kind,) = self._db.execute(
            "SELECT kind FROM urls WHERE id = ?", (doubt.lead.id,)
        ).fetchone()
        self._say(doubt, kind)

    def _say(self, doubt: Doubt, reason: str) -> None:
        self._db.execute(
            "UPDATE urls SET reason = ? WHERE id = ? AND capture = ?",
            (reason, doubt.lead.id, doubt.capture),
        )
