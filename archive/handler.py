"""The archiving download handler: no response reaches Scrapy before it lies in a WARC file."""

from dataclasses import replace

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.reader import read_response
from archive.session import Session
from newscrawl.errors import ArchiveError
from newscrawl.model.capture import ArchiveRef, Capture
from newscrawl.model.lead import Lead
from newscrawl.net.wire import WireDownloadHandler
from newscrawl.ports import LEAD, PAGE, REF


class ArchiveDownloadHandler(WireDownloadHandler):
    """Archives each exchange of the wire handler; reads replays from the archive."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        session = crawler.get_extension(Session)
        if session is None:
            raise ArchiveError("the extension archive.session.Session is switched off")
        self._session = session
        self._warc = session.warc

    async def captured(self, request: Request, capture: Capture) -> None:
        """Archive a capture, and let a worker begin to read it where a lead asked for it."""
        lead: Lead | None = request.meta.get(LEAD)
        if lead is not None:
            capture = replace(capture, provenance=provenance(lead))
        ref = self._session.archive(capture, has_lead=lead is not None)
        request.meta[REF] = ref
        if lead is not None and capture.truncated is None:
            request.meta[PAGE] = self._session.read_page(ref)

    async def download_request(self, request: Request) -> Response:
        """Fetch, or give back what a run that died had archived of this lead."""
        lead: Lead | None = request.meta.get(LEAD)
        if lead is not None and lead.replay is not None:
            replayed = self._replay(request, lead.replay)
            if replayed is not None:
                return replayed
        return await super().download_request(request)

    def _replay(self, request: Request, ref: ArchiveRef) -> Response | None:
        archived = read_response(self._warc / ref.warc, ref.offset)
        if archived.truncated is not None:
            return None
        request.meta[REF] = ref
        request.meta[PAGE] = self._session.read_page(ref)
        headers = archived.payload(limit=0).headers
        return Response(request.url, status=ref.status, headers=list(headers), request=request)


def provenance(lead: Lead) -> dict[str, str]:
    """Write how a lead was found as warc-fields, with the terms of the WARC guidelines."""
    fields = {
        "hopsFromSeed": str(lead.depth),
        "discovered-by": str(lead.role),
        "discovered-at": lead.found_at,
    }
    return fields if lead.via is None else {"via": lead.via, **fields}
