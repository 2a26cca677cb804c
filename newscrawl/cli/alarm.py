"""The alarm: what a run's end says of alerts on stderr, and its exit code."""

from contextlib import closing

import click

from archive.alerts import AlertTable
from archive.catalog import read_catalog
from archive.collection import Collection
from newscrawl.alerts.course import Stage
from newscrawl.alerts.message import line_of
from newscrawl.terminal import printable

ALERT = 6
"""Exit code of a run that did its work and raised an alert."""


def tell_alerts(collection: Collection, run: str) -> int:
    """Print what a run raised and cleared, also where it is quiet, and give the exit code."""
    with closing(read_catalog(collection.catalog)) as db:
        alerts = AlertTable(db).after(run)
    news = [alert for alert in alerts if alert.stage(run) is not Stage.STILL]
    for alert in news:
        click.echo(printable(f"newscrawl: {line_of(alert, run)}"), err=True)
    is_alarm = any(alert.stage(run) is Stage.RAISED for alert in news)
    return ALERT if is_alarm and collection.config().alerts.exit_code else 0
