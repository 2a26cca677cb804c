"""Traps: shapes of URL behind which no new article is, or pages without end."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from newscrawl.frontier import endless
from newscrawl.frontier.rest import WORDPRESS_POSTS

_Test = Callable[[str, str, int | None], object]
"""Path in lower case, query in lower case, newest year that can be true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrapRule:
    """One row of the table, with the two examples that keep it honest."""

    name: str
    meaning: str
    test: _Test
    hit: str
    """Path and query that it must name."""
    miss: str
    """The nearest path and query that is a page worth fetching."""


def _path(shape: str) -> _Test:
    search = re.compile(shape).search
    return lambda path, query, year: search(path)


def _query(shape: str) -> _Test:
    search = re.compile(rf"(?:^|&)(?:amp;)?(?:{shape})").search
    return lambda path, query, year: query and search(query)


def _either(*tests: _Test) -> _Test:
    return lambda path, query, year: any(test(path, query, year) for test in tests)


def _is_feed_of_story(path: str, _query: str, _year: int | None) -> bool:
    place, feed, form = path.rstrip("/").rpartition("/feed")
    if not feed or form not in ("", "/rss", "/rss2", "/atom", "/rdf"):
        return False
    return _STORY.search(place) is not None and not _LIST.search(f"{place}/")


def _is_wordpress_door(path: str, query: str, _year: int | None) -> bool:
    """Tell WordPress's doors, but for the list of posts and numbered parts of a list."""
    if path.rstrip("/").endswith("/wp-admin/admin-ajax.php"):
        return _NUMBERED_PART.search(query) is None
    if _WORDPRESS_DOOR.search(path) or _WORDPRESS_ORDER.search(query):
        return re.search(WORDPRESS_POSTS, f"{path}?{query}") is None
    return False


_WORDPRESS_DOOR = re.compile(
    r"/(?:wp-json|wp-admin|wp-includes|oembed)(?:/|$)"
    r"|/(?:xmlrpc|wp-login|wp-cron|wp-signup|wp-comments-post|wp-mail)\.php"
)
_WORDPRESS_ORDER = re.compile(
    r"(?:^|&)(?:amp;)?(?:rest_route=|preview=true|preview_id=|doing_wp_cron=)"
)
_NUMBERED_PART = re.compile(r"(?:^|&)(?:page|paged|offset)=\d")
_MEDIA = (
    "jpe?g|jfif|png|gif|webp|avif|heic|svgz?|ico|bmp|tiff?|psd|mp[34]|m4[av]|mov|avi|wmv|flv|f4v"
    "|og[gva]|opus|aac|flac|wma|wav|webm|mkv|mpe?g|3gp|m3u8?|mpd|pls|vtt|srt|zip|rar|7z|tar|tgz|bz2"
    "|exe|msi|dmg|pkg|deb|rpm|apk|iso|bin|css|m?js|map|wasm|woff2?|ttf|eot|otf|swf|pdf|docx?|xlsx?"
    "|pptx?|pps|od[tspg]|rtf|epub|mobi|azw3?|ics|vcf|torrent|(?<!xml\\.)(?<!txt\\.)gz"
)
_LIST = re.compile(
    r"/(?:category|tag|author|topic|section|kategorie|categorie|rubrik|thema|archives?)/"
)
_STORY = re.compile(r"/\d{4}/\d\d?/.|\d{4,}|-[^/]*-[^/]*-")
_SEARCH_WORDS = "search|suche|suchergebnisse|buscar|busqueda|szukaj|zoeken|arama|vyhledavani|hledat"

RULES = (
    TrapRule(
        name="too-long",
        meaning=f"path and query of more than {endless.MAX_LENGTH} characters",
        test=endless.is_too_long,
        hit="/" + "x-" * 800,
        miss="/" + "x-" * 200,
    ),
    TrapRule(
        name="too-deep",
        meaning=f"more than {endless.MAX_DEPTH} folders, as relative links to nowhere make them",
        test=endless.is_too_deep,
        hit="".join(f"/{n}" for n in range(30)),
        miss="/en/news/world/europe/2024/05/17/story",
    ),
    TrapRule(
        name="repeating-path",
        meaning="folders that come again and again",
        test=endless.repeats_folders,
        hit="/news/town/news/town/",
        miss="/news/2020/10/10/10/news-of-the-town",
    ),
    TrapRule(
        name="lost-scheme",
        meaning="an address of another site in the path: the author forgot `https://`",
        test=_path(
            r"/(?:https?:/{0,2}|www\.)[^/]+\.[a-z]{2,}|/(?:%20)*https?:"
            r"|/[a-z0-9-]+\.(?:com|net|org|info)/?$"
        ),
        hit="/story/www.other.example/page.html",
        miss="/2020/www-is-thirty.html",
    ),
    TrapRule(
        name="template",
        meaning="a placeholder or script that was never filled in",
        test=_path(
            r"%7b%7b|\$%7b|%3c%[25]|%5bobject|/(?:undefined|null|nan|javascript:[^/]*|mailto:[^/]*"
            r"|tel:[^/]*)/?$"
        ),
        hit="/news/%7B%7Burl%7D%7D",
        miss="/news/null-and-void",
    ),
    TrapRule(
        name="media",
        meaning="a file that is no page, by its extension",
        test=_path(rf"\.(?:{_MEDIA})$"),
        hit="/uploads/2020/photo.JPG?w=300",
        miss="/sitemap.xml.gz",
    ),
    TrapRule(
        name="wordpress",
        meaning="WordPress's doors for programs and editors; its list of posts is worth reading",
        test=_is_wordpress_door,
        hit="/wp-json/oembed/1.0/embed?url=x",
        miss="/wp-json/wp/v2/posts?per_page=50&page=1&_fields=link,date,title",
    ),
    TrapRule(
        name="trackback",
        meaning="trackback and pingback addresses of an article",
        test=_either(_path(r"/trackback/?$|/trackback\.php$|/pingback/?$"), _query("tb=1")),
        hit="/2010/07/story/trackback/",
        miss="/2010/07/trackback-spam",
    ),
    TrapRule(
        name="reply",
        meaning="the same article with its comment form opened",
        test=_either(_query("replytocom=|reply_?to=|parent_comment="), _path("/comment/reply/")),
        hit="/2011/06/story/?replytocom=92",
        miss="/2011/06/how-to-reply",
    ),
    TrapRule(
        name="comments",
        meaning="later pages of the comments; the article itself is fetched anyway",
        test=_either(_path(r"/comment-page-\d+"), _query(r"cpage=|comments?_?page=|showcomment=")),
        hit="/2011/06/story/comment-page-2/",
        miss="/comment/2011/06/story-2",
    ),
    TrapRule(
        name="comment-feed",
        meaning="the feed of one article's comments; feeds of sections are worth reading",
        test=_either(
            _is_feed_of_story,
            _path(r"/comments/(?:feed|default)(?:/|$)"),
            _query("feed=[^&]*comments|withcomments="),
        ),
        hit="/2020/05/the-story/feed/",
        miss="/category/2020-the-big-election/feed/",
    ),
    TrapRule(
        name="share",
        meaning="links that open a share, mail or print dialog",
        test=_either(
            _query("share=|action=(?:print|e?mail|share|edit|reply|history)|mailto="),
            _path(
                r"/(?:sharer?|share-?this|e?mail-?(?:this|friend|article)|tell-?a-?friend"
                r"|send-?to-?(?:a-?)?friend|recommend)(?:\.php|\.aspx?|\.html?)?/?$"
            ),
        ),
        hit="/2020/05/story/?share=facebook",
        miss="/business/share-prices",
    ),
    TrapRule(
        name="login",
        meaning="accounts, and links that carry the way back",
        test=_either(
            _path(
                r"/(?:log-?(?:in|out|off)|sign-?(?:in|up|out)|register|registration|my-?account"
                r"|lost-?password|forgot-?password)(?:\.[a-z]{2,4})?/?$"
                r"|/user/(?:login|register|password)"
            ),
            _query(
                r"(?:redirect(?:_?(?:to|ur[il]))?|return_?(?:ur[il]|to)?|destination|continue"
                r"|back_?url)=(?:https?[:%]|/|%2f)"
            ),
        ),
        hit="/account?returnUrl=%2Fstory",
        miss="/2020/05/how-to-register-to-vote",
    ),
    TrapRule(
        name="consent",
        meaning="doors that ask for consent before they lead back",
        test=_path(
            r"/(?:(?:collect-?)?consent|cookie-?(?:wall|consent)|privacy-?(?:gate|wall|consent))"
            r"(?:\.[a-z]{2,5})?/?$"
        ),
        hit="/privacy-gate/?back=/story",
        miss="/2020/05/informed-consent-explained/",
    ),
    TrapRule(
        name="shop",
        meaning="carts and wish lists",
        test=_either(
            _query("add[-_]to[-_](?:cart|wishlist|compare)=|remove_item="),
            _path(r"/(?:cart|basket|checkout|warenkorb|wishlist|panier)(?:\.[a-z]{2,4})?/?$"),
        ),
        hit="/shop/?add-to-cart=37",
        miss="/2020/05/cart-race",
    ),
    TrapRule(
        name="search",
        meaning="results of a search",
        test=_either(
            _query(
                r"(?:s|search|query|suche|search_?(?:word|term|query|text)|keywords?)=(?!\d+(?:&|$))"
                r"|q=(?!node/|node%2f|taxonomy|\d+(?:&|$))"
            ),
            _path(rf"^(?:/[a-z]{{2}})?/(?:{_SEARCH_WORDS})(?:/|\.[a-z]{{3,4}}|$)"),
        ),
        hit="/?s=flood&paged=2",
        miss="/?q=node/12",
    ),
    TrapRule(
        name="calendar",
        meaning="event calendars, and archives of dates that never were",
        test=_either(
            _path(
                r"/(?:calendar|kalender|calendrier|calendario|events?|agenda|termine)"
                r"/(?:.+/)?(?:\d{4}-\d\d?(?:-\d\d?)?|\d{4}/\d\d?(?:/\d\d?)?|month|week|day|today"
                r"|(?:month|week|day)/.+)/?$"
            ),
            _query(r"(?:ical|outlook-ical|tribe[-_][a-z_-]+|eventdisplay|cal_?month|cal_?date)="),
            endless.is_date_out_of_time,
        ),
        hit="/archive/2031/05/",
        miss="/events/2020/05/the-fair-was-great/",
    ),
    TrapRule(
        name="session",
        meaning="session ids piled up by a loop",
        test=endless.piles_up_sessions,
        hit="/story;jsessionid=12?PHPSESSID=34",
        miss="/story?sid=12",
    ),
    TrapRule(
        name="facets",
        meaning="a list sorted and filtered: two such parameters, or too many in all",
        test=endless.is_facet,
        hit="/list?sort=asc&filter[color]=red",
        miss="/index.php?option=com_content&view=article&id=3&catid=5&itemid=7&lang=en",
    ),
)


def trap(url: str, *, year: int | None = None) -> str | None:
    """Name the first rule that a normalised URL falls under, or None.

    `year` is the present one; without it no date is too late.
    """
    start = url.find("/", url.find("//") + 2)
    path, _, query = (url[start:] if start > 0 else "/").lower().partition("?")
    return next((rule.name for rule in RULES if rule.test(path, query, year)), None)
