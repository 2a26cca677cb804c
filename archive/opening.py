"""Opening: the collection and the ledger that the settings of a crawl name."""

from pathlib import Path

from scrapy.settings import BaseSettings

from archive.collection import Collection
from archive.ledger import Ledger
from newscrawl.config import CollectionConfig
from newscrawl.errors import UsageError
from newscrawl.frontier.admission import Admission
from newscrawl.frontier.limits import Limits
from newscrawl.frontier.order import FEEDS_AND_SITEMAPS
from newscrawl.frontier.scope import Scope, ScopeMode
from newscrawl.frontier.traps import trap
from newscrawl.model.rules import SiteRules
from newscrawl.net.facts import facts


def folder_of(settings: BaseSettings) -> Collection:
    """Give the collection of a crawl, made where it is not there; raises UsageError."""
    folder = Collection(Path(settings["NEWSCRAWL_COLLECTION"]))
    start = settings.getlist("NEWSCRAWL_START")
    if not start:
        raise UsageError("no start URL: give one, as `-a start_urls=https://paper.example/`")
    if not folder.exists():
        folder.create(CollectionConfig(start=tuple(start), scope=settings["NEWSCRAWL_SCOPE"]))
    return folder


def ledger_of(settings: BaseSettings, folder: Collection, rules: SiteRules) -> Ledger:
    """Take hold of a collection for a crawl; raises ArchiveError."""
    return Ledger(
        folder,
        admission=_admission(settings, rules),
        info=facts(settings),
        max_warc_bytes=settings.getint("NEWSCRAWL_WARC_BYTES"),
        limits=Limits(
            trap_pages=settings.getint("NEWSCRAWL_TRAP_PAGES"),
            redirects=settings.getint("NEWSCRAWL_MAX_REDIRECTS"),
            host_failures=settings.getint("NEWSCRAWL_HOST_FAILURES"),
            host_seconds=settings.getfloat("NEWSCRAWL_HOST_SECONDS"),
        ),
    )


def number_of(settings: BaseSettings, name: str) -> int | None:
    """Give a setting that may be left out; `-s` and scrapyd give it as text."""
    value = settings[name]
    try:
        return None if value in (None, "") else int(value)
    except ValueError as error:
        raise UsageError(f"{name}: {value!r} is no whole number") from error


def _admission(settings: BaseSettings, rules: SiteRules) -> Admission:
    scope = Scope.around(
        settings.getlist("NEWSCRAWL_START"),
        mode=ScopeMode(settings["NEWSCRAWL_SCOPE"]),
        allow=settings.getlist("NEWSCRAWL_ALLOW"),
        deny=settings.getlist("NEWSCRAWL_DENY"),
    )
    is_links_only = settings.getbool("NEWSCRAWL_LINKS_ONLY")
    return Admission(
        in_scope=scope.admits,
        trap=trap,
        max_depth=number_of(settings, "NEWSCRAWL_MAX_DEPTH"),
        closed=FEEDS_AND_SITEMAPS if is_links_only else frozenset(),
        rules=rules,
    )
