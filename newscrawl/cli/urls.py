"""`newscrawl urls`: archive exactly the URLs of a list."""

from pathlib import Path
from typing import Any, TextIO

import click

from newscrawl.cli.options import crawl_options
from newscrawl.cli.plan import plan_crawl
from newscrawl.errors import UsageError


@click.command("urls")
@click.argument("file", type=click.File())
@crawl_options
def command(file: TextIO, folder: Path | None, **options: Any) -> int:
    """Archive the URLs of FILE, one a line (- reads them from stdin), and nothing else.

    \b
    newscrawl urls list.txt -c collections/picked
    """  # noqa: D301 click's own escape
    lines = (line.strip() for line in file)
    urls = tuple(line for line in lines if line and not line.startswith("#"))
    if not urls:
        raise UsageError(f"{file.name}: holds no URL")
    plan = plan_crawl(urls, folder, options)
    from newscrawl.cli.runner import run_spider  # noqa: PLC0415 a refusal need not load Scrapy

    return run_spider("urls", plan)
