"""Copies of chosen captures: their records go into another WARC file as they are, byte for byte."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from archive.cdxj import INDEXED, exchanges, line_of
from archive.selection import captures_of
from archive.walk import Member, opened, read_member
from newscrawl.errors import DamagedError

_PLACE = """
SELECT c.warc, c.id, c.offset, coalesce(
    (SELECT b.offset + b.length FROM captures AS b WHERE b.warc = c.warc AND b.offset < c.offset
     ORDER BY b.offset DESC LIMIT 1), 0)
FROM captures AS c
"""
_COPIED = (
    "INSERT INTO chosen (capture, round, copied) VALUES (?, 0, 1)"
    " ON CONFLICT (capture) DO UPDATE SET copied = 1"
)


class Sink(Protocol):
    """What the records are written to."""

    def write(self, data: bytes, /) -> object:
        """Write all of `data`."""
        ...


@dataclass(slots=True, kw_only=True)
class Copying:
    """The captures in `chosen` on their way into a file; iterating makes the copy.

    The records of a capture stay together, and the `warcinfo` of its file goes before the first
    of them. Before a revisit goes its original, before a rendering the response that it came
    from, also where they were not chosen.
    """

    db: sqlite3.Connection
    folder: Path
    """Where the WARC files lie."""
    sink: Sink
    name: str
    """File name of the copy, for the lines of its index."""
    size: int = 0
    """Bytes written so far; begin with those before the copy."""
    captures: int = 0
    lost: int = 0
    """Revisits whose original is not in the archive."""
    _begun: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[bytes]:
        """Copy, and give the CDXJ line of each capture; raises ArchiveError at any damage."""
        names = self.db.execute(
            "SELECT DISTINCT warc FROM chosen JOIN captures ON id = capture ORDER BY warc"
        ).fetchall()
        wanted = f"{_PLACE} JOIN chosen ON capture = c.id WHERE c.warc = ? ORDER BY c.offset"
        for name in names:
            for place in self.db.execute(wanted, name).fetchall():
                yield from self._copy_of(*place)

    def _copy_of(self, name: str, capture: int, offset: int, start: int) -> Iterator[bytes]:
        known = self.db.execute("SELECT copied FROM chosen WHERE capture = ?", (capture,))
        if (known.fetchone() or (0,))[0]:
            return
        self.db.execute(_COPIED, (capture,))
        path = self.folder / name
        with opened(path) as fd:
            group = list(_group(fd, path, start, offset))
            for row in self._needed(next(member for member in group if member.is_main)):
                place = self.db.execute(f"{_PLACE} WHERE c.id = ?", (row,)).fetchone()
                yield from self._copy_of(*place)
            if name not in self._begun:
                self._begun.add(name)
                first = read_member(fd, 0, path)
                self._write(fd, [first] if first.type == "warcinfo" else [])
            requests = {m.offset: request for m, request in exchanges(group)}
            for member in group:
                request = requests.get(member.offset)
                line = line_of(member, self.name, offset=self.size, request=request)
                self._write(fd, [member])
                if line is not None:
                    self.captures += 1
                    yield line

    def _write(self, fd: int, members: Iterable[Member]) -> None:
        for member in members:
            data = os.pread(fd, member.length, member.offset)
            assert len(data) == member.length  # it was read before
            self.sink.write(data)
            self.size += member.length

    def _needed(self, member: Member) -> list[int]:
        """Give the captures that a record cannot be understood without."""
        if member.type == "resource":
            others = captures_of(self.db, member.urn("WARC-Target-URI") or "")
            return [row for row, record_id, *_ in others if record_id in _concurrent(member)]
        if member.type != "revisit":
            return []
        url = member.urn("WARC-Refers-To-Target-URI") or member.urn("WARC-Target-URI") or ""
        wanted = {member.urn("WARC-Refers-To"), member.field("WARC-Refers-To-Date")}
        others = captures_of(self.db, url)
        own = member.urn("WARC-Record-ID")
        found = [r for r, i, date, _ in others if i != own and not wanted.isdisjoint((i, date))]
        self.lost += not found
        return found


def _group(fd: int, path: Path, start: int, offset: int) -> Iterator[Member]:
    """Give the members of the capture at `offset`, which begins at `start` or later."""
    before = []
    while start < offset:
        member = read_member(fd, start, path)
        if not member.is_main:
            before.append(member)
        start = member.end
    main = read_member(fd, offset, path)
    if start != offset or main.type not in INDEXED:
        raise DamagedError(f"{path} at {offset}: no capture here; `newscrawl rebuild` finds them")
    yield from (member for member in before if _are_joined(member, main))
    yield main
    yield from _behind(fd, path, main)


def _behind(fd: int, path: Path, main: Member) -> Iterator[Member]:
    """Give the members of a capture that other makers write behind the response."""
    size, start = os.fstat(fd).st_size, main.end
    while start < size:
        try:
            member = read_member(fd, start, path)
        except DamagedError:  # not what was asked for, or not yet written
            return
        if not _are_joined(member, main):
            return
        yield member
        start = member.end


def _are_joined(one: Member, main: Member) -> bool:
    joined = main.urn("WARC-Record-ID") in _concurrent(one) or (
        one.urn("WARC-Record-ID") in _concurrent(main)
    )
    return joined and not one.is_main


def _concurrent(member: Member) -> set[str]:
    return {
        value.strip("<>") for name, value in member.fields if name.lower() == "warc-concurrent-to"
    }
