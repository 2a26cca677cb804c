"""Shapes of URLs: what an address alone says about what it leads to."""

import re
from functools import lru_cache
from urllib.parse import unquote

from newscrawl.discovery.segments import (
    ANYWHERE,
    BEFORE,
    ITEMS,
    LAST,
    LISTS,
    MEDIA_SUFFIXES,
    NAMES,
    STATIC,
    Shape,
)

_QUERIES = tuple(
    (shape, re.compile(pattern))
    for shape, pattern in (
        (Shape.REPLY, r"[?&]replytocom=|[?&;]action=reply"),
        (Shape.SHARE, r"[?&]share=|[?&]shared=|mailto=|[?&]send_to_friend"),
        (
            Shape.FEED,
            r"[?&](?:feed|format|type|page|alt)=(?:rss2?|atom|feed|rdf|100|backend[\w-]*)\b",
        ),
        (Shape.LOGIN, r"[?&](?:action|do|page)=(?:login|register)"),
        (
            Shape.TWIN,
            r"[?&](?:amp|print|printable|tmpl|output|outputtype|view)=?(?:1|true|print|printable|"
            r"component|amp|amphtml)?(?:$|&)|[?&]page=(?:imprim\w*|print)",
        ),
        (
            Shape.SEARCH,
            r"[?&](?:s|q|query|search|recherche|keywords?|suche|searchword|search_query)=|"
            r"[?&]page=(?:recherche|search)\b",
        ),
        (
            Shape.PAGE,
            r"[?&](?:page|paged|pagina|seite|pg|pageno|page_?num|pagenumber|start|offset|skip|from|"
            r"debut_\w+|limitstart|currentpage|p_?no|begin|pagen_\d|cur|lcp_page\w*|query-\d+-page|"
            r"e-page-\w+)=(?!0?1?(?:&|$))\d",
        ),
        (Shape.TAG, r"[?&](?:tag|topic|id_mot|keyword_id)=|\?mot\d"),
        (Shape.AUTHOR, r"[?&](?:author|author_name|id_auteur)=|\?auteur\d"),
        (Shape.DATE, r"[?&](?:m=(?:19|20)\d{2,6}|year=|archivedate=)"),
        (
            Shape.SECTION,
            r"[?&](?:category(?:_name)?|cat|section|rubrique|id_rubrique|categoria|catid)=|"
            r"\?rubrique\d",
        ),
        (Shape.STATIC, rf"[?&]page(?:_id=\d+|=(?:{STATIC}))(?:$|&)"),
        (Shape.ATTACHMENT, r"[?&]attachment(?:_id)?="),
        (
            Shape.ITEM,
            r"[?&](?:p|id|article|article_?id|story|story_?id|news_?id|nid|aid|postid|item|itemid|"
            r"contentid|n|newsno|idx|idxno|id_article)=[\w-]*\d|[?&]page=(?:article|story|news)\b|"
            r"\?(?:article|breve)\d",
        ),
    )
)
_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_PATHS = tuple(
    (shape, re.compile(pattern))
    for shape, pattern in (
        (
            Shape.PAGE,
            r"/(?:page|pagina|seite|strana|sayfa|side|sivu|oldal|stranica|halaman|trang)"
            r"[/-]?\d{1,5}(?:[/.]|$)|/p\d{1,3}/?$|/list_\d{1,6}_\d{1,4}\.html?$",
        ),
        (
            Shape.DATE,
            rf"^(?:/[\w-]{{1,20}})?/{_YEAR}(?:/{_MONTH}(?:/{_DAY})?)?/?$|"
            rf"/(?:archiv\w*|date|calendar|kalender|day|month)/{_YEAR}(?:[/-]\d{{1,2}}){{0,2}}/?$",
        ),
        (
            Shape.DATED,
            rf"/{_YEAR}[/-]{_MONTH}(?:[/-]{_DAY})?/[^/]|/{_YEAR}(?:0[1-9]|1[0-2])[0-3]\d[/_-][^/]|"
            rf"/{_YEAR}-(?:0[1-9]|1[0-2])-[0-3]\d-[^/]|/{_YEAR}/[^/]*[a-z]-[^/]|"
            rf"/{_YEAR}/(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/\d{{1,2}}/[^/]",
        ),
        (
            Shape.ITEM,
            r"(?:article|story|news|post)[_-]?id[_=/-]\w*\d|/(?:articles?|story|news)/\d{2,}|/a-?\d{5,}|/\d{5,}(?:\.\w{2,5})?/?$|"
            r"/\d{4,}[-_/][^/]*[a-z][^/]*/?$",
        ),
    )
)
_NUMBER_LAST = re.compile(rf"[-_.,](?!{_YEAR}(?!\d))\d{{4,}}(?:\.\w{{2,5}})?/?$")
_LETTER = re.compile(r"[a-z]")
_NUMBERED = re.compile(r"\d{3}")
_DIGIT = re.compile(r"\d")
_STATIC_NAME = re.compile(STATIC)
_LONG_SLUG = re.compile(r"(?:[^-_]+[-_]){4,}[^-_]+|.*\d{4,}.*")
_HOME = re.compile(
    r"/?(?:(?:index|default|home|main)(?:\.\w{2,5})?)?(?:/?[a-z]{2}(?:-[a-z]{2})?/?)?"
    r"(?:index\.\w{2,5})?$"
)
_SHARERS = re.compile(
    r"^(?:www\.|m\.|web\.)?(?:facebook\.com/(?:sharer?|dialog)|twitter\.com/(?:share|"
    r"intent|home\?)|x\.com/(?:share|intent)|linkedin\.com/(?:share|cws)|"
    r"pinterest\.\w+/pin/create|reddit\.com/submit|"
    r"(?:api\.)?whatsapp\.com/send|wa\.me|t\.me/share|telegram\.me/share|"
    r"vk\.com/share|getpocket\.com/(?:save|edit)|tumblr\.com/(?:share|widgets)|"
    r"addtoany\.com|digg\.com/submit|del\.icio\.us|"
    r"delicious\.com|stumbleupon\.com|plus\.google\.com/share|bsky\.app/intent|"
    r"threads\.net/intent|news\.ycombinator\.com/submitlink|line\.me|"
    r"social-plugins\.line|connect\.ok\.ru|service\.weibo\.com|balatarin\.com|"
    r"donbaleh\.com|myspace\.com/modules/postto|technorati\.com/faves|"
    r"google\.com/bookmarks)"
)


_EXTENSION = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|cfm|shtml|xhtml)$")


@lru_cache(maxsize=8192)
def shape_of(url: str) -> Shape:
    """Tell the shape of an absolute URL; its fragment must be gone."""
    rest = url.partition("://")[2][:400]
    rest = (unquote(rest, errors="replace") if "%" in rest else rest).lower()
    host, _, path = rest.partition("/")
    path, question, query = path.partition("?")
    path = "/" + path
    if "." in host and _SHARERS.match(rest):
        return Shape.SHARE
    if not question and _HOME.fullmatch(path):
        return Shape.HOME
    if path.rpartition("/")[2].rpartition(".")[2] in MEDIA_SUFFIXES and "." in path:
        return Shape.MEDIA
    if question:
        text = question + query
        found = next((shape for shape, rule in _QUERIES if rule.search(text)), None)
        if found:
            return found
    return _of_path(path, is_list=not question)


def _of_path(path: str, *, is_list: bool) -> Shape:
    segments = [part for part in path.split("/") if part]
    if "." in path:
        segments = [_EXTENSION.sub("", segment) for segment in segments]
    if not segments:
        return Shape.HOME
    if NAMES.isdisjoint(segments):
        return _of_numbers(path, segments, None, is_list=is_list)
    for shape, names in ANYWHERE.items():
        if not names.isdisjoint(segments):
            return shape
    for shape, names in LAST.items():
        if segments[-1] in names:
            return shape
    return _of_numbers(path, segments, _listed(segments), is_list=is_list)


def _of_numbers(path: str, segments: list[str], listed: Shape | None, *, is_list: bool) -> Shape:
    """Tell what no name in the path tells; `listed` is what a name before the last says."""
    if len(segments) <= 2:
        if is_list and segments[-1] in LISTS:
            return Shape.SECTION
        if _STATIC_NAME.fullmatch(segments[-1]):
            return Shape.STATIC
    if _DIGIT.search(path):
        for shape, rule in _PATHS:
            if rule.search(path):
                early = shape is Shape.PAGE or (shape is Shape.DATED and listed is Shape.THING)
                return shape if early or listed is None else listed
        if listed is None and _ends_in_number(path):
            return Shape.ITEM
    return listed or _of_slug(segments)


def _ends_in_number(path: str) -> bool:
    """Tell whether the last segment is words and then a number of an article."""
    number = _NUMBER_LAST.search(path)
    if number is None:
        return False
    start = path.rfind("/", 0, number.start())
    return _LETTER.search(path, start, number.start()) is not None


def _of_slug(segments: list[str]) -> Shape:
    """Tell articles without a number by the length of their slug."""
    *above, last = segments
    hyphens = max(last.count("-"), last.count("_"))
    if not ITEMS.isdisjoint(above) and (hyphens > 1 or _NUMBERED.search(last)):
        return Shape.ITEM
    return Shape.SLUG if hyphens >= 3 else Shape.OTHER


def _listed(segments: list[str]) -> Shape | None:
    """Tell lists by the name before their own; a long slug below them is an article."""
    for shape, names in BEFORE.items():
        for position, segment in enumerate(segments[:-1]):
            if segment in names:
                deep = len(segments) - position > 2
                return None if deep and _LONG_SLUG.fullmatch(segments[-1]) else shape
    return None
