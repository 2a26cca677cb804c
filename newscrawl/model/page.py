"""A page: all that one archived response turned out to be."""

from dataclasses import dataclass
from enum import StrEnum

from newscrawl.model.article import Article
from newscrawl.model.link import Link


class PageKind(StrEnum):
    """What a response is; decides whether an article is looked for and when it is revisited."""

    HOME = "home"
    SECTION = "section"
    TAG = "tag"
    AUTHOR = "author"
    DATE_ARCHIVE = "date-archive"
    ARTICLE = "article"
    LIVE_BLOG = "live-blog"
    GALLERY = "gallery"
    STATIC = "static"
    SEARCH = "search"
    LOGIN = "login"
    FEED = "feed"
    SITEMAP = "sitemap"
    REDIRECT = "redirect"
    ERROR = "error"
    BLOCKED = "blocked"  # challenge, consent wall
    REQUISITE = "requisite"  # style sheet, script, font or image of a page
    OTHER = "other"


ARTICLE_KINDS = frozenset({PageKind.ARTICLE, PageKind.LIVE_BLOG, PageKind.GALLERY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What deriving gives for one payload."""

    url: str
    kind: PageKind
    evidence: tuple[str, ...] = ()
    """Why this kind, strongest first, one short phrase each."""
    links: tuple[Link, ...] = ()
    canonical: str | None = None
    article: Article | None = None
    """Present where the page is an article that passed validation."""
    reason: str = ""
    """Why there is no article, as a fate's reason."""
    lacks: float | None = None
    """Weight of evidence that more would make an article of it; None where none could."""
