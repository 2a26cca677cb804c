"""`newscrawl show`: one URL: its fate, its article and all versions of it."""

from contextlib import closing
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.markup import escape

from archive.catalog import read_catalog
from archive.queries import Copy, UrlStatus, copies, url_status, versions
from archive.standing import standings
from newscrawl.cli.options import collection_option, existing, json_option
from newscrawl.cli.why import explain, print_why
from newscrawl.errors import UsageError
from newscrawl.model.record import ArticleRecord
from newscrawl.terminal import printable


@click.command("show")
@click.argument("url")
@click.option("--why", "with_why", is_flag=True, help="Also say what every decision rests on.")
@collection_option
@json_option
def command(url: str, folder: Path | None, with_why: bool, as_json: bool) -> int:  # noqa: FBT001 flags
    """Show what became of URL, and its article with the bytes that prove it.

    \b
    newscrawl show https://paper.example/2026/05/14/slug/ -c collections/paper.example
    newscrawl show https://paper.example/tag/x/ --why -c collections/paper.example
    """  # noqa: D301 click's own escape
    collection = existing(folder)
    with closing(read_catalog(collection.catalog)) as db:
        status, articles = url_status(db, url), versions(db, url)
        if status is None:
            raise UsageError(f"{url}: never seen in {collection.root}")
        dated = standings(db, url)
        cluster = copies(db, articles[-1]) if articles else []
        why = explain(collection, db, status) if with_why else None
    if as_json:
        shown = {
            "url": status, "states": dated, "versions": articles, "cluster": cluster
        }  # fmt: skip
        click.echo(msgspec.json.encode(shown if why is None else {**shown, "why": why}))
        return 0
    console = Console(highlight=False)
    _print_status(console, status)
    for one in dated:
        reason = f" ({one.reason})" if one.reason else ""
        line = f"{one.state}{reason} since {one.at}"
        console.print(f"  state     {escape(printable(line))}", soft_wrap=True)
    if why is not None:
        print_why(console, why)
        return 0
    for record in articles:
        _print_article(console, record)
    _print_copies(console, cluster)
    return 0


def _print_status(console: Console, status: UrlStatus) -> None:
    reason = f" ({status.reason})" if status.reason else ""
    answer = "" if status.status is None else f", HTTP {status.status}"
    console.print(escape(printable(status.url)), style="bold")
    console.print(f"  fate      {status.state}{escape(printable(reason))}{answer}")
    source = f" on {status.found_from}" if status.found_from else ""
    found = f"{status.role}{source}, {status.found_at}, depth {status.depth}"
    console.print(f"  found     {escape(printable(found))}")


def _print_article(console: Console, record: ArticleRecord) -> None:
    rows = {
        "headline": record.headline,
        "authors": ", ".join(record.authors),
        "published": record.date_published,
        "modified": record.date_modified,
        "language": record.language,
        "proof": f"{record.capture.warc} at {record.capture.offset}, "
        f"{record.capture.payload_digest}",
        "removed": ", ".join(sorted({part.reason for part in record.removed})),
    }
    console.print(f"\nversion {record.version}, archived {record.capture.date}", style="bold")
    for name, value in rows.items():
        if value:
            console.print(f"  {name:<10}{escape(printable(value))}", soft_wrap=True)
    console.print("\n" + escape(printable(record.text)), soft_wrap=True)


def _print_copies(console: Console, cluster: list[Copy]) -> None:
    if cluster:
        console.print("\nnearly the same text", style="bold")
    for copy in cluster:
        role = "earliest  " if copy.is_earliest else "copy      "
        said = f"{copy.date_published or 'no date'}, {copy.headline or 'no headline'}"
        console.print(f"  {role}{escape(printable(copy.url))}", soft_wrap=True)
        console.print(f"            {escape(printable(said))}", soft_wrap=True)
