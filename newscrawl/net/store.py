"""The crawl's store, as the Scrapy adapters find it."""

from scrapy.crawler import Crawler

from newscrawl.errors import ArchiveError
from newscrawl.ports import CrawlStore


def store_of(crawler: Crawler) -> CrawlStore:
    """Give the extension that holds the collection; without one nothing may be crawled."""
    store = crawler.get_extension(CrawlStore)  # type: ignore[type-abstract] # finds subclasses
    if store is None:
        raise ArchiveError("no extension holds the collection; EXTENSIONS must name one")
    return store
