"""Segments: the names in URL paths that tell what a URL leads to, in many languages."""

from enum import StrEnum


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


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MEDIA_SUFFIXES = _words(
    """
        jpg jpeg png gif webp avif svg bmp ico tif tiff heic mp3 m4a ogg oga wav flac aac mp4
        m4v webm mov avi wmv mkv mpg mpeg ogv flv swf m3u8 pdf doc docx xls xlsx ppt pptx odt
        ods odp rtf csv zip rar 7z gz tgz tar bz2 dmg exe apk msi iso epub mobi css js mjs json
        map woff woff2 ttf eot otf ics vcf torrent psd ai eps txt
        """
)

STATIC = (
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
    r"membership|shop|store|cart|checkout|thank-?you|media-?kit|rate-?card|"
    r"submit(?:-?\w+)?|get-?involved|volunteer|partners|sponsors|our-?(?:story|"
    r"supporters|funders|donors)|board(?:-of-directors)?|staff-?board"
)

# A segment that tells the shape wherever it stands.
ANYWHERE = {
    Shape.TWIN: _words("amp trackback"),
    Shape.SHARE: _words("share sharer sharearticle email-this emailafriend emailfriend sendto"),
    Shape.LOGIN: _words(
        """
        wp-login wp-admin login log-in signin sign-in signup sign-up sign-on logout log-out
        register registration account my-account myaccount anmelden connexion iniciar-sesion
        """
    ),
    Shape.SEARCH: _words(
        """
        search suche recherche buscar busca busqueda pesquisa ricerca cerca zoeken szukaj hledat
        sok poisk arama haku
        """
    ),
    Shape.ATTACHMENT: _words("attachment wp-content wp-includes wp-json cgi-bin"),
}
# A segment that tells the shape at the end of the path.
LAST = {
    Shape.FEED: _words(
        """
        feed feeds rss rss2 atom rdf feed.xml rss.xml atom.xml index.xml backend.xml
        """
    ),
    Shape.TWIN: _words("amp trackback print embed printer printable"),
    Shape.DATE: _words(
        """
        archive archives archiv arquivo archivo archivio archiwum calendar kalender
        """
    ),
    Shape.TAG: _words("tag tags topics"),
    Shape.AUTHOR: _words("author authors contributors"),
}
# A segment that tells the shape where another follows.
BEFORE = {
    Shape.TAG: _words(
        """
        tag tags etiqueta etiquetas schlagwort schlagworte schlagwoerter mot mots mot-cle
        mots-cles keyword keywords label labels hashtag hashtags stichwort etiket tagged
        """
    ),
    Shape.TOPIC: _words(
        """
        topic topics thema themen tema temas subject subjects dossier dossiers
        """
    ),
    Shape.AUTHOR: _words(
        """
        author authors autor autoren autores auteur auteurs autori contributor contributors
        reporter reporters columnist columnists staff profile profiles by user users redakteur
        journalist journalists yazar yazarlar penulis writer writers redator byline members
        """
    ),
    Shape.SECTION: _words(
        """
        category categories categorie categoria categorias kategorie kategorien kategori
        kategoria section sections sektion seccion secciones secao sezione rubrik rubrika
        rubriken rubrique rubriques rubrica rubricas rubric rubrics ressort channel channels
        department departments cat desk
        """
    ),
    Shape.THING: _words(
        """
        artist artists event events veranstaltung veranstaltungen evenement evenements evento
        eventos product products produkt produkte produit produits shop gallery galleries
        galerie galeries galerien galeria galerias album albums photo photos team teams
        portfolio venue venues location locations listing listings directory job jobs course
        courses movie movies
        """
    ),
}
NAMES = frozenset().union(*ANYWHERE.values(), *LAST.values(), *BEFORE.values())
"""All segments that tell a shape by their name."""
ITEMS = _words(
    """
        article articles story stories news post posts item blog artikel articulo noticia
        noticias nachricht nachrichten actualite actualites breve breves
        """
)
LISTS = _words(
    """
        news blog articles stories latest posts actualite actualites noticias
        nachrichten aktuell aktuelle aktuelles notizie haberler novosti berita
        """
)
