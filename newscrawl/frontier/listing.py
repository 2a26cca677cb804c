"""Listings: whether a list page shows what another one showed already."""

import hashlib
from dataclasses import replace

from newscrawl.frontier.rest import is_first_page, is_rest_list
from newscrawl.model.link import Link, Role
from newscrawl.model.page import Page

_ENTRIES = frozenset({Role.TEASER, Role.FEED_ENTRY, Role.SITEMAP_ENTRY})


def entries_digest(page: Page) -> str | None:
    """Digest the set of entries of a page that leads on to further pages; None for others.

    Servers that ignore the page number in a query give the same list for ever; such pages
    differ in nothing but their links to the next one, and perhaps a time stamp.
    """
    if not any(link.role is Role.PAGINATION for link in page.links):
        return None
    entries = sorted({link.url for link in page.links if link.role in _ENTRIES})
    return hashlib.sha256("\n".join(entries).encode("utf-8", "replace")).hexdigest()[:32]


def goes_on(page: Page, *, new_entries: int) -> tuple[str, ...]:
    """Give the raw URLs of the further pages of a list that a new run has to walk again.

    As long as a list page shows mostly entries not known before, known articles do not begin
    on it; they may have moved to its next page.
    """
    entries = sum(link.role in _ENTRIES for link in page.links)
    if new_entries * 2 < entries or not new_entries:
        return ()
    return tuple(link.url for link in page.links if link.role is Role.PAGINATION)


def parted(page: Page) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """Give the links of a page to follow, and those that `walks_on` decides about afterwards."""
    if not is_rest_list(page.url):
        return page.links, ()
    entries = tuple(link for link in page.links if link.role is not Role.PAGINATION)
    return entries, tuple(link for link in page.links if link.role is Role.PAGINATION)


def walks_on(page: Page, further: tuple[Link, ...], *, new_entries: int) -> tuple[Link, ...]:
    """Give the further pages of a REST list that may name something not known before.

    It is read when sections and sitemaps are done: where its first page and its last one, which
    comes last in `further`, name nothing new, neither do those between.
    """
    if new_entries:
        return further
    return further[-1:] if is_first_page(page.url) else ()


def without_pagination(page: Page) -> Page:
    """Give the page as one that leads to no further page of its list."""
    kept = tuple(link for link in page.links if link.role is not Role.PAGINATION)
    return replace(page, links=kept, evidence=(*page.evidence, "repeats another list page"))
