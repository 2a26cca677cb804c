"""Copies of chosen captures: their records go into another WARC file as they are, byte for byte."""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from archive.cdxj import INDEXED, line_of
from archive.selection import captures_of, choose_also
from archive.walk import Member, opened, read_member
from newscrawl.errors import DamagedError

_ROWS = """
SELECT c.id, c.offset, coalesce(
    (SELECT b.offset + b.length FROM captures AS b WHERE b.warc = c.warc AND b.offset < c.offset
     ORDER BY b.offset DESC LIMIT 1), 0)
FROM chosen JOIN captures AS c ON c.id = capture WHERE c.warc = ? AND NOT copied ORDER BY c.offset
"""


class Sink(Protocol):
    """What the records are written to."""

    def write(self, data: bytes, /) -> object:
        """Write all of `data`."""
        ...


@dataclass(slots=True, kw_only=True)
class Copying:
    """The captures in `chosen` on their way into a file; iterating makes the copy.

    The records of a capture stay together, and the `warcinfo` of its file goes before the first
    of them. At the end follow, where they were not chosen, the originals of revisits and the
    responses that renderings came from.
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

    def __iter__(self) -> Iterator[bytes]:
        """Copy, and give the CDXJ line of each capture; raises ArchiveError at any damage."""
        while names := self._names():
            for name in names:
                yield from self._copy_of(name)

    def _names(self) -> list[str]:
        rows = self.db.execute(
            "SELECT DISTINCT warc FROM chosen JOIN captures ON id = capture WHERE NOT copied"
            " ORDER BY warc"
        )
        return [name for (name,) in rows]

    def _copy_of(self, name: str) -> Iterator[bytes]:
        path = self.folder / name
        rows = self.db.execute(_ROWS, (name,)).fetchall()
        with opened(path) as fd:
            first = read_member(fd, 0, path)
            if first.type == "warcinfo":
                self._write(fd, first)
            for _, offset, start in rows:
                for member in _group(fd, path, start, offset):
                    line = line_of(member, self.name, offset=self.size)
                    self._write(fd, member)
                    if line is not None:
                        self.captures += 1
                        self._bring_along(member)
                        yield line
        self.db.executemany(
            "UPDATE chosen SET copied = 1 WHERE capture = ?", [row[:1] for row in rows]
        )

    def _write(self, fd: int, member: Member) -> None:
        data = os.pread(fd, member.length, member.offset)
        assert len(data) == member.length  # it was read before
        self.sink.write(data)
        self.size += member.length

    def _bring_along(self, member: Member) -> None:
        """Choose what a record cannot be understood without."""
        if member.type == "resource":
            others = captures_of(self.db, member.urn("WARC-Target-URI") or "")
            named = _concurrent(member)
            choose_also(self.db, (row for row, record_id, *_ in others if record_id in named))
        if member.type == "revisit":
            url = member.urn("WARC-Refers-To-Target-URI") or member.urn("WARC-Target-URI") or ""
            wanted = {member.urn("WARC-Refers-To"), member.field("WARC-Refers-To-Date")}
            others = captures_of(self.db, url)
            found = [
                row
                for row, record_id, date, _ in others
                if not wanted.isdisjoint((record_id, date))
            ]
            choose_also(self.db, found)
            self.lost += not found


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
