"""The TDM reservations of a host: what its /.well-known/tdmrep.json says of which URLs.

TDM Reservation Protocol (W3C community group report, 10 May 2024), the file on the origin server.
"""

from dataclasses import dataclass
from typing import Any, Self

import msgspec

from newscrawl.robots import match_octets
from newscrawl.urls import normalise

PLACE = "/.well-known/tdmrep.json"
MAX_BYTES = 500 * 1024
MAX_RULES = 200
RESERVATION, POLICY = "tdm-reservation", "tdm-policy"
NOT_RESERVED = f"{RESERVATION}: 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    location: str
    is_reserved: bool
    policy: str | None


class Reservations:
    """The rules of one file."""

    def __init__(self, rules: tuple[_Rule, ...] = ()) -> None:
        self._rules = rules

    @classmethod
    def from_response(cls, status: int, body: bytes) -> Self:
        """Read a final answer with a decoded body; what is no such file says nothing."""
        if not 200 <= status < 300:
            return cls()
        try:
            data = msgspec.json.decode(body[:MAX_BYTES].removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return cls()
        items = data if isinstance(data, list) else [data]
        rules = (_rule(item) for item in items[:MAX_RULES] if isinstance(item, dict))
        return cls(tuple(rule for rule in rules if rule is not None))

    def said(self, url: str) -> tuple[str, ...]:
        """Give the directives for a URL: a reservation and its policy, or nothing.

        The longest location that matches decides, as the longest rule does in RFC 9309 §2.2.2;
        among equals the one that reserves.
        """
        found = [
            (octets, rule.is_reserved, rule)
            for rule in self._rules
            if (octets := match_octets(rule.location, url)) is not None
        ]
        best = max(found, key=lambda one: one[:2], default=None)
        if best is None or not best[1]:
            return ()
        policy = best[2].policy
        return (RESERVATION,) if policy is None else (f"{POLICY}: {policy}", RESERVATION)


def _rule(item: dict[str, Any]) -> _Rule | None:
    location, value, policy = item.get("location"), item.get(RESERVATION), item.get(POLICY)
    if not isinstance(location, str) or str(value) not in ("0", "1", "True", "False"):
        return None
    if not location.startswith(("/", "*")):
        location = f"/{location}"
    return _Rule(
        location=location,
        is_reserved=str(value) in ("1", "True"),
        policy=normalise(policy) if isinstance(policy, str) and len(policy) < 2000 else None,
    )
