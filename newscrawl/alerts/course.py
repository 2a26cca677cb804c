"""The course of alerts: raised, still there, cleared; one alert a cause, not one a run."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from newscrawl.alerts.finding import Facts, Finding, Kind
from newscrawl.schedule.policy import DAY

USUAL_AFTER = 28 * DAY
"""Time after which what was raised is taken for the site's new way, where a rate can tell."""


class Stage(StrEnum):
    """Where an alert is in its course."""

    PENDING = "pending"  # seen, but nobody is told yet
    RAISED = "raised"  # by the last run
    STILL = "still"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A finding and its dates, in seconds since the epoch."""

    kind: Kind
    site: str
    subject: str
    text: str
    first: float
    seen: float
    """Last time that it was found."""
    raised: float | None = None
    cleared: float | None = None
    calm: float = 0.0
    facts: Facts = field(default_factory=dict)
    run: str = ""
    """The run that first saw, raised or cleared it."""

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same alert in the next run."""
        return str(self.kind), self.subject

    def stage(self, run: str) -> Stage:
        """Tell where it is after a run."""
        if self.cleared is not None:
            return Stage.CLEARED
        if self.raised is None:
            return Stage.PENDING
        return Stage.RAISED if self.run == run else Stage.STILL


def followed(
    open_alerts: Iterable[Alert], findings: Iterable[Finding], *, now: float, run: str
) -> list[Alert]:
    """Give all alerts that are open, or end, with what this run found.

    A pending one that is not found again is left out: nobody heard of it.
    """
    found = {finding.key: finding for finding in findings}
    course = []
    for alert in open_alerts:
        finding = found.pop(alert.key, None)
        if finding is not None:
            course.append(_again(alert, finding, now, run))
        elif alert.raised is not None:
            is_over = now - alert.seen >= alert.calm
            course.append(replace(alert, cleared=now, run=run) if is_over else alert)
    return course + [_new(finding, now, run) for finding in found.values()]


def pinned(open_alerts: Iterable[Alert], *, now: float) -> dict[tuple[str, str], float]:
    """Give since when what is under alert is not to be taken for usual, by the key of the alert."""
    return {
        alert.key: alert.first
        for alert in open_alerts
        if now - alert.first < USUAL_AFTER
    }  # fmt: skip


def _new(finding: Finding, now: float, run: str) -> Alert:
    return Alert(
        kind=finding.kind, site=finding.site, subject=finding.subject, text=finding.text,
        first=now, seen=now, raised=None if finding.patience else now, calm=finding.calm,
        facts=finding.facts, run=run,
    )  # fmt: skip


def _again(alert: Alert, finding: Finding, now: float, run: str) -> Alert:
    is_due = alert.raised is None and now - alert.first >= finding.patience
    return replace(
        alert, seen=now, text=finding.text, facts=finding.facts, calm=finding.calm,
        raised=now if is_due else alert.raised, run=run if is_due else alert.run,
    )  # fmt: skip
