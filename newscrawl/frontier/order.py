"""The order of the frontier: which lead is fetched first."""

import re

from newscrawl.frontier.rest import is_rest_list
from newscrawl.model.lead import Lead
from newscrawl.model.link import REQUISITE_ROLES, Link, Role

PRIORITY: dict[Role, int] = {
    Role.START: 0,
    Role.REDIRECT: 0,
    Role.FEED: 10,
    Role.RECENT: 20,
    Role.FEED_ENTRY: 22,
    Role.TEASER: 24,
    Role.SECTION: 30,
    Role.SITEMAP: 32,
    Role.RELATED: 34,
    Role.SITEMAP_ENTRY: 36,
    Role.PAGINATION: 40,
    Role.BODY: 44,
    Role.WELL_KNOWN: 46,
    Role.BREADCRUMB: 50,
    Role.OTHER: 54,
    Role.CANONICAL: 56,  # its page is here already, if under another address
    Role.TAG: 64,
    Role.LANGUAGE: 66,
    Role.AUTHOR: 70,
    Role.CALENDAR: 74,
    Role.STATIC: 80,
    Role.STYLESHEET: 200,
    Role.FONT: 202,
    Role.SCRIPT: 204,
    Role.IMAGE: 206,
}
"""Smaller is sooner: what lists new articles, then articles, then what repeats them."""

FIRST = -1000
"""No priority is below, whatever was learnt to be sooner."""
LAST = 99
REQUISITES = 200
"""Requisites have this priority or a larger one, pages a smaller one."""
END = 300
"""Above all priorities."""
_SECOND_FEED = 60
_SECOND_SITEMAP = 62
_FIRST = (Role.START, Role.REDIRECT)
FEEDS_AND_SITEMAPS = frozenset({Role.FEED, Role.SITEMAP, Role.WELL_KNOWN})
"""What a crawl leaves out that goes by the links of pages alone."""

_DATE = re.compile(
    r"(?<!\d)(20\d\d|19\d\d)[-/]?(0[1-9]|1[0-2])(?:[-/]?(0[1-9]|[12]\d|3[01]))?(?!\d)"
)


PROMISING = 50
"""A smaller priority promises articles; what comes after waits until no better can be found."""

_LESSER = re.compile(
    r"(?:tag|categor|author|user|image|video|attachment|page)s?[-_]?\d*\.xml|/tags?/"
)


def priority(link: Link, source: Lead | None) -> int:
    """Rank a link; what is never followed comes last.

    Where a page redirects to is as urgent as the page. Feeds of single sections, tags and
    authors repeat the site's own, REST lists of all posts what its sections lead to, and
    sitemaps of tags, authors and media hold no articles.
    """
    if link.role in REQUISITE_ROLES:
        return PRIORITY[link.role]
    role = source.role if source is not None and link.role is Role.REDIRECT else link.role
    if is_rest_list(link.url):
        return _SECOND_FEED
    if role is Role.FEED and source is not None and source.role not in _FIRST:
        return _SECOND_FEED
    named_by = link.url if role is Role.SITEMAP else source.url if source is not None else ""
    if role in (Role.SITEMAP, Role.SITEMAP_ENTRY) and _LESSER.search(named_by):
        return _SECOND_SITEMAP
    return PRIORITY.get(role, LAST)


def is_followed(role: Role) -> bool:
    """Tell whether links of this role lead anywhere worth a request."""
    return role in PRIORITY


def newest(link: Link) -> int:
    """Give the link's day as yyyymmdd from its stated date or else its URL, 0 if unknown.

    Leads of one priority are fetched newest first.
    """
    match = _DATE.search(link.date or "") or _DATE.search(link.url)
    if match is None:
        return 0
    year, month, day = match.groups()
    return int(year) * 10_000 + int(month) * 100 + int(day or 0)


def depth(link: Link, source_depth: int) -> int:
    """Count clicks: pages of one list, and hops of one address, are as deep as their first."""
    same = {Role.PAGINATION, Role.REDIRECT, Role.CANONICAL, Role.START, *REQUISITE_ROLES}
    return source_depth if link.role in same else source_depth + 1
