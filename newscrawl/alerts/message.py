"""The message: alerts as facts for machines and as lines for people."""

import re
from collections.abc import Iterable
from typing import Any

from newscrawl.alerts.course import Alert, Stage
from newscrawl.alerts.finding import moment

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def facts_of(alert: Alert, run: str) -> dict[str, Any]:
    """Give an alert as JSON holds it: its state after a run, dates in ISO 8601."""
    return {
        "kind": str(alert.kind),
        "state": str(alert.stage(run)),
        "site": alert.site,
        "subject": alert.subject,
        "text": alert.text,
        "raised": None if alert.raised is None else moment(alert.raised),
        "seen": moment(alert.seen),
        "cleared": None if alert.cleared is None else moment(alert.cleared),
        "facts": alert.facts,
    }


def line_of(alert: Alert, run: str) -> str:
    """Say it in one line."""
    stage = alert.stage(run)
    head = "cleared" if stage is Stage.CLEARED else "alert"
    return _CONTROL.sub("\ufffd", f"{head}: {alert.kind}: {alert.subject}: {alert.text}")


def posted(alerts: Iterable[Alert], *, collection: str, run: str) -> dict[str, Any]:
    """Give the body of a webhook; `text` is what chat servers show."""
    told = list(alerts)
    text = "\n".join([f"newscrawl, {collection}:", *(line_of(alert, run) for alert in told)])
    return {
        "text": text,
        "collection": collection,
        "run": run,
        "alerts": [facts_of(alert, run) for alert in told],
    }


def mailed(alerts: Iterable[Alert], *, collection: str, run: str) -> tuple[str, str]:
    """Give subject and text of a mail."""
    told = list(alerts)
    name = _CONTROL.sub("\ufffd", collection)
    count = sum(alert.cleared is None for alert in told)
    what = f"{count} alert{'s' * (count != 1)}" if count else f"{len(told)} cleared"
    lines = [line_of(alert, run) for alert in told]
    more = "`newscrawl status` shows all that last."
    return f"newscrawl: {what} in {name}", "\n".join([*lines, "", more, ""])
