"""A scan: every record of an archive of any maker, or one fault for what is no record."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from archive.arc import arc_fields
from archive.digests import Hasher, hasher
from archive.fault import Fault
from archive.tape import PIECE, START, GzipTape, Tape
from archive.walk import Member
from archive.warc import RECORD_END

KEEP_BYTES = 128 << 20
"""Bytes of a block that are kept in memory; the rest of a longer one is only digested."""
_MAX_HEAD = 1 << 20
_VERSION = re.compile(rb"WARC/(\d+\.\d+)[ \t]*\r?\n")
_HEAD_END = re.compile(rb"\r\n\r\n|\n\n|\n\r\n")
_BLANK = b"\r\n"

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned(Member):
    """A record as it was found; its `block` may be cut at what is kept in memory."""

    version: str
    """As `1.1`; `arc` for a record of the format before WARC."""
    inner: int = 0
    """First byte within the inflated member."""
    size: int
    """Bytes of the whole block."""
    block_digest: Hasher | None = None
    """Taken of the whole block by the algorithm that the record states."""
    tail: bytes = RECORD_END
    """What follows the block, as far as it is line ends."""
    pieces: int = 1
    """Gzip members that the record lies in."""

    @property
    def is_cut(self) -> bool:
        """Whether the block was too long to be kept whole."""
        return self.size > len(self.block)


def scan(
    file: BinaryIO, name: str, *, start: int = 0, keep: int = KEEP_BYTES
) -> Iterator[Scanned | Fault]:
    """Give all records of a WARC or ARC file, compressed or not, and its faults, in file order.

    `start` is the first byte of a member.

    Behind damage the scan goes on with the next record that can be found. Memory is bounded by
    `keep`. `file` must be seekable; `name` is for the faults.
    """
    file.seek(0)
    tape = GzipTape(file) if file.read(2) == b"\x1f\x8b" else Tape(file)
    position = start
    while position < tape.size:
        tape.begin(position)
        position = yield from _member(tape, name, keep)


def record_at(file: BinaryIO, offset: int, inner: int, *, keep: int) -> Scanned | None:
    """Read the one record that a scan found at a place; None where it is not there."""
    file.seek(0)
    tape = GzipTape(file) if file.read(2) == b"\x1f\x8b" else Tape(file)
    tape.begin(offset)
    _take(tape, inner)
    item = _record(tape, "", keep)
    return item if isinstance(item, Scanned) else None


def _member(tape: Tape, name: str, keep: int) -> Generator[Scanned | Fault, None, int]:
    """Give the records of one gzip member, or of a file without any; returns where to go on."""
    pending: Scanned | None = None
    first = tape.offset
    count = 0
    while _skip_blank(tape):
        item = _record(tape, name, keep)
        if isinstance(item, Fault):
            tape.skip_to_record()
            if tape.fault is not None:
                break
            yield item
        else:
            count += 1
            if pending is not None:
                yield pending
            pending = item
    if tape.fault is not None:
        kind, text = tape.fault
        end = tape.next_start(first + 1)
        yield Fault(name=kind, file=name, offset=first, text=text, end=end)
        return end
    if pending is not None:
        length = tape.end - first if count == 1 and tape.is_gzip else pending.length
        yield replace(pending, length=length)
    if tape.is_gzip and count != 1:
        yield _count_fault(tape, name, count)
    return tape.end


def _count_fault(tape: Tape, name: str, count: int) -> Fault:
    if count == 0:
        text = "a gzip member without a record"
        return Fault(name="empty-member", file=name, offset=tape.offset, text=text, is_note=True)
    text = f"{count} records in one gzip member"
    return Fault(name="merged-records", file=name, offset=tape.offset, text=text, end=tape.end)


def _skip_blank(tape: Tape) -> bool:
    """Take line ends; tell whether anything follows in the member."""
    while (byte := tape.peek(1)) and byte in _BLANK:
        tape.read(1)
    return bool(byte)


def _record(tape: Tape, name: str, keep: int) -> Scanned | Fault:
    """Read one record; the tape stands before its first byte."""
    start = tape.inner

    def fault(kind: str, text: str) -> Fault:
        offset = tape.offset if tape.is_gzip else start
        within = f"{text} (byte {start} of the member)" if tape.is_gzip and start else text
        return Fault(name=kind, file=name, offset=offset, text=within)

    head = record_head(tape)
    if head is None:
        return fault("no-header", "no WARC or ARC header where a record must begin")
    version, fields = head
    length = _length(fields)
    if length is None:
        return fault("wrong-length", "no Content-Length that is a number")
    taken = hasher(_first(fields, "warc-block-digest"))
    block, size, pieces = _block(tape, length, keep, taken)
    if size < length:
        if not tape.is_gzip:
            return fault("torn", f"the file ends {length - size} bytes before the record does")
        return fault("wrong-length", f"Content-Length is {length}, but the member ends before")
    tail = _tail(tape)
    if not _ends(tape, tail, version):
        return fault(
            "wrong-length", f"Content-Length is {length}, but the block does not end there"
        )
    return Scanned(
        offset=tape.offset if tape.is_gzip else start,
        length=0 if tape.is_gzip else tape.inner - start,
        fields=fields,
        block=block,
        version=version,
        inner=start if tape.is_gzip else 0,
        size=size,
        block_digest=taken,
        tail=tail,
        pieces=pieces,
    )


def _length(fields: Fields) -> int | None:
    stated = _first(fields, "content-length") or ""
    # Fifteen digits: a longer number is no length, and costly to read.
    return int(stated) if stated.isdecimal() and stated.isascii() and len(stated) < 16 else None


def _first(fields: Fields, name: str) -> str | None:
    return next((value for key, value in fields if key.lower() == name), None)


def record_head(tape: Tape) -> tuple[str, Fields] | None:
    """Take version and fields of the record that begins here; None where none does."""
    data = tape.peek(PIECE)
    version = _VERSION.match(data)
    if version is None:
        line, newline, _ = data.partition(b"\n")
        fields = arc_fields(line) if newline else None
        if fields is None:
            return None
        _take(tape, len(line) + 1)
        return "arc", fields
    end = _HEAD_END.search(data, version.end() - 1)
    if end is None:
        data = tape.peek(_MAX_HEAD)
        end = _HEAD_END.search(data, version.end() - 1)
        if end is None:
            return None
    _take(tape, end.end())
    return version[1].decode(), _fields(data[version.end() : end.start()])


def _fields(head: bytes) -> Fields:
    fields: list[tuple[str, str]] = []
    for line in head.decode("utf-8", "replace").replace("\r\n", "\n").split("\n"):
        if line[:1] in (" ", "\t") and fields:  # folded, as WARC 1.0 allowed
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
        elif line:
            key, _, value = line.partition(":")
            fields.append((key, value.strip()))
    return tuple(fields)


def _block(tape: Tape, length: int, keep: int, taken: Hasher | None) -> tuple[bytes, int, int]:
    """Take a block; gives what is kept of it, its size, and the members that it lies in."""
    parts: list[bytes] = []
    size, pieces = 0, 1
    while size < length:
        data = tape.read(min(length - size, PIECE))
        if not data:
            if not tape.continues():
                break
            pieces += 1
            continue
        if taken is not None:
            taken.update(data)
        if size < keep:
            parts.append(data[: keep - size])
        size += len(data)
    return b"".join(parts), size, pieces


def _tail(tape: Tape) -> bytes:
    """Take the line ends behind a block; four bytes belong there."""
    if not tape.peek(1):
        tape.continues()
    tail = b""
    while len(tail) < 4 and (byte := tape.peek(1)) and byte in _BLANK:
        tail += tape.read(1)
    return tail


def _ends(tape: Tape, tail: bytes, version: str) -> bool:
    """Tell whether a record ends with this tail; with less than is due only before another."""
    if tail != b"" if version == "arc" else tail == RECORD_END:
        return True
    rest = tape.peek(PIECE).lstrip(_BLANK)
    return not rest or START.match(rest) is not None


def _take(tape: Tape, size: int) -> None:
    while size > 0 and (data := tape.read(size)):
        size -= len(data)
