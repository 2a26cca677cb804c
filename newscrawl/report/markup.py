"""Markup that all parts of the report page share."""

from html import escape


def link(url: str) -> str:
    """Link a URL; only http and https are ever in a catalogue, and a quote cannot end it."""
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(url)}</a>'


def table(heads: str, rows: str, *, style: str = "") -> str:
    """Write a table of finished rows; `|` separates the heads, and `#` begins one of numbers."""
    cells = "".join(
        f'<th class="n">{head[1:]}</th>' if head.startswith("#") else f"<th>{head}</th>"
        for head in heads.split("|")
    )
    named = f' class="{style}"' if style else ""
    return (
        f'<div class="wide"><table{named}><thead><tr>{cells}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
