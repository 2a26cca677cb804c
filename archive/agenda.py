"""The agenda: what visits of sources and articles have taught, and when the next ones are due."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from archive.beginnings import BeginningTable, time_of
from newscrawl.model.fate import State
from newscrawl.model.link import Link, Role
from newscrawl.model.page import PageKind
from newscrawl.model.visit import Visit
from newscrawl.schedule.edits import EditCurve, Watched, next_revisit, revisited
from newscrawl.schedule.overlap import own_shares
from newscrawl.schedule.policy import DAY, HOUR, WEEK, Policy
from newscrawl.schedule.site import plan
from newscrawl.schedule.source import Seen, Source, first_seen, observed, with_history
from newscrawl.urls import site

SOURCE_KINDS = (PageKind.HOME, PageKind.SECTION, PageKind.FEED, PageKind.SITEMAP)
"""Kinds of pages that are looked at again for new articles."""
_RECENT = 28 * DAY
_SLACK = HOUR
"""A last visit farther in the future means that the clock went back."""
# A robots.txt that shut a source may open it again.
_RENEWABLE = (
    "(urls.state IN ('archived', 'not-modified', 'failed')"
    " OR (urls.state = 'excluded' AND urls.reason = 'robots'))"
)
_SOURCE, _ARTICLE, _LIVE = "source", "article", "live"


class AgendaTable:
    """Planned visits; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def note(self, visit: Visit, *, at: float, listed: Sequence[Link] = ()) -> None:
        """Learn from a settled visit; `listed` are entries that a source did not name before."""
        assert visit.fate is not None
        row = self._db.execute(
            "SELECT u.kind, u.role, a.visited FROM urls AS u LEFT JOIN agenda AS a ON a.url = u.id"
            " WHERE u.id = ?",
            (visit.lead.id,),
        ).fetchone()
        if row[2] is not None and at < row[2] - WEEK:
            return  # a capture that was imported, not a clock that went back
        if visit.fate.state in (State.FAILED, State.EXCLUDED):
            self._db.execute(
                "UPDATE agenda SET due = ?, visited = min(visited, ?) WHERE url = ?",
                (at + 6 * _SLACK, at, visit.lead.id),
            )
        elif visit.fate.state is State.QUEUED:
            return
        elif row[0] in SOURCE_KINDS and row[1] != Role.PAGINATION:
            self._note_source(visit, at, listed)
        else:
            self._note_article(visit, at)

    def _note_source(self, visit: Visit, at: float, listed: Sequence[Link]) -> None:
        times = tuple(time for link in listed if (time := time_of(link.date)) is not None)
        seen = Seen(at=at, found=len(listed), published=times)
        state = self._state(visit.lead.id)
        is_first = state is None
        source = (
            first_seen(seen)
            if state is None
            else observed(msgspec.json.decode(state, type=Source), seen)
        )
        self._put(visit, _SOURCE, at, source)
        self._db.execute(
            "INSERT OR REPLACE INTO visits (url, at, found) VALUES (?, ?, ?)",
            (visit.lead.id, at, None if is_first else len(listed)),
        )

    def _note_article(self, visit: Visit, at: float) -> None:
        assert visit.fate is not None
        is_version = visit.record is not None and visit.fate.reason == "article"
        state = self._state(visit.lead.id)
        if state is None:
            if is_version:
                self._watch(visit, at)
            return
        watched = msgspec.json.decode(state, type=Watched)
        kind = self._kind(visit.lead.id)
        name = site(visit.lead.url)
        curve = self._curve(name, kind)
        curve, watched = revisited(curve, watched, at=at, changed=is_version)
        self._db.execute(
            "INSERT OR REPLACE INTO curves (site, kind, state) VALUES (?, ?, ?)",
            (name, kind, msgspec.json.encode(curve).decode()),
        )
        self._put(visit, kind, at, watched)

    def _watch(self, visit: Visit, at: float) -> None:
        assert visit.record is not None
        stated = time_of(visit.record.date_published, day=True)
        born = at if stated is None else min(stated, at)
        is_live = visit.page is not None and visit.page.kind is PageKind.LIVE_BLOG
        self._put(visit, _LIVE if is_live else _ARTICLE, at, Watched(born=born, visited=at))

    def _put(self, visit: Visit, kind: str, at: float, state: Source | Watched) -> None:
        # Planned at the end of the run; where it is killed before, an hour must do.
        self._db.execute(
            "INSERT OR REPLACE INTO agenda (url, site, kind, visited, due, is_planned, state)"
            " VALUES (?, ?, ?, ?, ?, 0, ?)",
            (
                visit.lead.id, site(visit.lead.url), kind, at, at + HOUR,
                msgspec.json.encode(state).decode(),
            ),
        )  # fmt: skip

    def plan(self, policy: Policy, *, now: float) -> None:
        """Work out when all sources, and the articles visited since the last plan, are due."""
        recent = self._recent(now)
        histories = BeginningTable(self._db).read(now=now)
        for name, seen in self._sources().items():
            sources = {
                url: with_history(source, histories[url]) if url in histories else source
                for url, source in seen.items()
            }
            shares = own_shares({url: recent[url] for url in sources})
            dues = plan(
                sources, shares=shares, now=now, policy=policy,
                ahead=self._ahead(name, policy.budget, now),
            )  # fmt: skip
            self._db.executemany(
                "UPDATE agenda SET due = ?, is_planned = 1 WHERE url = ?",
                [(due, url) for url, due in dues.items()],
            )
        self._forget_old(policy, now)
        self._plan_articles(policy)

    def _forget_old(self, policy: Policy, now: float) -> None:
        self._db.execute(
            "DELETE FROM agenda WHERE kind <> ? AND json_extract(state, '$.born') <= ?",
            (_SOURCE, now - policy.revisit_horizon),
        )

    def _plan_articles(self, policy: Policy) -> None:
        curves: dict[tuple[str, str], EditCurve] = {}
        rows = self._db.execute(
            "SELECT url, site, kind, state FROM agenda WHERE kind <> ? AND NOT is_planned",
            (_SOURCE,),
        ).fetchall()
        for url, name, kind, state in rows:
            curve = curves.setdefault((name, kind), self._curve(name, kind))
            due = next_revisit(curve, msgspec.json.decode(state, type=Watched), policy=policy)
            if due is None:
                self._db.execute("DELETE FROM agenda WHERE url = ?", (url,))
            else:
                self._db.execute(
                    "UPDATE agenda SET due = ?, is_planned = 1 WHERE url = ?", (due, url)
                )

    def queue_due(self, policy: Policy, *, now: float, sources: bool = True) -> int:
        """Queue what is due, and what was visited at a time that is still to come."""
        self._forget_old(policy, now)
        kinds = [_SOURCE] * sources + [_ARTICLE, _LIVE] * policy.revisits
        marks = ",".join("?" * len(kinds))
        cursor = self._db.execute(
            "UPDATE urls SET state = 'queued', due = ?, tries = 0 WHERE id IN"  # noqa: S608 marks
            f" (SELECT url FROM agenda WHERE (due <= ? OR visited > ?) AND kind IN ({marks}))"
            f" AND {_RENEWABLE}",
            (now, now, now + _SLACK, *kinds),
        )
        return cursor.rowcount

    def next_due(self, *, now: float, articles: bool) -> float | None:
        """Give when the next pass has something to do, seconds since the epoch; None for never."""
        kinds = [_SOURCE] + [_ARTICLE, _LIVE] * articles
        marks = ",".join("?" * len(kinds))
        planned = self._db.execute(
            "SELECT min(iif(visited > ?, 0, a.due)) FROM agenda AS a JOIN urls ON id = a.url"  # noqa: S608 marks
            f" WHERE a.kind IN ({marks}) AND {_RENEWABLE}",
            (now + _SLACK, *kinds),
        ).fetchone()[0]
        queued = self._db.execute(
            "SELECT min(due) FROM urls WHERE state IN ('queued', 'leased')"
        ).fetchone()[0]
        return min((due for due in (planned, queued) if due is not None), default=None)

    def shift(self, seconds: float) -> None:
        """Follow a clock that was set by so many seconds, so that nothing is early or late."""
        self._db.execute(
            "UPDATE agenda SET due = due + :by, visited = visited + :by, state ="
            " json_set(state, '$.visited', json_extract(state, '$.visited') + :by)",
            {"by": seconds},
        )
        self._db.execute(
            "UPDATE urls SET due = due + ? WHERE state = 'queued' AND due > 0", (seconds,)
        )

    def _sources(self) -> dict[str, dict[int, Source]]:
        """Give the sources that answered at their last visit, by site."""
        found: dict[str, dict[int, Source]] = defaultdict(dict)
        for url, name, state in self._db.execute(
            "SELECT a.url, a.site, a.state FROM agenda AS a JOIN urls AS u ON u.id = a.url"
            " WHERE a.kind = ? AND u.state IN ('archived', 'not-modified')"
            # Of equals a feed is read first, then the home page: they are small and complete.
            " ORDER BY u.kind <> 'feed', u.kind <> 'home', u.id",
            (_SOURCE,),
        ):
            found[name][url] = msgspec.json.decode(state, type=Source)
        return found

    def _recent(self, now: float) -> dict[int, set[int]]:
        """Give for each source what it began to list of late."""
        found: dict[int, set[int]] = defaultdict(set)
        for source, target in self._db.execute(
            "SELECT source, target FROM edges WHERE at > ?", (now - _RECENT,)
        ):
            found[source].add(target)
        return found

    def _ahead(self, name: str, budget: float, now: float) -> float:
        """Count the visits over the budget in the last week; the first of a source is free."""
        count, first = self._db.execute(
            "SELECT count(v.found), min(v.at) FROM visits AS v JOIN agenda AS a USING (url)"
            " WHERE a.site = ? AND v.at > ?",
            (name, now - WEEK),
        ).fetchone()
        return float(count) - budget * (now - first) / DAY if count else 0.0

    def _curve(self, name: str, kind: str) -> EditCurve:
        row = self._db.execute(
            "SELECT state FROM curves WHERE site = ? AND kind = ?", (name, kind)
        ).fetchone()
        if row is None:
            return EditCurve(is_live=kind == _LIVE)
        return msgspec.json.decode(row[0], type=EditCurve)

    def _state(self, url: int) -> str | None:
        row = self._db.execute("SELECT state FROM agenda WHERE url = ?", (url,)).fetchone()
        return None if row is None else str(row[0])

    def _kind(self, url: int) -> str:
        query = "SELECT kind FROM agenda WHERE url = ?"
        return str(self._db.execute(query, (url,)).fetchone()[0])
