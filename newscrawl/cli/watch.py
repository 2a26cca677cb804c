"""`newscrawl watch`: keep a collection fresh; here one pass, for cron or a systemd timer."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from newscrawl.cli.options import crawl_options, existing
from newscrawl.cli.plan import plan_crawl
from newscrawl.cli.runner import run_spider
from newscrawl.errors import UsageError


@click.command("watch")
@click.option("--once", is_flag=True, help="Make one pass over what is due, then end.")
@crawl_options
def command(once: bool, folder: Path | None, **options: Any) -> int:  # noqa: FBT001 a flag
    """Look again at the sources of a collection and archive what is new.

    \b
    newscrawl watch --once -c collections/paper.example
    0 * * * *  newscrawl watch --once --quiet -c /srv/news/paper.example    (a line for cron)
    """  # noqa: D301 click's own escape
    if not once:
        raise UsageError("watch runs as single passes so far: add --once and call it from cron")
    plan = plan_crawl((), existing(folder).root, options)
    return run_spider("news", replace(plan, settings={**plan.settings, "NEWSCRAWL_DUE_ONLY": True}))
