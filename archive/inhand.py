"""Captures in hand: archived but without their row yet, and so what a next start has to look at."""

import sqlite3

from newscrawl.model.capture import ArchiveRef


class InHand:
    """Keeps, for each WARC file, a mark up to which every capture has its row.

    A start looks through what lies behind the mark only, so that it takes no longer the larger
    the archive is. `save` works inside the caller's transaction.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._starts: dict[ArchiveRef, int] = {}
        self._ends: dict[str, int] = {}
        self._changed: set[str] = set()

    def mark(self, warc: str) -> int:
        """Give the stored mark of a file, 0 without one."""
        row = self._db.execute("SELECT bytes FROM marks WHERE warc = ?", (warc,)).fetchone()
        return int(row[0]) if row else 0

    def looked_through(self, warc: str, *, end: int) -> None:
        """Note that all captures of a file are known up to `end`; those without row are held."""
        self._ends[warc] = end
        self._changed.add(warc)

    def hold(self, ref: ArchiveRef, *, start: int | None = None) -> None:
        """Note a capture without its row; its group begins at `start`, or where the last ended."""
        self._starts[ref] = self._ends.get(ref.warc, 0) if start is None else start
        self._ends[ref.warc] = max(self._ends.get(ref.warc, 0), ref.offset + ref.length)
        self._changed.add(ref.warc)

    def let_go(self, ref: ArchiveRef) -> None:
        """Note that a capture has its row."""
        if self._starts.pop(ref, None) is not None:
            self._changed.add(ref.warc)

    def warcs(self) -> set[str]:
        """Name the files with captures in hand."""
        return {ref.warc for ref in self._starts}

    def save(self) -> None:
        """Store the marks that have moved."""
        marks = {warc: self._ends[warc] for warc in self._changed}
        for ref, start in self._starts.items():
            if ref.warc in marks:
                marks[ref.warc] = min(marks[ref.warc], start)
        self._db.executemany("INSERT OR REPLACE INTO marks VALUES (?, ?)", marks.items())
        self._changed.clear()
