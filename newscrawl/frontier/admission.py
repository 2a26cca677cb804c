"""Admission: what becomes of a link when it is first seen."""

from collections.abc import Callable
from dataclasses import dataclass

from newscrawl.frontier import order
from newscrawl.model.fate import Fate, State
from newscrawl.model.lead import Lead
from newscrawl.model.link import REQUISITE_ROLES, Link, Role
from newscrawl.model.rules import NO_RULES, SiteRules, matches
from newscrawl.urlpattern import pattern
from newscrawl.urls import host, key, normalise, untracked

_QUEUED = Fate(state=State.QUEUED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row for the frontier."""

    url: str
    key: str
    host: str
    fate: Fate
    role: Role
    shape: str
    depth: int
    priority: int
    newest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The rules of one crawl, each a plain function or number."""

    in_scope: Callable[[str], bool]
    trap: Callable[[str], str | None]
    max_depth: int | None = None
    closed: frozenset[Role] = frozenset()
    """Roles that this crawl does not follow."""
    rules: SiteRules = NO_RULES
    """What a person said about single sites."""

    def admit(self, link: Link, *, source: Lead | None) -> Entry | None:
        """Make the row for a link that `source` named, or a person if that is None.

        None where the link's URL is none that can be fetched.
        """
        clean = normalise(link.url)
        if clean is None:
            return None
        is_requisite = link.role in REQUISITE_ROLES
        # A page asks for its requisites letter by letter, also when it is replayed.
        url = clean if is_requisite else untracked(clean)
        depth = 0 if source is None else order.depth(link, source.depth)
        fate = self._fate(link, url, depth)
        return Entry(
            url=url,
            key=key(url),
            host=host(url),
            fate=fate,
            shape=pattern(url) if fate is _QUEUED and not is_requisite else "",
            role=link.role,
            depth=depth,
            priority=order.priority(link, source),
            newest=order.newest(link),
        )

    def _fate(self, link: Link, url: str, depth: int) -> Fate:
        rule = self.rules.of(url)
        if matches(rule.deny, url):
            return Fate(state=State.EXCLUDED, reason="deny")
        if link.role in REQUISITE_ROLES:
            return _QUEUED
        is_allowed = matches(rule.allow, url) or (
            bool(self.rules.sources) and key(url) in self.rules.sources
        )
        if not is_allowed and not self.in_scope(url):
            return Fate(state=State.EXCLUDED, reason="scope")
        may_be_trap = not is_allowed and link.role is not Role.START and not rule.is_wanted(url)
        if may_be_trap and (name := self.trap(url)) is not None:
            return Fate(state=State.EXCLUDED, reason=f"trap:{name}")
        if link.role in self.closed or not (is_allowed or order.is_followed(link.role)):
            return Fate(state=State.EXCLUDED, reason=f"role:{link.role}")
        if self.max_depth is not None and depth > self.max_depth:
            return Fate(state=State.EXCLUDED, reason="depth")
        return _QUEUED
