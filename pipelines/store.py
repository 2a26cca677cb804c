"""Store: write what became of a lead, with its links and its article."""

from typing import Self

from scrapy.crawler import Crawler

from newscrawl.model.visit import Visit
from newscrawl.net.store import store_of
from newscrawl.ports import CrawlStore


class StorePipeline:
    """Settles every visit, article or not."""

    def __init__(self, store: CrawlStore) -> None:
        self._store = store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find the store of this crawl."""
        return cls(store_of(crawler))

    def process_item(self, item: Visit) -> Visit:
        """Settle the visit."""
        self._store.settle(item)
        return item
