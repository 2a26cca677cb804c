"""The inspection of one WARC file: what lies in it, and all faults that it shows by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from archive.audit import record_faults
from archive.bundle import Part, parts, wacz_faults
from archive.cdxj import exchanges, line_of
from archive.fault import Fault
from archive.reader import CAPTURES, is_own_info, ref_of
from archive.scan import Scanned, scan
from archive.walk import opened
from archive.warc import OPEN_SUFFIX
from newscrawl.model.capture import ArchiveRef

BROKEN = frozenset({
    "torn", "bad-gzip", "bad-crc", "bad-size", "zeros", "garbage", "merged-records",
    "split-record", "no-header", "bomb", "wrong-length", "no-record-end", "unreadable", "crash",
})  # fmt: skip
"""Faults behind which the reader of collections cannot go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A capture as it lies in a file."""

    ref: ArchiveRef
    url: str
    line: bytes
    """Short digest of its line in the index."""


@dataclass(slots=True, kw_only=True)
class Inspection:
    """All about one file; of what is no part of a collection only the faults and the count."""

    name: str
    is_own: bool = False
    """Whether newscrawl wrote the file as it crawled."""
    records: int = 0
    end: int = 0
    """First byte behind the last record."""
    captures: list[Found] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ids: set[bytes] = field(default_factory=set)
    """Short digests of all record ids, where a part of a file was inspected."""
    is_clean: bool = True
    """Whether a part of a file is sound and ends where the next one begins."""

    @property
    def is_broken(self) -> bool:
        """Whether the reader of collections stops somewhere in it."""
        return any(fault.name in BROKEN and not fault.is_note for fault in self.faults)


def short(line: bytes) -> bytes:
    """Digest a line of the index, so that millions of them fit into memory."""
    return blake2b(line, digest_size=8).digest()


def inspect_member_file(path: Path, *, start: int = 0, stop: int | None = None) -> Inspection:
    """Inspect a WARC file of a collection, closed or `.open`, with all its captures.

    `start` and `stop` are first bytes of members, for an inspection by parts.
    """
    name = path.name.removesuffix(OPEN_SUFFIX)
    found = Inspection(name=name)
    with opened(path) as fd, open(fd, "rb", buffering=0, closefd=False) as file:
        size = file.seek(0, 2)
        if start:
            found.is_own = _is_own(file, name)
        records = _audited(scan(file, name, start=start), name, found, start=start, stop=stop)
        for record, request in exchanges(records):
            if record.type in CAPTURES:
                if stop is not None and record.offset >= stop:
                    continue
                line = line_of(record, name, request=request) or b""
                url = record.urn("WARC-Target-URI") or ""
                found.captures.append(Found(ref=ref_of(record, name), url=url, line=short(line)))
    if not found.is_own:
        # It came in by an import, which found it readable; its maker's ways are no damage.
        found.faults = [replace(f, is_note=f.name not in BROKEN) for f in found.faults]
    if path.name.endswith(OPEN_SUFFIX):
        # The tail is being written, or is cut when the next run starts.
        found.faults = [f for f in found.faults if f.end is None or f.end < size]
    found.is_clean &= not found.is_broken
    return found


def inspect_path(
    path: Path, *, is_named: bool, start: int = 0, stop: int | None = None
) -> Inspection:
    """Inspect a file of anyone, or a part of one that is gzip; as `inspect_member_file`.

    `is_named` tells whether a person named it.
    """
    found = Inspection(name=str(path))
    for part in parts(path, is_named=is_named):
        if isinstance(part, Part):
            found.is_own = start > 0 and _is_own(part.file, part.name)
            items = scan(part.file, part.name, start=start)
            for _ in _audited(items, part.name, found, start=start, stop=stop):
                pass
        else:
            found.faults.append(part)
    if path.suffix == ".wacz":
        found.faults += wacz_faults(path)
    found.is_clean &= not found.is_broken
    return found


def _is_own(file: BinaryIO, name: str) -> bool:
    first = next(scan(file, name), None)
    return isinstance(first, Scanned) and is_own_info(first)


def _audited(
    items: Iterator[Scanned | Fault], name: str, found: Inspection, *,
    start: int = 0, stop: int | None = None,
) -> Iterator[Scanned]:  # fmt: skip
    """Give the records, and note faults, duplicates and counts on the way.

    The record at `stop` is given, too, since it may belong to the one before, but not noted.
    """
    ids: dict[str, int] = {}
    is_first = start == 0
    found.is_clean = stop is None
    for item in items:
        if stop is not None and (item.offset or 0) >= stop:
            found.is_clean = item.offset == stop and isinstance(item, Scanned)
            if isinstance(item, Scanned):
                yield item
            break
        if isinstance(item, Fault):
            found.faults.append(item)
            continue
        if is_first:
            is_first, found.is_own = False, is_own_info(item)
        found.records += 1
        found.end = item.end
        found.faults += record_faults(item, name, is_own=found.is_own)
        record_id = item.urn("WARC-Record-ID") or ""
        if (
            record_id
            and ids.setdefault(record_id, item.offset + item.inner) != (item.offset + item.inner)
            and item.version != "arc"
        ):
            text = f"{record_id} is the id of the record at {ids[record_id]}, too"
            found.faults.append(
                Fault(name="duplicate-record-id", file=name, offset=item.offset, text=text)
            )
        yield item
    if start or stop is not None:
        found.ids = {short(record_id.encode()) for record_id in ids}
