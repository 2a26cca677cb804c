"""The originals: whole captures of the collection that a revisit record may refer to."""

import sqlite3
from pathlib import Path

from archive.walk import is_there
from newscrawl.model.capture import ArchiveRef, Original
from newscrawl.urls import key

_CAPTURE = "SELECT warc, offset, length, record_id, date, payload_digest, status, url FROM captures"
_PAYLOAD = f"{_CAPTURE} WHERE payload_digest = ? AND original"
_VALIDATED = "WHERE id = (SELECT capture FROM urls WHERE key = ?)"


class Originals:
    """Finds the capture that brought a payload first: rows, and what this run has not settled.

    The same URL goes before any other of the collection; a revisit is never referred to.
    """

    def __init__(self, db: sqlite3.Connection, folder: Path) -> None:
        self._db = db
        self._folder = folder
        self._fresh: dict[ArchiveRef, str] = {}
        self._by_digest: dict[str, ArchiveRef] = {}

    def note(self, ref: ArchiveRef, *, url: str) -> None:
        """Note a whole response that has no row yet."""
        self._fresh[ref] = url
        self._by_digest.setdefault(ref.payload_digest, ref)

    def take(self, ref: ArchiveRef) -> bool:
        """Tell whether a capture that gets its row now was noted, and forget it."""
        if self._by_digest.get(ref.payload_digest) == ref:
            del self._by_digest[ref.payload_digest]
        return self._fresh.pop(ref, None) is not None

    def of_payload(self, digest: str, *, url: str) -> Original | None:
        """Give the capture whose payload has this digest."""
        # Nearly every payload is new: to look for both at once would take three times as long.
        row = self._db.execute(f"{_PAYLOAD} ORDER BY id LIMIT 1", (digest,)).fetchone()
        if row is not None and row[-1] != url:
            own = f"{_PAYLOAD} AND url = ? ORDER BY id LIMIT 1"
            row = self._db.execute(own, (digest, url)).fetchone() or row
        if row is not None:
            return self._original(row)
        fresh = self._by_digest.get(digest)
        return None if fresh is None else Original(url=self._fresh[fresh], ref=fresh)

    def of_validators(self, url: str) -> Original | None:
        """Give the capture that the ETag and Last-Modified of a URL's row were taken from."""
        row = self._db.execute(f"{_CAPTURE} {_VALIDATED} AND original", (key(url),)).fetchone()
        if row is not None:
            return self._original(row)
        row = self._db.execute(f"{_CAPTURE} {_VALIDATED}", (key(url),)).fetchone()
        return None if row is None else self.of_payload(row[5], url=url)

    def _original(self, row: tuple[str, int, int, str, str, str, int, str]) -> Original | None:
        """Give the capture of a row; None where its file was taken away."""
        warc, offset, length, record_id, date, payload_digest, status, url = row
        if not is_there(self._folder / warc):
            return None
        return Original(
            url=url,
            ref=ArchiveRef(
                warc=warc,
                offset=offset,
                length=length,
                record_id=record_id,
                date=date,
                payload_digest=payload_digest,
                status=status,
            ),
        )
