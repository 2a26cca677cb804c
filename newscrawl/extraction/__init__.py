"""Extraction: the article that a page carries, out of its bytes alone."""

from dataclasses import dataclass, replace

from newscrawl.document import Document, parse
from newscrawl.extraction.body import body
from newscrawl.extraction.metadata import describe
from newscrawl.extraction.outlinks import outlinks
from newscrawl.extraction.selected import selected, stripped
from newscrawl.extraction.source import source
from newscrawl.model.article import Article
from newscrawl.model.rules import Selectors
from newscrawl.model.site import SiteMemory


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnArticle:
    """The answer for a page that carries no article."""

    reason: str
    """A fate's reason, as `no-text`."""


def extract(
    html: bytes,
    url: str,
    *,
    content_type: str | None = None,
    site: SiteMemory | None = None,
    document: Document | None = None,
    selectors: Selectors | None = None,
) -> Article | NotAnArticle:
    """Extract the article of a page; pure, deterministic, and total: any bytes give a value.

    content_type is the HTTP header field; site is what is known of the site from its other pages;
    document is the page where it is parsed already; selectors go before the general rules.
    """
    if selectors is not None:
        document = stripped(html, selectors.remove, content_type=content_type)
    document = document or parse(html, content_type=content_type)
    chosen = None if selectors is None else selected(document, selectors)
    blocks = (chosen and chosen.blocks) or body(document, url)
    page = source(document, url)
    article = describe(page, lines=[block.text for block in blocks], site=site)
    if chosen is not None:
        article = chosen.applied_to(article)
    if not blocks and article.headline is None:
        return NotAnArticle(reason="no-text")
    return replace(article, blocks=blocks, links=outlinks(page, blocks))
