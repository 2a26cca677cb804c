"""The first stages of newscrawl as runs of their own: a list of URLs fetched, or also archived.

    python benchmarks/fetching.py fetch|capture|archive URLS FOLDER

`fetch` goes through Scrapy's own handler; `capture` through newscrawl's, with pace, guard and
limits, and drops what it captured.

Settings and components are the product's. The frontier, the workers and the pipelines are away:
requests come from the list, and one without a lead is archived but not derived.
"""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings

from newscrawl import settings as product

WITHOUT_FRONTIER: dict[str, Any] = {
    "SCHEDULER": "scrapy.core.scheduler.Scheduler",
    "ITEM_PIPELINES": {},
    "DOWNLOAD_DELAY": 0,
    "NEWSCRAWL_ROBOTS": False,  # as in Scrapy by itself; `newscrawl crawl` keeps to robots.txt
    "NEWSCRAWL_ALLOW_PRIVATE": True,
}
PLAIN = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
HANDLERS = {"fetch": PLAIN, "capture": "newscrawl.net.browser.BrowserDownloadHandler"}


class ListSpider(Spider):
    """Fetches the URLs of a list and does nothing with the responses."""

    name = "list"

    def __init__(self, urls: list[str]) -> None:
        super().__init__()
        self.urls = urls

    async def start(self) -> AsyncIterator[Request]:
        """Request every URL."""
        for url in self.urls:
            yield Request(url, dont_filter=True)

    def parse(self, response: Response, **_: Any) -> None:
        """Take a response and leave it."""


def main(stage: str, urls: list[str], folder: str) -> int:
    """Fetch the list up to a stage."""
    settings = Settings()
    settings.setmodule(product, priority="project")
    settings.setdict(WITHOUT_FRONTIER, priority="cmdline")
    if stage in HANDLERS:
        handlers = dict.fromkeys(("http", "https"), HANDLERS[stage])
        without: dict[str, Any] = {
            "EXTENSIONS": {**product.EXTENSIONS, "archive.session.Session": None},
            "DOWNLOAD_HANDLERS": {**product.DOWNLOAD_HANDLERS, **handlers},
        }
        settings.setdict(without, priority="cmdline")
    else:
        chosen = {"NEWSCRAWL_COLLECTION": folder, "NEWSCRAWL_START": urls[:1]}
        settings.setdict(chosen, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawl = process.crawl(ListSpider, urls)
    process.start()
    return 1 if crawl.cancelled() or crawl.exception() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]).read_text("utf-8").split(), sys.argv[3]))
