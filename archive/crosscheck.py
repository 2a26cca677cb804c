"""The cross-check: rows, record files and index of a collection against what its WARCs hold."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.collection import Collection
from archive.fault import Fault
from archive.inspection import Found, Inspection, short
from archive.records import record_path
from archive.warc import OPEN_SUFFIX
from newscrawl.model.capture import ArchiveRef
from newscrawl.urls import key

_ROWS = (
    "SELECT offset, length, record_id, date, payload_digest, status, url FROM captures"
    " WHERE warc = ? ORDER BY offset"
)
_LEFTOVER = re.compile(r"\.warc\.gz(?:\.open)?\.(?:torn|damaged)(?:-\d+)?(?:\.\d+)?$|\.tmp$")


def repeated_ids(inspected: Iterable[Inspection]) -> Iterator[Fault]:
    """Find captures of different files that have one record id."""
    first: dict[str, tuple[str, int]] = {}
    for one in inspected:
        for found in one.captures:
            ref = found.ref
            place = first.setdefault(ref.record_id, (ref.warc, ref.offset))
            if ref.record_id and place[0] != ref.warc:
                text = f"{ref.record_id} is the id of {place[0]} at {place[1]}, too"
                yield Fault(
                    name="duplicate-record-id", file=ref.warc, offset=ref.offset, text=text,
                    is_note=not one.is_own,
                )  # fmt: skip


def capture_faults(db: sqlite3.Connection, one: Inspection, *, is_settled: bool) -> Iterator[Fault]:
    """Compare the rows of one WARC file with its captures, reference by reference."""
    found = {capture.ref.offset: capture for capture in one.captures}
    rows = db.execute(_ROWS, (one.name,)).fetchall()
    if not rows and found and is_settled:
        text = f"{len(found)} captures, and the catalogue knows none of them"
        yield Fault(name="no-rows", file=one.name, offset=None, text=text)
        return
    for row in rows:
        offset, length, record_id, date, payload_digest, status, url = row
        ref = ArchiveRef(
            warc=one.name, offset=offset, length=length, record_id=record_id, date=date,
            payload_digest=payload_digest, status=status,
        )  # fmt: skip
        yield from _row_faults(ref, url, found.pop(offset, None), one, is_settled=is_settled)
    for capture in found.values() if is_settled else ():
        text = "a capture that the catalogue does not have"
        yield Fault(
            name="missing-row", file=one.name, offset=capture.ref.offset, text=text,
            url=capture.url,
        )  # fmt: skip


def _row_faults(
    ref: ArchiveRef, url: str, found: Found | None, one: Inspection, *, is_settled: bool
) -> Iterator[Fault]:
    if found is None:
        # A crawl may have written it after the file was looked through.
        if one.is_broken or is_settled or ref.offset < one.end:
            text = f"the capture {ref.record_id} is not there"
            yield Fault(name="lost-capture", file=one.name, offset=ref.offset, text=text, url=url)
        return
    names = [
        name
        for name in ("length", "record_id", "date", "payload_digest", "status")
        if getattr(ref, name) != getattr(found.ref, name)
    ]
    if found.url != url and key(found.url) != key(url):
        names.append("url")
    if names:
        text = f"the catalogue's row says otherwise ({', '.join(names)})"
        yield Fault(name="reference", file=one.name, offset=ref.offset, text=text, url=url)


def file_faults(
    folder: Collection, db: sqlite3.Connection, inspected: list[Inspection], *, is_settled: bool
) -> Iterator[Fault]:
    """Find rows without their WARC, record files without theirs, and what does not belong."""
    present = {one.name for one in inspected}
    for (name,) in db.execute("SELECT DISTINCT warc FROM captures ORDER BY warc"):
        if name not in present:
            text = "the catalogue has captures of this file, but it is gone"
            yield Fault(name="missing-warc", file=name, offset=None, text=text)
    known = {record_path(folder.records, name) for name in present}
    for path in sorted(folder.records.glob("*")):
        shown = f"{folder.records.name}/{path.name}"
        if path.suffix == ".jsonl" and path not in known:
            text = "a record file without its WARC file"
            yield Fault(name="orphan-records", file=shown, offset=None, text=text)
        elif path not in known:
            yield _stranger(shown, path)
    for path in sorted(folder.warc.glob("*")):
        if path.name.removesuffix(OPEN_SUFFIX) not in present:
            yield _stranger(f"{folder.warc.name}/{path.name}", path)


def _stranger(shown: str, path: Path) -> Fault:
    if _LEFTOVER.search(path.name):
        text = "set aside by a recovery or a repair, or left over; nothing reads it"
        return Fault(name="leftover", file=shown, offset=None, text=text, is_note=True)
    text = "no file of a collection; nothing reads it"
    return Fault(name="foreign-file", file=shown, offset=None, text=text, is_note=True)


def index_faults(
    folder: Collection, inspected: list[Inspection], *, is_settled: bool
) -> Iterator[Fault]:
    """Compare the index with the captures on disk, in both directions, and its order."""
    shown = f"{folder.index.parent.name}/{folder.index.name}"
    if not is_settled:
        return
    if not folder.index.is_file():
        if any(one.captures for one in inspected):
            yield Fault(name="index", file=shown, offset=None, text="there is no index")
        return
    lines: set[bytes] = set()
    last, position = b"", 0
    with folder.index.open("rb") as file:
        for line in file:
            if line < last:
                yield Fault(
                    name="index", file=shown, offset=position, text="a line out of its order"
                )
            lines.add(short(line))
            last, position = line, position + len(line)
    for one in inspected:
        for capture in one.captures:
            if capture.line not in lines:
                text = "a capture that the index does not have"
                yield Fault(
                    name="index", file=one.name, offset=capture.ref.offset, text=text,
                    url=capture.url,
                )  # fmt: skip
            lines.discard(capture.line)
    if lines:
        yield from _strange_lines(folder.index, shown, lines)


def _strange_lines(index: Path, shown: str, strange: set[bytes]) -> Iterator[Fault]:
    position = 0
    with index.open("rb") as file:
        for line in file:
            if short(line) in strange:
                text = "a line about a capture that is not there"
                yield Fault(name="index", file=shown, offset=position, text=text)
            position += len(line)
