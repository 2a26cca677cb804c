"""Zones: what an element of a page is for, told from its tag, role and class names."""

import re
from enum import IntEnum
from functools import lru_cache


class Zone(IntEnum):
    """The purpose of a part of a page; the innermost decisive one counts."""

    NONE = 0
    MAIN = 1
    BODY = 2  # the running text of an article
    TEASER = 3  # one entry of a list
    NAV = 4
    HEADER = 5
    FOOTER = 6
    ASIDE = 7
    BREADCRUMB = 8
    PAGER = 9
    NEIGHBOURS = 10  # previous and next article
    SHARE = 11
    COMMENTS = 12
    AUTHOR = 13
    TAGS = 14
    SECTIONS = 15  # labels with the section of an article
    CALENDAR = 16
    RELATED = 17
    RECENT = 18
    SEARCH = 19
    LOGIN = 20
    LANGUAGES = 21


CONTENT = frozenset({Zone.NONE, Zone.MAIN, Zone.BODY, Zone.TEASER})
CHROME = frozenset(Zone) - CONTENT

_START = r"(?<![a-z])"
_END = r"(?![a-z])"

# In order of precedence; class and id names of publishing systems and of hand-made themes.
_NAMES: tuple[tuple[Zone, str], ...] = (
    (
        Zone.BREADCRUMB,
        rf"bread-?crumb|{_START}crumbs?{_END}|rootline|ariane|{_START}arbo{_END}|yoast-path",
    ),
    (
        Zone.NEIGHBOURS,
        rf"post-?navigation|{_START}(?:post|single|entry|article|story)-?(?:nav|pagination|"
        rf"links){_END}|nav-?(?:single|post)|"
        r"(?:prev|previous|next)-?(?:and-?next-?)?(?:post|article|story|entry)|adjacent|"
        r"post-?(?:prev|next)|prevnext_?post|article-pager",
    ),
    (
        Zone.PAGER,
        rf"paginat|{_START}pager{_END}|pagi?na(?:cao|cion|vi)|page-?nav|page-?numbers|"
        rf"page-?links|{_START}paging|"
        rf"posts-?nav|nav-?(?:below|above|previous|next|older|newer)|{_START}(?:older|"
        rf"newer)(?:-?(?:posts|entries))?{_END}|"
        r"load-?more|show-?more|view-?more|blog-pager|archive-?nav|listing-?nav|"
        rf"^pages$|seitenzahl|navigation-?pages",
    ),
    (
        Zone.SHARE,
        rf"{_START}shar(?:e|es|ing|er|edaddy|ethis){_END}|sharedaddy|social|addtoany|"
        r"addthis|ssba|heateor|follow-?us",
    ),
    (
        Zone.LANGUAGES,
        r"lang(?:uage)?s?-?(?:switch|select|item|menu|nav|chooser|picker)|wpml-ls|"
        r"polylang|language-?switcher|lang-item",
    ),
    (
        Zone.RELATED,
        r"related|read-?(?:also|next|more-?box)|lire-?aussi|recommend|similar|"
        r"more-?(?:from|in|on|stories|news|articles)|you-?(?:may|might)|yarpp|crp_|"
        r"outbrain|taboola|suggest|siehe-?auch|ver-?tambien|leia-?tambem|leggi-?anche|"
        r"onward|cross-?link|relacionad|correlat|verwandt|powiaz",
    ),
    (
        Zone.COMMENTS,
        rf"{_START}comments?{_END}|comment-?(?:list|respond|form|body|meta|author|area)|"
        rf"{_START}respond{_END}|disqus|commentlist|{_START}reply{_END}|kommentar|"
        r"comentarios|forum",
    ),
    (
        Zone.CALENDAR,
        r"calendar|kalender|calendrier|widget_archive|archives?-?(?:list|widget|dropdown|"
        rf"by|month|links)|{_START}(?:monthly|yearly)",
    ),
    (
        Zone.RECENT,
        r"recent|latest|popular|most-?(?:read|viewed|shared|commented)|trend|"
        r"top-?(?:stories|news|posts|read)|breaking|ticker|newest|neueste|aktuell|"
        r"editors?-?(?:pick|choice)|meist|headlines|ultim[aeo]s|derni(?:er|ère)s|"
        r"recientes|en-?continu|lastnews|last-?(?:news|posts)|hot-?news|just-?in|missed",
    ),
    (
        Zone.TAGS,
        rf"{_START}(?:post-?|entry-?|article-?)?tags?(?:-?(?:links|list|cloud|wrap\w*|"
        rf"items?))?{_END}|tagcloud|keywords|{_START}topics{_END}|schlagw|etiquetas|"
        r"mots-?cles",
    ),
    (
        Zone.SECTIONS,
        rf"cat-?links|{_START}(?:post|entry|meta|article)?-?categor(?:y|ies)(?:-?(?:list|"
        rf"links|labels?))?{_END}|kicker|eyebrow|rubrique{_END}|post-?cats?|"
        rf"{_START}cats?{_END}|section-?(?:label|name)|widget_categories",
    ),
    (
        Zone.AUTHOR,
        rf"{_START}by-?line|{_START}(?:post-?|entry-?|article-?)?authors?(?:-?(?:info|box|"
        rf"bio|name|meta|card|links?|avatar|wrap\w*))?{_END}|{_START}vcard|"
        rf"{_START}autor(?:en)?{_END}|auteurs?{_END}|posted-by|about-author",
    ),
    (Zone.SEARCH, rf"{_START}search"),
    (
        Zone.LOGIN,
        rf"{_START}log-?in|{_START}sign-?(?:in|up)|{_START}account|{_START}subscribe|"
        rf"newsletter|{_START}register",
    ),
    (
        Zone.BODY,
        r"(?:entry|post|article|story|single|news|page|blog|td-post|detail|field-?body|"
        rf"item)-?(?:content|body|text|copy){_END}|articlebody|{_START}texte{_END}|"
        rf"richtext|{_START}prose{_END}|body-?(?:text|copy|content)|main-?text|rte{_END}|"
        r"theme-?default-?content|field--name-body|theme-post-content|wysiwyg|e-content",
    ),
    (
        Zone.FOOTER,
        rf"{_START}(?:site-?|page-?|main-?|global-?|bottom-?)?footer|colophon|site-?info|"
        rf"copyright|impressum|{_START}legal{_END}|sub-?footer|bottom-?bar",
    ),
    (
        Zone.NAV,
        rf"{_START}(?:main|site|top|sub|primary|secondary|mobile|header|global|mega|"
        rf"off-?canvas|drop-?down)?-?(?:nav|navbar|menu|navigation|menus)(?:-?\w*)?{_END}|"
        rf"{_START}navi|_nav_|menuitem|menu-item|hamburger|sitemap|skip-?link|jeg_menu",
    ),
    (
        Zone.HEADER,
        rf"masthead|{_START}(?:site|page|main|global|top)-?(?:header|bar|title|branding|"
        rf"logo)|{_START}header{_END}|{_START}logo|{_START}branding|topbar|"
        rf"{_START}banner{_END}|en-?tete|kopf",
    ),
    (
        Zone.ASIDE,
        rf"side-?bar|{_START}aside|{_START}widgets?(?:-?area)?{_END}|widget_|"
        rf"{_START}secondary{_END}|{_START}rail{_END}|"
        rf"{_START}sidenav",
    ),
    (
        Zone.TEASER,
        rf"teaser|{_START}(?:post|article|story|news|entry|blog|list|media|grid|archive|"
        r"card)-?(?:item|card|preview|summary|excerpt|block|box|title|headline|entry|"
        rf"list-item|module|thumb(?:nail)?)?{_END}|{_START}card{_END}|hentry|"
        rf"{_START}promo{_END}|{_START}tile{_END}|{_START}tease|{_START}td_module|jeg_post|"
        rf"et_pb_post|elementor-post|{_START}item(?:-\w+)?{_END}|views-row",
    ),
    (
        Zone.MAIN,
        rf"{_START}(?:main|content|primary|contenu|inhalt){_END}|site-?(?:main|content)|"
        r"main-?content|content-?area",
    ),
)
# Class names that tell layout, state or the topics of a post, not the purpose of the element.
_NOISE = re.compile(
    r"(?:has|with|no|without|hide|is|type|category|tag|term)[-_](?!links$|cloud$|list$).*|"
    r"(?:layout|js|format|status|tax|page-template|elementor|ast|menu-item-object)[-_].*|"
    r"(?:[^-]*-){6}.*"
)
_BESIDE = re.compile(
    r"^sidebar[-_](?:right|left)$|with(?:out)?[-_]?(?:a-)?(?:left|right)?[-_]?(?:side|rail)|"
    r"(?:and|column|layout|article|main|content)[\w-]*(?:sidebar|rail)|"
    r"(?:sidebar|rail)[\w-]*(?:article|content|main|wrap|layout)"
)
"""Names of what stands beside a sidebar."""
# The element of one entry in WordPress: its class names tell categories, tags and authors too.
_ENTRY = re.compile(r"(?:^|\s)(?:hentry|post-\d+|status-publish)(?:\s|$)")
_DIGITS = re.compile(r"\d+")
_RULES = tuple((zone, re.compile(pattern)) for zone, pattern in _NAMES)
ZONED_TAGS = {
    "nav": Zone.NAV,
    "header": Zone.HEADER,
    "footer": Zone.FOOTER,
    "aside": Zone.ASIDE,
    "main": Zone.MAIN,
    "article": Zone.TEASER,
}
_ROLES = {
    "navigation": Zone.NAV,
    "banner": Zone.HEADER,
    "contentinfo": Zone.FOOTER,
    "complementary": Zone.ASIDE,
    "main": Zone.MAIN,
    "search": Zone.SEARCH,
}


_TITLE = re.compile(
    r"(?<![a-z])(?:(?:sub)?title|titre|titel|titulo|titolo|tytul|headline|heading|header|hed|label)"
    r"(?![a-z])"
)


MAX_NAMES = 300
"""Characters of class names and id that are looked at."""


@lru_cache(maxsize=16384)
def marks(
    tag: str, names: str | None, identity: str | None, prop: str | None, role: str | None
) -> tuple[Zone, bool]:
    """Tell an element's zone by class, id, itemprop and role, and if its class says: title."""
    said = " ".join(name for name in (names, identity, prop) if name)[:MAX_NAMES]
    return zone_of(tag, said, role or ""), bool(names and is_title(names))


def is_title(names: str) -> bool:
    """Tell whether class names are those of a title."""
    return _TITLE.search(names.lower()) is not None


def zone_of(tag: str, names: str, role: str) -> Zone:
    """Tell an element's zone; `names` holds its class, id and itemprop."""
    if _ENTRY.search(names):
        return Zone.TEASER
    ranks = (_rank(_DIGITS.sub("0", name)) for name in names.lower().split())
    first = min(ranks, default=len(_RULES))
    if first < len(_RULES):
        return _RULES[first][0]
    return _ROLES.get(role) or ZONED_TAGS.get(tag, Zone.NONE)


@lru_cache(maxsize=8192)
def _rank(name: str) -> int:
    """Give the place of the first rule that a single name falls under; numbers are all 0."""
    if _NOISE.match(name) or (("side" in name or "rail" in name) and _BESIDE.search(name)):
        return len(_RULES)
    found = (place for place, (_, rule) in enumerate(_RULES) if rule.search(name))
    return next(found, len(_RULES))
