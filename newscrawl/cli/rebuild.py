"""`newscrawl rebuild`: derive catalogue, records and index anew from the WARC files."""

import time
from pathlib import Path

import click
from rich.console import Console

from archive.rebuild import rebuild
from newscrawl.cli.options import collection_option, existing
from newscrawl.cli.plan import admission_of


@click.command("rebuild")
@collection_option
def command(folder: Path | None) -> int:
    """Derive all but the WARC files again; records come out byte for byte the same.

    \b
    newscrawl rebuild -c collections/paper.example
    """  # noqa: D301 click's own escape
    collection = existing(folder)
    admission = admission_of(collection.config())
    with Console(stderr=True).status("reading WARC files") as status:
        count = rebuild(
            collection,
            admission=admission,
            now=time.time(),
            progress=lambda n: status.update(f"{n} captures") if n % 50 == 0 else None,
        )
    click.echo(f"{collection.root}: rebuilt from {count} captures")
    return 0
