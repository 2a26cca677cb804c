"""Crawls inside a test: one event loop with Scrapy's reactor for the whole session."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from twisted.internet import asyncioreactor

QUIET = {
    "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
    "RETRY_ENABLED": False,
    "REDIRECT_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,
    "COMPRESSION_ENABLED": False,
    "DOWNLOAD_TIMEOUT": 10,
    "DOWNLOAD_DELAY": 0,
    "NEWSCRAWL_ALLOW_PRIVATE": True,
}


@contextmanager
def reactor_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Give a loop with Scrapy's reactor on it; a process can have only one."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    asyncioreactor.install(loop)
    from twisted.internet import reactor  # noqa: PLC0415 - the import picks the reactor

    reactor.startRunning(installSignalHandlers=False)
    yield loop
    loop.call_soon(reactor.stop)
    loop.run_forever()
    loop.close()
    asyncio.set_event_loop(None)


async def run_crawl(spider: type[Spider], settings: dict[str, Any], **arguments: Any) -> Crawler:
    """Run one crawl to its end and give its crawler, for its stats and its spider."""
    crawler = AsyncCrawlerRunner({**QUIET, **settings}).create_crawler(spider)
    await crawler.crawl_async(**arguments)
    return crawler


@dataclass
class Fetched:
    """What became of each request of a `fetch`: url -> Response or exception."""

    outcomes: dict[str, Any] = field(default_factory=dict)
    crawler: Crawler | None = None

    def __getitem__(self, url: str) -> Any:
        return self.outcomes[url]


class FetchSpider(Spider):
    """Fetches requests and keeps their outcomes."""

    name = "fetch"

    def __init__(self, requests: list[Request], outcomes: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.requests = requests
        self.outcomes = outcomes

    async def start(self):
        for request in self.requests:
            yield request.replace(callback=self.parse, errback=self.failed, dont_filter=True)

    def parse(self, response):
        self.outcomes[response.request.url] = response

    def failed(self, failure):
        self.outcomes[failure.request.url] = failure.value


async def fetch(requests: list[Request | str], settings: dict[str, Any]) -> Fetched:
    """Fetch URLs or requests in one crawl; order is kept when CONCURRENT_REQUESTS is 1."""
    fetched = Fetched()
    made = [r if isinstance(r, Request) else Request(r) for r in requests]
    fetched.crawler = await run_crawl(
        FetchSpider, settings, requests=made, outcomes=fetched.outcomes
    )
    return fetched


class Runner:
    """Runs coroutines of a synchronous test on the session's loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop

    def __call__(self, coroutine: Coroutine[Any, Any, Any], *, timeout: float = 60) -> Any:
        return self.loop.run_until_complete(asyncio.wait_for(coroutine, timeout))
