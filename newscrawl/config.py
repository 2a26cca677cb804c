"""The configuration of a collection: what `collection.toml` may say, checked and typed."""

import re
from dataclasses import dataclass

import msgspec

from newscrawl.errors import UsageError

SCOPES = ("host", "domain", "prefix")
BROWSER_MODES = ("never", "always")


class SiteOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one site needs beyond the rules; ordinary sites need none."""

    host: str
    """Host name the override is for, without `www.`."""
    allow: tuple[str, ...] = ()
    """Regular expressions of URLs to follow whatever their role."""
    deny: tuple[str, ...] = ()
    """Regular expressions of URLs never to fetch."""
    browser: tuple[str, ...] = ()
    """Regular expressions of URLs whose pages need JavaScript."""
    sections: tuple[str, ...] = ()
    """URLs of list pages to start from."""
    feeds: tuple[str, ...] = ()
    """URLs of feeds and sitemaps that nothing on the site names."""


class CollectionConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    start: tuple[str, ...]
    """Start URLs, at least one."""
    scope: str = "domain"
    contact: str | None = None
    """URL or mail address sent in the User-Agent."""
    user_agent: str | None = None
    delay: float | None = None
    """Seconds between two requests to one host."""
    max_pages: int | None = None
    max_depth: int | None = None
    browser: str = "never"
    site: tuple[SiteOverride, ...] = ()


@dataclass(frozen=True, slots=True)
class _Check:
    message: str
    holds: bool


def parse_config(text: str, *, source: str) -> CollectionConfig:
    """Read the text of a `collection.toml`; `source` names the file in errors.

    Raises UsageError for bad TOML, unknown keys, wrong types and values out of range.
    """
    try:
        config = msgspec.toml.decode(text, type=CollectionConfig)
    except msgspec.DecodeError as error:  # its subclass ValidationError names the key's path
        raise UsageError(f"{source}: {error}") from error
    for check in _checks(config):
        if not check.holds:
            raise UsageError(f"{source}: {check.message}")
    for override in config.site:
        for pattern in (*override.allow, *override.deny, *override.browser):
            _compile(pattern, source)
    return config


def _checks(config: CollectionConfig) -> tuple[_Check, ...]:
    return (
        _Check("`start` names no URL", bool(config.start)),
        _Check(f"`scope` is none of {', '.join(SCOPES)}", config.scope in SCOPES),
        _Check(f"`browser` is none of {', '.join(BROWSER_MODES)}", config.browser in BROWSER_MODES),
        _Check("`delay` is below 0", config.delay is None or config.delay >= 0),
        _Check("`max_pages` is below 1", config.max_pages is None or config.max_pages >= 1),
        _Check("`max_depth` is below 0", config.max_depth is None or config.max_depth >= 0),
    )


def _compile(pattern: str, source: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise UsageError(f"{source}: `{pattern}` is no regular expression ({error})") from error


def render_config(config: CollectionConfig) -> str:
    """Write the `collection.toml` of a new collection, for people to edit."""
    lines = ["# What this collection crawls; docs/sites.md explains every key.", ""]
    starts = ", ".join(_quoted(url) for url in config.start)
    lines.append(f"start = [{starts}]")
    lines.append(f"scope = {_quoted(config.scope)}")
    if config.contact is not None:
        lines.append(f"contact = {_quoted(config.contact)}")
    if config.browser != "never":
        lines.append(f"browser = {_quoted(config.browser)}")
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    # A JSON string is a TOML basic string as long as nothing but ASCII escapes occur.
    return msgspec.json.encode(value).decode()
