"""`newscrawl report`: what is archived of what the sites named, and what is missing and why."""

import time
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from archive.alerts import AlertTable
from archive.catalog import read_catalog
from archive.coverage import read_coverage
from archive.standing import absent
from archive.timetable import read_histories
from newscrawl.cli.options import collection_option, existing, json_option
from newscrawl.errors import UsageError
from newscrawl.report.coverage import Coverage, MonthCoverage, SourceCoverage
from newscrawl.report.history import Away
from newscrawl.report.page import report_page
from newscrawl.terminal import printable

_ROWS = 12
"""Lines of each table on a terminal."""


@click.command("report")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write an HTML page here.")
@collection_option
@json_option
def command(output: Path | None, folder: Path | None, as_json: bool) -> int:  # noqa: FBT001 a flag
    """Tell, by section, feed, sitemap and month, what is archived, what is missing and why.

    \b
    newscrawl report -c collections/paper.example
    newscrawl report -c collections/paper.example -o report.html
    newscrawl report -c collections/paper.example --json > report.json
    """  # noqa: D301 click's own escape
    collection = existing(folder)
    with closing(read_catalog(collection.catalog)) as db:
        found, away = read_coverage(db), absent(db)
        histories = read_histories(db, now=time.time())
        alerts = AlertTable(db).active()
    if output is not None:
        made_at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        name = collection.root.resolve().name
        page = report_page(
            found, title=name, made_at=made_at, alerts=alerts, away=away, histories=histories
        )
        try:
            output.write_text(page, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{output}: cannot be written ({error.strerror})") from error
    if as_json:
        past = {"away": away, "histories": histories}
        click.echo(msgspec.json.encode({**asdict(found), **past}))
    else:
        console = Console(highlight=False)
        _print(console, found)
        _print_away(console, away)
    return 0


def _print_away(console: Console, away: list[Away]) -> None:
    """Name the archived articles whose URLs do not give them any more."""
    if away:
        console.print(f"{len(away)} archived articles are not at their URLs any more")
    for one in away[:_ROWS]:
        line = f"{one.at[:19].rstrip('Z')}Z  {one.state} ({one.reason})  {one.url}"
        console.print(f"  {escape(printable(line))}", soft_wrap=True)
    if len(away) > _ROWS:
        console.print(f"  · and {len(away) - _ROWS} more; --json names them")


def _print(console: Console, found: Coverage) -> None:
    lines = [f"{found.archived} of {found.known} listed URLs are archived articles"]
    lines.append(f"missing: {found.missing}")
    if found.fetched:
        lines.append(f"fetched, but no article: {found.fetched} of these")
    lines.append(f"lists and pages about the site: {found.pages}")
    lines.append(f"articles outside of lists: {found.unlisted}")
    console.print("; ".join(lines), soft_wrap=True)
    sources, months = _table("source", ""), _table("month")
    for source in found.sources[:_ROWS]:
        _add(sources, source, source.url, source.kind)
    for month in found.months[:_ROWS]:
        _add(months, month, month.month or "undated")
    for table, rows in ((sources, found.sources), (months, found.months)):
        console.print(table)
        if len(rows) > _ROWS:
            console.print(f" … and {len(rows) - _ROWS} more")
    gaps = Table(box=None, header_style="bold")
    gaps.add_column("missing because", no_wrap=True)
    gaps.add_column("URLs", justify="right", no_wrap=True)
    gaps.add_column("such as", overflow="fold")
    for gap in found.gaps[:_ROWS]:
        gaps.add_row(gap.reason, str(gap.count), escape(printable(gap.examples[0])))
    if found.gaps:
        console.print(gaps)
    if found.idle:
        console.print(f"{len(found.idle)} sources yield no article; --json or -o names them")


def _table(*names: str) -> Table:
    table = Table(box=None, header_style="bold")
    for name in names:
        table.add_column(name, overflow="fold")
    for name in ("known", "archived", "missing"):
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _add(table: Table, row: SourceCoverage | MonthCoverage, *names: str) -> None:
    counts = (row.known, row.archived, row.known - row.archived)
    table.add_row(*(escape(printable(name)) for name in names), *map(str, counts))
