"""The table of articles: one row for each capture that shows one, versions and twins told apart."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace

from newscrawl.dedupe.identity import Claim, Ruling, rule
from newscrawl.model.record import ArticleRecord, decode, encode

_CLAIM = "SELECT id, url_key, article_id, site, {}, payload_digest FROM articles"
_IN_ORDER = "ORDER BY warc, offset"


class ArticleTable:
    """Article rows; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def judge(self, record: ArticleRecord, *, url_key: str, site: str) -> Ruling:
        """Tell what a record is among those stored so far, without storing it.

        Records are compared as they were before the memory of their site: this one is new.
        """
        rows = self._db.execute(
            f"{_CLAIM.format('raw_digest')}"
            " WHERE article_id = :id OR (site = :site AND raw_digest = :digest)"
            f" OR (site = :site AND payload_digest = :payload) {_IN_ORDER}",
            {
                "id": record.id,
                "site": site,
                "digest": record.content_digest,
                "payload": record.capture.payload_digest,
            },
        )
        claims = [_claim(row) for row in rows]
        last = Claim(
            row=0,
            url_key=url_key,
            article_id=record.id,
            site=site,
            digest=record.content_digest,
            payload_digest=record.capture.payload_digest,
        )
        return rule([*claims, last])[-1]

    def add(self, record: ArticleRecord, *, capture: int, url_key: str, site: str) -> None:
        """Store a record under its ruling; one that is stored already stays as it is."""
        ruling = self.judge(record, url_key=url_key, site=site)
        self._db.execute(
            "INSERT OR IGNORE INTO articles (capture, warc, offset, url_key, article_id, site,"
            " digest, raw_digest, payload_digest, version, twin_of, duplicate_of, record)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                capture, record.capture.warc, record.capture.offset, url_key, record.id, site,
                record.content_digest, record.content_digest, record.capture.payload_digest,
                ruling.version, ruling.twin_of, ruling.duplicate_of, _ruled(record, ruling),
            ),
        )  # fmt: skip

    def has(self, url_key: str) -> bool:
        """Tell whether a URL has shown an article."""
        found = self._db.execute("SELECT 1 FROM articles WHERE url_key = ? LIMIT 1", (url_key,))
        return found.fetchone() is not None

    def claims(self) -> list[Claim]:
        """Give all claims in archive order, with the digests that records have in the end."""
        query = f"{_CLAIM.format('digest')} {_IN_ORDER}"
        return [_claim(row) for row in self._db.execute(query)]

    def revise(self, rulings: Iterable[Ruling]) -> set[str]:
        """Write rulings into the rows that say otherwise; give the WARC files of those rows.

        During a crawl articles arrive as extraction finishes; rulings over all claims in archive
        order make the outcome the one that a rebuild from the WARC files gives.
        """
        rows = self._db.execute(
            "SELECT id, warc, version, twin_of, duplicate_of, cluster_id FROM articles"
        )
        stored = {row[0]: row[1:] for row in rows}
        changed = set()
        for ruling in rulings:
            warc, *said = stored[ruling.row]
            says = [ruling.version, ruling.twin_of, ruling.duplicate_of, ruling.cluster_id]
            if said != says:
                self._revise(ruling)
                changed.add(warc)
        return changed

    def _revise(self, ruling: Ruling) -> None:
        line, url_key, capture = self._db.execute(
            "SELECT record, url_key, capture FROM articles WHERE id = ?", (ruling.row,)
        ).fetchone()
        record = _ruled(decode(line), ruling)
        self._db.execute(
            "UPDATE articles SET version = ?, twin_of = ?, duplicate_of = ?, cluster_id = ?,"
            " record = ? WHERE id = ?",
            (ruling.version, ruling.twin_of, ruling.duplicate_of, ruling.cluster_id, record,
             ruling.row),
        )  # fmt: skip
        if ruling.twin_of == url_key:
            self._unchange(url_key, capture)
            return
        reason = "article" if ruling.twin_of is None else f"duplicate:{ruling.twin_of}"
        self._db.execute(
            "UPDATE urls SET reason = ? WHERE capture = (SELECT capture FROM articles WHERE id = ?)"
            " AND (reason = 'article' OR reason LIKE 'duplicate:%')",
            (reason, ruling.row),
        )

    def _unchange(self, url_key: str, capture: int) -> None:
        """Let a URL's page be its latest version where a later capture shows the same text."""
        self._db.execute(
            "UPDATE urls SET state = 'not-modified', reason = 'same-text', capture ="
            " (SELECT capture FROM articles WHERE url_key = ? AND twin_of IS NULL"
            " ORDER BY version DESC LIMIT 1) WHERE capture = ?",
            (url_key, capture),
        )

    def lines(self, warc: str | None = None) -> Iterator[str]:
        """Give the record lines of one WARC file, or of all, in archive order, without twins."""
        where = "twin_of IS NULL" + ("" if warc is None else " AND warc = ?")
        for (line,) in self._db.execute(
            f"SELECT record FROM articles WHERE {where} {_IN_ORDER}",  # noqa: S608 constants
            () if warc is None else (warc,),
        ):
            yield line


def _ruled(record: ArticleRecord, ruling: Ruling) -> str:
    ruled = replace(
        record,
        version=ruling.version,
        duplicate_of=ruling.duplicate_of,
        cluster_id=ruling.cluster_id,
    )
    return encode(ruled).decode()


def _claim(row: tuple[int, str, str, str, str, str]) -> Claim:
    number, url_key, article_id, site, digest, payload_digest = row
    return Claim(
        row=number,
        url_key=url_key,
        article_id=article_id,
        site=site,
        digest=digest,
        payload_digest=payload_digest,
    )
