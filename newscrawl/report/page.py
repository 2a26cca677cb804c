"""The report page: coverage as one self-contained HTML file, every text of the web escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from newscrawl.alerts.course import Alert
from newscrawl.alerts.finding import moment
from newscrawl.report.chart import months_chart, share_bar
from newscrawl.report.coverage import Coverage, MonthCoverage, SourceCoverage
from newscrawl.report.history import Away, SourceHistory, away_section, history_section
from newscrawl.report.markup import link, table
from newscrawl.report.style import CSS

MAX_ROWS = 500
"""Sources shown; JSON has them all."""
_NAMES = {
    "home": "Home pages", "section": "Sections", "feed": "Feeds", "sitemap": "Sitemaps",
    "tag": "Tags", "author": "Authors", "date-archive": "Date archives",
}  # fmt: skip


def report_page(
    found: Coverage,
    *,
    title: str,
    made_at: str,
    alerts: Sequence[Alert] = (),
    away: Sequence[Away] = (),
    histories: Sequence[SourceHistory] = (),
) -> str:
    """Write the page; `title` names the collection, `made_at` is for people."""
    name = escape(title)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>Coverage of {name}</title>\n<style>{CSS}</style>\n</head>\n<body>\n"
        f"<header><h1>Coverage of {name}</h1><p>{escape(made_at)}</p></header>\n<main>\n"
        f"{_alerts(alerts)}{_tiles(found)}\n{_by_month(found.months)}\n{_gaps(found)}\n"
        f"{away_section(away)}{_by_source(found.sources)}\n{_idle(found.idle)}\n"
        f"{history_section(histories)}</main>\n</body>\n</html>\n"
    )


def _alerts(alerts: Sequence[Alert]) -> str:
    if not alerts:
        return ""
    rows = "".join(
        f"<tr><td>{escape(alert.subject)}</td><td>{escape(alert.kind)}</td>"
        f"<td>{escape(alert.text)}</td><td>{moment(alert.raised or alert.first)}</td></tr>"
        for alert in alerts
    )
    return (
        f"<section><h2>Alerts ({len(alerts):,})</h2>"
        f"{table('About|Kind|What|Since', rows)}</section>\n"
    )


def _tiles(found: Coverage) -> str:
    share = f"{100 * found.archived / found.known:.1f} %" if found.known else "–"
    tiles = (
        (share, "of listed articles archived"),
        (f"{found.archived:,}", "listed articles archived"),
        (f"{found.missing - found.fetched:,}", "listed URLs missing"),
        (f"{found.fetched:,}", "listed URLs archived, but no article"),
        (f"{found.unlisted:,}", "articles found outside of lists"),
    )
    cells = "".join(f"<div><b>{value}</b><span>{label}</span></div>" for value, label in tiles)
    return (
        f'<section class="tiles">{cells}</section>\n<p class="note">Listed are the URLs that home'
        " pages, sections, feeds and sitemaps name as entries. Those that are neither an archived"
        " article nor a copy of one count as missing, by what became of them."
        f" {found.pages:,} more entries are lists, feeds or pages about the site.</p>"
    )


def _by_month(months: tuple[MonthCoverage, ...]) -> str:
    rows = "".join(
        f"<tr><td>{escape(month.month) or 'undated'}</td>{_counts(month)}</tr>" for month in months
    )
    legend = (
        '<p class="legend"><i class="have"></i>archived <i class="miss"></i>missing</p>'
        if months
        else ""
    )
    table = _table("Month", rows)
    return (
        f"<section><h2>By month</h2>{legend}{months_chart(months)}"
        f"<details><summary>{len(months)} months</summary>{table}</details></section>"
    )


def _gaps(found: Coverage) -> str:
    if not found.gaps:
        return "<section><h2>Missing, and why</h2><p>Nothing is missing.</p></section>"
    rows = "".join(
        f'<tr><td>{escape(gap.reason)}</td><td class="n">{gap.count:,}</td>'
        f"<td>{'<br>'.join(link(url) for url in gap.examples)}</td></tr>"
        for gap in found.gaps
    )
    return f"<section><h2>Missing, and why</h2>{table('Fate|#URLs|Such as', rows)}</section>"


def _by_source(sources: tuple[SourceCoverage, ...]) -> str:
    parts = []
    for kind, name in _NAMES.items():
        of_kind = [source for source in sources if source.kind == kind]
        if not of_kind:
            continue
        rows = "".join(
            f"<tr><td>{link(s.url)}{_pages(s)}</td>{_counts(s)}</tr>" for s in of_kind[:MAX_ROWS]
        )
        more = len(of_kind) - MAX_ROWS
        rest = f"<p>… and {more} more; --json names them.</p>" if more > 0 else ""
        parts.append(f"<h3>{name} ({len(of_kind):,})</h3>{_table('Source', rows)}{rest}")
    return f"<section><h2>By source</h2>{''.join(parts) or '<p>No source.</p>'}</section>"


def _pages(source: SourceCoverage) -> str:
    return f" <small>{source.pages} pages</small>" if source.pages > 1 else ""


def _idle(idle: tuple[SourceCoverage, ...]) -> str:
    if not idle:
        return ""
    rows = "".join(
        f"<tr><td>{link(source.url)}</td><td>{escape(source.kind)}</td>"
        f'<td>{escape(source.fate)}</td><td class="n">{source.known}</td></tr>'
        for source in idle[:MAX_ROWS]
    )
    return (
        f"<section><h2>Sources that yield no article ({len(idle):,})</h2>"
        f"{table('Source|Kind|Fate|#Known', rows)}</section>"
    )


def _table(first: str, rows: str) -> str:
    return table(f"{first}|#Known|#Archived||Missing, and why", rows, style="counts")


def _counts(row: SourceCoverage | MonthCoverage) -> str:
    return (
        f'<td class="n">{row.known:,}</td><td class="n">{row.archived:,}</td>'
        f"<td>{share_bar(row.archived, row.known)}</td><td>{_reasons(row.missing)}</td>"
    )


def _reasons(missing: Mapping[str, int]) -> str:
    shown: Iterable[str] = (f"{count:,} {escape(fate)}" for fate, count in missing.items())
    return "<br>".join(shown)
