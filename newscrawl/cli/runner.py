"""The runner: one Scrapy process for one crawl, with progress and a summary at its end."""

import logging
import shutil

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from archive.session import Session
from newscrawl import settings as defaults
from newscrawl.cli.alarm import tell_alerts
from newscrawl.cli.plan import NAMELESS_DELAY, Plan, names_contact
from newscrawl.cli.summary import print_summary
from newscrawl.errors import ArchiveError, NewscrawlError, UsageError
from newscrawl.urls import host

PROGRESS_SECONDS = 0.5


def run_spider(name: str, plan: Plan) -> int:
    """Crawl with the spider `name` and give the exit code."""
    _tell_nameless(plan)
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    settings.setdict(plan.settings, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    _quiet_loggers()
    crawler = process.create_crawler(name)
    finished = process.crawl(crawler)
    with _Progress(crawler, quiet=plan.quiet):
        process.start()
    # Told to stop, the reactor may end before the task of the crawl is quite done.
    error = finished.exception() if finished.done() and not finished.cancelled() else None
    if isinstance(error, NewscrawlError):
        raise error
    if error is not None:
        raise ArchiveError(f"the crawl broke off ({type(error).__name__}: {error})") from error
    session = crawler.get_extension(Session)
    assert session is not None
    if not session.outcome:
        session.spider_closed("shutdown")
    if session.fault is not None:
        raise session.fault
    if session.ending.shortage is not None:
        raise session.ending.shortage
    _refuse_empty_start(session, plan)
    print_summary(plan.collection, session.run, session.tally)
    if session.bug:
        raise NewscrawlError(f"pages were lost by a mistake of newscrawl itself: {session.bug}")
    code = tell_alerts(plan.collection, session.run)
    return 130 if session.outcome == "interrupted" else code


def _tell_nameless(plan: Plan) -> None:
    """Say in one line that sites are not told whom to ask; a site of this machine need not be."""
    asked = [hostname for hostname in map(host, plan.settings["NEWSCRAWL_START"]) if hostname]
    if plan.quiet or names_contact(plan.settings["USER_AGENT"]) or all(map(_is_own, asked)):
        return
    slower = plan.settings["DOWNLOAD_DELAY"] == NAMELESS_DELAY
    click.echo(
        "newscrawl: no contact is given for sites to ask"
        f"{', so the crawl goes at half speed' if slower else ''}: add --contact URL|MAIL",
        err=True,
    )


def _is_own(hostname: str) -> bool:
    return hostname in ("localhost", "[::1]") or hostname.startswith("127.")


def _refuse_empty_start(session: Session, plan: Plan) -> None:
    """Say why nothing came of a new collection, and leave no half-made folder behind."""
    if not plan.is_new or session.fetched or session.outcome == "interrupted":
        return
    shutil.rmtree(plan.collection.root)
    why = session.tally.most_common(1)
    reason = why[0][0] if why else "no answer"
    line = f"{plan.settings['NEWSCRAWL_START'][0]}: nothing could be fetched: {reason}"
    if "address:" in reason:
        raise UsageError(f"{line}; --allow-private fetches from this network, too")
    raise NewscrawlError(line)


def _quiet_loggers() -> None:
    # Scrapy builds a record for every page even where no handler wants it.
    for name in ("scrapy.core.engine", "scrapy.core.scraper"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # Its one line is the last that this program prints.
    logging.getLogger("archive.session").setLevel(logging.CRITICAL)


class _Progress:
    """A bar on a terminal, a line every now and then elsewhere, nothing when quiet."""

    def __init__(self, crawler: Crawler, *, quiet: bool) -> None:
        self._crawler = crawler
        self._quiet = quiet
        self._console = Console(stderr=True)
        self._ticks = 0
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._bar = Progress(*columns, console=self._console, transient=True)
        self._task = self._bar.add_task("crawling", total=None)

    def __enter__(self) -> None:
        if self._quiet:
            return
        if self._console.is_terminal:
            self._bar.start()
        self._tick()

    def __exit__(self, *_: object) -> None:
        if not self._quiet and self._console.is_terminal:
            self._bar.stop()

    def _tick(self) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 exists once the process is made

        session = self._session()
        if session is not None:
            self._show(session)
        reactor.callLater(PROGRESS_SECONDS, self._tick)  # type: ignore[arg-type] # Twisted's stub

    def _session(self) -> Session | None:
        return self._crawler.get_extension(Session) if self._crawler._extensions else None

    def _show(self, session: Session) -> None:
        self._ticks += 1
        articles = session.tally["archived (article)"]
        known = session.fetched + session.queued()
        if self._console.is_terminal:
            self._bar.update(
                self._task, completed=session.fetched, total=known,
                description=f"{articles} articles · pages",
            )  # fmt: skip
        elif self._ticks % 20 == 0:
            click.echo(f"{session.fetched} fetched, {articles} articles, {known} known", err=True)
