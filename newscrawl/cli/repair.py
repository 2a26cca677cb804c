"""`newscrawl repair`: mend what `verify` finds at fault, and say what is lost for good."""

import time
from pathlib import Path

import click

from archive.repair import Repaired, repair
from newscrawl.cli.options import collection_option, existing
from newscrawl.cli.plan import admission_of
from newscrawl.cli.progress import progress_bar
from newscrawl.terminal import printable


@click.command("repair")
@collection_option
def command(folder: Path | None) -> int:
    """Mend torn, merged and damaged WARC files, and derive all else anew.

    No byte is deleted: what is cut or replaced stays beside its file as NAME.torn-OFFSET or
    NAME.damaged. Exit code 1 where something is lost, or still at fault.

    \b
    newscrawl repair -c collections/paper.example
    """  # noqa: D301 click's own escape
    collection = existing(folder)
    admission = admission_of(collection.config())
    with progress_bar() as progress:
        done = repair(collection, admission=admission, now=time.time(), progress=progress)
    _print(str(collection.root), done)
    return 1 if done.lost or done.verdict.faults else 0


def _print(subject: str, done: Repaired) -> None:
    for line in done.lines:
        click.echo(printable(line))
    for line in done.lost:
        click.echo(f"lost: {printable(line)}")
    for fault in done.verdict.faults:
        click.echo(f"still at fault: {printable(str(fault))}")
    if done.verdict.faults:
        click.echo(f"{subject}: {len(done.verdict.faults)} faults cannot be mended")
    elif not done.lines:
        click.echo(f"{subject}: clean, nothing to mend")
    elif done.lost:
        click.echo(f"{subject}: clean, but for what is lost; lost pages are queued again")
    else:
        click.echo(f"{subject}: clean, nothing is lost")
