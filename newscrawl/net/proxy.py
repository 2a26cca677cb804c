"""The proxy middleware: sends every request through the proxy that the user named."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured


class ProxyMiddleware:
    """Downloader middleware; the environment's http_proxy serves when no proxy is named."""

    def __init__(self, proxy: str) -> None:
        self._proxy = proxy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read NEWSCRAWL_PROXY; switched off when it is empty."""
        proxy = crawler.settings["NEWSCRAWL_PROXY"]
        if not proxy:
            raise NotConfigured
        return cls(proxy)

    def process_request(self, request: Request) -> None:
        """Name the proxy in the request's meta, from where Scrapy's own middleware takes it."""
        request.meta.setdefault("proxy", self._proxy)
