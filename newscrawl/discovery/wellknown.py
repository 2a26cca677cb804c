"""Well-known sources: where sitemaps and feeds lie on most sites, tried without being named."""

from newscrawl.model.link import Link, Role
from newscrawl.urls import host, join, normalise

_AT_ROOT = ("sitemap.xml", "sitemap_index.xml", "wp-sitemap.xml", "news-sitemap.xml")
_AT_HOME = ("feed/", "rss.xml", "atom.xml", "feed.xml")


def well_known_sources(home_url: str) -> tuple[Link, ...]:
    """Name the sources of a site: sitemaps at the root, feeds beside the home page.

    Where the home page is not at the root, as on hosts that many share, sitemaps are tried beside
    it, too. robots.txt, which names sitemaps, is read anyway.
    """
    home = normalise(home_url)
    if home is None or not host(home):
        return ()
    folder = join(home.partition("?")[0], ".") or home
    root = join(folder, "/") or folder
    places = [root + name for name in _AT_ROOT]
    places += [folder + name for name in ("sitemap.xml", *_AT_HOME)]
    return tuple(Link(url=url, role=Role.WELL_KNOWN) for url in dict.fromkeys(places))
