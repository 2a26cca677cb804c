"""The outcome of a fetch: the visit that goes into the pipelines."""

from newscrawl.frontier import retry
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.fate import Fate, State
from newscrawl.model.lead import Lead
from newscrawl.model.page import Page
from newscrawl.model.visit import Visit


def of_response(
    lead: Lead,
    *,
    status: int,
    ref: ArchiveRef,
    page: Page,
    retry_after: float | None = None,
    etag: str | None = None,
    last_modified: str | None = None,
) -> Visit:
    """Tell what a response means; the fate stays open where an article is to be stored."""
    wait = None
    if status == 304:
        fate: Fate | None = Fate(state=State.NOT_MODIFIED, reason="http-304")
    elif status >= 400 or status < 200:
        fate, wait = retry.after_status(status, lead.tries, retry_after)
    elif page.article is None:
        fate = Fate(state=State.ARCHIVED, reason=page.reason)
    else:
        fate = None
    return Visit(
        lead=lead,
        fate=fate,
        status=status,
        ref=ref,
        page=page,
        retry_after=wait,
        etag=etag,
        last_modified=last_modified,
    )


def of_failure(lead: Lead, reason: str, *, ref: ArchiveRef | None = None) -> Visit:
    """Tell what a fetch without a whole response means."""
    fate, wait = retry.after_failure(reason, lead.tries)
    return Visit(lead=lead, fate=fate, ref=ref, retry_after=wait)
