"""Scope: which URLs belong to the crawl of some start URLs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from newscrawl.urls import key, normalise, site


class ScopeMode(StrEnum):
    """How far a crawl may go from its start URLs."""

    HOST = "host"  # the very host, with or without `www.`
    DOMAIN = "domain"  # the registrable domain and all below it
    PREFIX = "prefix"  # the folder of the start URL


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The sites of a crawl; build it with `Scope.around`."""

    mode: ScopeMode
    places: tuple[str, ...]
    """Sites, or beginnings of keys, by `mode`; a port that is not the default one is part of it."""
    allow: tuple[re.Pattern[str], ...] = ()
    """A URL in another place is admitted too if one of these is found in it."""
    deny: tuple[re.Pattern[str], ...] = ()
    """A URL is refused if one of these is found in it; stronger than all else."""

    @classmethod
    def around(
        cls,
        start_urls: Iterable[str],
        *,
        mode: ScopeMode = ScopeMode.DOMAIN,
        allow: Iterable[str] = (),
        deny: Iterable[str] = (),
    ) -> "Scope":
        """Build the scope of start URLs; `allow` and `deny` are regular expressions (`re.error`).

        On hosts that many people share, as the Public Suffix List knows them, the site is the host.
        """
        places = dict.fromkeys(_place(url, mode) for url in start_urls if normalise(url))
        return cls(
            mode=mode,
            places=tuple(places),
            allow=tuple(re.compile(pattern) for pattern in allow),
            deny=tuple(re.compile(pattern) for pattern in deny),
        )

    def admits(self, url: str) -> bool:
        """Tell whether a URL belongs to the crawl."""
        if any(pattern.search(url) for pattern in self.deny):
            return False
        return self._is_near(url) or any(pattern.search(url) for pattern in self.allow)

    def _is_near(self, url: str) -> bool:
        if normalise(url) is None:
            return False
        if self.mode is ScopeMode.DOMAIN:
            return site(url) in self.places
        return f"{key(url).partition('?')[0]}/".startswith(self.places)


def _place(url: str, mode: ScopeMode) -> str:
    """Name what one start URL stands for."""
    if mode is ScopeMode.DOMAIN:
        return site(url)
    authority, _, path = key(url).partition("?")[0].partition("/")
    if mode is ScopeMode.HOST:
        return f"{authority}/"
    folder, _, last = path.rpartition("/")
    # `/news` is meant as a folder, `/news/index.shtml` as a page in one.
    parts = [authority, folder, "" if "." in last else last]
    return "/".join(part for part in parts if part) + "/"
