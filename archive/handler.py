"""The archiving download handler: no response reaches Scrapy before it lies in a WARC file."""

import asyncio
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.reader import read_response
from archive.session import Session
from newscrawl.errors import ArchiveError
from newscrawl.message import split
from newscrawl.model.capture import ArchiveRef, Capture
from newscrawl.model.lead import Lead
from newscrawl.net.browser import BrowserDownloadHandler
from newscrawl.net.errors import StoppedError
from newscrawl.net.parts import BROWSER
from newscrawl.ports import LEAD, PAGE, REF


class ArchiveDownloadHandler(BrowserDownloadHandler):
    """Archives each exchange and each rendered page; reads replays from the archive."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        session = crawler.get_extension(Session)
        if session is None:
            raise ArchiveError("the extension archive.session.Session is switched off")
        self._session = session
        self._warc = session.warc
        self._running: set[asyncio.Task[Any]] = set()
        self._is_cut_off = False
        session.ending.on_stop(self.cut_off)

    async def captured(self, request: Request, capture: Capture) -> None:
        """Archive a capture, and let a worker begin to read it where a lead asked for it."""
        lead: Lead | None = request.meta.get(LEAD)
        if _will_be_rendered(request, capture):
            lead = None  # what the browser makes of it is what the lead gets
        if lead is not None:
            capture = replace(capture, provenance=provenance(lead))
        ref = self._session.archive(capture, has_lead=lead is not None)
        request.meta[REF] = ref
        if lead is not None and capture.truncated is None:
            request.meta[PAGE] = self._session.read_page(ref)

    async def unread(self, request: Request, capture: Capture) -> None:
        """Archive bytes that are no response; the lead gets its fate, but no capture."""
        lead: Lead | None = request.meta.get(LEAD)
        if lead is not None:
            capture = replace(capture, provenance=provenance(lead))
        self._session.archive_unread(capture)

    async def rendered(self, request: Request, url: str, html: bytes) -> None:
        """Archive a page as the browser shows it, and let a worker read that."""
        lead: Lead = request.meta[LEAD]
        source: ArchiveRef = request.meta[REF]
        ref = self._session.archive_rendered(
            url, html, concurrent_to=source.record_id, provenance=provenance(lead)
        )
        request.meta[REF] = ref
        request.meta[PAGE] = self._session.read_page(ref)

    async def download_request(self, request: Request) -> Response:
        """Fetch, or give back what a run that died had archived of this lead."""
        lead: Lead | None = request.meta.get(LEAD)
        if lead is not None and lead.replay is not None:
            replayed = self._replay(request, lead.replay)
            if replayed is not None:
                return replayed
        if self._is_cut_off:
            raise StoppedError(f"{request.url} was not fetched: the crawl stops")
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            return await super().download_request(request)
        except asyncio.CancelledError as error:
            if not self._is_cut_off:
                raise
            raise StoppedError(f"{request.url} was cut off: the crawl stops") from error
        finally:
            self._running.discard(task)

    def cut_off(self) -> None:
        """End the downloads that run, and begin no other; what came of them is archived."""
        self._is_cut_off = True
        for task in self._running:
            task.cancel()

    def _replay(self, request: Request, ref: ArchiveRef) -> Response | None:
        archived = read_response(self._warc / ref.warc, ref.offset)
        if archived.truncated is not None:
            return None
        request.meta[REF] = ref
        request.meta[PAGE] = self._session.read_page(ref)
        headers = archived.payload(limit=0).headers
        return Response(request.url, status=ref.status, headers=list(headers), request=request)


def _will_be_rendered(request: Request, capture: Capture) -> bool:
    """Tell whether a capture is the document of a page that the browser goes on to render."""
    if request.meta.get(BROWSER) is not False:
        return False
    message = split(capture.response)
    kinds = message.values(b"content-type") or [b"text/html"]
    return message.status == 200 and b"html" in kinds[0].lower()


def provenance(lead: Lead) -> dict[str, str]:
    """Write how a lead was found as warc-fields, with the terms of the WARC guidelines."""
    fields = {
        "hopsFromSeed": str(lead.depth),
        "discovered-by": str(lead.role),
        "discovered-at": lead.found_at,
    }
    # A policy has its name before it; a reservation without one is `1`.
    said = (word.partition(": ") for word in lead.reserved)
    fields |= {name: value or "1" for name, _, value in said}
    return fields if lead.via is None else {"via": lead.via, **fields}
