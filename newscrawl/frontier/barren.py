"""Barren ground: groups of URLs that bring page after page and nothing to read."""

from dataclasses import dataclass
from enum import StrEnum

from newscrawl.model.fate import State
from newscrawl.model.link import REQUISITE_ROLES, Role
from newscrawl.model.page import PageKind
from newscrawl.model.visit import Visit
from newscrawl.urls import host, key, site

_BRANCH_FACTOR = 1.5  # a folder holds more kinds of pages than one template makes
_HOST_FACTOR = 0.5  # each host costs a robots.txt, too
# What a page's markup calls a teaser may be anything; feeds and sitemaps are made on purpose.
_NEVER_BY_BRANCH = frozenset({Role.START, Role.REDIRECT, Role.FEED_ENTRY, Role.SITEMAP_ENTRY})


class Group(StrEnum):
    """What a group of URLs shares; its value is the detail of the fate's reason."""

    SHAPE = "barren"  # one template
    BRANCH = "barren-branch"  # one folder of a host, whatever the names in it
    HOSTS = "subdomains"  # one site with ever new hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A group whose further URLs are not fetched."""

    group: Group
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fruit:
    """What a page brought: an article that no other page had, or entries outside its own group.

    A page that leads to more of its own kind only has brought nothing yet.
    """

    is_article: bool = False
    other_shape: bool = False
    other_branch: bool = False

    @property
    def for_shape(self) -> bool:
        """Tell whether the page's shape is worth another page."""
        return self.is_article or self.other_shape

    @property
    def for_branch(self) -> bool:
        """Tell whether the page's branch is worth another page."""
        return self.is_article or self.other_branch


class Barren:
    """Counts fruitless pages in a row by shape, by branch and, as hosts, by site.

    A calendar without end, a spiral of links or a generator of empty pages has no page that
    brings anything; a real part of a site brings something now and then, and starts anew.
    """

    def __init__(self, limit: int) -> None:
        self._limits = {
            Group.SHAPE: limit,
            Group.BRANCH: int(limit * _BRANCH_FACTOR),
            Group.HOSTS: int(limit * _HOST_FACTOR),
        }
        self._counts: dict[tuple[Group, str], int] = {}
        self._hosts: dict[str, set[str]] = {}
        self._fruitful: set[str] = set()
        self._closed: set[tuple[Group, str]] = set()

    def note(self, url: str, shape: str, fruit: Fruit) -> list[Closed]:
        """Count a page that was fetched, and give the groups that it closes."""
        name, place = host(url), site(url)
        groups = [(Group.SHAPE, shape), (Group.BRANCH, branch(url))]
        for group, is_fed in zip(groups, (fruit.for_shape, fruit.for_branch), strict=True):
            self._counts[group] = 0 if is_fed else self._counts.get(group, 0) + 1
        if fruit.is_article:
            self._fruitful.add(name)
        elif name not in self._fruitful:
            hosts = self._hosts.setdefault(place, set())
            hosts.add(name)
            self._counts[Group.HOSTS, place] = len(hosts - self._fruitful)
            groups.append((Group.HOSTS, place))
        full = [g for g in groups if self._counts[g] >= self._limits[g[0]]]
        fresh = [g for g in full if g not in self._closed]
        self._closed.update(fresh)
        return [Closed(group=group, name=what) for group, what in fresh]

    def why_closed(self, url: str, shape: str, role: Role) -> str | None:
        """Give the reason why a URL that was just found is not fetched, or None."""
        if not self._closed or role is Role.START or role in REQUISITE_ROLES:
            return None
        if (Group.SHAPE, shape) in self._closed:
            return f"trap:{Group.SHAPE}"
        if (Group.HOSTS, site(url)) in self._closed and self.is_fruitless(host(url)):
            return f"trap:{Group.HOSTS}"
        if role not in _NEVER_BY_BRANCH and (Group.BRANCH, branch(url)) in self._closed:
            return f"trap:{Group.BRANCH}"
        return None

    def is_fruitless(self, name: str) -> bool:
        """Tell whether a host never brought anything."""
        return name not in self._fruitful


def branch(url: str) -> str:
    """Give a URL's host and first folder, or the program that its query is for."""
    place, query, _ = key(url).partition("?")
    parts = place.split("/")
    return "/".join(parts[:2]) if query or len(parts) > 2 else parts[0]


def counts(visit: Visit) -> bool:
    """Tell whether a visit says anything about its group: a page that came, whole and well."""
    if visit.page is None or visit.fate is None or visit.fate.state is not State.ARCHIVED:
        return False
    is_page = visit.page.kind not in (PageKind.REDIRECT, PageKind.REQUISITE)
    return visit.status == 200 and is_page
