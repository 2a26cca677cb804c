"""Dedupe: tell an article seen for the first time from one that is known."""

from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from newscrawl.model.fate import Fate, State
from newscrawl.model.visit import Visit
from newscrawl.net.store import store_of
from newscrawl.ports import CrawlStore
from newscrawl.recording import recorded


class DedupePipeline:
    """Makes the record, and names the article that it repeats in the fate."""

    def __init__(self, store: CrawlStore) -> None:
        self._store = store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find the store of this crawl."""
        return cls(store_of(crawler))

    def process_item(self, item: Visit) -> Visit:
        """Hand on the visit with its record and fate."""
        visit = recorded(item)
        if visit.record is None:
            return visit
        twin = self._store.twin_of(visit.record, visit.lead.url)
        if twin is None:
            return visit
        return replace(visit, fate=Fate(state=State.ARCHIVED, reason=f"duplicate:{twin}"))
