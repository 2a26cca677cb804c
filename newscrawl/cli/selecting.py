"""The options of a selection: which part of a collection a command takes."""

import re
from collections.abc import Callable
from typing import Any

import click

from archive.selection import Selection
from newscrawl.errors import UsageError

_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T[\d:.]+Z?)?)?)?")
_DAYS = ("since", "until", "published_since", "published_until")
_LISTS = ("prefixes", "patterns", "sites")

_OPTIONS = (
    click.option("--since", metavar="DATE", default="", help="Captured on this day or later."),
    click.option("--until", metavar="DATE", default="", help="Captured on this day or before."),
    click.option(
        "--published-since", metavar="DATE", default="", help="Articles of this day or later."
    ),
    click.option(
        "--published-until", metavar="DATE", default="", help="Articles of this day or before."
    ),
    click.option(
        "--prefix", "prefixes", metavar="URL", multiple=True,
        help="URLs that begin so; may be given more than once, as the next two.",
    ),
    click.option(
        "--pattern", "patterns", metavar="REGEX", multiple=True, help="URLs where it is found."
    ),
    click.option("--site", "sites", metavar="HOST", multiple=True, help="URLs of a site or host."),
    click.option("--search", "query", metavar="WORDS", default="", help="Articles with the words."),
    click.option("--articles", is_flag=True, help="Articles, and what belongs to them, only."),
    click.option(
        "--versions", type=click.Choice(["all", "latest"]), default="all", show_default=True,
        help="Versions of each article.",
    ),
    click.option("--latest", "versions", flag_value="latest", help="As --versions latest."),
)  # fmt: skip


def selection_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options; `selection_of` takes them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def selection_of(options: dict[str, Any]) -> Selection:
    """Give what the options ask for; raises UsageError for what is no date or no expression."""
    for name in _DAYS:
        if options[name] and not _DAY.fullmatch(options[name]):
            option = name.replace("_", "-")
            raise UsageError(f"--{option} {options[name]}: not a date; write it as 2026-05-14")
    try:
        patterns = tuple(re.compile(pattern) for pattern in options["patterns"])
    except re.error as error:
        raise UsageError(
            f"--pattern: {error.pattern!r} is no regular expression ({error})"
        ) from error
    return Selection(
        **{name: options[name] for name in _DAYS},
        prefixes=options["prefixes"],
        patterns=patterns,
        sites=tuple(site.lower() for site in options["sites"]),
        query=options["query"],
        articles=options["articles"],
        latest=options["versions"] == "latest",
    )


def in_words(selection: Selection) -> str:
    """Say what was asked for, as the options that ask for it."""
    asked = [
        f"--{name.replace('_', '-')} {getattr(selection, name)}"
        for name in _DAYS
        if getattr(selection, name)
    ]
    asked += [f"--prefix {prefix}" for prefix in selection.prefixes]
    asked += [f"--pattern {pattern.pattern}" for pattern in selection.patterns]
    asked += [f"--site {site}" for site in selection.sites]
    asked += [f"--search {selection.query}"] * bool(selection.query)
    asked += ["--articles"] * selection.articles + ["--versions latest"] * selection.latest
    return " ".join(asked) or "all captures"
