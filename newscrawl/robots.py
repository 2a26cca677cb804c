"""Robots: which URLs a robots.txt lets a crawler fetch, by RFC 9309."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

MAX_BYTES = 500 * 1024
"""Bytes of a robots.txt that are read (§2.5)."""

_LINE = re.compile(r"\r\n|\r|\n")
_RECORD = re.compile(r"[ \t]*([^:#]*?)[ \t]*:(.*)", re.DOTALL)
# Lines without a colon, as people write them.
_LOOSE = re.compile(r"[ \t]*(user-?agent|allow|disallow)[ \t]+(.*)", re.IGNORECASE | re.DOTALL)
_AGENTS = frozenset({"user-agent", "useragent", "user agent"})
_DISALLOWS = frozenset({"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"})
_SITEMAPS = frozenset({"sitemap", "sitemaps", "site-map"})
_TOKEN = re.compile(r"[A-Za-z_-]+")
_COMPATIBLE = re.compile(r"\(compatible;\s*([A-Za-z_-]+)", re.IGNORECASE)
_OCTET = re.compile(rb"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~-]", re.DOTALL)
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    text: str
    """As it is written."""
    parts: tuple[str, ...]
    """The path pattern between its stars, each part ready to be compared."""
    is_anchored: bool
    octets: int
    allows: bool

    def matches(self, path: str) -> bool:
        first, *rest = self.parts
        if not path.startswith(first):
            return False
        if not rest:
            return not self.is_anchored or len(path) == len(first)
        at = len(first)
        for part in rest[:-1] if self.is_anchored else rest:
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return not self.is_anchored or (len(path) - len(rest[-1]) >= at and path.endswith(rest[-1]))


@dataclass(slots=True)
class _Group:
    rules: list[_Rule] = field(default_factory=list)
    delay: float | None = None


class RobotsPolicy:
    """The rules of one origin's robots.txt."""

    def __init__(self, text: str) -> None:
        """Parse the text of a robots.txt; any text is one."""
        self._groups: dict[str, _Group] = {}
        self._sitemaps: dict[str, None] = {}
        agents: list[str] = []
        is_open = False
        for name, value in _records(text):
            if name in _AGENTS:
                # Nothing but a rule ends the names of a group (§2.2.4).
                agents = [*(agents if is_open else ()), _agent(value)]
                is_open = True
                self._groups.setdefault(agents[-1], _Group())
            elif name in _SITEMAPS:
                self._sitemaps[value] = None
            elif name == "crawl-delay":
                self._slow_down(agents, value)
            elif name == "allow" or name in _DISALLOWS:
                is_open = False
                self._add(agents, value, allows=name == "allow")

    def _add(self, agents: list[str], value: str, *, allows: bool) -> None:
        if value.startswith(("/", "*")):
            rule = _rule(value, allows=allows)
            for agent in agents:
                self._groups[agent].rules.append(rule)

    def _slow_down(self, agents: list[str], value: str) -> None:
        try:
            seconds = float(value)
        except ValueError:
            return
        if math.isfinite(seconds) and seconds >= 0:
            for agent in agents:
                group = self._groups[agent]
                group.delay = max(seconds, group.delay or 0.0)

    @classmethod
    def from_response(cls, status: int, body: bytes) -> Self:
        """Build from a final answer: 2xx is read, 4xx and lost redirects allow all, 5xx nothing.

        §2.3.1; 429 says that the server cannot answer now, so it counts as 5xx. The body is
        decoded already; only its first `MAX_BYTES` count.
        """
        if status >= 500 or status < 200 or status == 429:
            return cls.unreachable()
        if status >= 300:
            return cls("")
        if len(body) >= MAX_BYTES:
            # The cut may halve the last line, and half a rule forbids more than the whole.
            body = body[:MAX_BYTES].rpartition(b"\n")[0]
        # Octets that are no UTF-8 are kept, to be compared as octets.
        return cls(body.decode("utf-8", "surrogateescape").removeprefix("\ufeff"))

    @classmethod
    def unreachable(cls) -> Self:
        """Build for a robots.txt that could not be fetched: nothing is allowed (§2.3.1.4)."""
        return cls("User-agent: *\nDisallow: /")

    def allows(self, url: str, user_agent: str) -> bool:
        """Tell whether a crawler may fetch a URL; what cannot be understood it may not.

        The longest rule decides, `allow` among equals (§2.2.2).
        """
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        if parts.path == "/robots.txt":
            return True
        group = self._group(user_agent)
        mark = "?" if "?" in url.partition("#")[0] else ""
        path = _comparable(f"{parts.path or '/'}{mark}{parts.query}")
        best = max(
            ((rule.octets, rule.allows) for rule in group.rules if rule.matches(path)),
            default=(0, True),
        )
        return best[1]

    def crawl_delay(self, user_agent: str) -> float | None:
        """Give the seconds asked for between two requests, or None."""
        return self._group(user_agent).delay

    def rules(self, user_agent: str) -> tuple[str, ...]:
        """Give the lines that bind a crawler, sorted: two files with the same ones are alike."""
        group = self._group(user_agent)
        delay = () if group.delay is None else (f"Crawl-delay: {group.delay:g}",)
        return (*sorted({rule.text for rule in group.rules}), *delay)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """URLs of sitemaps as the file gives them, in order, each once."""
        return tuple(self._sitemaps)

    def _group(self, user_agent: str) -> _Group:
        """Find the group of a crawler, which stands alone, or else that of `*` (§2.2.1)."""
        own = self._groups.get(product_token(user_agent))
        return own or self._groups.get("*") or _Group()


def product_token(user_agent: str) -> str:
    """Give the name by which a User-Agent is meant in robots.txt, in lower case (§2.2.1)."""
    named = _COMPATIBLE.search(user_agent)
    token = named[1] if named else _token(user_agent)
    return token.lower()


def _token(text: str) -> str:
    match = _TOKEN.match(text.strip())
    return match[0] if match else ""


def _agent(value: str) -> str:
    return "*" if value.split(maxsplit=1)[:1] == ["*"] else _token(value).lower()


def _records(text: str) -> Iterator[tuple[str, str]]:
    for line in _LINE.split(text):
        content = line.partition("#")[0]
        match = _LOOSE.fullmatch(content) if ":" not in content else _RECORD.fullmatch(content)
        if match:
            yield match[1].lower(), match[2].strip(" \t")


def _rule(value: str, *, allows: bool) -> _Rule:
    is_anchored = value.endswith("$")
    pattern = value[:-1] if is_anchored else value
    whole = _comparable(pattern, special=b"*")
    parts = re.sub(r"\*+", "*", whole).split("*")
    return _Rule(
        text=f"{'Allow' if allows else 'Disallow'}: {value}",
        parts=tuple(parts),
        is_anchored=is_anchored,
        octets=len(whole) + is_anchored,
        allows=allows,
    )


def _comparable(text: str, *, special: bytes = b"") -> str:
    """Spell path and query alike in rule and URL (§2.2.2).

    Unreserved octets stand as they are, all others percent-encoded, but for what gives a path or
    a query its form and what is `special` in a rule.
    """
    path, mark, query = text.partition("?")
    spelled = _spelled(path, b"/" + special)
    return spelled + mark + _spelled(query, b"&=" + special) if mark else spelled


def _spelled(text: str, kept: bytes) -> str:
    def one(match: re.Match[bytes]) -> bytes:
        octets = match[0]
        if len(octets) == 1:
            return octets if octets in kept else b"%%%02X" % octets[0]
        value = int(octets[1:], 16)
        return bytes([value]) if value in _UNRESERVED else octets.upper()

    return _OCTET.sub(one, text.encode("utf-8", "surrogateescape")).decode("ascii")
