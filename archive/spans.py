"""The spans of a WARC file: one large file inspected by several processes, as if by one."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from archive.inspection import Inspection, inspect_member_file, inspect_path
from archive.scan import record_head
from archive.tape import GzipTape
from archive.walk import opened
from newscrawl.errors import ArchiveError

SPAN_BYTES = 64 << 20
"""Least bytes of a span; a process needs about as long for them as to start."""
_BEGINNERS = frozenset({"request", "metadata"})
"""Types of records that no span needs the record before them for."""
_TRIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of a file, from the start of a member to that of another."""

    path: Path
    start: int = 0
    stop: int | None = None
    """None for the end of the file."""
    is_named: bool | None = None
    """Whether a person named the file; None for a file of a collection."""


def spans_of(
    path: Path, *, count: int, span_bytes: int = SPAN_BYTES, is_named: bool | None = None
) -> list[Span]:
    """Cut a file into at most `count` spans; one that cannot be cut is one span."""
    starts = [0]
    try:
        with opened(path) as fd, open(fd, "rb", buffering=0, closefd=False) as file:
            tape = GzipTape(file)
            is_gzip = os.pread(fd, 2, 0) == b"\x1f\x8b"  # a WACZ has members, but of a zip
            count = min(count, tape.size // span_bytes) if is_gzip else 1
            for number in range(1, count):
                start = _start(tape, max(number * tape.size // count, starts[-1] + 1))
                if start is None:
                    break
                starts.append(start)
    except (ArchiveError, OSError):  # whoever inspects it says so
        pass
    ends = [*starts[1:], None]
    places = zip(starts, ends, strict=True)
    return [Span(path=path, start=a, stop=b, is_named=is_named) for a, b in places]


def _start(tape: GzipTape, after: int) -> int | None:
    for _ in range(_TRIES):
        start = tape.next_start(after)
        if start >= tape.size:
            return None
        tape.begin(start)
        head = record_head(tape)
        kinds = [v for name, v in head[1] if name.lower() == "warc-type"] if head else []
        if _BEGINNERS.intersection(kinds):
            return start
        after = start + 1
    return None


def inspect_span(span: Span) -> Inspection:
    """Inspect a span of a file, or a whole one."""
    if span.is_named is None:
        return inspect_member_file(span.path, start=span.start, stop=span.stop)
    return inspect_path(span.path, is_named=span.is_named, start=span.start, stop=span.stop)


def joined(parts: Iterable[Inspection]) -> Inspection | None:
    """Join the inspections of a file's spans, in order.

    None where a fault lies between the spans, or may: then the file must be inspected whole.
    """
    first, *others = parts
    ids = set(first.ids)
    whole = replace(first, captures=[*first.captures], faults=[*first.faults])
    if not first.is_clean:
        return None
    for one in others:
        if not one.is_clean or not ids.isdisjoint(one.ids):
            return None
        ids |= one.ids
        whole.records += one.records
        whole.end = one.end
        whole.captures += one.captures
        whole.faults += one.faults
    return whole


def by_file(
    inspected: Iterable[tuple[Span, Inspection]],
) -> Iterator[list[tuple[Span, Inspection]]]:
    """Give the spans of each file together; they come in order."""
    waiting: list[tuple[Span, Inspection]] = []
    for span, found in inspected:
        waiting.append((span, found))
        if span.stop is None:
            yield waiting
            waiting = []
