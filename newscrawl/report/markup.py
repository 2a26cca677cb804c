"""Markup that all parts of the report page share."""

from html import escape


def link(url: str) -> str:
    """Link a URL; only http and https are ever in a catalogue, and a quote cannot end it."""
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(url)}</a>'
