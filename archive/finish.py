"""The end of a run: record files, index and run report, written from the catalogue."""

import sqlite3
from collections.abc import Container

from archive.agenda import AgendaTable
from archive.alerts import judge
from archive.articles import ArticleTable
from archive.catalog import catalog_fault
from archive.clusters import ClusterTable
from archive.collection import Collection
from archive.index import write_collection_index
from archive.memory import MemoryTable
from archive.records import record_path, write_records
from archive.runs import end_run, write_run
from archive.secondlook import look_again
from archive.spool import IndexSpool
from newscrawl.dedupe.clusters import clustered
from newscrawl.dedupe.identity import rule
from newscrawl.schedule.policy import policy_of

REBUILT = "rebuilt"
"""Outcome of a run that fetched nothing, so that no alert begins or ends."""


def finish(
    db: sqlite3.Connection,
    folder: Collection,
    *,
    run: str,
    outcome: str,
    now: float,
    unsettled: Container[str] = (),
    spool: IndexSpool | None = None,
) -> None:
    """Bring everything that is derived up to date with the closed WARC files, and commit.

    `unsettled` names the files with captures that the next run has to look at once more; `spool`
    has the index lines of what this run wrote.
    """
    changed = look_again(db, folder) | reconcile(db)
    AgendaTable(db).plan(policy_of(folder.config().schedule), now=now)
    settled = {name for (name,) in db.execute("SELECT name FROM warcs")}
    names = [path.name for path in sorted(folder.warc.glob("*.warc.gz"))]
    for name in names:
        stale = (
            name in changed or name not in settled or not record_path(folder.records, name).exists()
        )
        if stale:
            write_records(db, folder.records, name)
        if name not in settled and name not in unsettled:
            size = (folder.warc / name).stat().st_size
            db.execute("INSERT OR REPLACE INTO warcs VALUES (?, ?)", (name, size))
    write_collection_index(folder, spool=spool)
    if outcome != REBUILT:
        judge(db, folder.config(), warc=folder.warc, run=run, now=now)
    end_run(db, run, outcome=outcome, now=now)
    try:
        db.commit()
    except sqlite3.Error as error:
        raise catalog_fault(error, str(folder.catalog)) from error
    write_run(db, folder.runs, run)


def reconcile(db: sqlite3.Connection) -> set[str]:
    """Bring all articles to what they are among each other; give the WARC files of changed ones.

    First what each site's pages share is learnt and taken out, then versions and twins are told
    apart by what is left, then copies are joined. The outcome depends on the captures alone.
    """
    memory, articles, copies = MemoryTable(db), ArticleTable(db), ClusterTable(db)
    if not memory.has_fresh():
        return set()
    revised = memory.refresh()
    copies.forget(row for row, _ in revised)
    claims = articles.claims()
    rulings = rule(claims)
    first = copies.first([ruling.row for ruling in rulings if ruling.twin_of is None])
    changed = articles.revise(clustered(claims, rulings, first))
    memory.settle()
    return changed | {warc for _, warc in revised}
