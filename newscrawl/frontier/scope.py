"""Scope: which URLs belong to the crawl of some start URLs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from newscrawl.urls import host, key, normalise, site


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
    """Hosts, sites or key prefixes, by `mode`; a port that is not the default one is part of it."""
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
        if self.mode is ScopeMode.PREFIX:
            return normalise(url) is not None and f"{key(url)}/".startswith(self.places)
        return _place(url, self.mode) in self.places and bool(host(url))
