"""Notices: what hosts and sources say by themselves, without statistics."""

from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.alerts.finding import Finding, Kind, moment
from newscrawl.robots import RobotsPolicy
from newscrawl.schedule.policy import DAY, HOUR, WEEK

NEWS_LASTS = 3 * DAY
"""How long a changed robots.txt is news."""
EXPIRES_SOON = 14 * DAY
_LAST_PART = 0.2
"""Share of its life in which a certificate of short life is about to expire."""
_SEEN = 30 * DAY
_SHOWN = 100
"""Characters of a rule that are shown."""
_UNANSWERED = DAY
_LISTED = 5
"""New entries a source must once have brought to be missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsVersion:
    """A robots.txt that differs from the one before."""

    at: float
    policy: RobotsPolicy
    is_readable: bool = True
    """Whether the server gave one; an error closes a site, but changes no rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The certificate that a host showed last; times in seconds since the epoch."""

    origin: str
    site: str
    begins: float
    ends: float
    seen: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A source whose last fetch failed."""

    url: str
    site: str
    reason: str
    first: float
    """First visit that was answered."""
    last: float
    """Last one."""
    articles: int
    """New entries that it brought in all."""


def robots_findings(
    versions: Sequence[RobotsVersion], *, origin: str, site: str, agent: str, now: float
) -> list[Finding]:
    """Tell whether robots.txt changed what we may fetch; `versions` are oldest first."""
    read = [version for version in versions if version.is_readable]
    if len(read) < 2:
        return []
    last, before = read[-1], read[-2]
    if not last.policy.allows(f"{origin}/", agent):
        is_new = any(version.policy.allows(f"{origin}/", agent) for version in read)
        text = "robots.txt does not let us fetch the home page any more"
        closed = Finding(kind=Kind.ROBOTS_CLOSED, site=site, subject=origin, text=text,
                         facts={"changed": moment(last.at)})  # fmt: skip
        return [closed] if is_new else []
    old, new = before.policy.rules(agent), last.policy.rules(agent)
    # That a site opens again is told by the end of the alert that it was closed.
    was_closed = not before.policy.allows(f"{origin}/", agent)
    if old == new or was_closed or now - last.at > NEWS_LASTS:
        return []
    added, removed = [r for r in new if r not in old], [r for r in old if r not in new]
    signed = [*(f"+{rule}" for rule in added[:3]), *(f"-{rule}" for rule in removed[:3])]
    shown = ", ".join(map(_plain, signed))
    text = f"robots.txt has other rules for us: {shown or 'in another order'}"
    return [
        Finding(
            kind=Kind.ROBOTS_CHANGED, site=site, subject=origin, text=text,
            facts={"changed": moment(last.at), "added": len(added), "removed": len(removed)},
        )
    ]  # fmt: skip


def certificate_finding(certificate: Certificate, *, now: float) -> Finding | None:
    """Tell whether a certificate in use ends soon, or has ended."""
    left = certificate.ends - now
    life = certificate.ends - certificate.begins
    if now - certificate.seen > _SEEN or left >= min(EXPIRES_SOON, _LAST_PART * life):
        return None
    when = f"in {left / DAY:.0f} days" if left > 2 * DAY else f"in {left / HOUR:.0f} hours"
    return Finding(
        kind=Kind.CERTIFICATE, site=certificate.site, subject=certificate.origin,
        text=f"its TLS certificate expires {when}" if left > 0 else "its TLS certificate expired",
        facts={"expires": moment(certificate.ends)},
    )  # fmt: skip


def unanswered_finding(source: Unanswered, *, now: float) -> Finding | None:
    """Tell whether a source that brought news has not answered for a day."""
    is_known = source.last - source.first >= WEEK and source.articles >= _LISTED
    if not is_known or now - source.last < _UNANSWERED:
        return None
    return Finding(
        kind=Kind.UNREACHABLE, site=source.site, subject=source.url, patience=DAY / 2,
        text=f"has not answered for {(now - source.last) / DAY:.0f} days ({source.reason})",
        facts={"last_answer": moment(source.last), "reason": source.reason},
    )  # fmt: skip


def _plain(rule: str) -> str:
    """Give a rule as text that can be stored and shown; octets that are no UTF-8 become `?`."""
    return rule[:_SHOWN].encode("utf-8", "replace").decode()
