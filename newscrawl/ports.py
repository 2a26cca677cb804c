"""The port of the Scrapy adapters: what scheduler, spiders and pipelines may ask of the archive.

`archive.session.Session` implements it as a Scrapy extension; an adapter finds it by
`crawler.get_extension(CrawlStore)`, so that it need not import the archive.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable

from newscrawl.model.lead import Lead
from newscrawl.model.link import Link
from newscrawl.model.record import ArticleRecord
from newscrawl.model.rules import NO_RULES, SiteRules
from newscrawl.model.visit import Visit

LEAD = "newscrawl_lead"
"""Key of `Request.meta`: the Lead that a request fetches."""
REF = "newscrawl_ref"
"""Key of `Request.meta`: the ArchiveRef of the response, set before the spider sees it."""
PAGE = "newscrawl_page"
"""Key of `Request.meta`: an awaitable of the Page that a worker derives."""


class CrawlStore(ABC):
    """Frontier and records of the collection that is being crawled."""

    rules: SiteRules = NO_RULES
    """What a person said about single sites."""

    @abstractmethod
    def discover(self, links: Iterable[Link]) -> None:
        """Add links that no page named: start URLs, well-known places, robots.txt sitemaps."""

    @abstractmethod
    def renew(self, kinds: Collection[str]) -> int:
        """Queue settled pages of these kinds again when nothing else is queued; gives how many."""

    @abstractmethod
    def lease(self, limit: int, *, busy_hosts: Collection[str]) -> list[Lead]:
        """Take up to `limit` leads that are due, best first."""

    @abstractmethod
    def release(self, leads: Iterable[Lead]) -> None:
        """Give back leads that were not fetched."""

    @abstractmethod
    def dealings(self, seconds: float) -> Iterable[tuple[str, float]]:
        """Give what earlier runs had to do with hosts, each with its time in seconds from now.

        Below 0 it is a request of the last `seconds`, oldest first; above 0 the time for which an
        answer wants the host to be left alone.
        """

    @abstractmethod
    def next_due(self) -> float | None:
        """Give the seconds until a queued URL is due; None when none is queued."""

    @abstractmethod
    async def follow(self, visit: Visit) -> None:
        """Put the links of a visit in the frontier; where they are many, others get turns."""

    @abstractmethod
    def twin_of(self, record: ArticleRecord, url: str) -> str | None:
        """Name the URL key whose article this record repeats, None for an article of its own."""

    @abstractmethod
    def recent(self, url: str, seconds: float) -> tuple[int, bytes] | None:
        """Give status and decoded body of the answer that a URL gave of late, None for none."""

    @abstractmethod
    def settle(self, visit: Visit) -> None:
        """Write fate, links and article of a visit as one."""
