"""`newscrawl crawl`: crawl sites into a collection, or go on where a crawl stopped."""

from pathlib import Path
from typing import Any

import click

from newscrawl.cli.options import crawl_options
from newscrawl.cli.plan import plan_crawl


@click.command("crawl")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@crawl_options
def command(urls: tuple[str, ...], folder: Path | None, **options: Any) -> int:
    """Crawl news sites: follow sections, recent news, pagination, feeds and sitemaps.

    The collection lies in collections/HOST unless -c names a folder. A crawl that was killed
    goes on where it stopped when the same command is given again.

    \b
    newscrawl crawl https://paper.example/
    newscrawl crawl https://paper.example/ --max-pages 500 --delay 2
    newscrawl crawl -c collections/paper.example      once more, with its own start URLs
    """  # noqa: D301 click's own escape
    plan = plan_crawl(urls, folder, options)
    from newscrawl.cli.runner import run_spider  # noqa: PLC0415 a refusal need not load Scrapy

    return run_spider("news", plan)
