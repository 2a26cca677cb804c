"""Metrics: the numbers of a collection, read out of the catalogue for Prometheus."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive.alerts import AlertTable
from archive.catalog import read_catalog
from archive.certificates import CertificateTable
from archive.collection import Collection
from archive.disk import replace_file
from archive.frontier import seconds
from archive.runs import articles
from newscrawl.report.exposition import Family, Sample, exposition

_SOURCES = """
SELECT u.url, u.kind, a.visited, a.due, sum(v.found), max(iif(v.found > 0, v.at, NULL)),
    count(v.at)
FROM agenda AS a JOIN urls AS u ON u.id = a.url LEFT JOIN visits AS v ON v.url = a.url
WHERE a.kind = 'source' GROUP BY a.url
"""
_SOURCE_FAMILIES = (
    ("newscrawl_source_visited_timestamp_seconds", "Last visit that was answered.", 2),
    ("newscrawl_source_due_timestamp_seconds", "Next visit that is planned.", 3),
    ("newscrawl_source_entries", "Entries that the source began to list after the first visit.", 4),
    ("newscrawl_source_last_new_timestamp_seconds", "Last visit that found a new entry.", 5),
    ("newscrawl_source_visits", "Visits that were answered.", 6),
)


def metrics(collection: Collection) -> str:
    """Write the metrics of a collection, all with the label `collection`.

    Raises UsageError where there is no catalogue.
    """
    db = read_catalog(collection.catalog)
    try:
        families = list(_families(db, collection))
    finally:
        db.close()
    return exposition(families, labels={"collection": collection.root.resolve().name})


def write_metrics(collection: Collection, path: Path) -> None:
    """Write the metrics to a file that readers see whole; raises ArchiveError."""
    replace_file(path, [metrics(collection).encode()])


def _families(db: sqlite3.Connection, collection: Collection) -> Iterator[Family]:
    yield _one("newscrawl_articles", "Articles, each once however many versions.", articles(db))
    (versions,) = db.execute("SELECT count(*) FROM articles WHERE twin_of IS NULL").fetchone()
    yield _one("newscrawl_article_versions", "Versions of articles.", versions)
    (captures,) = db.execute("SELECT count(*) FROM captures").fetchone()
    yield _one("newscrawl_captures", "Archived answers.", captures)
    files = [path.stat().st_size for path in collection.warc.iterdir() if path.is_file()]
    yield _one("newscrawl_warc_bytes", "Bytes of WARC files.", sum(files))
    yield Family(name="newscrawl_urls", help="URLs by state and reason.", samples=_fates(db))
    yield from _sources(db)
    yield from _runs(db)
    yield from _alerts(db)
    yield Family(
        name="newscrawl_certificate_expiry_timestamp_seconds",
        help="End of the TLS certificate that an origin showed last.",
        samples=[({"origin": one.origin}, one.ends) for one in CertificateTable(db).all()],
    )


def _one(name: str, text: str, value: float) -> Family:
    return Family(name=name, help=text, samples=[({}, value)])


def _fates(db: sqlite3.Connection) -> list[Sample]:
    counts: dict[tuple[str, str], int] = {}
    rows = db.execute("SELECT state, reason, count(*) FROM urls GROUP BY state, reason")
    for state, reason, count in rows:
        # Whose copy a page is, and why a waiting one failed before, is no reason of its own.
        name = "duplicate" if reason.startswith("duplicate:") else reason
        place = state, "" if state == "queued" else name
        counts[place] = counts.get(place, 0) + count
    return [({"state": state, "reason": reason}, n) for (state, reason), n in counts.items()]


def _sources(db: sqlite3.Connection) -> Iterator[Family]:
    rows = db.execute(_SOURCES).fetchall()
    for name, text, column in _SOURCE_FAMILIES:
        samples = [
            ({"source": row[0], "kind": row[1] or ""}, row[column])
            for row in rows
            if row[column] is not None
        ]
        yield Family(name=name, help=text, samples=samples)


def _runs(db: sqlite3.Connection) -> Iterator[Family]:
    yield Family(
        name="newscrawl_runs",
        help="Runs by outcome.",
        samples=[
            ({"outcome": outcome or "unfinished"}, count)
            for outcome, count in db.execute("SELECT outcome, count(*) FROM runs GROUP BY outcome")
        ],
    )
    last = db.execute(
        "SELECT started, finished FROM runs WHERE finished IS NOT NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if last is not None:
        started, finished = map(seconds, last)
        took = finished - started
        yield _one("newscrawl_run_duration_seconds", "How long the last run took.", took)
        yield _one("newscrawl_run_finished_timestamp_seconds", "End of the last run.", finished)


def _alerts(db: sqlite3.Connection) -> Iterator[Family]:
    active = AlertTable(db).active()
    yield _one("newscrawl_alerts", "Alerts that last.", len(active))
    yield Family(
        name="newscrawl_alert_raised_timestamp_seconds",
        help="When an alert that lasts was raised.",
        samples=[
            ({"kind": str(alert.kind), "site": alert.site, "subject": alert.subject}, alert.raised)
            for alert in active
            if alert.raised is not None
        ],
    )
