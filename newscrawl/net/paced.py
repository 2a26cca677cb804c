"""The paced download: no request leaves before its host may be asked again."""

import asyncio
import time
from typing import TYPE_CHECKING

from newscrawl.net.failure import retry_after
from newscrawl.net.pacer import Pacer
from newscrawl.net.wire import WireDownloadHandler
from newscrawl.urls import host

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class PacedDownloadHandler(WireDownloadHandler):
    """Tells the pacer of every request and its answer, robots.txt and parts of pages included."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._pacer = crawler.get_extension(Pacer)

    async def download_request(self, request: "Request") -> "Response":
        """Download, or raise HeldError where the host is to be left alone."""
        pacer, name = self._pacer, host(request.url)
        if pacer is None:
            return await super().download_request(request)
        begun = pacer.begin(name)
        try:
            response = await super().download_request(request)
        except (Exception, asyncio.CancelledError):
            pacer.end(name, begun=begun, status=None)
            raise
        field = response.headers.get(b"Retry-After")
        asked = retry_after(field.decode("latin-1"), now=time.time()) if field else None
        pacer.end(name, begun=begun, status=response.status, retry_after=asked)
        return response
