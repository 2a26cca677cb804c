"""The audit of a collection, or of WARC files of anyone: what is at fault, and where."""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.bundle import files_of
from archive.catalog import read_catalog
from archive.collection import Collection
from archive.crosscheck import capture_faults, file_faults, index_faults, repeated_ids
from archive.fault import Fault
from archive.inspection import Inspection
from archive.pool import answers, enough
from archive.rederivation import rederivation
from archive.spans import SPAN_BYTES, Span, by_file, inspect_span, joined, spans_of
from archive.warc import OPEN_SUFFIX
from newscrawl.errors import ArchiveError, UsageError
from newscrawl.frontier.admission import Admission

FILE_SECONDS = 3600.0
"""CPU time that one file may take."""

Progress = Callable[[str, int, int | None], None]
"""Told what is under way, how much of it is done, and how much there is, where that is known."""


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What an audit found."""

    files: int = 0
    records: int = 0
    captures: int = 0
    articles: int = 0
    """Articles that were derived again."""
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def take(self, found: Iterable[Fault]) -> None:
        """Take faults and notes in, each once."""
        for fault in found:
            kept = self.notes if fault.is_note else self.faults
            if fault not in kept[-3:]:
                kept.append(fault)


def verify_paths(paths: tuple[Path, ...], *, progress: Progress) -> Verdict:
    """Audit members, records and digests of WARC files, folders of them, or WACZ files."""
    verdict = Verdict()
    files, count = files_of(paths), os.cpu_count() or 1
    spans = [s for path, named in files for s in spans_of(path, count=count, is_named=named)]
    for number, found in enumerate(_inspected(spans, None), 1):
        _count(verdict, found)
        progress("files", number, len(files))
    return verdict


def verify(
    folder: Collection, *, admission: Admission, progress: Progress, workers: int | None = None
) -> Verdict:
    """Audit a collection whole; a crawl may be writing it.

    What a crawl still has to bring up to date at its end is then not compared. `workers` is the
    number of processes; None: one for each processor, 0: none but this one.
    """
    verdict = Verdict()
    is_busy = is_written(folder)
    paths = sorted((*folder.warc.glob("*.warc.gz"), *folder.warc.glob(f"*.warc.gz{OPEN_SUFFIX}")))
    inspected: list[Inspection] = []
    for number, found in enumerate(inspect_files(paths, workers), 1):
        _count(verdict, found)
        inspected.append(found)
        progress("WARC files", number, len(paths))
    verdict.take(repeated_ids(inspected))
    try:
        with closing(read_catalog(folder.catalog)) as db:
            is_settled = not is_busy and not is_written(folder) and not _is_unsettled(db, folder)
            if not is_settled:
                verdict.take([_unsettled(folder, is_busy=is_busy)])
            _check_derived(verdict, folder, db, inspected, is_settled=is_settled)
            whole = [path for path, one in zip(paths, inspected, strict=True) if not one.is_broken]
            _derive(
                verdict, folder, db, whole, admission,
                is_settled=is_settled and len(whole) == len(paths), progress=progress,
                workers=workers,
            )  # fmt: skip
    except (UsageError, ArchiveError, sqlite3.Error) as error:
        text = f"cannot be read ({error})"
        verdict.take([Fault(name="catalog", file=folder.catalog.name, offset=None, text=text)])
    return verdict


def inspect_files(
    paths: list[Path], workers: int | None, *, span_bytes: int = SPAN_BYTES
) -> Iterator[Inspection]:
    """Inspect WARC files of a collection on all processors, large ones in spans."""
    count = (os.cpu_count() or 1) if workers is None else workers
    spans = [span for path in paths for span in spans_of(path, count=count, span_bytes=span_bytes)]
    return _inspected(spans, workers)


def _inspected(spans: list[Span], workers: int | None) -> Iterator[Inspection]:
    """Give the inspection of each file, whole where its spans cannot be joined."""
    size = enough(len(spans), workers)
    jobs = answers(spans, inspect_span, lost=_lost_span, size=size, job_seconds=FILE_SECONDS)
    for parts in by_file(jobs):
        found = joined(one for _, one in parts)
        if found is None:
            whole = [replace(parts[0][0], stop=None)]
            again = answers(
                whole, inspect_span, lost=_lost_span, size=min(1, size), job_seconds=FILE_SECONDS
            )
            found = next(one for _, one in again)
        yield found


def is_written(folder: Collection) -> bool:
    """Tell whether a process holds the lock of the one writer."""
    try:
        with (folder.root / ".lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _is_unsettled(db: sqlite3.Connection, folder: Collection) -> bool:
    """Tell whether the last run did not come to its end."""
    fresh = db.execute("SELECT EXISTS (SELECT 1 FROM articles WHERE fresh)").fetchone()[0]
    return bool(fresh) or any(folder.warc.glob(f"*{OPEN_SUFFIX}"))


def _unsettled(folder: Collection, *, is_busy: bool) -> Fault:
    why = "a process is writing it" if is_busy else "its last run was broken off; run it again"
    text = f"{why}: records, index and clusters are brought up to date and compared after that"
    return Fault(name="unsettled", file=str(folder.root), offset=None, text=text, is_note=True)


def _check_derived(
    verdict: Verdict,
    folder: Collection,
    db: sqlite3.Connection,
    inspected: list[Inspection],
    *,
    is_settled: bool,
) -> None:
    answer = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if answer != "ok":
        raise ArchiveError(str(answer))
    for one in inspected:
        verdict.take(capture_faults(db, one, is_settled=is_settled))
    verdict.take(file_faults(folder, db, inspected, is_settled=is_settled))
    verdict.take(index_faults(folder, inspected, is_settled=is_settled))


def _derive(
    verdict: Verdict,
    folder: Collection,
    db: sqlite3.Connection,
    whole: list[Path],
    admission: Admission,
    *,
    is_settled: bool,
    progress: Progress,
    workers: int | None,
) -> None:
    total = verdict.captures
    with rederivation() as again:
        again.derive(whole, admission, lambda n: progress("pages", n, total), workers=workers)
        verdict.take(again.faults)
        verdict.articles = again.count
        names = [path.name.removesuffix(OPEN_SUFFIX) for path in whole]
        if not is_settled:
            verdict.take(again.plain_faults(db, upto=again.ends))
            return
        again.settle(folder)
        verdict.articles = again.count
        faults = [*again.record_faults(folder, names)]
        verdict.take(faults)
        verdict.take(again.catalog_faults(db))


def _count(verdict: Verdict, found: Inspection) -> None:
    verdict.files += 1
    verdict.records += found.records
    verdict.captures += len(found.captures)
    verdict.take(found.faults)


def _lost_span(span: Span, reason: str) -> Inspection:
    """Give the inspection of a file that no process could look through."""
    name = span.path.name if span.is_named is None else str(span.path)
    text = f"the file cannot be looked through ({reason.removeprefix('extract-')})"
    return Inspection(name=name, faults=[Fault(name="crash", file=name, offset=None, text=text)])
