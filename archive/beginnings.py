"""Beginnings: when what a source listed at its first visit was published, by its archived articles.

Pages seldom date what they list; their articles do. So the schedule knows the hours of a paper from
its first crawl on.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from newscrawl.schedule.policy import DAY, HOUR
from newscrawl.schedule.source import FIRST_LOOK, Seen, Source, first_seen

_FIRST_CRAWL = 6 * HOUR
"""What is archived so long after a source's first visit counts; then its history is fixed."""
_USED = 120 * DAY


class BeginningTable:
    """Histories of sources; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def read(self, *, now: float) -> dict[int, Source]:
        """Give the histories that still matter, and work out those that are missing."""
        first = dict(
            self._db.execute(
                "SELECT url, min(at) FROM visits GROUP BY url HAVING min(at) > ?", (now - _USED,)
            ).fetchall()
        )
        found = {
            url: msgspec.json.decode(state, type=Source)
            for url, state in self._db.execute("SELECT url, state FROM histories")
            if url in first
        }
        missing = {url: at for url, at in first.items() if url not in found}
        if missing:
            times = self._times(missing)
            for url, at in missing.items():
                found[url] = _history(times[url], at)
            self._db.executemany(
                "INSERT INTO histories VALUES (?, ?)",
                [
                    (url, msgspec.json.encode(found[url]).decode())
                    for url, at in missing.items()
                    if now > at + _FIRST_CRAWL
                ],
            )
        return found

    def _times(self, first: dict[int, float]) -> dict[int, list[float]]:
        """Give the times of publication of what sources, and the further pages of them, listed."""
        roots = self._roots(first)
        found: dict[int, list[float]] = defaultdict(list)
        rows = self._db.execute(
            "SELECT e.source, json_extract(a.record, '$.date_published'), min(c.date)"
            " FROM edges AS e JOIN urls AS u ON u.id = e.target"
            " JOIN articles AS a ON a.url_key = u.key JOIN captures AS c ON c.id = a.capture"
            " WHERE e.source IN (SELECT value FROM json_each(?)) AND e.at IS NULL"
            " AND a.version = 1 AND a.twin_of IS NULL"
            " AND json_extract(a.record, '$.date_published') > ? GROUP BY e.source, e.target",
            (msgspec.json.encode([*roots]).decode(), _date(min(first.values()) - FIRST_LOOK - DAY)),
        )
        for source, published, captured in rows:
            root, at = roots[source], time_of(published)
            if at is None or not first[root] - FIRST_LOOK < at <= first[root]:
                continue
            if captured <= _date(first[root] + _FIRST_CRAWL):
                found[root].append(at)
        return found

    def _roots(self, sources: Iterable[int]) -> dict[int, int]:
        """Give for each page of a list the source that it goes on from."""
        before = dict(
            self._db.execute(
                "SELECT id, found_from FROM urls WHERE role = 'pagination' AND found_from NOT NULL"
            ).fetchall()
        )
        roots = {url: url for url in sources}
        for page in before:
            way, at = [], page
            while at not in roots and at in before and at not in way:
                way.append(at)
                at = before[at]
            if at in roots:
                roots.update(dict.fromkeys(way, roots[at]))
        return roots


def _history(times: list[float], first: float) -> Source:
    return first_seen(Seen(at=first, found=len(times), published=tuple(sorted(times))))


def _date(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def time_of(text: str | None, *, day: bool = False) -> float | None:
    """Read a date and time as seconds since the epoch; a mere date counts only with `day`."""
    if text is None or (len(text) < 13 and not day):
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
