"""Charts: coverage as inline SVG, coloured by the classes of the page around it."""

from collections import defaultdict
from collections.abc import Sequence
from html import escape

from newscrawl.report.coverage import MonthCoverage

WIDTH, HEIGHT = 900, 220
_LEFT, _BOTTOM, _TOP = 48, 28, 8
MAX_BARS = 60
"""More months than this are drawn as years."""


def months_chart(months: Sequence[MonthCoverage]) -> str:
    """Draw archived and missing URLs by month, oldest first, as stacked bars; nothing undated."""
    bars = _bars(months)
    if not bars:
        return ""
    top = _round_up(max(archived + missing for _, archived, missing in bars))
    plot = HEIGHT - _TOP - _BOTTOM
    step = (WIDTH - _LEFT) / len(bars)
    parts = [_grid(top, plot)]
    labelled = max(1, round(64 / step))
    for place, (name, archived, missing) in enumerate(bars):
        wide = min(step * 0.76, 48)
        x = _LEFT + place * step + (step - wide) / 2
        y = float(HEIGHT - _BOTTOM)
        parts.append(f"<g><title>{name}: {archived} archived, {missing} missing</title>")
        for style, count in (("have", archived), ("miss", missing)):
            high = plot * count / top
            y -= high
            if count:
                parts.append(
                    f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}"'
                    f' height="{high:.1f}"/>'
                )
        parts.append("</g>")
        if place % labelled == 0:
            parts.append(f'<text x="{x + wide / 2:.1f}" y="{HEIGHT - 8}" class="at">{name}</text>')
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="Archived and missing URLs by time">{"".join(parts)}</svg>'
    )


def share_bar(archived: int, known: int) -> str:
    """Draw the archived share of the known as one bar."""
    wide = 100 * archived / known if known else 0
    return (
        '<svg viewBox="0 0 100 8" preserveAspectRatio="none" class="share" aria-hidden="true">'
        '<rect class="miss" width="100" height="8"/>'
        f'<rect class="have" width="{wide:.1f}" height="8"/></svg>'
    )


def _bars(months: Sequence[MonthCoverage]) -> list[tuple[str, int, int]]:
    dated = [month for month in reversed(months) if month.month]
    size = 7 if len(dated) <= MAX_BARS else 4
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for month in dated:
        counts[month.month[:size]][0] += month.archived
        counts[month.month[:size]][1] += month.known - month.archived
    return [(escape(name), *pair) for name, pair in counts.items()]  # type: ignore[misc] # pairs are pairs


def _grid(top: int, plot: int) -> str:
    lines = []
    for quarter in range(0, 5, 2):
        y = HEIGHT - _BOTTOM - plot * quarter / 4
        lines.append(
            f'<line x1="{_LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" class="scale">{top * quarter // 4}</text>'
        )
    return "".join(lines)


def _round_up(value: int) -> int:
    """Give the next number that divides into quarters and reads well."""
    step = 4
    while step * 10 < value:
        step *= 10
    return max(step, -(-value // step) * step)
