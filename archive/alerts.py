"""The table of alerts, and how a run brings it up to date from the history of its collection."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from archive.certificates import CertificateTable
from archive.history import History
from archive.tallies import TallyTable
from newscrawl.alerts.causes import causes
from newscrawl.alerts.course import Alert, followed, pinned
from newscrawl.alerts.finding import Finding, Kind
from newscrawl.alerts.notices import certificate_finding, robots_findings, unanswered_finding
from newscrawl.alerts.rates import PAST_DAYS, rate_findings
from newscrawl.alerts.volume import Series, new_since, volume_finding
from newscrawl.config import CollectionConfig
from newscrawl.schedule.policy import DAY

_COLUMNS = "kind, site, subject, text, first, seen, raised, cleared, calm, facts, run"
_CHANGING = ("text", "seen", "raised", "cleared", "calm", "facts", "run")
_STORE = (
    f"INSERT INTO alerts ({_COLUMNS}) VALUES ({', '.join('?' * 11)}) ON CONFLICT DO UPDATE SET "  # noqa: S608 constants
    + ", ".join(f"{name} = excluded.{name}" for name in _CHANGING)
)
_FEEDS = ("feed", "sitemap")
_PINNED_DAYS = 35


class AlertTable:
    """Alerts with their course; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def open(self) -> list[Alert]:
        """Give those that last, pending ones too."""
        return self._select("cleared IS NULL")

    def active(self) -> list[Alert]:
        """Give those that were raised and last, oldest first."""
        return self._select("cleared IS NULL AND raised IS NOT NULL")

    def after(self, run: str) -> list[Alert]:
        """Give those that last after a run, and those that it cleared."""
        return self._select("raised IS NOT NULL AND (cleared IS NULL OR run = ?)", run)

    def untold(self, channel: str) -> list[Alert]:
        """Give those that a channel has not heard of as they are now, raised or cleared."""
        mark = "instr(told, ? || iif(cleared IS NULL, ':raised', ':cleared')) = 0"
        # Who was never told that it began need not hear that it ended.
        begun = "(cleared IS NULL OR instr(told, ? || ':raised') > 0)"
        return self._select(f"raised IS NOT NULL AND {mark} AND {begun}", channel, channel)

    def tell(self, channel: str, alerts: Iterable[Alert]) -> None:
        """Note that a channel has heard of alerts."""
        self._db.executemany(
            "UPDATE alerts SET told = told || ? WHERE kind = ? AND subject = ? AND first = ?",
            [
                (f" {channel}:{'raised' if a.cleared is None else 'cleared'}", *a.key, a.first)
                for a in alerts
            ],
        )

    def update(self, course: Iterable[Alert]) -> None:
        """Store all alerts that were open, as a run left them."""
        before = {(*alert.key, alert.first) for alert in self.open()}
        for alert in course:
            before.discard((*alert.key, alert.first))
            self._db.execute(_STORE, _row(alert))
        self._db.executemany(
            "DELETE FROM alerts WHERE kind = ? AND subject = ? AND first = ?", before
        )

    def _select(self, condition: str, *values: str) -> list[Alert]:
        query = f"SELECT {_COLUMNS} FROM alerts WHERE {condition} ORDER BY first, kind, subject"  # noqa: S608 constants
        return [_alert(row) for row in self._db.execute(query, values)]


def judge(
    db: sqlite3.Connection, config: CollectionConfig, *, warc: Path, run: str, now: float
) -> None:
    """Bring the alerts of a collection up to date at the end of a run."""
    table = AlertTable(db)
    known = table.open()
    muted = [re.compile(pattern) for pattern in config.alerts.mute]
    findings = [
        finding
        for finding in _findings(db, known, warc, config.user_agent or "newscrawl", now)
        if finding.kind not in config.alerts.ignore
        and not any(pattern.search(finding.subject) for pattern in muted)
    ]
    table.update(followed(known, findings, now=now, run=run))


def _findings(
    db: sqlite3.Connection, known: list[Alert], warc: Path, agent: str, now: float
) -> list[Finding]:
    history = History(db, now=now)
    since = pinned(known, now=now)
    urls = history.urls()
    sources: dict[str, int] = {}
    for _, name in urls.values():
        sources[name] = sources.get(name, 0) + 1
    found = [
        *_of_volume(list(history.series()), since),
        *_of_rates(TallyTable(db), urls, since, now),
        *(unanswered_finding(source, now=now) for source in history.unanswered()),
        *(certificate_finding(one, now=now) for one in CertificateTable(db).all()),
    ]
    for origin, name, versions in history.robots(warc):
        found += robots_findings(versions, origin=origin, site=name, agent=agent, now=now)
    return causes((finding for finding in found if finding is not None), sources=sources)


def _of_volume(all_series: list[Series], since: dict[tuple[str, str], float]) -> Iterator[Finding]:
    sites = {series.site: series for series in all_series if series.kind == "site"}
    for series in all_series:
        finding = volume_finding(series, since=since.get((Kind.FEW, series.subject)))
        if finding is None:
            continue
        if finding.kind is Kind.SILENT and series.kind in _FEEDS:
            others = new_since(sites[series.site], series.last_new)
            if others:
                text = f"lists only what is long known; {finding.text}, its site brought {others}"
                finding = replace(finding, kind=Kind.FROZEN, text=text)
        yield finding


def _of_rates(
    table: TallyTable,
    urls: dict[int, tuple[str, str]],
    since: dict[tuple[str, str], float],
    now: float,
) -> Iterator[Finding]:
    first = int(now // DAY) - PAST_DAYS - _PINNED_DAYS
    pages = [(name, name, days) for name, days in table.of_sites(since=first).items()]
    pages += [
        (urls[source][1], urls[source][0], days)
        for source, days in table.of_sources(since=first).items()
        if source in urls
    ]
    for name, subject, days in pages:
        own = {Kind(kind): at for (kind, about), at in since.items() if about == subject}
        yield from rate_findings(days, site=name, subject=subject, now=now, since=own)


def _row(alert: Alert) -> tuple[object, ...]:
    facts = msgspec.json.encode(alert.facts).decode()
    return (
        alert.kind, alert.site, alert.subject, alert.text, alert.first, alert.seen, alert.raised,
        alert.cleared, alert.calm, facts, alert.run,
    )  # fmt: skip


def _alert(row: tuple[object, ...]) -> Alert:
    fields = dict(zip(_COLUMNS.split(", "), row, strict=True))
    fields["facts"] = msgspec.json.decode(str(fields["facts"]))
    return msgspec.convert(fields, Alert)
