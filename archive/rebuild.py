"""Rebuild: catalogue, records and index derived anew from the WARC files of a collection."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from archive.agenda import AgendaTable
from archive.articles import ArticleTable
from archive.captures import CaptureTable
from archive.catalog import open_catalog, read_catalog
from archive.collection import Collection, WriteLock
from archive.doubts import DoubtTable
from archive.edges import EdgeTable
from archive.evidence import Evidence
from archive.finish import REBUILT, finish
from archive.frontier import Frontier, seconds
from archive.index import write_collection_index
from archive.pool import answers
from archive.reader import Archived, iter_captures, read_response
from archive.recovery import recover
from archive.requisites import RequisiteTable
from archive.runs import begin_run
from archive.standing import StandingTable
from archive.startup import as_found
from archive.workers import derived, lost_page
from newscrawl.errors import ArchiveError, UsageError
from newscrawl.frontier import outcome
from newscrawl.frontier.admission import Admission
from newscrawl.model.lead import Lead
from newscrawl.model.link import Link, Role
from newscrawl.model.page import Page
from newscrawl.model.rules import NO_RULES, SiteRules
from newscrawl.model.visit import Visit
from newscrawl.recording import cleaned, extracted, recorded, validated
from newscrawl.urls import key, site

Job = tuple[Path, Archived]


def rebuild(
    folder: Collection,
    *,
    admission: Admission,
    now: float,
    progress: Callable[[int], None],
    workers: int | None = None,
) -> int:
    """Derive everything but the WARC files again and give the number of captures read.

    The fates of URLs that no WARC can tell, as robots or DNS failures, are taken over from the
    old catalogue where there is one. The old catalogue is replaced only at the end. `workers` as
    in `archive.pool.answers`.
    """
    with WriteLock(folder):
        recover(folder.warc)
        return derive_anew(folder, admission=admission, now=now, progress=progress, workers=workers)


def derive_anew(
    folder: Collection,
    *,
    admission: Admission,
    now: float,
    progress: Callable[[int], None],
    workers: int | None = None,
) -> int:
    """Do what `rebuild` does; the caller holds the lock, and all WARC files are closed."""
    aside = folder.catalog.with_suffix(".rebuilt")
    aside.unlink(missing_ok=True)
    db = open_catalog(aside)
    run = begin_run(db, now=now)
    # First of all: by it revisits of other makers find originals in other files.
    folder.index.unlink(missing_ok=True)
    write_collection_index(folder)
    count = _store_all(db, closed_files(folder), admission, now, progress, workers)
    _take_over(db, folder.catalog)
    for stale in folder.records.glob("*.jsonl"):
        stale.unlink()
    finish(db, folder, run=run, outcome=REBUILT, now=now)
    db.execute("PRAGMA journal_mode = DELETE")  # one file, so that the rename takes all of it
    db.close()
    for leftover in ("-wal", "-shm"):
        folder.catalog.with_name(folder.catalog.name + leftover).unlink(missing_ok=True)
    aside.replace(folder.catalog)
    return count


def derive_more(
    folder: Collection,
    fresh: set[str],
    *,
    admission: Admission,
    now: float,
    progress: Callable[[int], None],
    workers: int | None = None,
) -> int | None:
    """Derive only the `fresh` WARC files; None where the rest would not come out as of a rebuild.

    A rebuild goes by the names of files: what stands behind all others adds to what is there.
    """
    paths = [path for path in closed_files(folder) if path.name in fresh]
    known = {path.name for path in closed_files(folder)}.difference(fresh)
    if not known or max(known) > min(fresh):
        return None
    if known != derived_files(folder):
        return None
    with closing(open_catalog(folder.catalog)) as db:
        run = begin_run(db, now=now)
        write_collection_index(folder)
        count = _store_all(db, paths, admission, now, progress, workers)
        finish(db, folder, run=run, outcome=REBUILT, now=now)
    return count


def derived_files(folder: Collection) -> set[str]:
    """Name the WARC files that the catalogue holds whole; none where there is no catalogue."""
    try:
        with closing(read_catalog(folder.catalog)) as db:
            return {name for (name,) in db.execute("SELECT name FROM warcs")}
    except (ArchiveError, UsageError, sqlite3.Error):
        return set()


def _store_all(
    db: sqlite3.Connection,
    paths: list[Path],
    admission: Admission,
    now: float,
    progress: Callable[[int], None],
    workers: int | None,
) -> int:
    edges, count = EdgeTable(db), 0
    for archived, visit in derive_all(paths, admission.rules, workers=workers):
        store(db, archived, visit, admission, edges, now=now)
        count += 1
        progress(count)
    return count


def derived_visit(
    archived: Archived, *, needs_lead: bool = True, rules: SiteRules = NO_RULES
) -> Visit | None:
    """Go the whole way from an archived capture to its record, as the crawl does.

    With `needs_lead` captures that no lead asked for, as robots.txt, give None.
    """
    if needs_lead and not has_lead(archived):
        return None
    return _visit(archived, derived(archived.payload(), rules=rules), rules)


def has_lead(archived: Archived) -> bool:
    """Tell whether the frontier asked for a capture; nothing of the others is derived."""
    return "discovered-by" in archived.provenance


def closed_files(folder: Collection) -> list[Path]:
    """Give the WARC files that are not written to any more, in archive order."""
    return sorted(folder.warc.glob("*.warc.gz"))


def derive_all(
    paths: Iterable[Path], rules: SiteRules, *, workers: int | None = None
) -> Iterator[tuple[Archived, Visit | None]]:
    """Derive all captures on all processors, each under the limits that it has in a crawl.

    They come in archive order, without their bytes; the visit is None where no lead asked.
    """
    jobs = (stripped(path, archived) for path in paths for archived in iter_captures(path))
    work = partial(derive_job, rules=rules)
    for (_, archived), visit in answers(jobs, work, lost=lost_job, size=workers):
        yield archived, visit


def stripped(path: Path, archived: Archived) -> Job:
    """Make the job for a worker; bodies do not go through the pipe, it reads its own."""
    return path, replace(archived, response=b"", request=b"")


def derive_job(job: Job, *, rules: SiteRules) -> Visit | None:
    """Read and derive a capture; None where no lead asked for it."""
    path, archived = job
    if not has_lead(archived):
        return None
    whole = read_response(path, archived.ref.offset)
    return derived_visit(replace(whole, provenance=archived.provenance), rules=rules)


def lost_job(job: Job, reason: str) -> Visit | None:
    """Give the visit of a capture that no worker could derive."""
    _, archived = job
    page = lost_page(archived.url, reason)
    return _visit(archived, page, NO_RULES) if has_lead(archived) else None


def _visit(archived: Archived, page: Page, rules: SiteRules) -> Visit:
    lead = as_found(Lead(id=0, url=archived.url, role=Role.OTHER), archived.provenance)
    visit = outcome.of_response(
        lead,
        status=archived.ref.status,
        ref=archived.ref,
        page=page,
        etag=archived.header(b"etag"),
        last_modified=archived.header(b"last-modified"),
        obey=rules.obey,
    )
    for step in (extracted, cleaned, validated, recorded):
        visit = step(visit)
    return visit


def store(
    db: sqlite3.Connection,
    archived: Archived,
    visit: Visit | None,
    admission: Admission,
    edges: EdgeTable,
    *,
    now: float,
) -> None:
    """Store a capture with its row, its links and its article, as a crawl settles it."""
    capture = CaptureTable(db).add(archived.ref, url=archived.url, original=archived.is_original)
    at, evidence = seconds(archived.ref.date), Evidence(db)
    evidence.exchange(archived.url, archived.provenance, at=at)
    if visit is None or archived.truncated is not None:
        return
    frontier = Frontier(db)
    lead = visit.lead
    if (entry := admission.admit(Link(url=lead.url, role=lead.role), source=None)) is None:
        return
    frontier.add([replace(entry, depth=lead.depth)], source=None, now=now)
    row = frontier.row_of(entry.key)
    if visit.moved_to is not None:
        frontier.move(replace(lead, id=row), visit.moved_to)
    # Settled first, as in the crawl a lead's row is taken while its page's links come in.
    standing, listed = StandingTable(db), []
    settled = standing.judged(standing.ruled(replace(visit, lead=replace(lead, id=row))))
    frontier.settle(settled, capture=capture, now=now)
    DoubtTable(db).add(settled, capture=capture)
    if visit.page is not None:
        links = (admission.admit(link, source=lead) for link in visit.page.links)
        frontier.add((link for link in links if link is not None), source=row, now=now)
        listed = edges.add(visit.page, source=row, at=at)
        RequisiteTable(db).add(visit.page, source=row)
    if visit.record is not None:
        ArticleTable(db).add(
            visit.record, capture=capture, url_key=key(lead.url), site=site(lead.url)
        )
    standing.note(settled, at=at)
    AgendaTable(db).note(settled, at=at, listed=listed)
    evidence.visit(settled, at=at)


def _take_over(db: sqlite3.Connection, old: Path) -> None:
    """Copy what only the old catalogue knows: rows that no capture settled."""
    if not old.exists():
        return
    db.commit()
    db.execute("ATTACH ? AS old", (str(old),))
    columns = (
        "key, url, host, state, reason, role, kind, depth, priority, newest, found_at, due, tries,"
        " status, etag, last_modified, canonical, settled_at"
    )
    db.execute(
        f"INSERT INTO urls ({columns}) SELECT {columns} FROM old.urls"  # noqa: S608 constants
        " WHERE capture IS NULL ON CONFLICT (key) DO UPDATE SET state = excluded.state,"
        " reason = excluded.reason, due = excluded.due, tries = excluded.tries"
        " WHERE urls.capture IS NULL"
    )
    # A page whose bytes are gone is wanted again.
    db.execute(
        f"INSERT OR IGNORE INTO urls ({columns}) SELECT u.key, u.url, u.host, 'queued', '', u.role,"  # noqa: S608 constants
        " u.kind, u.depth, u.priority, u.newest, u.found_at, 0, 0, NULL, NULL, NULL, NULL, NULL"
        " FROM old.urls AS u JOIN old.captures AS c ON c.id = u.capture WHERE c.record_id IN"
        " (SELECT record_id FROM old.captures EXCEPT SELECT record_id FROM captures)"
    )
    # When a host did not answer, no capture tells; nor that what came after it was a return.
    db.execute(
        "INSERT OR IGNORE INTO states SELECT u.id, s.at, s.state, s.reason FROM old.states AS s"
        " JOIN old.urls AS o ON o.id = s.url JOIN urls AS u ON u.key = o.key WHERE s.url IN"
        " (SELECT url FROM old.states WHERE state = 'unreachable')"
    )
    db.execute("INSERT OR IGNORE INTO runs SELECT * FROM old.runs")
    if db.execute("SELECT 1 FROM old.sqlite_schema WHERE name = 'alerts'").fetchone():
        db.execute("INSERT OR IGNORE INTO alerts SELECT * FROM old.alerts")
    db.commit()
    db.execute("DETACH old")
