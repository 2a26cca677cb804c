"""Shapes of URLs: what an address alone says about what it leads to."""

import re
from enum import StrEnum
from functools import lru_cache
from urllib.parse import unquote


class Shape(StrEnum):
    """What a URL looks like; OTHER where it says nothing."""

    HOME = "home"
    DATED = "dated"  # /2024/05/17/slug
    ITEM = "item"  # an article's id, in path or query
    SLUG = "slug"  # a long slug
    THING = "thing"  # an artist, event, product: an entry that is no news
    ATTACHMENT = "attachment"  # the page of one picture, or a file of the system
    SECTION = "section"
    TAG = "tag"
    TOPIC = "topic"  # a tag, or an article of a dossier
    AUTHOR = "author"
    DATE = "date"  # /2024/05/
    PAGE = "page"  # page two and on of a list
    SEARCH = "search"
    LOGIN = "login"
    STATIC = "static"
    FEED = "feed"
    MEDIA = "media"
    REPLY = "reply"
    SHARE = "share"
    TWIN = "twin"  # AMP, print, trackback
    OTHER = "other"


ENTRIES = frozenset({Shape.DATED, Shape.ITEM, Shape.SLUG})
"""Shapes that articles have."""
MEDIA_SUFFIXES = frozenset(
    [
        "jpg",
        "jpeg",
        "png",
        "gif",
        "webp",
        "avif",
        "svg",
        "bmp",
        "ico",
        "tif",
        "tiff",
        "heic",
        "mp3",
        "m4a",
        "ogg",
        "oga",
        "wav",
        "flac",
        "aac",
        "mp4",
        "m4v",
        "webm",
        "mov",
        "avi",
        "wmv",
        "mkv",
        "mpg",
        "mpeg",
        "ogv",
        "flv",
        "swf",
        "m3u8",
        "pdf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "ppt",
        "pptx",
        "odt",
        "ods",
        "odp",
        "rtf",
        "csv",
        "zip",
        "rar",
        "7z",
        "gz",
        "tgz",
        "tar",
        "bz2",
        "dmg",
        "exe",
        "apk",
        "msi",
        "iso",
        "epub",
        "mobi",
        "css",
        "js",
        "mjs",
        "json",
        "map",
        "woff",
        "woff2",
        "ttf",
        "eot",
        "otf",
        "ics",
        "vcf",
        "torrent",
        "psd",
        "ai",
        "eps",
        "txt",
    ]
)

_STATIC = (
    r"about(?:-?us|-?this-?site|-?the-?\w+)?|contact(?:-?us|o|ez-?nous|s)?|kontakt|"
    r"impress?um|imprint|datenschutz(?:erkl\w+)?|privacy(?:-?policy|-?notice|"
    r"-?statement)?|"
    r"terms(?:-?(?:of-?(?:use|service)|and-?conditions|conditions|-?service))?|tos|"
    r"legal(?:-?notice)?|disclaimer|cookies?(?:-?(?:policy|consent|settings))?|"
    r"advertis(?:e|ing|ement)(?:-?with-?us)?|careers?|jobs|staff|(?:our-?)?team|"
    r"masthead|donate|donations?|support(?:-?us)?|faqs?|help|subscribe|subscriptions?|"
    r"newsletters?(?:-?sign-?up)?|"
    r"site-?map|accessibility|corrections?(?:-?policy)?|ethics(?:-?policy)?|"
    r"editorial-?(?:policy|guidelines|team|standards)|write-?for-?us|copyright|"
    r"mission|who-?we-?are|"
    r"mentions-?legales|a-?propos|qui-?sommes-?nous|politique-de-confidentialite|"
    r"publicite|abonnement|plan-du-site|quienes-?somos|aviso-?legal|"
    r"politica-de-(?:privacidade?|cookies)|publicidad(?:e)?|"
    r"acerca(?:-de)?|sobre(?:-nos(?:otros)?)?|contat[oi]|quem-?somos|expediente|"
    r"anuncie|chi-?siamo|redazione|note-legali|over-?ons|colofon|o-?nas|redakcja|"
    r"regulamin|polityka-prywatnosci|"
    r"ueber-?uns|uber-?uns|agb|mediadaten|werbung|spenden|om-?oss|om-?os|hakkimizda|"
    r"iletisim|kunye|gizlilik\w*|despre-?noi|politica-de-confidentialitate|"
    r"tentang-?kami|redaksi|rolunk|impresszum|kapcsolat|"
    r"membership|members?|shop|store|cart|checkout|thank-?you|media-?kit|rate-?card|"
    r"submit(?:-?\w+)?|get-?involved|volunteer|partners|sponsors|our-?(?:story|"
    r"supporters|funders|donors)|board(?:-of-directors)?|staff-?board"
)

# Tried in order on the lower-case path with query; the first that matches tells the shape.
_PATHS: tuple[tuple[Shape, str], ...] = (
    (Shape.REPLY, r"[?&]replytocom=|/comment/reply/|#respond|[?&;]action=reply"),
    (
        Shape.SHARE,
        r"[?&]share=|/share(?:r|article)?(?:[/?.]|$)|[?&]shared=|mailto=|/email(?:-this|"
        r"a?friend)|/sendto|[?&]send_to_friend",
    ),
    (
        Shape.FEED,
        r"/(?:feeds?|rss2?|atom|rdf)(?:/(?:atom|rss2?|rdf))?/?(?:$|\?)|\.(?:rss|atom|"
        r"rdf)(?:$|\?)|/(?:feed|rss|atom|index|backend)\.xml|[?&](?:feed|format|type|page|"
        r"alt)=(?:rss2?|atom|feed|rdf|100|backend[\w-]*)\b",
    ),
    (
        Shape.LOGIN,
        r"/(?:wp-login|wp-admin|log-?in|sign-?(?:in|up|on)|log-?out|register|registration|"
        r"account|my-?account|user/(?:login|register|password)|anmelden|connexion|"
        r"iniciar-sesion|entrar|connect)(?:[/?.]|$)|[?&](?:action|do)=(?:login|register)",
    ),
    (
        Shape.TWIN,
        r"/(?:amp|trackback|print|embed|printer|printable)/?(?:$|\?)|[?&](?:amp|print|"
        r"printable|tmpl|output|outputtype|view)=?(?:1|true|print|printable|component|amp|"
        r"amphtml)?(?:$|&)|/amp/|[?&]page=imprim\w*|\.amp(?:$|\?)|[-_.]print\.|[?@&]p=",
    ),
    (
        Shape.SEARCH,
        r"/(?:search|suche|recherche|buscar?|busqueda|pesquisa|ricerca|cerca|zoeken|"
        r"szukaj|hledat|sok|poisk|arama|haku)(?:[/?.]|$)|[?&](?:s|q|query|search|"
        r"recherche|keyword|keywords|suche|searchword|search_query)=",
    ),
    (
        Shape.PAGE,
        r"/(?:page|pagina|seite|strana|sayfa|side|sivu|oldal|stranica|halaman|trang)"
        r"[/-]\d{1,5}(?:[/?.]|$)|/page\d{1,4}(?:[/?.]|$)|[?&](?:page|paged|pagina|seite|"
        r"pg|pageno|page_?num|pagenumber|start|offset|skip|from|debut_\w+|limitstart|"
        r"currentpage|pagenum|p_?no|begin|cur|lcp_page\w*|product-page|query-\d+-page|"
        r"e-page-\w+)=\d",
    ),
    (
        Shape.TAG,
        r"/(?:tags?|etiquetas?|schlagwort(?:e|er)?|"
        r"mot(?:-cle)?s?|keywords?|labels?|hashtags?|stichwort|etiket|tagged)/[^/?]|"
        r"[?&](?:tag|topic|id_mot|keyword_id)=|/(?:tags?|topics?)/?$|"
        r"\?mot\d",
    ),
    (Shape.TOPIC, r"/(?:topics?|themen?|thema|temas?|subjects?|dossiers?)/[^/?]"),
    (
        Shape.AUTHOR,
        r"/(?:authors?|autor(?:en|es)?|auteurs?|autori|contributors?|reporters?|"
        r"columnists?|staff|profiles?|by|user|users|people|redakteur|journalists?|"
        r"yazar(?:lar)?|penulis|writers?|redator|byline|members)/[^/?]|[?&](?:author|"
        r"author_name|id_auteur)=|/(?:authors?|contributors)/?$|\?auteur\d",
    ),
    (
        Shape.DATE,
        r"^(?:/[\w-]{1,20})?/(?:19|20)\d\d(?:/(?:0?[1-9]|1[0-2])(?:/(?:0?[1-9]|[12]\d|"
        r"3[01]))?)?/?(?:$|\?)|/(?:archives?|archiv|arquivo|archivo|archivio|archiwum|"
        r"date|kalender|calendar)(?:/(?:19|20)\d\d(?:[/-]\d{1,2}){0,2})?/?(?:$|\?|\.)|"
        r"/(?:archives?|date|calendar)/(?:19|20)\d\d|[?&](?:m=(?:19|20)\d{2,6}|year=|"
        r"archivedate=)",
    ),
    (
        Shape.SECTION,
        r"/(?:category|categor(?:ies|ie|ia|ias)|kategorie?n?|kategori|kategoria|sections?|"
        r"sektion|seccion(?:es)?|secao|sezione|rubri(?:k|que|ques|ca|cas|ken|c)s?|ressort|"
        r"channels?|departments?|cat|desk|section)/[^?]*$|[?&](?:category(?:_name)?|cat|"
        r"section|rubrique|id_rubrique|categoria|catid)=|\?rubrique\d",
    ),
    (
        Shape.SECTION,
        r"^(?:/[\w-]{1,20})?/(?:news|blog|articles?|stories|latest|posts|actualites?|noticias|"
        r"nachrichten|aktuelles?|artikel|notizie|haberler|novosti|berita)/?$",
    ),
    (
        Shape.STATIC,
        rf"^(?:/[\w-]{{1,24}})?/(?:{_STATIC})(?:\.(?:html?|php|aspx?))?/?(?:$|\?)|"
        rf"[?&]page(?:_id=\d+|=(?:{_STATIC}))(?:$|&)",
    ),
    (
        Shape.ATTACHMENT,
        r"/attachment/|[?&]attachment(?:_id)?=|/wp-(?:content|includes|json)/|/cgi-bin/",
    ),
    (
        Shape.DATED,
        r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?/[^/?]+|"
        r"/(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[/_-][^/?]+|/(?:19|"
        r"20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])-[^/?]+|/(?:19|20)\d\d/(?:jan|"
        r"feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/\d{1,2}/[^/?]+|/(?:19|"
        r"20)\d\d/[^/?]*[a-z]-[^/?]+",
    ),
    (
        Shape.THING,
        r"/(?:artists?|events?|veranstaltung(?:en)?|evenements?|eventos?|products?|produkte?|produits?|"
        r"shop|galler(?:y|ies)|galer(?:ie|ia)[sn]?|albums?|photos?|people|teams?|portfolio|venues?|locations?|listings?|directory|jobs?|courses?|movies?)/[^/?]",
    ),
    (
        Shape.ITEM,
        r"[?&](?:p|id|article|articleid|article_id|storyid|story|story_id|news_?id|nid|aid|postid|item|"
        r"itemid|contentid|newsid|n|newsno|idx|idxno|id_article)=[\w-]*\d|[?&]page=(?:article|story|news)\b|"
        r"\?(?:article|breve)\d|(?:article|story|news|post)[_-]?id[_=/-]\w*\d|"
        r"/(?:articles?|story|stories|news|posts?|item|blog|artikel|articulo|noticia|nachricht\w*|"
        r"actualite|breve)s?/(?:[^/?]+/)*[^/?]*(?:\d{3,}|[^/?-]+-[^/?]*-[^/?]+)[^/?]*/?(?:$|\?)|"
        r"/[^/?]*[a-z][^/?]*[-_.,](?!(?:19|20)\d\d(?!\d))\d{4,}(?:\.\w{2,5})?/?(?:$|\?)|"
        r"/\d{4,}[-_/][^/?]*[a-z][^/?]*/?(?:$|\?)|/\d{5,}(?:\.\w{2,5})?/?(?:$|\?)|/a-?\d{5,}",
    ),
    (Shape.SLUG, r"/(?:[^/?-]+-){3,}[^/?-]+/?(?:$|\?)|/(?:[^/?_]+_){3,}[^/?_]+/?(?:$|\?)"),
)
_RULES = tuple((shape, re.compile(pattern)) for shape, pattern in _PATHS)
_HOME = re.compile(
    r"/?(?:(?:index|default|home|"
    r"main)(?:\.\w{2,5})?)?(?:/?(?:[a-z]{2}(?:-[a-z]{2})?)/?)?(?:index\.\w{2,5})?$"
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


@lru_cache(maxsize=32768)
def shape_of(url: str) -> Shape:
    """Tell the shape of an absolute URL; its fragment must be gone."""
    _, _, rest = url.partition("://")
    slash = rest.find("/")
    question = rest.find("?")
    start = min(found for found in (slash, question, len(rest)) if found >= 0)
    path = rest[start:] or "/"
    if "%" in path:
        path = unquote(path, errors="replace")
    path = path[:400].lower()
    if _SHARERS.match(rest.lower()):
        return Shape.SHARE
    if _HOME.fullmatch(path):
        return Shape.HOME
    bare = path.partition("?")[0]
    if (
        bare.rpartition("/")[2].rpartition(".")[2] in MEDIA_SUFFIXES
        and "." in bare.rpartition("/")[2]
    ):
        return Shape.MEDIA
    return next((shape for shape, rule in _RULES if rule.search(path)), Shape.OTHER)
