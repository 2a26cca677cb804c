"""Chores: changes to all waiting rows of one URL shape, made so many rows at a time."""

import sqlite3
from collections import deque
from dataclasses import dataclass

PIECE = 10_000
"""Rows that are changed before others get their turn; below 0.1 s of CPU."""

_ROWS = "state = 'queued' AND shape = ? AND role <> 'start'"


@dataclass(slots=True, kw_only=True)
class _Chore:
    change: str
    parameters: tuple[object, ...]
    shape: str
    where: str
    done: int
    """Rows up to this number are changed."""
    last: int
    """Rows beyond came later."""


class Chores:
    """Keeps what is left of large changes; every method works inside the caller's transaction.

    What a crash leaves undone costs order alone: rows are judged again before they are fetched.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._left: deque[_Chore] = deque()

    def change(
        self, shape: str, change: str, parameters: tuple[object, ...], *, where: str = "1"
    ) -> None:
        """Apply a SET clause to the rows of a shape, at once where they are few."""
        last = self._db.execute("SELECT coalesce(max(id), 0) FROM urls").fetchone()[0]
        chore = _Chore(
            change=change, parameters=parameters, shape=shape, where=where, done=0, last=last
        )
        if self._go_on(chore):
            self._left.append(chore)

    def go_on(self) -> bool:
        """Do one more piece of what is left; tell whether there was any."""
        if not self._left:
            return False
        if not self._go_on(self._left[0]):
            self._left.popleft()
        return True

    def _go_on(self, chore: _Chore) -> bool:
        """Do one piece of a chore; tell whether there may be more."""
        rows = f"{_ROWS} AND {chore.where} AND id > ? AND id <= ?"
        ids = self._db.execute(
            f"SELECT id FROM urls INDEXED BY urls_shape WHERE {rows} ORDER BY id LIMIT ?",  # noqa: S608 constants
            (chore.shape, chore.done, chore.last, PIECE),
        ).fetchall()
        if ids:
            piece = (*chore.parameters, chore.shape, chore.done, ids[-1][0])
            self._db.execute(f"UPDATE urls SET {chore.change} WHERE {rows}", piece)  # noqa: S608
            chore.done = ids[-1][0]
        return len(ids) == PIECE
