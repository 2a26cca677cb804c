"""The repair of a collection: torn, merged and damaged WARC files mended, all else derived anew."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from archive.catalog import read_catalog
from archive.collection import Collection, WriteLock
from archive.disk import writing
from archive.inspection import Inspection
from archive.mending import mend
from archive.rebuild import closed_files, derive_anew
from archive.recovery import recover
from archive.restoring import Known
from archive.verify import Progress, Verdict, inspect_files, verify
from archive.warc import OPEN_SUFFIX
from newscrawl.errors import ArchiveError, UsageError
from newscrawl.frontier.admission import Admission
from newscrawl.model.capture import ArchiveRef

_ROWS = "SELECT warc, offset, length, record_id, date, payload_digest, status, url FROM captures"


@dataclass(slots=True, kw_only=True)
class Repaired:
    """What a repair did, and what it could not."""

    lines: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """What is gone for good."""
    verdict: Verdict
    """The audit after it."""


def repair(
    folder: Collection,
    *,
    admission: Admission,
    now: float,
    progress: Progress,
    workers: int | None = None,
) -> Repaired:
    """Mend what an audit finds; a sound collection is left as it is.

    No byte is deleted: what is cut or replaced stays beside its file under a name that says so.
    Pages whose bytes are gone are queued again.
    """
    verdict = verify(folder, admission=admission, progress=progress, workers=workers)
    done = Repaired(verdict=verdict)
    if not verdict.faults and not any(folder.warc.glob(f"*{OPEN_SUFFIX}")):
        return done
    with WriteLock(folder):
        for one in recover(folder.warc):
            cut = f", {one.cut_bytes} torn bytes kept in {one.aside}" if one.aside else ""
            done.lines.append(f"{one.name}: closed{cut}")
        before = _captures(folder, done)
        _mend_files(folder, before, done, workers=workers)
        count = derive_anew(
            folder, admission=admission, now=now, workers=workers,
            progress=lambda n: progress("captures", n, None),
        )  # fmt: skip
        done.lines.append(f"catalogue, records and index derived anew from {count} captures")
    _name_lost(folder, before, done)
    done.verdict = verify(folder, admission=admission, progress=progress, workers=workers)
    return done


def _captures(folder: Collection, done: Repaired) -> dict[str, Known]:
    """Give what the catalogue has of each file; one that is damaged is set aside."""
    known: dict[str, dict[str, tuple[ArchiveRef, str]]] = {}
    if not folder.catalog.exists():
        return {}
    try:
        with closing(read_catalog(folder.catalog)) as db:
            answer = db.execute("PRAGMA quick_check(1)").fetchone()[0]
            if answer != "ok":
                raise ArchiveError(str(answer))
            for warc, offset, length, record_id, date, digest, status, url in db.execute(_ROWS):
                ref = ArchiveRef(
                    warc=warc, offset=offset, length=length, record_id=record_id, date=date,
                    payload_digest=digest, status=status,
                )  # fmt: skip
                known.setdefault(warc, {})[record_id] = ref, url
    except (ArchiveError, UsageError, sqlite3.Error) as error:
        aside = _aside(folder.catalog)
        done.lines.append(f"{folder.catalog.name}: kept as {aside.name} ({error})")
        done.lost.append("fates of URLs that gave no response, with the damaged catalogue")
    return {**known}


def _aside(catalog: Path) -> Path:
    number = 1
    while (aside := catalog.with_name(f"{catalog.name}.damaged.{number}")).exists():
        number += 1
    with writing(catalog):
        catalog.rename(aside)
        for leftover in ("-wal", "-shm"):
            beside = catalog.with_name(catalog.name + leftover)
            if beside.exists():
                beside.rename(aside.with_name(aside.name + leftover))
    return aside


def _mend_files(
    folder: Collection, known: dict[str, Known], done: Repaired, *, workers: int | None
) -> None:
    paths = closed_files(folder)
    for path, found in zip(paths, [*inspect_files(paths, workers)], strict=True):
        if any(not fault.is_note for fault in found.faults) and not _is_unreadable(found):
            mended = mend(path, found, known.get(path.name, {}))
            done.lines += mended.lines
            done.lost += mended.lost


def _is_unreadable(found: Inspection) -> bool:
    return any(fault.name == "crash" for fault in found.faults)


def _name_lost(folder: Collection, before: dict[str, Known], done: Repaired) -> None:
    """Say which captures the catalogue had that the files no longer hold."""
    with closing(read_catalog(folder.catalog)) as db:
        present = {row[0] for row in db.execute("SELECT record_id FROM captures")}
        for warc, captures in sorted(before.items()):
            for record_id, (ref, url) in captures.items():
                if record_id not in present:
                    done.lost.append(f"{warc} at {ref.offset}: the capture of {url}, {ref.date}")
