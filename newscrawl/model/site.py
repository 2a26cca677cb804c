"""What is known of a site beyond one page, learnt from many of its pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMemory:
    """What recurs on a site's pages and so belongs to the site, not to one article."""

    title_affixes: tuple[str, ...] = ()
    """Beginnings and ends of page titles with their separators, as ` | Example News`."""
    boilerplate: frozenset[str] = frozenset()
    """Digests (`newscrawl.cleaning.text.block_digest`) of blocks that many pages repeat."""
