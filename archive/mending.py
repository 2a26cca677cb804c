"""The mending of one WARC file: what is whole in it is kept, the rest set aside and named."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path

from archive.audit import record_faults
from archive.disk import replace_file, sync_folder, writing
from archive.fault import Fault
from archive.inspection import Inspection
from archive.reader import is_own_info
from archive.restoring import Known, restored, restored_length
from archive.scan import Scanned, scan
from archive.tape import PIECE
from archive.warc import digest

_TAIL = frozenset({"torn", "zeros", "garbage", "bad-gzip", "bad-crc", "bad-size"})
_FRAMING = frozenset({"no-record-end", "split-record"})


@dataclass(slots=True, kw_only=True)
class Mended:
    """What was done to a file, line by line."""

    lines: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """What was cut out because nothing can mend it."""


def mend(path: Path, inspection: Inspection, known: Known) -> Mended:
    """Mend a closed WARC file that shows faults; its damaged bytes are kept beside it.

    A torn tail goes to `NAME.torn-OFFSET`. Of a file that is damaged otherwise all is kept as
    `NAME.damaged`, and what is whole is written anew, one gzip member a record.
    """
    faults = inspection.faults
    size = path.stat().st_size
    if len(faults) == 1 and faults[0].name in _TAIL and faults[0].end == size:
        return _cut(path, faults[0].offset or 0, size)
    done = Mended()
    aside = _free(path.with_name(f"{path.name}.damaged"))
    done.lines.append(f"{path.name}: kept as it was as {aside.name}, and written anew")
    with writing(path):
        os.link(path, aside)
        sync_folder(path.parent)
    with FileIO(aside) as file:
        replace_file(path, _Rewriting(file, path.name, known, done).pieces())
    return done


def _cut(path: Path, end: int, size: int) -> Mended:
    aside = _free(path.with_name(f"{path.name}.torn-{end}"))
    with FileIO(path) as file:
        replace_file(aside, _pieces(file, end, size))
        if end == 0:
            path.unlink()
        else:  # never cut in place: an import may have linked the file to that of its maker
            replace_file(path, _pieces(file, 0, end))
    line = f"{path.name} at {end}: {size - end} torn bytes cut, kept in {aside.name}"
    return Mended(lines=[line])


def _pieces(file: FileIO, start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while start < end and (piece := file.read(min(PIECE, end - start))):
        start += len(piece)
        yield piece


def _free(path: Path) -> Path:
    """Give the path, numbered if it is taken: nothing that was set aside is replaced."""
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}.{number}")
    return free


class _Rewriting:
    """The records of a damaged file on their way into a sound one."""

    def __init__(self, file: FileIO, name: str, known: Known, done: Mended) -> None:
        self._file = file
        self._name = name
        self._known = known
        self._done = done
        self._seen: dict[str, tuple[int, str]] = {}
        self._is_own = False

    def pieces(self) -> Iterator[bytes]:
        """Give the gzip members of the new file."""
        is_first = True
        for item in scan(self._file, self._name):
            if is_first and isinstance(item, Scanned):
                is_first, self._is_own = False, is_own_info(item)
            piece = self._behind(item) if isinstance(item, Fault) else self._piece(item)
            if piece:
                yield piece

    def _behind(self, fault: Fault) -> bytes:
        """Give what a fault hides, if anything can be made of it."""
        if fault.is_note:
            return b""
        if fault.name == "merged-records":
            self._say(fault.offset, f"{fault.text}: one member each now")
            return b""
        if fault.name == "wrong-length" and fault.offset is not None:
            found = restored_length(self._file, fault.offset)
            if found:
                self._say(fault.offset, "Content-Length set right, the block has its digest")
                return found
        until = "" if fault.end is None else f" up to {fault.end}"
        self._done.lost.append(f"{fault.place}{until}: {fault.text}")
        return b""

    def _piece(self, record: Scanned) -> bytes:
        if self._is_repeated(record):
            return b""
        faults = {
            fault.name: fault.text
            for fault in record_faults(record, self._name, is_own=self._is_own)
            # What another maker wrote stays as it is, if it can be read.
            if not fault.is_note and (self._is_own or fault.name in _FRAMING)
        }
        if not faults and record.length and record.pieces == 1:
            self._file.seek(record.offset)
            return self._file.read(record.length)
        mended = restored(record, faults, self._known, is_own=self._is_own)
        if mended is None:
            self._lose(record, "; ".join(faults.values()) or "too long to be written anew")
            return b""
        for text in faults.values():
            self._say(record.offset, f"{text}: set right")
        return mended

    def _is_repeated(self, record: Scanned) -> bool:
        record_id, block = record.urn("WARC-Record-ID") or "", digest(record.block)
        place = record.offset + record.inner
        first, its_block = self._seen.setdefault(record_id, (place, block))
        if not record_id or first == place:
            return False
        if its_block == block:
            self._say(record.offset, f"a copy of the record at {first}, left out")
        else:
            self._lose(record, f"another record with the id of that at {first}")
        return True

    def _say(self, offset: int | None, text: str) -> None:
        self._done.lines.append(f"{self._name} at {offset}: {text}")

    def _lose(self, record: Scanned, text: str) -> None:
        url = record.urn("WARC-Target-URI")
        about = f" ({record.type} of {url})" if url else ""
        self._done.lost.append(f"{self._name} at {record.offset}: {text}{about}")
