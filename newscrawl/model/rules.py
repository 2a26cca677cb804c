"""Rules of single sites: what a person said about them, where the general rules fall short."""

import re
from dataclasses import dataclass
from enum import StrEnum

Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors for extraction; None leaves the field to the general rules."""

    headline: str | None = None
    author: str | None = None
    """Each element that it finds is one byline."""
    date: str | None = None
    body: str | None = None
    remove: str | None = None
    """Elements taken out before anything is extracted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule:
    """The rules of one host; a pattern holds for the URLs of this host in which it is found."""

    host: str = ""
    """In lower case without `www.`; with a port it holds for this port only."""
    allow: Patterns = ()
    """Followed whatever their role, trap or scope."""
    deny: Patterns = ()
    """Never fetched; stronger than all else."""
    browser: Patterns = ()
    article: Patterns = ()
    """Articles whatever the page looks like."""
    not_article: Patterns = ()
    """No articles whatever the page looks like; stronger than `article`."""
    pagination: Patterns = ()
    """Further pages of lists."""
    selectors: Selectors | None = None

    def is_wanted(self, url: str) -> bool:
        """Tell whether a URL is named as one that leads to articles, so that it is no trap."""
        return matches(self.pagination, url) or matches(self.article, url)


NO_RULE = SiteRule()


class Requisites(StrEnum):
    """What of the things that a page is shown with is fetched."""

    NONE = "none"
    IMAGES = "images"
    ALL = "all"  # style sheets, scripts, fonts and images


@dataclass(frozen=True, slots=True, kw_only=True)
class Obedience:
    """Which of the directives of pages are more than recorded."""

    skip: frozenset[str] = frozenset()
    """A page with one of these gives no record; its capture stays in the archive."""
    nofollow: bool = False
    """Links of a page that says so are not followed."""
    tdmrep: bool = False
    """Whether hosts are asked for their TDM reservations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """The rules of all sites of a collection; most collections have none."""

    sites: tuple[SiteRule, ...] = ()
    sources: frozenset[str] = frozenset()
    """Keys of list pages, feeds and sitemaps that were named one by one, so wanted anywhere."""
    requisites: Requisites = Requisites.NONE
    obey: Obedience = Obedience()

    def of(self, url: str) -> SiteRule:
        """Give the rule for the host of a URL; one without patterns where none was written."""
        if not self.sites:
            return NO_RULE
        authority = url.partition("//")[2].partition("/")[0].partition("?")[0].lower()
        authority = authority.rpartition("@")[2].removeprefix("www.")
        name = re.sub(r":\d*$", "", authority)
        for rule in self.sites:
            if rule.host in (authority, name):
                return rule
        return NO_RULE


NO_RULES = SiteRules()


def matches(patterns: Patterns, url: str) -> bool:
    """Tell whether one of the patterns is found in a URL."""
    return any(pattern.search(url) for pattern in patterns)
