"""A link: one URL that a page, feed, sitemap or person named, and what it is there for."""

from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """What a link is for in the place where it stands; decides order, depth and following."""

    START = "start"  # given by a person
    WELL_KNOWN = "well-known"  # tried without being named: /sitemap.xml, /feed/ …
    SECTION = "section"  # navigation to a list of articles
    RECENT = "recent"  # widget of recent, latest or most-read articles
    TEASER = "teaser"  # entry of a list page
    PAGINATION = "pagination"  # next, numbered, older, load more
    BODY = "body"  # inside an article's text
    RELATED = "related"  # "read also" boxes and lines
    BREADCRUMB = "breadcrumb"
    LANGUAGE = "language"  # the same page in another language
    TWIN = "twin"  # AMP, print or mobile copy
    CANONICAL = "canonical"  # rel=canonical
    REDIRECT = "redirect"  # Location header or meta refresh
    FEED = "feed"  # a feed's own address
    FEED_ENTRY = "feed-entry"  # an entry of a feed
    SITEMAP = "sitemap"  # a sitemap's own address
    SITEMAP_ENTRY = "sitemap-entry"  # an entry of a sitemap
    AUTHOR = "author"
    TAG = "tag"
    CALENDAR = "calendar"  # date archives
    SHARE = "share"
    REPLY = "reply"
    LOGIN = "login"
    SEARCH = "search"
    STATIC = "static"  # imprint, contact, privacy …
    OTHER = "other"
    IMPORT = "import"  # found in a WARC file of another maker

    # What a page is shown with; of any host, never a page itself.
    STYLESHEET = "stylesheet"
    SCRIPT = "script"
    FONT = "font"
    IMAGE = "image"


REQUISITE_ROLES = frozenset({Role.STYLESHEET, Role.SCRIPT, Role.FONT, Role.IMAGE})

ENTRY_ROLES = frozenset({Role.TEASER, Role.RECENT, Role.FEED_ENTRY, Role.SITEMAP_ENTRY})
"""Roles by which a list, feed or sitemap names what it lists: articles, as a rule."""


class Link(NamedTuple):
    """One link as found; a tuple, since a page sends dozens through the pipe of its worker."""

    url: str
    """Absolute URL, joined with the page's base but not normalised."""
    role: Role
    text: str = ""
    """Anchor text or entry title, white space squeezed, at most 200 characters."""
    date: str | None = None
    """Publication or modification date that the source states, ISO 8601, or None."""
