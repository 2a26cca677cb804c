"""`newscrawl import`: make WARC files of other makers part of a collection."""

import time
from pathlib import Path

import click

from archive.bundle import files_of
from archive.collection import Collection
from archive.intake import Intake, take_in
from newscrawl.cli.options import existing
from newscrawl.cli.plan import admission_of
from newscrawl.cli.progress import progress_bar
from newscrawl.errors import UsageError
from newscrawl.terminal import printable
from newscrawl.urls import normalise


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-c",
    "--collection",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder of the collection, made if it is none yet; default: the only one.",
)
@click.option("--start", help="Start URL of a new collection; default: the commonest home page.")
def command(paths: tuple[Path, ...], folder: Path | None, start: str | None) -> int:
    """Make WARC, ARC and WACZ files, or folders of them, part of a collection.

    What is gzip with one WARC record a member stays as it is, byte for byte; anything else is
    written so. Articles, fates and index come out as of a crawl, discovered by `import`.

    \b
    newscrawl import CC-NEWS-20260514020233-01234.warc.gz -c collections/cc-news
    """  # noqa: D301 click's own escape
    collection = existing(None) if folder is None else Collection(folder)
    if start is not None and normalise(start) is None:
        raise UsageError(f"{start}: not a URL; give one as https://paper.example/")
    with progress_bar() as progress:
        intake = take_in(
            collection, files_of(paths), admission_of=admission_of, now=time.time(),
            progress=progress, start=start,
        )  # fmt: skip
    return _print(collection, intake)


def _print(collection: Collection, intake: Intake) -> int:
    for fault in intake.faults:
        said = "note: " if fault.is_note else ""
        click.echo(f"newscrawl: {said}{printable(str(fault))}", err=True)
    for line in intake.lines:
        click.echo(printable(line))
    if intake.captures:
        what = "collection derived anew from" if intake.is_whole else "derived"
        derived = f"{what} {intake.captures} captures"
        click.echo(f"{collection.root}: {intake.added} WARC files added, {derived}")
    else:
        click.echo(f"{collection.root}: nothing new")
    return 1 if any(not fault.is_note for fault in intake.faults) else 0
