"""The reservation middleware: asks each host once a day for its TDM reservations."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.utils.datatypes import LocalCache

from newscrawl.model.link import REQUISITE_ROLES
from newscrawl.net.errors import AddressRefused, HeldError
from newscrawl.net.hostfile import HOST_FILE, fetch
from newscrawl.net.store import store_of
from newscrawl.ports import LEAD
from newscrawl.tdmrep import PLACE, Reservations

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

MAX_AGE = 86_400.0
"""Seconds for which an answer is taken, over the end of the run."""


class ReservationMiddleware:
    """Downloader middleware that adds to a page's lead what its host reserves.

    It asks only where `[obey]` wants it: few hosts have the file, and every host would pay the
    request. Pages wait until it is there, as for robots.txt; no answer says nothing.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._answers: LocalCache[str, asyncio.Task[Reservations]] = LocalCache(10_000)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Build for a crawler; the store's rules say whether it does anything."""
        return cls(crawler)

    async def process_request(self, request: "Request") -> None:
        """Put the reservations of a URL into its lead."""
        lead = request.meta.get(LEAD)
        if lead is None or request.meta.get(HOST_FILE) or lead.role in REQUISITE_ROLES:
            return
        # What is read from the archive has what was said when it was fetched.
        if lead.replay is not None or not store_of(self._crawler).rules.obey.tdmrep:
            return
        parts = urlsplit(request.url)
        known = await self._known(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
        request.meta[LEAD] = replace(lead, reserved=known.said(request.url))

    async def _known(self, origin: str) -> Reservations:
        task = self._answers.get(origin)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = asyncio.ensure_future(self._read(f"{origin}{PLACE}"))
            self._answers[origin] = task
        # A request that is cancelled must not take the file from those who wait, too.
        return await asyncio.shield(task)

    async def _read(self, url: str) -> Reservations:
        answer = store_of(self._crawler).recent(url, MAX_AGE)
        if answer is None:
            try:
                answer = await fetch(self._crawler, url)
            except HeldError:
                raise
            except AddressRefused:
                answer = 0, b""
        return Reservations.from_response(*answer)
