"""The plan of a crawl: command line and `collection.toml` made into Scrapy settings."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.collection import Collection, WriteLock
from newscrawl.cli.options import existing
from newscrawl.config import CollectionConfig, rules_of
from newscrawl.errors import UsageError
from newscrawl.frontier.admission import Admission
from newscrawl.frontier.scope import Scope, ScopeMode
from newscrawl.frontier.traps import trap
from newscrawl.settings import NEWSCRAWL_SOFTWARE
from newscrawl.urls import host, normalise

DELAY = 0.5
"""Seconds between two requests to a host that can tell whom to write to."""
NAMELESS_DELAY = 1.0
"""Seconds where it cannot."""

_STATED = ("scope", "contact", "browser", "requisites")
"""Options that the `collection.toml` of a new collection keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A collection that exists and the settings to crawl it with."""

    collection: Collection
    settings: dict[str, Any]
    is_new: bool
    """This command made the collection."""
    quiet: bool


def plan_crawl(urls: tuple[str, ...], folder: Path | None, options: dict[str, Any]) -> Plan:
    """Check the request, make the collection if it is new, and work out the settings.

    What the command line says goes before what `collection.toml` says. Raises UsageError.
    """
    starts = tuple(_checked(url) for url in urls)
    if starts and folder is None:
        folder = Path("collections") / host(starts[0]).replace(":", "-")
    if folder is None or (not starts and not Collection(folder).exists()):
        collection = existing(folder)
    else:
        collection = Collection(folder)
    is_new = not collection.exists()
    if is_new:
        given = {k: options[k] for k in _STATED if options.get(k)}
        collection.create(CollectionConfig(start=starts, **given))
    config = collection.config()
    for url in config.start:
        _checked(url, where=f"{collection.config_file}: ")
    if not is_new:
        # A second writer is told at once; the crawl takes the lock for good.
        WriteLock(collection).release()
    return Plan(
        collection=collection,
        settings=_settings(collection, config, starts, options),
        is_new=is_new,
        quiet=bool(options.get("quiet")),
    )


def admission_of(config: CollectionConfig) -> Admission:
    """Give the rules by which links of a collection are admitted."""
    scope = Scope.around(config.start, mode=ScopeMode(config.scope))
    return Admission(
        in_scope=scope.admits, trap=trap, max_depth=config.max_depth, rules=rules_of(config)
    )


def names_contact(user_agent: str) -> bool:
    """Tell whether a User-Agent says whom to ask about the crawler, by URL or mail address."""
    return "+" in user_agent or "@" in user_agent or "://" in user_agent


def _pace(config: CollectionConfig, *, given: float | None, has_contact: bool) -> dict[str, Any]:
    """Work out how often hosts are asked; a delay `given` by hand wins over all else."""
    usual = DELAY if has_contact else NAMELESS_DELAY
    stated = usual if config.delay is None else config.delay
    return {
        "DOWNLOAD_DELAY": stated if given is None else given,
        "NEWSCRAWL_FIXED_DELAY": given is not None,
        "NEWSCRAWL_MAX_PER_HOUR": config.pace.max_per_hour,
        "NEWSCRAWL_MAX_PER_DAY": config.pace.max_per_day,
        "NEWSCRAWL_HOST_SECONDS": 60 * (config.pace.max_minutes or 0),
        "NEWSCRAWL_HOURS": config.pace.hours,
        "NEWSCRAWL_TIMEZONE": config.pace.timezone,
    }


def _checked(url: str, *, where: str = "") -> str:
    clean = normalise(url)
    if clean is None:
        raise UsageError(
            f"{where}{url}: not a URL that can be crawled; give one as https://paper.example/"
        )
    return clean


def _proxy(url: str) -> str:
    """Check what --proxy gives; a complaint must not repeat it, there may be a password in it."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        is_one = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_one = False
    if url and not is_one:
        raise UsageError("--proxy: not an HTTP proxy; give one as http://127.0.0.1:8080")
    return url


def _settings(
    collection: Collection,
    config: CollectionConfig,
    starts: tuple[str, ...],
    options: dict[str, Any],
) -> dict[str, Any]:
    def chosen(name: str, fallback: Any) -> Any:
        given = options.get(name)
        return fallback if given is None else given

    contact = options.get("contact") or config.contact or os.environ.get("NEWSCRAWL_CONTACT")
    own = f"{NEWSCRAWL_SOFTWARE} (+{contact})" if contact else NEWSCRAWL_SOFTWARE
    agent = chosen("user_agent", config.user_agent) or own
    settings = {
        "NEWSCRAWL_COLLECTION": str(collection.root),
        "NEWSCRAWL_START": list(starts or config.start),
        "NEWSCRAWL_SCOPE": chosen("scope", config.scope),
        "NEWSCRAWL_LINKS_ONLY": options["links_only"],
        "NEWSCRAWL_MAX_PAGES": chosen("max_pages", config.max_pages),
        "NEWSCRAWL_MAX_DEPTH": chosen("max_depth", config.max_depth),
        "NEWSCRAWL_QUOTA_BYTES": config.max_bytes or 0,
        "NEWSCRAWL_BROWSER": chosen("browser", config.browser),
        "NEWSCRAWL_REQUISITES": chosen("requisites", config.requisites),
        "NEWSCRAWL_MAX_REQUISITES": options.get("max_requisites"),
        "NEWSCRAWL_SOURCES": [u for site in config.site for u in (*site.sections, *site.feeds)],
        "NEWSCRAWL_ALLOW_PRIVATE": options["allow_private"],
        "NEWSCRAWL_PROXY": _proxy(options.get("proxy") or ""),
        "DOWNLOAD_VERIFY_CERTIFICATES": not options["insecure"],
        "USER_AGENT": agent,
    }
    settings.update(_pace(config, given=options.get("delay"), has_contact=names_contact(agent)))
    settings.update(_limits(config))
    return settings


def _limits(config: CollectionConfig) -> dict[str, int]:
    stated = {
        "NEWSCRAWL_MIN_FREE_BYTES": (config.min_free_mb, 1_000_000),
        "NEWSCRAWL_MAX_MEMORY_BYTES": (config.max_memory_mb, 1_000_000),
        "NEWSCRAWL_MIN_SPEED": (config.min_speed, 1),
    }
    return {name: many * unit for name, (many, unit) in stated.items() if many is not None}
