"""Words that news sites of many languages put on boxes and buttons."""

import re
from functools import lru_cache

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def _small(text: str) -> str:
    """Give lower case, in which Turkish letters with and without a dot are one."""
    return text.lower().replace("ı", "i").replace("i\u0307", "i")


def _phrases(text: str) -> set[str]:
    """Take apart phrases that `|` separates."""
    return {" ".join(_small(phrase).split()) for phrase in text.split("|") if phrase.strip()}


def _any(text: str) -> str:
    """Make an alternative of phrases, longest first."""
    words = sorted(_phrases(text), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in words)


# en de fr es pt it nl pl ru uk cs ro sv da no fi hu el tr ar fa he hi zh ja ko id vi
_RECENT = _any(
    """
    recent | latest | breaking | most read | most popular | most viewed | trending | popular |
    top stories | top news | editor's pick | editors' pick | editor’s pick | editors’ pick |
    editor's choice | headlines | new posts | just in | don't miss | must read | last news |
    new articles | featured | top posts | you may have missed | neueste | neuste | aktuell |
    meistgelesen | meist gelesen | eilmeldung | letzte beiträge | beliebt | top-themen |
    récents | récentes | derniers | dernières | dernière heure | plus lus | plus lues |
    à la une | a la une | ne pas manquer | en continu | brèves | populaires | fil info |
    recientes | últimas | ultimas | último | más leíd | mas leid | lo más visto | destacad |
    de última hora | populares | recentes | mais lidas | mais lidos | mais vistas | em destaque |
    agora | ultime | ultimi | recenti | più letti | più lette | in evidenza | in primo piano |
    laatste | recente | meest gelezen | net binnen | populair | najnowsze | ostatnie |
    najczęściej czytane | popularne | polecane | последние | свежие |
    новости дня | популярн | самое читаемое | главное |
    лента новостей | сейчас читают | останні |
    найпопулярніш | читають зараз | свіжі | nejnovější |
    nejčtenější | poslední | aktuálně | ultimele | cele mai citite | noutăți | senaste |
    mest läst | seneste | mest læst | siste | mest lest | nyeste | uusimmat | luetuimmat |
    tuoreimmat | legfrissebb | legolvasottabb | friss hírek | τελευταία |
    πρόσφατα | δημοφιλή | ροή ειδήσεων | son haber | son dakika |
    son yazılar | en çok okunan | popüler | güncel | أحدث | احدث | آخر | اخر | الأكثر قراءة |
    الاكثر قراءة | الأكثر مشاهدة | عاجل | أهم الأخبار | مختارات | تازه | آخرین | جدیدترین |
    پربیننده | پربازدید | חדשות אחרונות | הנקראות | פוסטים אחרונים | אחרונים | ताज़ा | ताजा |
    हाल के | लोकप्रिय | नवीनतम | ट्रेंडिंग | बड़ी खबर | সর্বশেষ | জনপ্রিয় | 最新 | 最近 | 热门 |
    熱門 | 热点 | 排行 | 推荐阅读 | 头条 | 要闻 | 新着 | 人気 | ランキング | 速報 | 最近の |
    최신 | 최근 | 인기 | 많이 본 | 속보 | terbaru | terkini | terpopuler | mới nhất | đọc nhiều |
    tin mới | xem nhiều | ล่าสุด | ยอดนิยม
    """
)
_RELATED = _any(
    """
    related | read also | also read | read more: | read next | see also | more from | more on |
    more in | more stories | more news | you may also | you might also | you may like |
    recommended | similar | further reading | next story | up next | keep reading | read: |
    lesen sie auch | auch interessant | mehr zum thema | mehr zu | weitere artikel |
    weitere beiträge | ähnliche | verwandte | siehe auch | lies auch | zum thema | lire aussi |
    à lire | a lire | voir aussi | sur le même sujet | articles liés | articles similaires |
    même rubrique | plus d'actualité | vous aimerez | lea también | lee también |
    leer también | le puede interesar | te puede interesar | relacionad | ver también |
    artículos similares | más sobre | leia também | leia mais: | veja também | saiba mais |
    você também | mais sobre | leggi anche | potrebbe interessarti | correlat |
    articoli simili | vedi anche | lees ook | gerelateerd | lees meer over | czytaj także |
    czytaj też | zobacz też | zobacz także | podobne | powiązane | читайте также |
    по теме | похожие | смотрите также |
    материалы по теме | читайте також | схожі | за темою |
    čtěte také | související | podobné | citește și | citeste si | articole similare |
    läs också | läs även | relaterade | læs også | relaterede | les også | relaterte | lue myös |
    aiheesta | olvasta már | kapcsolódó | διαβάστε επίσης | σχετικά | ilgili |
    benzer | bunlar da | اقرأ أيضا | اقرأ أيضًا | إقرأ أيضا | اقرأ ايضا | مواضيع ذات صلة |
    ذات صلة | مقالات مشابهة | قد يعجبك | بیشتر بخوانید | مطالب مرتبط | مرتبط | קראו גם |
    כתבות נוספות | עוד בנושא | यह भी पढ़ें | ये भी पढ़ें | संबंधित | আরও পড়ুন | 相关 | 相關 |
    延伸阅读 | 延伸閱讀 | 关联 | 関連 | あわせて読みたい | 관련 | 함께 볼 | baca juga | terkait |
    xem thêm | bài viết liên quan | liên quan | เกี่ยวข้อง
    """
)
_NEXT = _phrases(
    """
    next | next page | older | older posts | older entries | older articles | older stories |
    older news | previous entries | previous posts | more | load more | show more | view more |
    see more | more posts | more articles | more stories | more news | more results |
    load more posts | next posts | next » | go to next page | next results | weiter | nächste |
    nächste seite | ältere | ältere beiträge | ältere artikel | mehr laden | mehr anzeigen |
    weitere laden | vorwärts | ältere einträge | nächste seite » | suivant | suivante |
    page suivante | articles plus anciens | articles précédents | plus anciens | charger plus |
    voir plus | afficher plus | plus d'articles | publications plus anciennes | siguiente |
    siguientes | página siguiente | entradas antiguas | entradas anteriores | más antiguas |
    cargar más | ver más | mostrar más | más noticias | anteriores | próxima | próximo |
    próxima página | seguinte | página seguinte | postagens mais antigas | mais antigas |
    carregar mais | ver mais | mais notícias | posts antigos | successivo | successiva | avanti |
    pagina successiva | prossimo | prossima | post più vecchi | articoli precedenti |
    carica altri | carica altro | mostra altri | altri articoli | volgende | volgende pagina |
    oudere berichten | meer laden | toon meer | laad meer | następna | następny | następne |
    następna strona | dalej | starsze | starsze wpisy | pokaż więcej | załaduj więcej | więcej |
    далее | вперед | вперёд | следующая |
    следующая страница | следующие | след |
    показать еще | показать ещё | загрузить еще |
    загрузить ещё | ещё | еще | предыдущие записи |
    наступна | наступна сторінка | далі | показати ще |
    завантажити ще | další | následující | další strana | starší |
    starší příspěvky | načíst další | zobrazit další | následující strana | următoarea |
    următorul | pagina următoare | înainte | articole mai vechi | mai multe | nästa | nästa sida |
    äldre | äldre inlägg | visa fler | visa mer | ladda fler | næste | næste side | ældre |
    vis flere | neste | neste side | eldre | eldre innlegg | seuraava | seuraava sivu |
    vanhemmat | näytä lisää | lataa lisää | következő | következő oldal | régebbi |
    régebbi bejegyzések | továbbiak | több | επόμενη | επόμενο | επόμενα |
    επόμενη σελίδα | παλαιότερα | περισσότερα | sonraki |
    sonraki sayfa | ileri | daha fazla | eski yazılar | önceki yazılar | daha eski | التالي |
    التالى | الصفحة التالية | مقالات أقدم | أقدم | المزيد | تحميل المزيد | عرض المزيد | بعدی |
    صفحه بعد | صفحه بعدی | قدیمی‌تر | بیشتر | הבא | הבאה | לעמוד הבא | ישן יותר | עוד | טען עוד |
    رسائل أقدم | अगला | अगले | अगला पेज | पुराने पोस्ट | और देखें | और पढ़ें | পরবর্তী | 下一页 |
    下一頁 | 下页 | 下頁 | 后一页 | 加载更多 | 查看更多 | 載入更多 | 更多 | 次へ | 次のページ |
    次 | もっと見る | 過去の記事 | 以前の記事 | 前の記事へ | 次の記事 | 다음 | 다음 페이지 |
    더보기 | 더 보기 | 이전 글 | berikutnya | selanjutnya | muat lagi | muat lebih | lebih lama |
    lihat lainnya | tiếp | tiếp theo | trang sau | xem thêm | bài cũ hơn | ถัดไป | หน้าถัดไป |
    โหลดเพิ่ม | পরের পাতা | পুরোনো | načíst více | další články | load more articles |
    load more news | load more stories
    """
)
_PREVIOUS = _phrases(
    """
    previous | prev | previous page | newer | newer posts | newer entries | newer articles |
    first | last | back | zurück | vorherige | vorherige seite | neuere beiträge | neuere |
    erste | letzte | précédent | précédente | page précédente | articles plus récents |
    articles suivants | premier | dernier | première | dernière | anterior | página anterior |
    entradas más recientes | primera | última | primero | último | entradas siguientes |
    mais recentes | primeira | precedente | pagina precedente | indietro | prima | ultima |
    articoli successivi | vorige | vorige pagina | nieuwere berichten | eerste | laatste |
    poprzednia | poprzedni | nowsze wpisy | pierwsza | ostatnia | wstecz | назад |
    предыдущая | предыдущая страница | пред | первая |
    последняя | следующие записи | попередня | остання |
    перша | předchozí | novější | první | poslední | anterioară | anteriorul | înapoi |
    prima pagină | föregående | nyare | första | sista | forrige | nyere | første | sidste |
    siste | edellinen | uudemmat | ensimmäinen | viimeinen | előző | újabb | első | utolsó |
    προηγούμενη | προηγούμενο | πρώτη | τελευταία | önceki | ilk |
    son | geri | السابق | الأولى | الأخيرة | الأخير | الأول | أحدث | قبلی | صفحه قبل | اولین |
    آخرین | הקודם | הקודמת | ראשון | אחרון | पिछला | पहला | अंतिम | 上一页 | 上一頁 | 上页 |
    首页 | 末页 | 尾页 | 第一页 | 最后一页 | 前へ | 前のページ | 最初 | 最後 | 이전 | 처음 |
    마지막 | sebelumnya | pertama | terakhir | trước | trang trước | đầu | cuối | ก่อนหน้า |
    หน้าแรก | หน้าสุดท้าย | start | end | начало | конец | в начало | в конец | первая страница |
    последняя страница | প্রথম | শেষ | পূর্ববর্তী | début | fin | inicio | início | fim |
    inizio | fine | anfang | ende | einde | koniec | 首頁 | 末頁
    """
)
_READ_MORE = _any(
    """
    read more | continue reading | full story | read full | read the | read on | more… |
    more... | […] | [...] | keep reading | learn more | view post | read article | details |
    weiterlesen | mehr lesen | zum artikel | artikel lesen | lire la suite | lire plus |
    en savoir plus | lire l’article | lire l'article | suite | leer más | seguir leyendo |
    leer mas | continuar leyendo | leia mais | continue lendo | continuar a ler | ler mais |
    leggi tutto | continua a leggere | leggi di più | continua | lees meer | lees verder |
    verder lezen | czytaj dalej | czytaj więcej | więcej | читать далее |
    читать | подробнее | читати далі | детальніше | číst dále |
    celý článek | více | citește mai mult | citeste mai mult | läs mer | læs mere | les mer |
    lue lisää | tovább | bővebben | διαβάστε περισσότερα |
    περισσότερα | devamını oku | devamı | haberin devamı | اقرأ المزيد |
    إقرأ المزيد | قراءة المزيد | أكمل القراءة | التفاصيل | ادامه مطلب | ادامه | بیشتر بخوانید |
    קרא עוד | להמשך קריאה | और पढ़ें | आगे पढ़ें | विस्तार से | আরও | 阅读全文 | 閱讀更多 |
    阅读更多 | 全文 | 详情 | 続きを読む | もっと読む | 더 읽기 | 자세히 | baca selengkapnya |
    selengkapnya | đọc tiếp | xem chi tiết | อ่านต่อ
    """
)
_STATIC = _phrases(
    """
    about | about us | contact | contact us | privacy | privacy policy | terms | terms of use |
    terms of service | terms and conditions | advertise | advertising | imprint | legal notice |
    disclaimer | cookies | cookie policy | careers | jobs | staff | our team | masthead | donate |
    support us | faq | help | accessibility | corrections | ethics | subscribe | newsletter |
    newsletters | sitemap | site map | write for us | copyright | impressum | kontakt |
    datenschutz | datenschutzerklärung | über uns | agb | mediadaten | werbung | spenden |
    mentions légales | contactez nous | contactez-nous | nous contacter | à propos |
    qui sommes-nous | qui sommes nous | politique de confidentialité | publicité | abonnement |
    plan du site | demande de publicité | contacto | quiénes somos | aviso legal |
    política de privacidad | publicidad | acerca de | sobre nosotros | contato | quem somos |
    sobre nós | sobre | expediente | anuncie | política de privacidade | termos de uso |
    contatti | chi siamo | redazione | pubblicità | note legali | over ons | adverteren |
    colofon | o nas | reklama | redakcja | regulamin | polityka prywatności | о нас |
    контакты | реклама | о проекте | редакция | про нас |
    контакти | o nás | kontakty | inzerce | despre noi | om oss | om os | annonsera |
    kontakta oss | yhteystiedot | rólunk | impresszum | kapcsolat | επικοινωνία |
    όροι χρήσης | hakkımızda | iletişim | künye | reklam | من نحن | اتصل بنا | اتصل |
    سياسة الخصوصية | درباره ما | تماس با ما | אודות | צור קשר | हमारे बारे में | संपर्क करें |
    关于我们 | 联系我们 | 隐私政策 | 会社概要 | お問い合わせ | プライバシーポリシー | 회사소개 |
    문의 | tentang kami | hubungi kami | redaksi | giới thiệu | liên hệ
    """
)

_DECORATION = r"[\s\W_]*"
_RECENT_BOX = re.compile(_RECENT)
_RELATED_BOX = re.compile(_RELATED)
_READ_MORE_START = re.compile(rf"{_DECORATION}(?:{_READ_MORE})")
_NUMBER = re.compile(
    r"[\[(\s]*(?:(?:page|seite|pagina|página|strona|strana|страница|صفحة|sayfa|side|sida|sivu|oldal)"
    r"\s*)?\d{1,5}[\])\s.]*"
)
_PERIOD = re.compile(r"(?:[^\W\d]+\W+)?(?:19|20)\d\d(?:\W+(?:19|20)\d\d)?\W*(?:\(\d+\))?")
_BUTTONS = {
    _EDGES.sub("", phrase): name
    for name, phrases in (("static", _STATIC), ("previous", _PREVIOUS), ("next", _NEXT))
    for phrase in phrases
}
_SIGNS = (
    ("next", re.compile(r"\s*[»›→>⟩❯▶]{1,2}\|?\s*")),
    ("previous", re.compile(r"\s*\|?[«‹←<⟨❮◀]{1,2}\s*")),
    ("number", _NUMBER),
    ("period", _PERIOD),
)
_COUNT = re.compile(r"[\W_]*\d+$")
_LONGEST_BUTTON = 45


@lru_cache(maxsize=16384)
def button(text: str) -> str:
    """Tell what a whole text says: next, previous, number, static, period or ""."""
    if len(text) > _LONGEST_BUTTON:
        return ""
    small = _small(text)
    core = _EDGES.sub("", small)
    if said := _BUTTONS.get(core):
        return said
    if _BUTTONS.get(_COUNT.sub("", core)) == "next":
        return "next"
    return next((name for name, rule in _SIGNS if rule.fullmatch(small)), "")


@lru_cache(maxsize=4096)
def box(label: str) -> str:
    """Tell what the heading of a box or the text before a link announces: recent, related or ""."""
    small = _small(label)
    if _RELATED_BOX.search(small):
        return "related"
    return "recent" if _RECENT_BOX.search(small) else ""


@lru_cache(maxsize=16384)
def is_read_more(text: str) -> bool:
    """Tell whether a teaser's button speaks."""
    return len(text) <= _LONGEST_BUTTON and _READ_MORE_START.match(_small(text)) is not None
