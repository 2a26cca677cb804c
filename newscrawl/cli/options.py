"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from archive.collection import Collection
from newscrawl.errors import UsageError

collection_option = click.option(
    "-c",
    "--collection",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder of the collection; default: the only one in collections/.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


def crawl_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of every command that fetches into one collection."""
    return collection_option(fetch_options(command))


def fetch_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how things are fetched."""
    for option in reversed(_FETCH_OPTIONS):
        command = option(command)
    return command


_FETCH_OPTIONS = (
    click.option(
        "--max-pages", type=click.IntRange(1), help="Stop after this many pages (answers 200)."
    ),
    click.option("--max-depth", type=click.IntRange(0), help="Clicks from a start URL."),
    click.option(
        "--scope",
        type=click.Choice(["host", "domain", "prefix"]),
        help="How far to go from the start URLs; default: domain.",
    ),
    click.option(
        "--links-only", is_flag=True, help="Leave out feeds and sitemaps, go by links alone."
    ),
    click.option(
        "--delay", type=click.FloatRange(0), help="Seconds between two requests to one host."
    ),
    click.option("--contact", help="URL or mail address that tells sites whom to ask."),
    click.option("--user-agent", help="User-Agent to send instead of newscrawl's own."),
    click.option("--proxy", help="HTTP proxy to go through, as http://127.0.0.1:8080."),
    click.option(
        "--browser",
        type=click.Choice(["never", "always"]),
        help="Whether pages are rendered by Chromium; default: never.",
    ),
    click.option(
        "--requisites",
        type=click.Choice(["none", "images", "all"]),
        help="What pages are shown with: style sheets, scripts, fonts, images; default: none.",
    ),
    click.option(
        "--max-requisites", type=click.IntRange(0), help="Stop fetching them after this many."
    ),
    click.option(
        "--allow-private", is_flag=True, help="Also fetch from loopback and private addresses."
    ),
    click.option("--insecure", is_flag=True, help="Do not verify TLS certificates."),
    click.option("--quiet", is_flag=True, help="Show no progress."),
)


def existing(folder: Path | None) -> Collection:
    """Give the collection that is meant; raises UsageError when there is none or a choice."""
    if folder is not None:
        collection = Collection(folder)
        if not collection.exists():
            raise UsageError(f"{folder}: not a collection (no collection.toml in it)")
        return collection
    found = sorted(path.parent for path in Path("collections").glob("*/collection.toml"))
    if len(found) == 1:
        return Collection(found[0])
    what = "several collections" if found else "no collection"
    raise UsageError(f"{what} in collections/: name one by -c FOLDER")
