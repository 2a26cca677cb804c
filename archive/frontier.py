"""The frontier: rows of `urls`, from discovery through lease to fate."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from archive.chores import Chores
from archive.queue import best
from newscrawl.frontier.admission import Entry
from newscrawl.frontier.allowance import Window
from newscrawl.frontier.order import END, PROMISING
from newscrawl.frontier.retry import TRANSIENT
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.fate import Fate, State
from newscrawl.model.lead import Lead
from newscrawl.model.link import Role
from newscrawl.model.visit import Visit

# A URL that is refused as a page is fetched all the same where a page is shown with it.
_INSERT = """
INSERT INTO urls
    (key, url, host, shape, state, reason, role, depth, priority, newest, found_from, found_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET
    priority = iif({revived}, excluded.priority, min(priority, excluded.priority)),
    depth = min(depth, excluded.depth),
    newest = max(newest, excluded.newest),
    role = iif(excluded.priority < priority OR {revived}, excluded.role, role),
    state = iif(reason LIKE 'role:%' OR reason = 'depth' OR {revived}, excluded.state, state),
    reason = iif(reason LIKE 'role:%' OR reason = 'depth' OR {revived}, excluded.reason, reason)
WHERE (state = 'queued' AND (priority < 200 OR excluded.state = 'queued'))
    OR (state = 'excluded' AND excluded.state = 'queued')
""".format(
    revived="(state = 'excluded' AND excluded.priority >= 200 AND (reason IN ('scope', 'depth')"
    " OR reason LIKE 'role:%' OR reason LIKE 'trap:%'))"
)
_LEAD = """
SELECT u.id, u.url, u.role, u.depth, u.tries, v.url, u.found_at, u.etag, u.last_modified, u.host
FROM urls AS u LEFT JOIN urls AS v ON v.id = u.found_from
"""
_SETTLE = """
UPDATE urls SET state = ?, reason = ?, kind = coalesce(?, kind), status = ?,
    canonical = iif(?, ?, canonical),
    etag = iif(?, ?, etag), last_modified = iif(?, ?, last_modified),
    capture = coalesce(?, capture), tries = ?, due = ?, settled_at = ?
WHERE id = ?
"""

_CHAIN = """
WITH RECURSIVE chain (id, via, hops) AS (
    SELECT id, found_from, 1 FROM urls WHERE id = ? AND role = 'redirect'
    UNION ALL
    SELECT u.id, u.found_from, hops + 1 FROM urls AS u JOIN chain ON u.id = via
    WHERE u.role = 'redirect' AND hops < 100
) SELECT count(*) FROM chain
"""


def timestamp(now: float) -> str:
    """Write seconds since the epoch as ISO 8601 UTC with seconds."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(timestamp: str) -> float:
    """Read an ISO 8601 time, as a WARC-Date, as seconds since the epoch; 0 for what is none."""
    try:
        return datetime.fromisoformat(timestamp).timestamp()
    except ValueError:  # a WARC file of another maker may say anything
        return 0.0


class Frontier:
    """The table of URLs; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._chores = Chores(db)

    def add(self, entries: Iterable[Entry], *, source: int | None, now: float) -> int:
        """Insert rows that are new, and give the number of those that promise articles.

        A queued row that is named again moves forward only.
        """
        at = timestamp(now)
        last = self._db.execute("SELECT coalesce(max(id), 0) FROM urls").fetchone()[0]
        self._db.executemany(
            _INSERT,
            [
                (e.key, e.url, e.host, e.shape, e.fate.state, e.fate.reason, e.role, e.depth,
                 e.priority, e.newest, source, at)
                for e in entries
            ],
        )  # fmt: skip
        found = self._db.execute(
            "SELECT count(*) FROM urls WHERE id > ? AND state = 'queued' AND priority < ?",
            (last, PROMISING),
        )
        return int(found.fetchone()[0])

    def shift(self, shape: str, by: int) -> None:
        """Move all waiting rows of one URL shape forward (negative) or back in the queue."""
        self._chores.change(shape, "priority = priority + ?", (by,))

    def go_on(self) -> bool:
        """Go on with changes to many rows; tell whether anything was left of them."""
        return self._chores.go_on()

    def lease(
        self, limit: int, *, busy_hosts: Collection[str], window: Window, now: float
    ) -> list[Lead]:
        """Take up to `limit` due rows, best first, from hosts that are not busy.

        Rows whose priority is not in `window` stay.
        """
        ids = best(self._db, limit, busy_hosts=busy_hosts, window=window, now=now)
        marks = ",".join("?" * len(ids))
        rows = {row[0]: row for row in self._db.execute(f"{_LEAD} WHERE u.id IN ({marks})", ids)}
        self._db.executemany("UPDATE urls SET state = 'leased' WHERE id = ?", [(i,) for i in ids])
        return [_lead(rows[i]) for i in ids]

    def release(self, ids: Iterable[int]) -> None:
        """Give leased rows back unvisited."""
        self._db.executemany(
            "UPDATE urls SET state = 'queued' WHERE id = ? AND state = 'leased'",
            [(i,) for i in ids],
        )

    def release_all(self) -> None:
        """Give back every lease of a process that died."""
        self._db.execute("UPDATE urls SET state = 'queued' WHERE state = 'leased'")

    def lead_for(self, key: str, replay: ArchiveRef) -> Lead | None:
        """Lease the unsettled row of a URL whose capture was archived by a run that died."""
        row = self._db.execute(
            f"{_LEAD} WHERE u.key = ? AND u.state IN ('queued', 'leased')", (key,)
        ).fetchone()
        if row is None:
            return None
        self._db.execute("UPDATE urls SET state = 'leased' WHERE id = ?", row[:1])
        return _lead(row, replay)

    def row_of(self, key: str) -> int:
        """Give the row number of a URL key that was added."""
        return int(self._db.execute("SELECT id FROM urls WHERE key = ?", (key,)).fetchone()[0])

    def settle(self, visit: Visit, *, capture: int | None, now: float) -> None:
        """Write what became of a lead."""
        assert visit.fate is not None
        failed = visit.fate.state in (State.QUEUED, State.FAILED)
        kept = visit.fate.shows_page  # else a page stays what it was before
        self._db.execute(
            _SETTLE,
            (
                visit.fate.state, visit.fate.reason,
                visit.page.kind if visit.page and kept else None, visit.status,
                # Canonical and validators of the capture that the row names, of no other.
                kept, visit.page and visit.page.canonical,
                kept, visit.etag, kept, visit.last_modified,
                capture if kept else None,
                visit.lead.tries + 1 if failed else 0, now + (visit.retry_after or 0),
                timestamp(now), visit.lead.id,
            ),
        )  # fmt: skip

    def exclude_shape(self, shape: str, reason: str) -> None:
        """Take the waiting rows of one URL shape out of the queue that were never fetched."""
        self._chores.change(
            shape, "state = 'excluded', reason = ?", (reason,), where="settled_at IS NULL"
        )

    def drop(self, lead: Lead, fate: Fate) -> None:
        """Settle a leased row that is not fetched after all."""
        self._db.execute(
            "UPDATE urls SET state = ?, reason = ? WHERE id = ?",
            (fate.state, fate.reason, lead.id),
        )

    def is_new(self, lead: Lead) -> bool:
        """Tell whether a row was never settled before."""
        query = "SELECT settled_at IS NULL FROM urls WHERE id = ?"
        return bool(self._db.execute(query, (lead.id,)).fetchone()[0])

    def hops(self, lead: Lead) -> int:
        """Count the redirects in a row that led to a row, as far as `_CHAIN` follows them."""
        return int(self._db.execute(_CHAIN, (lead.id,)).fetchone()[0])

    def repeats(self, lead: Lead, entries: str) -> bool:
        """Note what a list page shows, and tell whether another page showed the same before."""
        other = self._db.execute(
            "SELECT 1 FROM urls WHERE entries = ? AND id <> ?", (entries, lead.id)
        ).fetchone()
        if other is None:
            self._db.execute("UPDATE urls SET entries = ? WHERE id = ?", (entries, lead.id))
        return other is not None

    def walk_again(self, keys: Iterable[str], *, before: str, now: float) -> None:
        """Queue list pages again that were settled before the timestamp `before`."""
        self._db.executemany(
            "UPDATE urls SET state = 'queued', reason = '', due = ?, tries = 0, entries = NULL"
            " WHERE key = ? AND state IN ('archived', 'not-modified') AND settled_at < ?",
            [(now, key, before) for key in keys],
        )

    def move(self, lead: Lead, url: str) -> None:
        """Note that a page answers at another spelling of its URL, as https instead of http."""
        self._db.execute("UPDATE urls SET url = ? WHERE id = ?", (url, lead.id))

    def next_due(self, window: Window = (0, END)) -> float | None:
        """Tell when the earliest row of a window is due, seconds since the epoch; None without."""
        due: float | None = self._db.execute(
            "SELECT min(due) FROM urls INDEXED BY urls_due"
            " WHERE state = 'queued' AND priority >= ? AND priority < ?",
            window,
        ).fetchone()[0]
        return due

    def held(self, *, now: float) -> list[tuple[str, float]]:
        """Name the hosts that refused a request for a while, with the seconds left."""
        rows = self._db.execute(
            "SELECT host, max(due) FROM urls WHERE state = 'queued' AND due > ?"
            " AND reason IN ('http-429', 'http-503') GROUP BY host",
            (now,),
        )
        return [(host, due - now) for host, due in rows]

    def queued(self) -> int:
        """Count the queued rows."""
        found = self._db.execute("SELECT count(*) FROM urls WHERE state = 'queued'").fetchone()
        return int(found[0])

    def renew(self, kinds: Collection[str], *, now: float) -> int:
        """Queue sources again, and what failed for a reason that may have passed."""
        marks = ",".join("?" * len(kinds))
        passing = ",".join(f"'{word}'" for word in sorted(TRANSIENT))
        cursor = self._db.execute(
            "UPDATE urls SET state = 'queued', reason = '', due = ?, tries = 0"  # noqa: S608
            f" WHERE (kind IN ({marks}) AND role <> 'pagination'"
            " AND (state IN ('archived', 'not-modified', 'failed') OR reason = 'robots'))"
            f" OR (state = 'failed' AND (reason IN ({passing}) OR reason LIKE 'http-5%'))"
            " OR (state = 'excluded' AND reason LIKE 'address:%')",
            (now, *kinds),
        )
        return cursor.rowcount

    def renew_failed(self, *, before: float, now: float) -> int:
        """Queue what failed before a time for a reason that may have passed."""
        passing = ",".join(f"'{word}'" for word in sorted(TRANSIENT))
        cursor = self._db.execute(
            "UPDATE urls SET state = 'queued', reason = '', due = ?, tries = 0"  # noqa: S608
            f" WHERE state = 'failed' AND (reason IN ({passing}) OR reason LIKE 'http-5%')"
            " AND settled_at < ? AND id NOT IN (SELECT url FROM agenda)",
            (now, timestamp(before)),
        )
        return cursor.rowcount

    def counts(self) -> Counter[tuple[str, str]]:
        """Count URLs by state and reason."""
        rows = self._db.execute("SELECT state, reason, count(*) FROM urls GROUP BY state, reason")
        return Counter({(state, reason): count for state, reason, count in rows})


def _lead(row: tuple[object, ...], replay: ArchiveRef | None = None) -> Lead:
    number, url, role, depth, tries, via, found_at, etag, last_modified, _host = row
    assert isinstance(number, int)
    assert isinstance(depth, int)
    assert isinstance(tries, int)
    return Lead(
        id=number,
        url=str(url),
        role=Role(str(role)),
        depth=depth,
        tries=tries,
        via=None if via is None else str(via),
        found_at=str(found_at),
        etag=None if etag is None else str(etag),
        last_modified=None if last_modified is None else str(last_modified),
        replay=replay,
    )
