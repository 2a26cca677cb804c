"""Follow: put the links of a page in the frontier, before its fate is written."""

from typing import Self

from scrapy.crawler import Crawler

from newscrawl.model.visit import Visit
from newscrawl.net.store import store_of
from newscrawl.ports import CrawlStore


class FollowPipeline:
    """Follows links piece by piece, so that a sitemap of 50,000 keeps no other host waiting.

    It comes before what tells twins: from there to the store nothing may come between.
    """

    def __init__(self, store: CrawlStore) -> None:
        self._store = store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find the store of this crawl."""
        return cls(store_of(crawler))

    async def process_item(self, item: Visit) -> Visit:
        """Hand on the visit with its links followed."""
        await self._store.follow(item)
        return item
