"""The end of a run: record files, index and run report, written from the catalogue."""

import sqlite3
from collections.abc import Container

from archive.articles import ArticleTable
from archive.collection import Collection
from archive.index import write_collection_index
from archive.records import record_path, write_records
from archive.runs import end_run, write_run
from newscrawl.errors import ArchiveError


def finish(
    db: sqlite3.Connection,
    folder: Collection,
    *,
    run: str,
    outcome: str,
    now: float,
    unsettled: Container[str] = (),
) -> None:
    """Bring everything that is derived up to date with the closed WARC files, and commit.

    `unsettled` names the files with captures that the next run has to look at once more.
    """
    changed = ArticleTable(db).reconcile()
    settled = {name for (name,) in db.execute("SELECT name FROM warcs")}
    names = [path.name for path in sorted(folder.warc.glob("*.warc.gz"))]
    for name in names:
        stale = changed or name not in settled or not record_path(folder.records, name).exists()
        if stale:
            write_records(db, folder.records, name)
        if name not in settled and name not in unsettled:
            size = (folder.warc / name).stat().st_size
            db.execute("INSERT OR REPLACE INTO warcs VALUES (?, ?)", (name, size))
    write_collection_index(folder)
    end_run(db, run, outcome=outcome, now=now)
    try:
        db.commit()
    except sqlite3.Error as error:
        raise ArchiveError(f"{folder.catalog}: {error}") from error
    write_run(db, folder.runs, run)
