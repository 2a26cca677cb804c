"""The history that alerts rest on, read out of the catalogue and, for robots.txt, the archive."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from archive.frontier import seconds, timestamp
from archive.reader import read_payload
from newscrawl.alerts.notices import RobotsVersion, Unanswered
from newscrawl.alerts.volume import Series
from newscrawl.errors import ArchiveError
from newscrawl.model.fate import State
from newscrawl.robots import RobotsPolicy
from newscrawl.schedule.policy import DAY
from newscrawl.schedule.source import Source
from newscrawl.schedule.week import Week, pooled, week_of

SPAN = 120 * DAY
"""How far back visits are read."""
_ROBOTS_SPAN = 60 * DAY
_VERSIONS = 4
"""Last versions of a robots.txt that are read."""
_SOURCES = (
    "SELECT a.url, u.url, u.kind, u.state, u.reason, a.site, a.state FROM agenda AS a"
    " JOIN urls AS u ON u.id = a.url WHERE a.kind = 'source'"
)
# By each source, what it named first of all sources.
_FIRSTS = """
SELECT source, at, count(*) FROM
    (SELECT target, source, min(at) AS at FROM edges WHERE at > ? GROUP BY target)
GROUP BY source, at
"""


class History:
    """What was seen of sources and hosts until now."""

    def __init__(self, db: sqlite3.Connection, *, now: float) -> None:
        self._db = db
        self._now = now
        self._rows = db.execute(_SOURCES).fetchall()
        self._visits: dict[int, list[tuple[float, int | None]]] = defaultdict(list)
        query = "SELECT url, at, found FROM visits WHERE at > ? AND at <= ? ORDER BY url, at"
        for url, at, found in db.execute(query, (now - SPAN, now)):
            self._visits[url].append((at, found))

    def urls(self) -> dict[int, tuple[str, str]]:
        """Give URL and site of each source by its row."""
        return {row: (url, name) for row, url, _, _, _, name, _ in self._rows}

    def series(self) -> Iterator[Series]:
        """Give the visits of every source, and of all sources of each site together."""
        sites: dict[str, list[tuple[int, str, str, Source]]] = defaultdict(list)
        for row, url, kind, _, _, name, state in self._rows:
            sites[name].append((row, url, kind, msgspec.json.decode(state, type=Source)))
        firsts = self._firsts()
        for name, sources in sites.items():
            week = week_of(pooled([source.week for _, _, _, source in sources]))
            together: dict[float, int] = defaultdict(int)
            for row, url, kind, source in sources:
                for at, _ in self._known(row):
                    together[at] += firsts.get((row, at), 0)
                yield Series(
                    site=name, subject=url, kind=kind or "", visits=self._known(row),
                    week=week_of(source.week, week),
                )  # fmt: skip
            yield _of_site(name, together, week)

    def _known(self, row: int) -> list[tuple[float, int]]:
        return [(at, found) for at, found in self._visits[row] if found is not None]

    def _firsts(self) -> dict[tuple[int, float], int]:
        rows = self._db.execute(_FIRSTS, (self._now - SPAN,))
        return {(source, at): count for source, at, count in rows}

    def unanswered(self) -> Iterator[Unanswered]:
        """Give the sources whose last fetch failed."""
        for row, url, _, state, reason, name, _ in self._rows:
            visits = self._visits[row]
            if state in (State.FAILED, State.EXCLUDED) and visits:
                yield Unanswered(
                    url=url, site=name, reason=reason, first=visits[0][0], last=visits[-1][0],
                    articles=sum(found or 0 for _, found in visits),
                )  # fmt: skip

    def robots(self, warc: Path) -> Iterator[tuple[str, str, list[RobotsVersion]]]:
        """Give for each origin of sources, with its site, its last versions of robots.txt."""
        origins = {_origin(url): name for _, url, _, _, _, name, _ in self._rows}
        since = timestamp(self._now - _ROBOTS_SPAN)
        for origin, name in origins.items():
            rows = self._db.execute(
                "SELECT warc, offset, date, status, payload_digest FROM captures"
                " WHERE url = ? AND date BETWEEN ? AND ? ORDER BY date",
                (f"{origin}/robots.txt", since, timestamp(self._now + 1)),
            )
            changes: list[tuple[str, int, str, int, str]] = []
            for row in rows:
                if not changes or changes[-1][3:] != row[3:]:
                    changes.append(row)
            if len(changes) > 1:
                yield origin, name, list(_versions(changes[-_VERSIONS:], warc))


def _of_site(name: str, together: dict[float, int], week: Week) -> Series:
    return Series(
        site=name, subject=name, kind="site", visits=sorted(together.items()), week=week
    )  # fmt: skip


def _versions(changes: list[tuple[str, int, str, int, str]], warc: Path) -> Iterator[RobotsVersion]:
    """Read robots.txt as it was; what the archive does not give any more is left out."""
    for name, offset, date, status, _ in changes:
        try:
            payload = read_payload(warc / name, offset)
        except (ArchiveError, OSError):
            continue
        yield RobotsVersion(
            at=seconds(date),
            policy=RobotsPolicy.from_response(status, payload.body),
            is_readable=status == 200 or status in (404, 410),
        )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
