"""The tables of near duplicates: a signature for each article, and the buckets it falls into."""

import sqlite3
from collections.abc import Iterable, Iterator

from newscrawl.dedupe.clusters import clusters
from newscrawl.dedupe.likeness import ALIKE, buckets, likeness, signature


class ClusterTable:
    """Signatures and buckets; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known: dict[int, bytes] = {}

    def forget(self, rows: Iterable[int]) -> None:
        """Drop the signatures of articles whose text has changed."""
        for row in rows:
            self._db.executemany(
                "DELETE FROM bands WHERE bucket = ? AND article = ?",
                [(bucket, row) for bucket in buckets(self._signature(row))],
            )
            self._db.execute("DELETE FROM signatures WHERE article = ?", (row,))
        self._known.clear()

    def first(self, rows: list[int]) -> dict[int, int]:
        """Give the first of each cluster by row, over rows of articles in archive order."""
        self._sign()
        place = {row: number for number, row in enumerate(rows)}
        found = clusters(
            self._sharing(place),
            alike=lambda one, other: self._likeness(rows[one], rows[other]) >= ALIKE,
        )
        return {rows[member]: rows[first] for member, first in found.items()}

    def _sign(self) -> None:
        missing = self._db.execute(
            "SELECT id FROM articles WHERE id NOT IN (SELECT article FROM signatures)"
        )
        for (row,) in missing.fetchall():
            (text,) = self._db.execute("SELECT body FROM articles WHERE id = ?", (row,)).fetchone()
            signed = signature(text)
            self._db.execute("INSERT INTO signatures VALUES (?, ?)", (row, signed))
            self._db.executemany(
                "INSERT OR IGNORE INTO bands VALUES (?, ?)",
                [(bucket, row) for bucket in buckets(signed)],
            )

    def _sharing(self, place: dict[int, int]) -> Iterator[list[int]]:
        for (members,) in self._db.execute(
            "SELECT group_concat(article) FROM bands GROUP BY bucket HAVING count(*) > 1"
        ):
            rows = map(int, members.split(","))
            yield [place[row] for row in rows if row in place]

    def _likeness(self, one: int, other: int) -> float:
        return likeness(self._signature(one), self._signature(other))

    def _signature(self, row: int) -> bytes:
        if row not in self._known:
            found = self._db.execute(
                "SELECT signature FROM signatures WHERE article = ?", (row,)
            ).fetchone()
            self._known[row] = found[0] if found else b""
        return self._known[row]
