"""`newscrawl status`: progress and fates of a collection at a glance."""

from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from archive.alerts import AlertTable
from archive.catalog import read_catalog
from archive.collection import Collection
from archive.metrics import metrics, write_metrics
from archive.runs import articles, fates
from newscrawl.alerts.message import facts_of
from newscrawl.cli.options import collection_option, existing, json_option
from newscrawl.terminal import printable


@click.command("status")
@collection_option
@json_option
@click.option(
    "--prometheus",
    "textfile",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Write metrics for Prometheus to this file instead; -: stdout.",
)
def command(folder: Path | None, as_json: bool, textfile: Path | None) -> int:  # noqa: FBT001 a flag
    """Show what became of every URL, how many articles there are, and the last run.

    \b
    newscrawl status -c collections/paper.example
    newscrawl status -c collections/paper.example --json
    newscrawl status --prometheus /var/lib/prometheus/node-exporter/paper.prom
    """  # noqa: D301 click's own escape
    collection = existing(folder)
    if textfile is not None:
        return _expose(collection, textfile)
    facts = _facts(collection)
    if as_json:
        click.echo(msgspec.json.encode(facts))
        return 0
    console = Console(highlight=False)
    table = Table("fate", box=None, header_style="bold")
    table.add_column("URLs", justify="right")
    for fate, count in facts["fates"].items():
        table.add_row(fate, str(count))
    console.print(table)
    console.print(f"{facts['articles']} articles, {facts['warc_bytes']:,} bytes of WARC")
    run = facts["last_run"]
    if run is not None:
        ended = f"{run['outcome']} at {run['finished']}" if run["finished"] else "running or killed"
        console.print(f"last run {run['id']}: {ended}")
    for alert in facts["alerts"]:
        line = (
            f"alert since {alert['raised']}: {alert['kind']}: {alert['subject']}: {alert['text']}"
        )
        console.print(escape(printable(line)), soft_wrap=True)
    return 0


def _expose(collection: Collection, textfile: Path) -> int:
    if str(textfile) == "-":
        click.echo(metrics(collection), nl=False)
    else:
        write_metrics(collection, textfile)
    return 0


def _facts(collection: Collection) -> dict[str, Any]:
    db = read_catalog(collection.catalog)
    try:
        last = db.execute(
            "SELECT id, started, finished, outcome FROM runs ORDER BY id DESC LIMIT 1"
        ).fetchone()
        alerts = AlertTable(db).active()
        names = ("id", "started", "finished", "outcome")
        return {
            "collection": str(collection.root),
            "fates": fates(db),
            "articles": articles(db),
            "warc_bytes": sum(path.stat().st_size for path in collection.warc.iterdir()),
            "alerts": [facts_of(alert, last[0] if last else "") for alert in alerts],
            "last_run": None if last is None else dict(zip(names, last, strict=True)),
        }
    finally:
        db.close()
