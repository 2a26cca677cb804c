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
    """Rules that several crawlers share; nothing is kept for each of them, who may be thousands."""

    names: int = 0
    rules: list[_Rule] = field(default_factory=list)
    delays: list[tuple[int, float]] = field(default_factory=list)
    """Seconds, each with how many names stood before it: to them it was said."""

    def delay(self, place: int) -> float | None:
        """Give the delay for the name at a place, counted from 0."""
        return max((seconds for before, seconds in self.delays if place < before), default=None)


class RobotsPolicy:
    """The rules of one origin's robots.txt."""

    def __init__(self, text: str) -> None:
        """Parse the text of a robots.txt; any text is one."""
        self._groups: dict[str, list[tuple[_Group, int]]] = {}
        self._sitemaps: dict[str, None] = {}
        self._found: dict[str, tuple[list[_Rule], float | None]] = {}
        group, is_open = _Group(), False
        for name, value in _records(text):
            if name in _AGENTS:
                # Nothing but a rule ends the names of a group (§2.2.4).
                group = group if is_open else _Group()
                is_open = True
                self._groups.setdefault(_agent(value), []).append((group, group.names))
                group.names += 1
            elif name in _SITEMAPS:
                self._sitemaps[value] = None
            elif name == "crawl-delay":
                _slow_down(group, value)
            elif name == "allow" or name in _DISALLOWS:
                is_open = False
                if value.startswith(("/", "*")):
                    group.rules.append(_rule(value, allows=name == "allow"))

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
        rules, _ = self._of(user_agent)
        mark = "?" if "?" in url.partition("#")[0] else ""
        path = _comparable(f"{parts.path or '/'}{mark}{parts.query}")
        best = max(
            ((rule.octets, rule.allows) for rule in rules if rule.matches(path)),
            default=(0, True),
        )
        return best[1]

    def crawl_delay(self, user_agent: str) -> float | None:
        """Give the seconds asked for between two requests, or None."""
        return self._of(user_agent)[1]

    def rules(self, user_agent: str) -> tuple[str, ...]:
        """Give the lines that bind a crawler, sorted: two files with the same ones are alike."""
        rules, delay = self._of(user_agent)
        slow = () if delay is None else (f"Crawl-delay: {delay:g}",)
        return (*sorted({rule.text for rule in rules}), *slow)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """URLs of sitemaps as the file gives them, in order, each once."""
        return tuple(self._sitemaps)

    def _of(self, user_agent: str) -> tuple[list[_Rule], float | None]:
        """Give rules and delay of a crawler's groups, which stand alone, or of `*` (§2.2.1)."""
        token = product_token(user_agent)
        if token not in self._found:
            found = self._groups.get(token) or self._groups.get("*") or []
            # Where a name stands in a group more than once, the first place hears most.
            groups = {id(group): (group, place) for group, place in reversed(found)}.values()
            rules = [rule for group, _ in groups for rule in group.rules]
            delays = [delay for group, at in groups if (delay := group.delay(at)) is not None]
            self._found[token] = rules, max(delays, default=None)
        return self._found[token]


def _slow_down(group: _Group, value: str) -> None:
    try:
        seconds = float(value)
    except ValueError:
        return
    if math.isfinite(seconds) and seconds >= 0:
        group.delays.append((group.names, seconds))


def match_octets(pattern: str, url: str) -> int | None:
    """Give the length of a path pattern, as a rule has one (§2.2.2), where it matches a URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    mark = "?" if "?" in url.partition("#")[0] else ""
    rule = _rule(pattern, allows=True)
    path = _comparable(f"{parts.path or '/'}{mark}{parts.query}")
    return rule.octets if rule.matches(path) else None


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
