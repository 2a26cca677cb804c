"""The scheduler: feeds Scrapy from the frontier, a small window at a time."""

import asyncio
import gc
import time
from collections import Counter, deque
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from newscrawl.net.pacer import Pacer
from newscrawl.net.store import store_of
from newscrawl.ports import LEAD
from newscrawl.urls import host

WINDOW = 16
"""Leads taken from the frontier at once; all else stays on disk."""
STOP_SECONDS = 5.0
"""Time that requests queued for one host may take when the crawl is told to stop."""
PATIENCE = 3600.0
"""Seconds that a run waits for the next request; what is due later is left to the next run."""
FULL = 256
"""Requests in the window, of all hosts, beyond which none is leased."""
POLL_SECONDS = 1.0
"""Longest time between two looks at the frontier while nothing else happens."""
_REST = 20.0
"""A search of the frontier in vain is not repeated within so many times the time it took."""


class FrontierScheduler(BaseScheduler):
    """Leases leads from the crawl's store; nothing of the queue lives in memory or in pickles.

    A host that is not to be asked now, or has enough in hand, keeps none of the others waiting.
    """

    def __init__(self, crawler: Crawler, *, pacer: Pacer, per_host: int) -> None:
        self._crawler = crawler
        self._pacer = pacer
        self._per_host = per_host
        self._window: deque[tuple[str, Request]] = deque()
        self._alarm: asyncio.TimerHandle | None = None
        self._vain: frozenset[str] = frozenset()
        self._rests_until = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read how many requests one host may have in hand."""
        pacer = crawler.get_extension(Pacer) or Pacer.from_crawler(crawler)
        per_host = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        return cls(crawler, pacer=pacer, per_host=per_host)

    def open(self, spider: Spider) -> None:
        """Find the store, hear of earlier runs and keep the spider that builds requests."""
        self._store = store_of(self._crawler)
        self._spider: Any = spider  # its `request(lead)` builds what fetches a lead
        for name, when in self._store.dealings(self._pacer.budget_span):
            self._pacer.recall(name, when)
        # What is loaded now stays to the end: no garbage is looked for in it, page after page.
        gc.freeze()

    def close(self, reason: str) -> None:
        """Forget the window; the leases are given back by the store."""
        gc.unfreeze()
        if self._alarm is not None:
            self._alarm.cancel()

    def has_pending_requests(self) -> bool:
        """Tell whether anything is queued, be it due later, but not much later."""
        if self._window:
            return True
        due = self._store.next_due()
        if due is None or due > PATIENCE:
            return False
        # Nothing is in hand when Scrapy asks: what is due and cannot be leased is held back.
        return due > 0 or self._refill(self._busy()) or (self._pacer.soonest() or 0.0) <= PATIENCE

    def enqueue_request(self, request: Request) -> bool:
        """Take a request that did not come from the frontier."""
        self._window.append((self._host(request), request))
        return True

    def next_request(self) -> Request | None:
        """Give the next request of a host that may be asked now, if there is one."""
        busy = self._busy()
        request = self._from_window(busy)
        if request is None and self._refill(busy):
            request = self._from_window(busy)
        if request is None:
            self._set_alarm()
        return request

    def _from_window(self, busy: frozenset[str]) -> Request | None:
        for entry in self._window:
            if entry[0] not in busy:
                self._window.remove(entry)
                return entry[1]
        return None

    def _refill(self, busy: frozenset[str]) -> bool:
        """Lease leads of other hosts than those that wait in the window; tell whether any came."""
        waiting = {host for host, _ in self._window}
        self._give_back({host for host in waiting if self._pacer.ready_in(host) > STOP_SECONDS})
        started = time.monotonic()
        shut = busy | waiting
        if len(self._window) >= FULL or (started < self._rests_until and self._vain <= shut):
            return False
        leads = [] if self._pacer.is_closed else self._store.lease(WINDOW, busy_hosts=shut)
        for lead in leads:
            self.enqueue_request(self._spider.request(lead))
        if not leads:
            ended = time.monotonic()
            self._vain, self._rests_until = shut, ended + _REST * (ended - started)
        return bool(leads)

    def _give_back(self, held: set[str]) -> None:
        """Return leads of hosts that are held back for long; they would use up the budget."""
        back = [request for host, request in self._window if host in held and LEAD in request.meta]
        if back:
            self._window = deque(entry for entry in self._window if entry[1] not in back)
            self._store.release(request.meta[LEAD] for request in back)

    def _busy(self) -> frozenset[str]:
        """Name the hosts that may get no request now."""
        in_hand = Counter(map(self._host, self._crawler.engine.downloader.active))
        full = {host for host, count in in_hand.items() if count >= self._room(host)}
        return self._pacer.held().union(full)

    def _room(self, host: str) -> int:
        """Give how many requests a host may have in hand; a stop waits for all of them."""
        if self._pacer.is_doubtful(host):
            return 1
        delay = self._pacer.delay(host)
        return self._per_host if delay <= 0 else min(self._per_host, 1 + int(STOP_SECONDS / delay))

    @staticmethod
    def _host(request: Request) -> str:
        return request.meta.get("download_slot") or host(request.url)

    def _set_alarm(self) -> None:
        """Wake the engine when a lead may be due; it would poll every 5 s only."""
        if self._alarm is not None:
            return
        due = self._store.next_due()
        if due is not None:
            wait = min(due or POLL_SECONDS, self._pacer.soonest() or POLL_SECONDS, POLL_SECONDS)
            self._alarm = asyncio.get_running_loop().call_later(max(wait, 0.001), self._wake)

    def _wake(self) -> None:
        self._alarm = None
        if (request := self.next_request()) is not None:
            self._crawler.engine.crawl(request)
