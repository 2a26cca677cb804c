"""The scheduler: feeds Scrapy from the frontier, a small window at a time."""

import asyncio
from collections import deque
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from newscrawl.net.store import store_of

WINDOW = 16
"""Leads taken from the frontier at once; all else stays on disk."""


STOP_SECONDS = 5.0
"""Time that requests queued for one host may take when the crawl is told to stop."""


class FrontierScheduler(BaseScheduler):
    """Leases leads from the crawl's store; nothing of the queue lives in memory or in pickles."""

    def __init__(self, crawler: Crawler, *, per_host: int) -> None:
        self._crawler = crawler
        self._per_host = per_host
        self._window: deque[Request] = deque()
        self._alarm: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read how many requests one host may have in hand."""
        return cls(crawler, per_host=crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))

    def open(self, spider: Spider) -> None:
        """Find the store and keep the spider that builds requests."""
        self._store = store_of(self._crawler)
        self._spider: Any = spider  # its `request(lead)` builds what fetches a lead

    def close(self, reason: str) -> None:
        """Forget the window; the leases are given back by the store."""
        if self._alarm is not None:
            self._alarm.cancel()

    def has_pending_requests(self) -> bool:
        """Tell whether anything is queued, be it due later."""
        return bool(self._window) or self._store.next_due() is not None

    def enqueue_request(self, request: Request) -> bool:
        """Take a request that did not come from the frontier."""
        self._window.append(request)
        return True

    def next_request(self) -> Request | None:
        """Give the next request, refilling the window when it is empty."""
        if not self._window:
            leads = self._store.lease(WINDOW, busy_hosts=self._busy_hosts())
            self._window.extend(self._spider.request(lead) for lead in leads)
        busy = self._busy_hosts()
        slot_of = self._crawler.engine.downloader.get_slot_key
        for request in self._window:
            if slot_of(request) not in busy:
                self._window.remove(request)
                return request
        self._set_alarm()
        return None

    def _busy_hosts(self) -> list[str]:
        slots = self._crawler.engine.downloader.slots
        return [host for host, slot in slots.items() if len(slot.active) >= self._room(slot.delay)]

    def _room(self, delay: float) -> int:
        """Give how many requests a host may have in hand; a stop waits for all of them."""
        return self._per_host if delay <= 0 else min(self._per_host, 1 + int(STOP_SECONDS / delay))

    def _set_alarm(self) -> None:
        """Wake the engine when the earliest waiting lead is due; it would poll every 5 s only."""
        due = self._store.next_due()
        if due and self._alarm is None:
            self._alarm = asyncio.get_running_loop().call_later(due, self._wake)

    def _wake(self) -> None:
        self._alarm = None
        for lead in self._store.lease(1, busy_hosts=self._busy_hosts()):
            self._crawler.engine.crawl(self._spider.request(lead))
