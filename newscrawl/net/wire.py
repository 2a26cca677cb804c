"""The wire: a Scrapy download handler that captures every exchange byte for byte."""

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
)

from newscrawl.errors import ArchiveError
from newscrawl.net.connection import WirePool
from newscrawl.net.errors import TooLargeError, TooManyHeadersError, TooSlowError
from newscrawl.net.exchange import HEADER_LIMIT, HEADER_LINES, Exchange
from newscrawl.net.guard import check_url
from newscrawl.net.resolver import hidden_refusal
from newscrawl.net.speed import MIN_BYTES_PER_SECOND, WINDOW_SECONDS, SpeedWatch

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newscrawl.model.capture import Capture


class WireDownloadHandler(HTTP11DownloadHandler):
    """Downloads over HTTP/1.1 and gives every exchange to `captured` before Scrapy sees it."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._header_limit = crawler.settings.getint("NEWSCRAWL_MAX_HEADER_BYTES", HEADER_LIMIT)
        self._header_lines = crawler.settings.getint("NEWSCRAWL_MAX_HEADERS", HEADER_LINES)
        self._speed = SpeedWatch(
            bytes_per_second=crawler.settings.getfloat("NEWSCRAWL_MIN_SPEED", MIN_BYTES_PER_SECOND),
            seconds=crawler.settings.getfloat("NEWSCRAWL_MIN_SPEED_SECONDS", WINDOW_SECONDS),
        )
        self._guarded = not crawler.settings.getbool("NEWSCRAWL_ALLOW_PRIVATE")
        self._pool: WirePool = WirePool(self._pool, guarded=self._guarded)

    async def captured(self, request: "Request", capture: "Capture") -> None:
        """Take a capture; to be overridden, an error raised here fails the download."""

    async def unread(self, request: "Request", capture: "Capture") -> None:
        """Take an exchange whose answer has no status line; to be overridden, as `captured`."""

    async def download_request(self, request: "Request") -> "Response":
        """Download, capture, then answer; an exchange that broke off is captured too."""
        if self._guarded:
            check_url(request.url)
        maxsize = request.meta.get("download_maxsize", self._default_maxsize)
        exchange = Exchange(
            url=urldefrag(request.url).url,
            proxied=bool(request.meta.get("proxy")),
            limit=maxsize + self._header_limit if maxsize else 0,
            header_limit=self._header_limit,
            header_lines=self._header_lines,
        )
        self._pool.exchange = exchange
        try:
            with self._speed.over(exchange):
                response = await super().download_request(request)
        except (Exception, asyncio.CancelledError) as error:
            exchange.stop(_truncation(error))
            await self._hand_over(request, exchange)
            if named := self._named(error, request, exchange):
                raise named from error
            raise
        if not exchange.received:
            raise ArchiveError(f"nothing was captured of {request.url}: Scrapy's internals changed")
        if not await self._hand_over(request, exchange):
            raise DownloadFailedError(f"{request.url} gave a status line that is none of HTTP")
        return response

    async def _hand_over(self, request: "Request", exchange: Exchange) -> bool:
        capture = exchange.capture()
        if capture is not None:
            await self.captured(request, capture)
        elif (unread := exchange.unread()) is not None:
            await self.unread(request, unread)
        return capture is not None

    def _named(
        self, error: BaseException, request: "Request", exchange: Exchange
    ) -> Exception | None:
        """Give an error that says more than Scrapy's, or None."""
        if exchange.has_endless_headers:
            return TooManyHeadersError(f"{request.url} has endless headers")
        if isinstance(error, DownloadCancelledError) or exchange.truncated == "length":
            return TooLargeError(f"{request.url} is over the size limit")
        if isinstance(error, CannotResolveHostError):
            return hidden_refusal(self._pool._reactor, request.url)
        return None


def _truncation(error: BaseException) -> str:
    """Name the WARC-Truncated reason that a failed download stands for."""
    if isinstance(error, DownloadCancelledError):
        return "length"
    return "time" if isinstance(error, DownloadTimeoutError | TooSlowError) else "unspecified"
