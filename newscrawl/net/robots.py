"""The robots middleware: no page is asked for before its origin's robots.txt allows it."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured
from scrapy.utils.datatypes import LocalCache

from newscrawl.frontier.retry import MAX_TRIES
from newscrawl.net.errors import HeldError, RobotsDenied
from newscrawl.net.hostfile import HOST_FILE, fetch
from newscrawl.net.pacer import Pacer
from newscrawl.robots import RobotsPolicy
from newscrawl.urls import host

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

MAX_AGE = 86_400.0
"""Seconds a file is trusted (RFC 9309 §2.4)."""
RETRY_AGE = 600.0
"""Seconds after which a file that could not be reached is tried again."""

robots_read = object()
"""Signal: a robots.txt was read; handlers take `origin`, `policy` and `status` (0: no answer)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What one origin said."""

    policy: RobotsPolicy
    reachable: bool
    expires: float
    """In seconds of the loop's clock."""


class RobotsMiddleware:
    """Downloader middleware that obeys robots.txt (RFC 9309), read once an origin and day.

    The file is fetched through the engine, so that it is archived and guarded as a page is;
    requests to an origin wait until its file is there. Settings: ROBOTSTXT_USER_AGENT, else
    USER_AGENT.
    """

    def __init__(self, crawler: "Crawler", *, agent: str) -> None:
        self._crawler = crawler
        self._pacer = crawler.get_extension(Pacer)
        self._agent = agent
        self._waits: Counter[str] = Counter()
        self._answers: LocalCache[str, asyncio.Task[_Answer]] = LocalCache(10_000)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Build from the crawler's settings; switched off by NEWSCRAWL_ROBOTS=False."""
        settings = crawler.settings
        if not settings.getbool("NEWSCRAWL_ROBOTS", default=True):
            raise NotConfigured
        return cls(
            crawler,
            agent=settings.get("ROBOTSTXT_USER_AGENT") or settings.get("USER_AGENT"),
        )

    async def process_request(self, request: "Request") -> None:
        """Raise RobotsDenied where the request's URL must not be fetched."""
        parts = urlsplit(request.url)
        if request.meta.get(HOST_FILE) or parts.scheme not in ("http", "https"):
            return
        answer = await self._answer(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
        if not answer.policy.allows(request.url, self._agent):
            raise RobotsDenied(request.url, reachable=answer.reachable)

    async def _answer(self, origin: str) -> _Answer:
        task = self._answers.get(origin)
        if task is None or _is_stale(task):
            task = asyncio.ensure_future(self._read(origin))
            self._answers[origin] = task
        # A request that is cancelled must not take the file from those who wait, too.
        return await asyncio.shield(task)

    async def _read(self, origin: str) -> _Answer:
        status, body = await fetch(self._crawler, f"{origin}/robots.txt")
        reachable = 0 < status < 500 and status != 429
        if not reachable:
            self._wait_for(origin)
        policy = (
            RobotsPolicy.from_response(status, body) if reachable else RobotsPolicy.unreachable()
        )
        if self._pacer is not None and (delay := policy.crawl_delay(self._agent)):
            self._pacer.ask(host(origin), delay)
        await self._crawler.signals.send_catch_log_async(
            robots_read, origin=origin, policy=policy, status=status
        )
        age = MAX_AGE if reachable else RETRY_AGE
        expires = asyncio.get_running_loop().time() + age
        return _Answer(policy=policy, reachable=reachable, expires=expires)

    def _wait_for(self, origin: str) -> None:
        """Raise HeldError where the host says when to come again, a few times at most."""
        wait = 0.0 if self._pacer is None else self._pacer.wait(host(origin))
        self._waits[origin] += 1
        if wait > 0 and self._waits[origin] < MAX_TRIES:
            raise HeldError(host(origin), wait)


def _is_stale(task: "asyncio.Task[_Answer]") -> bool:
    if not task.done():
        return False
    if task.cancelled() or task.exception() is not None:
        return True
    return task.result().expires <= asyncio.get_running_loop().time()
