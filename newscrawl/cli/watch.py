"""`newscrawl watch`: keep collections fresh on their schedules, as a daemon or in single passes."""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from archive.collection import Collection
from newscrawl.cli.options import existing, fetch_options
from newscrawl.cli.plan import plan_crawl
from newscrawl.cli.runner import run_spider
from newscrawl.cli.watcher import Watcher, is_due


@click.command("watch")
@click.option(
    "-c",
    "--collection",
    "folders",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Folder of a collection; may be given often. Default: the only one in collections/.",
)
@click.option("--once", is_flag=True, help="Make one pass over what is due, then end.")
@click.option("--at-once", type=click.IntRange(1), default=2, help="Collections at a time.")
@fetch_options
def command(
    folders: tuple[Path, ...],
    once: bool,  # noqa: FBT001 a flag
    at_once: int,
    **options: Any,
) -> int:
    """Look again at sources and articles when they are due, and archive what is new.

    Runs until it is told to stop (SIGTERM, Ctrl+C); --once makes one pass, for cron.

    \b
    newscrawl watch -c /srv/news/paper.example -c /srv/news/gazette.example
    newscrawl watch --once -c collections/paper.example
    */10 * * * *  newscrawl watch --once --quiet -c /srv/news/paper.example    (a line for cron)
    """  # noqa: D301 click's own escape
    collections = [existing(folder) for folder in folders or (None,)]
    if not once:
        return Watcher(collections, spawn=lambda one: _begun(one, options), at_once=at_once).run()
    if len(collections) == 1:
        return _pass(collections[0], options)
    # Scrapy's reactor runs once in a process.
    codes = [_begun(one, options).wait() for one in collections]
    return max(codes)


def _pass(collection: Collection, options: dict[str, Any]) -> int:
    if not is_due(collection, time.time()):
        if not options["quiet"]:
            click.echo(f"{collection.root}: nothing is due")
        return 0
    plan = plan_crawl((), collection.root, options)
    return run_spider("news", replace(plan, settings={**plan.settings, "NEWSCRAWL_DUE_ONLY": True}))


def _begun(collection: Collection, options: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Start one pass as a process of its own."""
    command = [sys.executable, "-m", "newscrawl", "watch", "--once", "-c", str(collection.root)]
    return subprocess.Popen(  # noqa: S603 our own program
        [*command, *_arguments({**options, "quiet": True})],
        stdout=subprocess.DEVNULL,
        preexec_fn=_unblock,
    )


def _unblock() -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _arguments(options: dict[str, Any]) -> Sequence[str]:
    """Write options as they are given on a command line."""
    words: list[str] = []
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            words.append(option)
        elif value is not None and value is not False:
            words += [option, str(value)]
    return words
