"""Tallies: what the pages of each day were, by site and source, counted as visits are settled."""

import sqlite3
from collections import defaultdict

from newscrawl.alerts.rates import Tally
from newscrawl.model.fate import BREAKAGE
from newscrawl.model.link import ENTRY_ROLES, REQUISITE_ROLES
from newscrawl.model.page import ARTICLE_KINDS, PageKind
from newscrawl.model.record import ArticleRecord
from newscrawl.model.visit import Visit
from newscrawl.schedule.policy import DAY
from newscrawl.urls import key, site

SHORT_TEXT = 140
"""Characters of a text that hardly is one."""
_COUNTS = (
    "answers", "blocked", "candidates", "articles", "no_headline", "no_date", "no_authors",
    "no_text",
)  # fmt: skip
# What lists name besides articles.
_NO_CANDIDATES = frozenset(
    {PageKind.HOME, PageKind.FEED, PageKind.SITEMAP, PageKind.REDIRECT, PageKind.ERROR,
     PageKind.BLOCKED, PageKind.REQUISITE}
)  # fmt: skip
_ADD = (
    f"INSERT INTO tallies (site, source, day, {', '.join(_COUNTS)})"  # noqa: S608 constants
    f" VALUES (?, ?, ?, {', '.join('?' * len(_COUNTS))}) ON CONFLICT DO UPDATE SET "
    + ", ".join(f"{name} = {name} + excluded.{name}" for name in _COUNTS)
)
_SUMS = ", ".join(f"sum({name})" for name in _COUNTS)


class TallyTable:
    """Counts by day; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def note(self, visit: Visit, *, at: float) -> None:
        """Count a settled visit that was answered."""
        if visit.status is None or visit.lead.role in REQUISITE_ROLES:
            return
        counts = _counts(visit)
        place = (site(visit.lead.url), self._source(visit), int(at // DAY))
        self._db.execute(_ADD, (*place, *counts))

    def of_sites(self, *, since: int) -> dict[str, list[Tally]]:
        """Give the days of each site from a day on, in order."""
        found: dict[str, list[Tally]] = defaultdict(list)
        query = f"SELECT site, day, {_SUMS} FROM tallies WHERE day >= ? GROUP BY site, day"  # noqa: S608 constants
        for name, day, *counts in self._db.execute(query, (since,)):
            found[name].append(Tally(day=day, **dict(zip(_COUNTS, counts, strict=True))))
        return found

    def of_sources(self, *, since: int) -> dict[int, list[Tally]]:
        """Give the days of what each source named, as `of_sites`."""
        found: dict[int, list[Tally]] = defaultdict(list)
        query = (
            f"SELECT source, day, {_SUMS} FROM tallies WHERE day >= ? AND source > 0"  # noqa: S608 constants
            " GROUP BY source, day"
        )
        for source, day, *counts in self._db.execute(query, (since,)):
            found[source].append(Tally(day=day, **dict(zip(_COUNTS, counts, strict=True))))
        return found

    def _source(self, visit: Visit) -> int:
        """Give the row of the list that named a page; by the capture's provenance, as it stays."""
        if visit.lead.via is None or visit.lead.role not in ENTRY_ROLES:
            return 0
        query = "SELECT id FROM urls WHERE key = ?"
        row = self._db.execute(query, (key(visit.lead.via),)).fetchone()
        return 0 if row is None else int(row[0])


def _counts(visit: Visit) -> tuple[int, ...]:
    assert visit.fate is not None
    is_candidate = (
        visit.status == 200
        and visit.page is not None
        and visit.page.kind not in _NO_CANDIDATES
        and (visit.lead.role in ENTRY_ROLES or visit.page.kind in ARTICLE_KINDS)
    )
    is_blocked = visit.fate.reason.startswith(BREAKAGE)
    return 1, int(is_blocked), int(is_candidate), *_lacks(visit.record if is_candidate else None)


def _lacks(record: ArticleRecord | None) -> tuple[int, ...]:
    if record is None:
        return (0,) * 5
    lacks = (
        record.headline is None, record.date_published is None, not record.authors,
        len(record.text) < SHORT_TEXT,
    )  # fmt: skip
    return (1, *map(int, lacks))
