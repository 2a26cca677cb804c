"""The timetable of a collection: what visits of each source brought, and when the next one is."""

import sqlite3
from collections import Counter, defaultdict

from archive.frontier import timestamp
from archive.runs import shown
from newscrawl.model.fate import Fate, State
from newscrawl.report.history import DAYS, SourceHistory
from newscrawl.schedule.policy import DAY

_ROWS = """
SELECT u.id, u.url, u.kind, u.state, u.reason, a.due, count(v.at), min(v.at), max(v.at),
    total(v.found)
FROM agenda AS a JOIN urls AS u ON u.id = a.url JOIN visits AS v ON v.url = a.url
WHERE a.kind = 'source' GROUP BY u.id ORDER BY total(v.found) DESC, u.url
"""


def read_histories(db: sqlite3.Connection, *, now: float) -> list[SourceHistory]:
    """Give the sources that were answered, those that brought most entries first."""
    by_day: dict[int, Counter[int]] = defaultdict(Counter)
    today = int(now // DAY)
    for url, at, found in db.execute(
        "SELECT url, at, found FROM visits WHERE at >= ? AND found > 0", ((today - DAYS + 1) * DAY,)
    ):
        by_day[url][int(at // DAY)] += found
    return [
        SourceHistory(
            url=url,
            kind=kind,
            fate=shown(Fate(state=State(state), reason=reason)),
            visits=visits,
            first=timestamp(first),
            last=timestamp(last),
            due=timestamp(due),
            found=int(found),
            days=tuple(by_day[number][today - DAYS + 1 + day] for day in range(DAYS)),
        )
        for number, url, kind, state, reason, due, visits, first, last, found in db.execute(_ROWS)
    ]
