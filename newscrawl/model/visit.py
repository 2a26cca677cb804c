"""A visit: what came of one lead; the item that flows through the pipelines."""

from dataclasses import dataclass

from newscrawl.model.article import Article
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.fate import Fate
from newscrawl.model.lead import Lead
from newscrawl.model.page import Page
from newscrawl.model.record import ArticleRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A lead with everything known of it; each pipeline hands on a fuller copy."""

    lead: Lead
    fate: Fate | None = None
    """None while the pipelines still have to decide."""
    status: int | None = None
    """HTTP status, None where no response came."""
    ref: ArchiveRef | None = None
    page: Page | None = None
    article: Article | None = None
    record: ArticleRecord | None = None
    retry_after: float | None = None
    """Seconds to wait before the next try, where the fate is queued."""
    moved_to: str | None = None
    """The same page's other spelling, where a redirect leads to it."""
    etag: str | None = None
    last_modified: str | None = None
