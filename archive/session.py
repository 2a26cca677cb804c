"""The session: the Scrapy extension that holds the ledger and the workers of a crawl."""

import asyncio
import logging
import os
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.catalog import catalog_fault
from archive.ending import Ending
from archive.following import PIECE
from archive.footprint import Ceiling
from archive.ledger import Ledger
from archive.opening import folder_of, ledger_of, number_of
from archive.quota import Quota
from archive.runs import shown
from archive.workers import WorkerPool, derived
from newscrawl.config import rules_of
from newscrawl.errors import ArchiveError
from newscrawl.frontier.allowance import Allowance
from newscrawl.model.capture import ArchiveRef, Capture
from newscrawl.model.fate import Fate, State
from newscrawl.model.lead import Lead
from newscrawl.model.link import Link, Role
from newscrawl.model.page import Page
from newscrawl.model.record import ArticleRecord
from newscrawl.model.rules import NO_RULES, SiteRules
from newscrawl.model.visit import Visit
from newscrawl.net.robots import robots_read
from newscrawl.ports import LEAD, REF, CrawlStore
from newscrawl.robots import RobotsPolicy

logger = logging.getLogger(__name__)

COMMIT_SECONDS = 1.0
"""Longest time that a visit stays uncommitted."""
_OUTCOMES = {
    "finished": "finished", "shutdown": "interrupted", "no-space": "no-space",
    "no-memory": "no-memory",
}  # fmt: skip
_LONG = 1_000_000
"""Letters of an article after which others have their turn between its steps."""
_BYTES_OF_A_WORKER = 300_000_000
"""What the ceiling of memory rises by with each worker after the first."""


class Session(CrawlStore):
    """Runs the ledger inside a crawl: commits by the clock, and stops the crawl at a fault."""

    def __init__(
        self,
        ledger: Ledger,
        crawler: Crawler,
        *,
        warc: Path,
        workers: int,
        budget: Allowance,
        rules: SiteRules = NO_RULES,
    ) -> None:
        self._ledger = ledger
        self._crawler = crawler
        self.rules = rules
        self.warc = warc
        self._workers = workers
        self._pool: WorkerPool | None = None
        self._budget = budget
        self._timer: asyncio.TimerHandle | None = None
        self.ending = Ending(
            close=lambda reason: crawler.engine.close_spider_async(reason=reason),
            is_told=lambda: not crawler.crawling,
            folder=warc,
            min_free=crawler.settings.getint("NEWSCRAWL_MIN_FREE_BYTES"),
            quota=Quota(warc.parent, crawler.settings.getint("NEWSCRAWL_QUOTA_BYTES")),
            ceiling=self._ceiling(),
        )
        self.fault: ArchiveError | None = None
        self.bug = ""
        """The first error that no rule foresees; a page was lost by it."""
        self.outcome = ""
        self.run = ledger.run
        self.fetched = 0
        self.tally: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the collection that the settings name."""
        settings, folder = crawler.settings, folder_of(crawler.settings)
        rules = rules_of(folder.config(), requisites=settings["NEWSCRAWL_REQUISITES"])
        ledger = ledger_of(settings, folder, rules)
        workers = settings.getint("NEWSCRAWL_WORKERS") or max(1, (os.cpu_count() or 2) - 1)
        budget = Allowance(
            number_of(settings, "NEWSCRAWL_MAX_PAGES"), wanted=rules.requisites,
            max_requisites=number_of(settings, "NEWSCRAWL_MAX_REQUISITES"),
        )  # fmt: skip
        session = cls(
            ledger, crawler, warc=folder.warc, workers=workers, budget=budget, rules=rules
        )
        crawler.signals.connect(session.spider_closed, signals.spider_closed)
        crawler.signals.connect(session.spider_error, signals.spider_error)
        crawler.signals.connect(session.item_error, signals.item_error)
        crawler.signals.connect(session.robots_read, robots_read)
        return session

    def _ceiling(self) -> Ceiling:
        most = self._crawler.settings.getint("NEWSCRAWL_MAX_MEMORY_BYTES")
        more = _BYTES_OF_A_WORKER * (self._workers - 1) if most else 0
        return Ceiling(most + more, relieve=self._ledger.relieve)

    def archive(self, capture: Capture, *, has_lead: bool) -> ArchiveRef:
        """Write a capture before anyone sees the response."""
        if self.fault is not None:
            raise self.fault
        with self._stopping_at_faults():
            self.ending.quota.claim(len(capture.response))
            return self._ledger.archive(capture, has_lead=has_lead)

    def archive_unread(self, capture: Capture) -> None:
        """Write what came instead of a response."""
        with self._stopping_at_faults():
            self.ending.quota.claim(len(capture.response))
            self._ledger.archive_unread(capture)

    def archive_rendered(
        self, url: str, html: bytes, *, concurrent_to: str, provenance: Mapping[str, str]
    ) -> ArchiveRef:
        """Write a page as a browser rendered it."""
        with self._stopping_at_faults():
            return self._ledger.archive_rendered(
                url, html, concurrent_to=concurrent_to, provenance=provenance
            )

    def read_page(self, ref: ArchiveRef) -> asyncio.Future[Page]:
        """Have a worker derive the page of a capture."""
        if self._pool is None:
            work = partial(derived, rules=self.rules)
            self._pool = WorkerPool(self.warc, size=self._workers, work=work)
        return self._pool.submit(ref)

    def discover(self, links: Iterable[Link]) -> None:
        """Add links that no page named."""
        with self._stopping_at_faults():
            self._ledger.discover(links)

    def renew(self, kinds: Collection[str]) -> int:
        """Queue settled pages of these kinds again when nothing else is queued.

        With `NEWSCRAWL_DUE_ONLY` queue what the schedule says is due, whatever else is queued.
        """
        is_scheduled = self._crawler.settings.getbool("NEWSCRAWL_DUE_ONLY")
        return self._ledger.renew_due() if is_scheduled else self._ledger.renew(kinds)

    def lease(self, limit: int, *, busy_hosts: Collection[str]) -> list[Lead]:
        """Take leads, no more than --max-pages leaves, and requisites when no page waits."""
        if self.fault is not None or self.ending.is_short():
            return []
        leads: list[Lead] = []
        with self._stopping_at_faults():
            for room, window in self._budget.rooms(limit):
                leads = leads or self._ledger.lease(room, busy_hosts=busy_hosts, window=window)
        self._budget.take(leads)
        self._start_timer()
        return leads

    def release(self, leads: Iterable[Lead]) -> None:
        """Give back leads that were not fetched."""
        if self.fault is None:
            with self._stopping_at_faults():
                self._budget.give_back(self._ledger.release(leads))

    def dealings(self, seconds: float) -> Iterable[tuple[str, float]]:
        """Give what earlier runs had to do with hosts; see the port."""
        return self._ledger.dealings(seconds)

    def next_due(self) -> float | None:
        """Give the seconds until a queued URL is due."""
        window = self._budget.open()
        if self.fault is not None or self.ending.shortage is not None or window is None:
            return None
        return self._ledger.next_due(window)

    def queued(self) -> int:
        """Count the URLs that wait; 0 when the run has ended."""
        return 0 if self.outcome else self._ledger.queued()

    async def follow(self, visit: Visit) -> None:
        """Put the links of a visit in the frontier; where they are many, others get turns."""
        article = visit.article
        if article is not None and sum(len(block.text) for block in article.blocks) > _LONG:
            await asyncio.sleep(0)  # to clean it took its time, and to store it will
        with self._stopping_at_faults():
            pieces = iter(()) if self.fault is not None else self._ledger.follow(visit)
            for _ in pieces:
                await asyncio.sleep(0)
                if self.fault is not None:
                    return

    def twin_of(self, record: ArticleRecord, url: str) -> str | None:
        """Name the URL key whose article this record repeats."""
        return self._ledger.twin_of(record, url)

    def recent(self, url: str, seconds: float) -> tuple[int, bytes] | None:
        """Give what a URL answered in the last seconds, this run or an earlier one."""
        return self._ledger.recent(url, seconds)

    def settle(self, visit: Visit) -> None:
        """Write fate, links and article of a visit as one."""
        if self.fault is not None:
            return
        with self._stopping_at_faults():
            self._ledger.settle(visit)
        self._budget.settle(visit)
        self.fetched += visit.ref is not None
        assert visit.fate is not None
        self.tally[shown(visit.fate)] += 1

    def spider_closed(self, reason: str) -> None:
        """End the run; Scrapy calls this when every visit is through the pipelines."""
        if self._timer is not None:
            self._timer.cancel()
        if self._pool is not None:
            self._pool.close()
        if self.fault is None:
            limited = reason == "finished" and self._budget.is_spent
            self.outcome = "limit" if limited else _OUTCOMES.get(reason, "fault")
            with suppress(ArchiveError), self._stopping_at_faults():
                self._ledger.close(self.outcome)
                if self.outcome == "fault":
                    self.fault = ArchiveError(f"the crawl broke off: {self.bug or reason}")
        if self.fault is not None:
            self.outcome = "fault"
            self._ledger.abandon()

    def spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        """Give a page its fate whose callback failed, or stop where the archive is at fault."""
        request = getattr(response, "request", None)
        self._failed(failure, request and request.meta.get(LEAD), request and request.meta.get(REF))

    def item_error(self, item: Visit, failure: Failure) -> None:
        """Give a page its fate that no pipeline could take."""
        self._failed(failure, item.lead, item.ref)

    def _failed(self, failure: Failure, lead: Lead | None, ref: ArchiveRef | None) -> None:
        error = failure.value
        if self.fault is not None:
            return
        if isinstance(error, ArchiveError | sqlite3.Error):
            with suppress(ArchiveError), self._stopping_at_faults():
                raise error
            return
        # A mistake of ours, as Scrapy has logged it; the page is lost, the crawl is not.
        self.bug = self.bug or f"{type(error).__name__}: {error}"
        if lead is not None:
            fate = Fate(state=State.FAILED, reason=f"error:{type(error).__name__}")
            with suppress(ArchiveError):
                self.settle(Visit(lead=lead, ref=ref, fate=fate))

    async def robots_read(self, policy: RobotsPolicy) -> None:
        """Add the sitemaps that a robots.txt names; half a megabyte may name thousands."""
        links = (Link(url=url, role=Role.SITEMAP) for url in policy.sitemaps)
        while (piece := list(islice(links, PIECE))) and self.fault is None:
            self.discover(piece)
            await asyncio.sleep(0)

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(COMMIT_SECONDS, self._tick)

    def _tick(self) -> None:
        self._timer = None
        if self.fault is None:
            with suppress(ArchiveError), self._stopping_at_faults():
                self._ledger.commit()
            self.ending.is_short()
        self.ending.hurry()
        self._start_timer()

    @contextmanager
    def _stopping_at_faults(self) -> Iterator[None]:
        try:
            yield
        except (ArchiveError, sqlite3.Error) as error:
            fault = error if isinstance(error, ArchiveError) else catalog_fault(error)
            if self.fault is None:
                self.fault = fault
                logger.error("%s", fault)
                self.ending.begin("fault")
            if fault is error:
                raise  # an error that is its own cause would send readers in circles
            raise fault from error
