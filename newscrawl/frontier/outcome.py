"""The outcome of a fetch: the visit that goes into the pipelines."""

from dataclasses import replace

from newscrawl.directives import with_reservation
from newscrawl.frontier import retry
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.fate import Fate, State
from newscrawl.model.lead import Lead
from newscrawl.model.link import REQUISITE_ROLES, Role
from newscrawl.model.page import Page, PageKind
from newscrawl.model.rules import NO_RULES, Obedience
from newscrawl.model.visit import Visit
from newscrawl.urls import key, normalise

MAX_HOPS = 5
"""Redirects between spellings of one URL that are followed."""


def of_response(
    lead: Lead,
    *,
    status: int,
    ref: ArchiveRef,
    page: Page,
    retry_after: float | None = None,
    etag: str | None = None,
    last_modified: str | None = None,
    obey: Obedience = NO_RULES.obey,
) -> Visit:
    """Tell what a response means; the fate stays open where an article is to be stored."""
    wait = None
    page = with_reservation(page, lead.reserved, obey)
    if lead.role in REQUISITE_ROLES:
        page = _as_requisite(page, lead.role)
    if page.kind is PageKind.REDIRECT and _other_spelling(lead, page) is not None:
        return _respelled(lead, status=status, ref=ref, page=page)
    if status == 304:
        unchanged = Fate(state=State.NOT_MODIFIED, reason="http-304")
        return Visit(lead=lead, fate=unchanged, status=status, ref=ref)
    fate: Fate | None = None
    if status >= 400 or status < 200:
        fate, wait = retry.after_status(status, lead.tries, retry_after)
        if page.kind is PageKind.BLOCKED:
            fate = replace(fate, reason=page.reason)
    elif page.kind is PageKind.BLOCKED:
        fate = Fate(state=State.FAILED, reason=page.reason)
    elif page.article is None:
        fate = Fate(state=State.ARCHIVED, reason=page.reason)
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


def _as_requisite(page: Page, role: Role) -> Page:
    """Give what a requisite turned out to be: never an article, whatever was sent.

    Where it redirects to is a requisite, too, so that it is fetched from any host.
    """
    if page.kind in (PageKind.REDIRECT, PageKind.ERROR, PageKind.BLOCKED):
        moved = (k._replace(role=role) for k in page.links if k.role is Role.REDIRECT)
        return replace(page, links=tuple(moved), article=None)
    kept = tuple(link for link in page.links if link.role in REQUISITE_ROLES)
    requisite = PageKind.REQUISITE
    return Page(url=page.url, kind=requisite, links=kept, reason=str(requisite))


def _other_spelling(lead: Lead, page: Page) -> str | None:
    """Give the target of a redirect that leads to the lead's own row, as http to https does."""
    targets = (normalise(link.url) for link in page.links)
    return next((url for url in targets if url is not None and key(url) == key(lead.url)), None)


def _respelled(lead: Lead, *, status: int, ref: ArchiveRef, page: Page) -> Visit:
    """Queue the lead again under the spelling that the site wants, a few times at most."""
    url = _other_spelling(lead, page)
    if url == lead.url or lead.tries >= MAX_HOPS:
        fate = Fate(state=State.FAILED, reason="redirect-loop")
        return Visit(lead=lead, fate=fate, status=status, ref=ref, page=page)
    fate = Fate(state=State.QUEUED, reason="redirect")
    return Visit(lead=lead, fate=fate, status=status, ref=ref, page=page, moved_to=url)


def of_failure(lead: Lead, reason: str, *, ref: ArchiveRef | None = None) -> Visit:
    """Tell what a fetch without a whole response means."""
    fate, wait = retry.after_failure(reason, lead.tries)
    return Visit(lead=lead, fate=fate, ref=ref, retry_after=wait)
