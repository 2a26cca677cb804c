"""Admission: what becomes of a link when it is first seen."""

from collections.abc import Callable
from dataclasses import dataclass

from newscrawl.frontier import order
from newscrawl.model.fate import Fate, State
from newscrawl.model.link import Link, Role
from newscrawl.urls import host, key, normalise, untracked

_SAME_PAGE = (Role.REDIRECT, Role.CANONICAL)
_QUEUED = Fate(state=State.QUEUED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row for the frontier."""

    url: str
    key: str
    host: str
    fate: Fate
    role: Role
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

    def admit(
        self, link: Link, *, source_depth: int, source_role: Role = Role.START
    ) -> Entry | None:
        """Make the row for a link; None where its URL is none that can be fetched.

        The other address of a page, by redirect or canonical link, is as urgent as the page.
        """
        clean = normalise(link.url)
        if clean is None:
            return None
        url = untracked(clean)
        depth = order.depth(link, source_depth)
        return Entry(
            url=url,
            key=key(url),
            host=host(url),
            fate=self._fate(link, url, depth),
            role=link.role,
            depth=depth,
            priority=order.priority(source_role if link.role in _SAME_PAGE else link.role),
            newest=order.newest(link),
        )

    def _fate(self, link: Link, url: str, depth: int) -> Fate:
        if not self.in_scope(url):
            return Fate(state=State.EXCLUDED, reason="scope")
        if link.role is not Role.START and (name := self.trap(url)) is not None:
            return Fate(state=State.EXCLUDED, reason=f"trap:{name}")
        if not order.is_followed(link.role) or link.role in self.closed:
            return Fate(state=State.EXCLUDED, reason=f"role:{link.role}")
        if self.max_depth is not None and depth > self.max_depth:
            return Fate(state=State.EXCLUDED, reason="depth")
        return _QUEUED
