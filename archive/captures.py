"""The table of captures: where each archived response lies."""

import sqlite3

from newscrawl.model.capture import ArchiveRef

_COLUMNS = "warc, offset, length, record_id, date, payload_digest, status"


class CaptureTable:
    """Capture rows; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, ref: ArchiveRef, *, url: str, original: bool) -> int:
        """Store a capture and give its row number; one that is stored already keeps its row.

        `original` tells that it is a whole response, which revisits may refer to.
        """
        cursor = self._db.execute(
            f"INSERT OR IGNORE INTO captures ({_COLUMNS}, url, original)"  # noqa: S608 constants
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                ref.warc, ref.offset, ref.length, ref.record_id, ref.date, ref.payload_digest,
                ref.status, url, original,
            ),
        )  # fmt: skip
        if cursor.rowcount:
            return int(cursor.lastrowid or 0)
        row = self._db.execute(
            "SELECT id FROM captures WHERE warc = ? AND offset = ?", (ref.warc, ref.offset)
        )
        return int(row.fetchone()[0])

    def end_of(self, warc: str) -> int:
        """Give the end of the last record of a file that has its row, 0 without any."""
        row = self._db.execute(
            "SELECT offset + length FROM captures WHERE warc = ? ORDER BY offset DESC LIMIT 1",
            (warc,),
        ).fetchone()
        return int(row[0]) if row else 0

    def since(self, date: str) -> list[tuple[str, str]]:
        """Give URL and date of the captures from a WARC-Date on, oldest first."""
        query = "SELECT url, date FROM captures WHERE date >= ? ORDER BY date"
        return self._db.execute(query, (date,)).fetchall()

    def last(self, url: str, *, since: str) -> tuple[str, int, int] | None:
        """Give file, offset and status of the last capture of a URL from a WARC-Date on."""
        row: tuple[str, int, int] | None = self._db.execute(
            "SELECT warc, offset, status FROM captures WHERE url = ? AND date >= ?"
            " ORDER BY date DESC LIMIT 1",
            (url, since),
        ).fetchone()
        return row

    def has(self, warc: str, offset: int) -> bool:
        """Tell whether a capture is stored."""
        found = self._db.execute(
            "SELECT 1 FROM captures WHERE warc = ? AND offset = ?", (warc, offset)
        )
        return found.fetchone() is not None
