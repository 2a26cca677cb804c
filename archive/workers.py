"""Workers: processes that read captures from the archive and derive pages from them."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from archive.pool import JOB_SECONDS, Pool
from archive.reader import read_payload
from newscrawl.derive import derive
from newscrawl.discovery.evidence import Evidence
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.page import Page, PageKind
from newscrawl.model.payload import Payload
from newscrawl.model.rules import NO_RULES, SiteRules

_Place = tuple[str, int]
Derive = Callable[[Payload], Page]


def derived(
    payload: Payload, *, rules: SiteRules = NO_RULES, learned: Iterable[Evidence] = ()
) -> Page:
    """Derive a page; an error of our own making is a page without an article, too."""
    try:
        return derive(payload, rules=rules, learned=learned)
    except Exception as error:  # noqa: BLE001 one page must not stop a crawl or a rebuild
        return lost_page(payload.url, f"extract-crash:{type(error).__name__}")


def lost_page(url: str, reason: str) -> Page:
    """Give the page of a capture that could not be derived."""
    return Page(url=url, kind=PageKind.OTHER, reason=reason)


class WorkerPool:
    """Derives pages in child processes; a page that hangs or crashes costs only its worker."""

    def __init__(
        self,
        folder: Path,
        *,
        size: int,
        page_seconds: float = JOB_SECONDS,
        work: Derive = derived,
    ) -> None:
        self._pool: Pool[_Place, Page] = Pool(
            partial(_page, folder, work), lost=_lost, size=size, job_seconds=page_seconds
        )

    def submit(self, ref: ArchiveRef) -> asyncio.Future[Page]:
        """Derive the page of a capture; the future fails with ArchiveError only."""
        return self._pool.submit((ref.warc, ref.offset))

    def close(self) -> None:
        """End all workers; pages still waiting are cancelled."""
        self._pool.close()


def _page(folder: Path, work: Derive, place: _Place) -> Page:
    warc, offset = place
    return work(read_payload(folder / warc, offset))


def _lost(place: _Place, reason: str) -> Page:
    warc, offset = place
    return lost_page(f"{warc}#{offset}", reason)
