"""A lead: one URL leased from the frontier, on its way to be fetched."""

from dataclasses import dataclass

from newscrawl.model.capture import ArchiveRef
from newscrawl.model.link import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """All that a request needs to know of its row in the frontier."""

    id: int
    """Row number in the catalogue."""
    url: str
    role: Role
    depth: int = 0
    """Clicks from a start URL; pagination adds none."""
    tries: int = 0
    """Fetches that failed so far."""
    via: str | None = None
    """URL of the page, feed or sitemap that named it first."""
    found_at: str = ""
    """When it was first named, ISO 8601 UTC."""
    etag: str | None = None
    last_modified: str | None = None
    replay: ArchiveRef | None = None
    """Already archived by a run that died: read from the archive instead of the network."""
    reserved: tuple[str, ...] = ()
    """What its host's tdmrep.json said of it when it was fetched, as directives."""
