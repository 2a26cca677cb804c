"""`newscrawl search`: full text over the articles of a collection."""

from contextlib import closing
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.markup import escape

from archive.catalog import read_catalog
from archive.queries import search
from newscrawl.cli.options import collection_option, existing, json_option
from newscrawl.terminal import printable


@click.command("search")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@collection_option
@json_option
def command(words: tuple[str, ...], limit: int, folder: Path | None, as_json: bool) -> int:  # noqa: FBT001 a flag
    """Find the articles that hold all WORDs.

    \b
    newscrawl search -c collections/paper.example budget école
    """  # noqa: D301 click's own escape
    with closing(read_catalog(existing(folder).catalog)) as db:
        hits = search(db, " ".join(words), limit=limit)
    if as_json:
        click.echo(msgspec.json.encode(hits))
        return 0
    console = Console(highlight=False)
    for hit in hits:
        console.print(f"[bold]{escape(printable(hit.headline or '(no headline)'))}[/bold]")
        console.print(
            f"  {hit.date_published or 'no date'}  {escape(printable(hit.url))}", soft_wrap=True
        )
        console.print(f"  {escape(printable(hit.snippet))}", soft_wrap=True)
    console.print(f"{len(hits)} found" if hits else "nothing found")
    return 0
