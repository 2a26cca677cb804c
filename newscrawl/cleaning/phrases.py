"""The words that pages put into bodies, by language: pointers, forms, boxes, credits."""

READ_ALSO = (
    # English
    "read also", "also read", "read more", "read next", "see also", "also see", "related",
    "related story", "related stories",
    "related article", "related articles", "more on this", "don't miss",
    "recommended reading", "you may also like",
    "you might also like", "more from", "read this", "must read", "further reading", "watch also",
    "watch", "also on",
    # French
    "lire aussi", "à lire aussi", "a lire aussi", "a lire", "à lire", "à lire également",
    "lire également", "voir aussi", "à voir aussi", "lisez aussi", "notre dossier",
    "pour aller plus loin", "à découvrir aussi", "sur le même sujet",
    # German
    "lesen sie auch", "lesen sie hier", "lesen sie mehr", "lesen sie dazu", "lesen sie dazu auch",
    "lies auch", "lies dazu auch", "auch interessant", "mehr zum thema", "siehe auch", "mehr dazu",
    "das könnte sie auch interessieren", "passend dazu", "weiterlesen", "zum thema",
    # Spanish
    "lea también", "lee también", "leer también", "le puede interesar", "te puede interesar",
    "también te puede interesar", "ver también", "más información", "lea más", "lee más",
    "puedes leer", "te recomendamos", "noticias relacionadas", "no te pierdas", "además",
    # Portuguese
    "leia também", "leia mais", "veja também", "saiba mais", "ler também", "leia ainda",
    "confira também", "notícias relacionadas",
    # Italian
    "leggi anche", "leggi pure", "leggi di più", "leggi tutto", "vedi anche",
    "ti potrebbe interessare", "potrebbe interessarti", "approfondisci", "guarda anche",
    # Dutch, Swedish, Norwegian, Danish, Finnish
    "lees ook", "lees meer", "lees verder", "zie ook", "bekijk ook", "läs också", "läs även",
    "läs mer", "se också", "se även", "les også", "les mer", "se også", "læs også", "læs mere",
    "lue myös", "lue lisää", "katso myös",
    # Polish, Czech, Slovak
    "czytaj także", "czytaj też", "czytaj więcej", "czytaj również", "zobacz także", "zobacz też",
    "zobacz również", "przeczytaj także", "przeczytaj też", "przeczytaj również", "polecamy",
    "přečtěte si", "přečtěte si také", "čtěte také", "čtěte i", "čtěte více", "prečítajte si",
    "prečítajte si aj", "čítajte aj", "čítajte tiež",
    # Russian, Ukrainian, Bulgarian
    "читайте также", "читать также", "читайте ещё", "читайте еще", "смотрите также", "по теме",
    "материалы по теме", "подробнее", "читайте також", "читайте теж", "дивіться також", "за темою",
    "прочетете още", "вижте още", "вижте също",
    # Turkish, Romanian, Hungarian, Greek, South Slavic, Indonesian
    "ayrıca oku", "ayrıca okuyun", "bunu da oku", "bunlar da ilginizi çekebilir", "ilgili haber",
    "ilgili haberler", "okumaya devam et", "citește și", "citiți și", "vezi și", "olvassa el",
    "ezt is olvassa el", "kapcsolódó", "διαβάστε επίσης", "διαβάστε ακόμη", "δείτε επίσης",
    "pročitajte i", "pročitaj još", "čitajte i", "preberite tudi", "baca juga", "lihat juga",
    "simak juga",
    # Arabic, Hebrew, Persian, Hindi
    "اقرأ أيضا", "اقرأ أيضاً", "إقرأ أيضا", "إقرأ أيضاً", "اقرأ المزيد", "شاهد أيضا",
    "مواضيع ذات صلة", "קראו גם", "ראו גם", "بیشتر بخوانید", "همچنین بخوانید", "यह भी पढ़ें",
    "ये भी पढ़ें",
    # Chinese, Japanese, Korean, Vietnamese
    "相关阅读", "相关新闻", "相關閱讀", "相關新聞", "延伸阅读", "延伸閱讀", "推荐阅读", "更多阅读",
    "関連記事", "関連リンク", "あわせて読みたい",
    "合わせて読みたい", "こちらもおすすめ", "관련기사", "관련 기사", "관련뉴스",
    "함께 읽으면 좋은 기사", "xem thêm", "đọc thêm",
)  # fmt: skip
"""Openings of pointers to other articles."""

NEEDS_COLON = frozenset({
    "related", "watch", "further reading", "must read", "read this", "more from",
    "also on", "además", "a lire", "à lire", "notre dossier",
    "por tema", "zum thema", "подробнее", "polecamy", "более", "saiba mais", "más información",
    "mehr dazu", "see also", "siehe auch", "zie ook", "se også", "te recomendamos",
    "don't miss", "more on this", "weiterlesen", "puedes leer", "approfondisci", "leer también",
    "lies auch", "přečtěte si", "prečítajte si", "read more", "lees meer", "läs mer", "les mer",
    "læs mere", "leia mais", "leggi tutto", "lue lisää", "по теме", "за темою",
    "voir aussi", "pour aller plus loin", "passend dazu", "no te pierdas", "olvassa el",
    "kapcsolódó", "lea más", "lee más", "czytaj więcej", "recommended reading",
})  # fmt: skip
"""Openings that also begin ordinary sentences: only a colon, dash or bracket tells them apart."""

WIDGETS = (
    "recent news", "recent posts", "recent articles", "latest news", "latest posts",
    "latest articles", "latest stories", "latest", "editor's pick", "editor's picks",
    "editors' picks", "editors pick", "editors picks",
    "most read", "most popular", "most viewed", "most shared", "popular news", "popular posts",
    "popular articles", "popular now", "trending", "trending now", "trending news", "top stories",
    "top news", "more news", "more stories", "more from this section",
    "related news", "related posts", "related articles", "related stories", "related topics",
    "related content", "recommended for you", "recommended stories", "recommended",
    "you may also like", "you might also like", "you may have missed", "don't miss",
    "what to read next", "read next",
    "sponsored content", "sponsored stories", "promoted stories", "from our partners",
    "around the web", "tags", "topics", "categories", "archives", "comments", "share this",
    "share this article", "advertisement", "about the author",
    "les plus lus", "les plus populaires", "articles récents", "dernières nouvelles",
    "dernières actualités", "articles similaires", "articles liés", "à lire aussi",
    "sur le même sujet", "en ce moment", "nos dernières vidéos", "commentaires",
    "meistgelesen", "meistgelesene artikel", "neueste beiträge", "neueste artikel",
    "neueste nachrichten", "aktuelle nachrichten", "ähnliche artikel", "ähnliche beiträge",
    "das könnte sie auch interessieren", "das könnte dich auch interessieren", "mehr zum thema",
    "themen", "schlagwörter", "auch interessant", "top-themen", "empfehlungen der redaktion",
    "weitere artikel", "kommentare",
    "lo más leído", "lo más visto", "las más leídas", "noticias relacionadas",
    "noticias recientes", "últimas noticias", "artículos relacionados", "entradas recientes",
    "te puede interesar", "también te puede interesar", "comentarios", "temas relacionados",
    "mais lidas", "mais lidos", "últimas notícias", "notícias relacionadas",
    "artigos relacionados", "posts recentes", "veja também", "comentários",
    "i più letti", "ultime notizie", "articoli recenti", "articoli correlati", "articoli simili",
    "potrebbe interessarti", "commenti", "meest gelezen", "laatste nieuws",
    "gerelateerde artikelen", "lees ook", "reacties", "mest läst", "mest lästa", "senaste nytt",
    "senaste nyheterna", "relaterade artiklar",
    "mest lest", "siste nytt", "mest lest nå", "mest læste", "seneste nyt", "seneste nyheder",
    "luetuimmat", "uusimmat", "lue myös", "najczęściej czytane", "najnowsze", "najpopularniejsze",
    "powiązane artykuły", "komentarze", "zobacz także", "nejčtenější", "nejnovější",
    "související články", "související",
    "самое читаемое", "популярное", "последние новости", "новости по теме", "материалы по теме",
    "главное сегодня", "комментарии", "найпопулярніше", "останні новини", "новини за темою",
    "en çok okunanlar", "son haberler", "ilgili haberler", "yorumlar",
    "الأكثر قراءة", "آخر الأخبار", "أخبار ذات صلة", "مواضيع ذات صلة", "热门文章", "热门新闻",
    "最新新闻",
    "相关新闻", "相关文章", "热点新闻", "人気記事", "関連記事", "ランキング", "アクセスランキング",
    "新着記事", "많이 본 뉴스", "관련기사",
    "인기기사", "최신기사",
)  # fmt: skip
"""Titles of boxes that list other pages."""

ADVERTISEMENT = (
    "advertisement", "advertisements", "ad", "ads", "sponsored",
    "advertisement - scroll to continue", "article continues below advertisement",
    "story continues below advertisement", "story continues below",
    "article continues after advertisement", "continue reading the main story",
    "skip advertisement",
    "scroll to continue", "anzeige", "werbung", "publicité", "la suite après la publicité",
    "la suite de cet article après la publicité", "publicidad", "publicidade",
    "continua após a publicidade", "pubblicità", "continua a leggere dopo la pubblicità",
    "advertentie", "annons", "annonse", "annonce", "mainos", "reklama", "reklam",
    "artykuł dostępny po reklamie", "реклама", "إعلان", "广告", "廣告", "広告", "광고", "iklan",
)  # fmt: skip
"""Marks of an advertisement's place."""
