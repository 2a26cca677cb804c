"""The news spider: follows a site's sections, recent news, pagination, feeds and sitemaps."""

import re
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.discovery.wellknown import well_known_sources
from newscrawl.frontier import outcome
from newscrawl.model.lead import Lead
from newscrawl.model.link import REQUISITE_ROLES, Link, Role
from newscrawl.model.page import Page
from newscrawl.model.rules import matches
from newscrawl.model.visit import Visit
from newscrawl.net.errors import HeldError
from newscrawl.net.failure import reason, retry_after
from newscrawl.net.parts import BROWSER
from newscrawl.net.store import store_of
from newscrawl.ports import LEAD, PAGE, REF
from newscrawl.urls import host

SOURCE_KINDS = ("home", "section", "feed", "sitemap")
"""Kinds of pages that a new run of a finished crawl looks at again."""


class NewsSpider(Spider):
    """Turns leads into requests and responses into visits; what is followed, the store decides.

    Arguments: `start_urls`, one URL or several with blanks between.
    """

    name = "news"
    looked_at_again: tuple[str, ...] = SOURCE_KINDS
    """Kinds of pages that a new run asks for again, and with them the articles that are due."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Take the start URLs from the argument, as `scrapy crawl news -a` gives it."""
        given = str(kwargs.pop("start_urls", "")).split()
        if given:
            crawler.settings.set("NEWSCRAWL_START", given, priority="cmdline")
            if not crawler.settings["NEWSCRAWL_COLLECTION"]:
                folder = f"collections/{host(given[0])}"
                crawler.settings.set("NEWSCRAWL_COLLECTION", folder, priority="cmdline")
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.start_urls = crawler.settings.getlist("NEWSCRAWL_START")
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Hand the start URLs, and where sources usually lie, to the frontier."""
        store = store_of(self.crawler)
        store.renew(self.looked_at_again)
        store.discover(self.first_links())
        no_requests: tuple[Request, ...] = ()
        for request in no_requests:
            yield request

    def first_links(self) -> Iterable[Link]:
        """Name what the crawl begins with."""
        for url in self.start_urls:
            yield Link(url=url, role=Role.START)
            yield from well_known_sources(url)
        for url in self.settings.getlist("NEWSCRAWL_SOURCES"):
            yield Link(url=url, role=Role.SECTION)

    def request(self, lead: Lead) -> Request:
        """Build the request that fetches a lead."""
        headers = {}
        if lead.etag is not None:
            headers["If-None-Match"] = lead.etag
        if lead.last_modified is not None:
            headers["If-Modified-Since"] = lead.last_modified
        is_requisite = lead.role in REQUISITE_ROLES
        if is_requisite:
            headers["Accept"] = "*/*"
        meta: dict[str, Any] = {LEAD: lead, "verbatim_url": True}
        if lead.replay is not None:
            meta["download_slot"] = "replay"
        elif not is_requisite and self._needs_browser(lead.url):
            meta[BROWSER] = True
        return Request(
            lead.url,
            callback=self.parse,
            errback=self.failed,
            headers=headers,
            meta=meta,
            dont_filter=True,
        )

    async def parse(self, response: Response, **_: Any) -> AsyncIterator[Visit]:
        """Wait for the page that a worker derives, and hand on the visit."""
        page: Page = await response.meta[PAGE]
        yield outcome.of_response(
            response.meta[LEAD],
            status=response.status,
            ref=response.meta[REF],
            page=self.chosen(page),
            retry_after=retry_after(_header(response, "Retry-After"), now=time.time()),
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            obey=store_of(self.crawler).rules.obey,
        )

    def failed(self, failure: Failure) -> Iterator[Visit]:
        """Hand on the visit of a fetch that brought no whole response, or give its lead back."""
        meta, error = failure.request.meta, failure.value  # type: ignore[attr-defined] # set by Scrapy
        assert error is not None
        if isinstance(error, HeldError):
            store_of(self.crawler).release([meta[LEAD]])
            return
        yield outcome.of_failure(meta[LEAD], reason(error), ref=meta.get(REF))

    def _needs_browser(self, url: str) -> bool:
        if self.settings["NEWSCRAWL_BROWSER"] == "always":
            return True
        if matches(store_of(self.crawler).rules.of(url).browser, url):
            return True
        patterns = self.settings.getlist("NEWSCRAWL_BROWSER_PATTERNS")
        return any(re.search(pattern, url) for pattern in patterns)

    def chosen(self, page: Page) -> Page:
        """Give the page with the links that this crawl may follow; here all."""
        return page


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1")
