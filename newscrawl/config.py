"""The configuration of a collection: what `collection.toml` may say, checked and typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from newscrawl.alerting import AlertsConfig, alerts_faults
from newscrawl.errors import UsageError
from newscrawl.hours import Hours, parse_duration, parse_window
from newscrawl.model.rules import Obedience, Requisites, Selectors, SiteRule, SiteRules
from newscrawl.pacing import PaceConfig, pace_faults
from newscrawl.tdmrep import RESERVATION
from newscrawl.urls import key, normalise

SCOPES = ("host", "domain", "prefix")
BROWSER_MODES = ("never", "always")
REQUISITES = tuple(map(str, Requisites))


_PATTERNS = ("allow", "deny", "browser", "article", "not_article", "pagination")
_DURATIONS = (
    "min_interval", "max_interval", "fixed_interval",
    "revisit_horizon", "revisit_min_interval", "revisit_interval",
)  # fmt: skip
_SELECTORS = ("headline", "author", "date", "body", "remove")
_HOST = re.compile(r"[^\s/:@?#]+(?::\d{1,5})?|\[[0-9a-f:.]+\](?::\d{1,5})?", re.IGNORECASE)


class SelectorOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """CSS selectors that say where a site's articles hold what."""

    headline: str | None = None
    author: str | None = None
    """Each element that it finds is one byline."""
    date: str | None = None
    """Its `datetime` or `content` attribute, else its text."""
    body: str | None = None
    remove: str | None = None
    """Elements taken out before anything is extracted."""


class SiteOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one site needs beyond the rules; ordinary sites need none."""

    host: str
    """Host name the override is for; `www.` makes no difference, a port does."""
    allow: tuple[str, ...] = ()
    """Regular expressions of URLs of this host to follow whatever their role, trap or scope."""
    deny: tuple[str, ...] = ()
    """Regular expressions of URLs never to fetch."""
    article: tuple[str, ...] = ()
    """Regular expressions of URLs that are articles whatever the page looks like."""
    not_article: tuple[str, ...] = ()
    """Regular expressions of URLs that are no articles whatever the page looks like."""
    pagination: tuple[str, ...] = ()
    """Regular expressions of URLs that are further pages of a list."""
    browser: tuple[str, ...] = ()
    """Regular expressions of URLs whose pages need JavaScript."""
    sections: tuple[str, ...] = ()
    """URLs of list pages to start from."""
    feeds: tuple[str, ...] = ()
    """URLs of feeds and sitemaps that nothing on the site names."""
    selectors: SelectorOverride | None = None


class ScheduleConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When `watch` looks again; durations are texts as `15m`, `6h` or `3d`."""

    min_interval: str = "10m"
    """Shortest time between two visits of one source."""
    max_interval: str = "3d"
    """Longest; also for what does not seem to publish."""
    fixed_interval: str | None = None
    """Visit every source at this interval, whatever it publishes."""
    budget: float = 96.0
    """Visits of sources per site and day, on average over a week."""
    revisits: bool = True
    """Whether articles are looked at again."""
    revisit_horizon: str = "30d"
    """Age from which an article is left alone."""
    revisit_min_interval: str = "1h"
    revisit_interval: str | None = None
    """Revisit every article within the horizon at this interval."""
    windows: tuple[str, ...] = ()
    """When visits are allowed, as `Mon-Fri 06:00-22:00`; none is always."""
    blackout: tuple[str, ...] = ()
    """When they are not, whatever the windows say."""
    timezone: str = "UTC"
    """IANA name of the zone of windows and blackout."""


class ObeyConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which directives of pages are obeyed; all of them are recorded."""

    skip: tuple[str, ...] = ()
    """Directives whose pages give no record, as noarchive or tdm-reservation."""
    nofollow: bool = False
    """Whether the links of pages that say so are left."""
    tdmrep: bool | None = None
    """Whether hosts are asked for /.well-known/tdmrep.json; None: where `skip` needs it."""


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
    max_bytes: int | None = None
    """Bytes of disk that the collection may take."""
    browser: str = "never"
    requisites: str = "none"
    """What of style sheets, scripts, fonts and images is fetched: none, images or all."""
    min_free_mb: int | None = None
    """Megabytes that are left on the disk when a crawl stops by itself."""
    max_memory_mb: int | None = None
    """Megabytes that all processes of a crawl may take with one worker; 0 for no ceiling."""
    min_speed: int | None = None
    """Bytes a second below which an answer is ended; 0 for no bound."""
    metrics_file: str | None = None
    """File that each run rewrites for Prometheus' node_exporter; from the collection's folder."""
    pace: PaceConfig = PaceConfig()
    obey: ObeyConfig = ObeyConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    alerts: AlertsConfig = AlertsConfig()
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
    if fault := next(pace_faults(config.pace), None):
        raise UsageError(f"{source}: pace: {fault}")
    if fault := next(_schedule_faults(config.schedule), None):
        raise UsageError(f"{source}: schedule: {fault}")
    if fault := next(alerts_faults(config.alerts), None):
        raise UsageError(f"{source}: alerts: {fault}")
    for number, override in enumerate(config.site):
        if fault := next(_site_faults(override), None):
            name = f"site {override.host!r}" if override.host else f"site number {number + 1}"
            raise UsageError(f"{source}: {name}: {fault}")
    return config


def rules_of(config: CollectionConfig, *, requisites: str = "") -> SiteRules:
    """Give the overrides of a checked configuration as the rules that crawl and rebuild apply.

    `requisites` is what a crawl fetches of them where that is not what the configuration says.
    """
    sources = (url for site in config.site for url in (*site.sections, *site.feeds))
    return SiteRules(
        sites=tuple(_rule(site) for site in config.site),
        sources=frozenset(map(key, sources)),
        requisites=Requisites(requisites or config.requisites),
        obey=_obedience(config.obey),
    )


def _obedience(obey: ObeyConfig) -> Obedience:
    skip = frozenset(map(str.lower, obey.skip))
    asks = RESERVATION in skip if obey.tdmrep is None else obey.tdmrep
    return Obedience(skip=skip, nofollow=obey.nofollow, tdmrep=asks)


def _rule(site: SiteOverride) -> SiteRule:
    patterns = {name: tuple(map(re.compile, getattr(site, name))) for name in _PATTERNS}
    selectors = None
    if site.selectors is not None:
        selectors = Selectors(**{name: getattr(site.selectors, name) for name in _SELECTORS})
    return SiteRule(host=site.host.lower().removeprefix("www."), selectors=selectors, **patterns)


def _checks(config: CollectionConfig) -> tuple[_Check, ...]:
    return (
        _Check("`start` names no URL", bool(config.start)),
        _Check(f"`scope` is none of {', '.join(SCOPES)}", config.scope in SCOPES),
        _Check(f"`browser` is none of {', '.join(BROWSER_MODES)}", config.browser in BROWSER_MODES),
        _Check(f"`requisites` is none of {', '.join(Requisites)}", config.requisites in REQUISITES),
        _Check("`delay` is below 0", config.delay is None or config.delay >= 0),
        _Check("`max_pages` is below 1", config.max_pages is None or config.max_pages >= 1),
        _Check("`min_free_mb` is below 0", config.min_free_mb is None or config.min_free_mb >= 0),
        _Check("`max_memory_mb` is below 0", (config.max_memory_mb or 0) >= 0),
        _Check("`min_speed` is below 0", (config.min_speed or 0) >= 0),
        _Check("`max_bytes` is below 1", config.max_bytes is None or config.max_bytes >= 1),
        _Check(
            "`metrics_file` does not end in .prom",
            config.metrics_file is None or config.metrics_file.endswith(".prom"),
        ),
        _Check("`max_depth` is below 0", config.max_depth is None or config.max_depth >= 0),
    )


def hours_of(schedule: ScheduleConfig) -> Hours:
    """Give the hours of a checked schedule in which visits are allowed."""
    return Hours(
        zone=ZoneInfo(schedule.timezone),
        windows=tuple(map(parse_window, schedule.windows)),
        blackout=tuple(map(parse_window, schedule.blackout)),
    )


def _schedule_faults(schedule: ScheduleConfig) -> Iterator[str]:
    """Say what is wrong with a schedule, the key first."""
    seconds = {}
    for name in _DURATIONS:
        text = getattr(schedule, name)
        try:
            seconds[name] = 0.0 if text is None else parse_duration(text)
        except ValueError as error:
            yield f"{name}: {error}"
    for name in ("windows", "blackout"):
        for text in getattr(schedule, name):
            try:
                parse_window(text)
            except ValueError as error:
                yield f"{name}: {error}"
    try:
        ZoneInfo(schedule.timezone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        yield f"timezone: {schedule.timezone!r} is no time zone (write it as Europe/Berlin)"
    if not 0 < schedule.budget < float("inf"):
        yield "budget: is not above 0"
    if seconds.get("min_interval", 0) > seconds.get("max_interval", 0):
        yield "min_interval: is above max_interval"


def _site_faults(site: SiteOverride) -> Iterator[str]:
    """Say what is wrong with an override, the key first."""
    if not _HOST.fullmatch(site.host):
        yield f"host: {site.host!r} is no host name (write it as paper.example)"
    for name in _PATTERNS:
        for pattern in getattr(site, name):
            try:
                re.compile(pattern)
            except re.error as error:
                yield f"{name}: {pattern!r} is no regular expression ({error})"
    for name in ("sections", "feeds"):
        for url in getattr(site, name):
            if normalise(url) is None:
                yield f"{name}: {url!r} is no http or https URL"
    for name in _SELECTORS if site.selectors is not None else ():
        selector = getattr(site.selectors, name)
        if selector is not None and not _is_selector(selector):
            yield f"selectors.{name}: {selector!r} is no CSS selector"


def _is_selector(text: str) -> bool:
    try:
        LexborHTMLParser("<p>").css(text)
    except SelectolaxError:
        return False
    return True


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
    if config.requisites != Requisites.NONE:
        lines.append(f"requisites = {_quoted(config.requisites)}")
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    # A JSON string is a TOML basic string as long as nothing but ASCII escapes occur.
    return msgspec.json.encode(value).decode()
