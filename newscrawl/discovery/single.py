"""A quick look whether a page is one article or a list."""

import re

from newscrawl import jsonld
from newscrawl.document import Document

ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "ReviewNewsArticle",
        "BackgroundNewsArticle",
        "AskPublicNewsArticle",
        "AdvertiserContentArticle",
        "SatiricalArticle",
        "BlogPosting",
        "SocialMediaPosting",
        "LiveBlogPosting",
        "Report",
        "ScholarlyArticle",
        "TechArticle",
    ]
)
# Class names with which publishing systems mark the page of one entry on <body>.
SINGLE = re.compile(
    r"(?<![\w-])(?:single-post|postid-\d+|single-(?:news|article|articles|story|"
    r"stories|noticias?|artikel|actualite|press[\w-]*|blog|nota|report|review)|"
    r"post-template(?!-)|"
    r"(?:page-)?node-type-(?:article|news|story|blog|press\w*)[\w-]*|"
    r"page-node-type-(?:article|news|story|blog)[\w-]*|view-article|item-view|"
    r"article-page|page-article|page_article|"
    r"article-template|story-page|post-page|layout-post|is-single|type-article|"
    r"single-format-\w+|permalink|pg-article|news-detail|article-detail)(?![\w-])"
)


def is_single(document: Document) -> bool:
    """Tell whether the page says that it is one article."""
    if SINGLE.search((document.body_attributes.get("class") or "").lower()):
        return True
    return any(ARTICLE_TYPES.intersection(jsonld.types(thing)) for thing in document.json_ld)
