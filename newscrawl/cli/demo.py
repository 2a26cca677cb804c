"""`newscrawl demo`: serve the made-up news site on loopback and crawl it."""

from pathlib import Path
from typing import Any

import click

from newscrawl.cli.options import crawl_options
from newscrawl.cli.plan import plan_crawl
from newscrawl.cli.runner import run_spider
from newscrawl.demo.server import serve

PORT = 8765


@click.command("demo")
@crawl_options
@click.option("--port", type=int, default=PORT, show_default=True, help="Port of the demo site.")
def command(port: int, folder: Path | None, **options: Any) -> int:
    """Crawl a small made-up news site that newscrawl ships and serves on this machine.

    \b
    newscrawl demo
    newscrawl status -c collections/demo
    """  # noqa: D301 click's own escape
    options = {**options, "allow_private": True, "delay": options["delay"] or 0.0}
    with serve(port=port) as site:
        plan = plan_crawl((site.url,), folder or Path("collections/demo"), options)
        return run_spider("news", plan)
