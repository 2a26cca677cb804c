"""A finding: one thing that is not as the history of a source, site or host has it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from newscrawl.alerting import KINDS

Facts = dict[str, float | int | str | None]


class Kind(StrEnum):
    """What may be wrong; `newscrawl.alerting.KINDS` has the same words for the configuration."""

    SILENT = "silent"  # nothing new for longer than chance explains
    FEW = "few"  # far fewer new articles in a week
    FROZEN = "frozen"  # a feed that lists only what is long known while its site goes on
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"  # challenges, consent walls, logins, refusals
    NO_ARTICLE = "no-article"  # article-like pages of which no article comes
    EMPTY_HEADLINE = "empty-headline"
    EMPTY_DATE = "empty-date"
    EMPTY_AUTHORS = "empty-authors"
    EMPTY_TEXT = "empty-text"
    ROBOTS_CHANGED = "robots-changed"
    ROBOTS_CLOSED = "robots-closed"
    CERTIFICATE = "certificate"


assert tuple(Kind) == KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with one subject, now."""

    kind: Kind
    site: str
    subject: str
    """The URL of a source, a site, or the origin of a host."""
    text: str
    """One sentence for people, without the subject."""
    patience: float = 0.0
    """Seconds for which it must last before anyone is told."""
    calm: float = 0.0
    """Seconds for which it must be gone before it counts as over."""
    facts: Facts = field(default_factory=dict)
    """The numbers behind it, for machines."""

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same finding in the next run."""
        return str(self.kind), self.subject


def moment(at: float) -> str:
    """Write seconds since the epoch as ISO 8601 UTC with seconds."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
