"""The past in a report: articles that left their URLs, and what visits of each source brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from newscrawl.report.markup import link, table

DAYS = 28
"""Days that a history counts one by one, the last one being today."""
MAX_ROWS = 500
_HIGH = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """An archived article whose URL gives something else, or nothing."""

    url: str
    at: str
    """When that was first seen, ISO 8601."""
    state: str
    """gone, moved or unreachable."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHistory:
    """The visits of one source."""

    url: str
    kind: str
    fate: str
    """What became of the last visit, for people."""
    visits: int
    """Visits that were answered."""
    first: str
    """Date and time of the first of them, ISO 8601."""
    last: str
    due: str
    """When the next one is due."""
    found: int
    """Entries that it began to list after its first visit."""
    days: tuple[int, ...]
    """Those of each of the last `DAYS` days (UTC), oldest first."""


def away_section(away: Sequence[Away]) -> str:
    """Write the articles that are not at their URLs any more; nothing where there are none."""
    if not away:
        return ""
    rows = "".join(
        f"<tr><td>{link(one.url)}</td><td>{escape(one.state)}</td>"
        f"<td>{escape(one.reason)}</td><td>{escape(one.at[:10])}</td></tr>"
        for one in away[:MAX_ROWS]
    )
    return (
        f"<section><h2>Archived articles that left their URLs ({len(away):,})</h2>"
        f"{table('Article|State|Reason|Since', rows)}{_rest(len(away))}</section>"
    )


def history_section(histories: Sequence[SourceHistory]) -> str:
    """Write what visits of each source brought; nothing where none was visited twice."""
    if not any(one.visits > 1 for one in histories):
        return ""
    top = max(1, *(count for one in histories for count in one.days))
    rows = "".join(
        f"<tr><td>{link(one.url)}<br><small>{escape(one.kind)}, {escape(one.fate)}</small></td>"
        f'<td class="n">{one.visits:,}</td><td class="n">{one.found:,}</td>'
        f"<td>{_days(one.days, top)}</td><td>{_minute(one.last)}</td>"
        f"<td>{_minute(one.due)}</td></tr>"
        for one in histories[:MAX_ROWS]
    )
    heads = f"Source|#Visits|#New entries|Of {DAYS} days|Last visit|Next"
    return (
        f"<section><h2>Visits of sources ({len(histories):,})</h2>"
        f"{table(heads, rows, style='visits')}{_rest(len(histories))}</section>"
    )


def _days(days: Sequence[int], top: int) -> str:
    bars = "".join(
        f'<rect class="have" x="{4 * place}" y="{_HIGH - high:.1f}" width="3" height="{high:.1f}">'
        f"<title>{count}</title></rect>"
        for place, count in enumerate(days)
        if (high := max(1.0, _HIGH * count / top)) and count
    )
    return (
        f'<svg viewBox="0 0 {4 * DAYS} {_HIGH}" class="days" role="img"'
        f' aria-label="New entries a day: {" ".join(map(str, days))}">{bars}</svg>'
    )


def _minute(at: str) -> str:
    return escape(at[:16].replace("T", " "))


def _rest(count: int) -> str:
    return f"<p>… and {count - MAX_ROWS:,} more; --json names them.</p>" if count > MAX_ROWS else ""
