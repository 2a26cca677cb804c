"""The rules of cleaning: each looks at one block and says why it is not the article's own."""

import re

from newscrawl.cleaning.phrases import ADVERTISEMENT, NEEDS_COLON, READ_ALSO, WIDGETS
from newscrawl.text import fold

MAX_POINTER_WORDS = 35
MAX_RESERVED_WORDS = 60
GLANCE = 100
"""Characters that hold the opening of any pointer."""
MAX_MARK = 100
"""Characters of a text that may be the mark of an advertisement's place."""
_OPENINGS = "|".join(
    re.escape(phrase).replace("'", "['’]").replace("\\ ", r"\s+")
    for phrase in sorted(READ_ALSO, key=len, reverse=True)
)
_LEAD = r"[\s>»›▶►•·*+\-–—→👉📌🔴#|(\[【]*"
_POINT = r"\s*(?P<point>[:：>»›|–—→▶►】\]]|\.{3}|…|-\s)"
_POINTS = re.compile(rf"{_LEAD}(?:{_OPENINGS})")
_POINTER = re.compile(
    rf"^{_LEAD}(?P<opening>{_OPENINGS})(?P<more>\s*[!]?)(?:{_POINT})?\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_TAIL = re.compile(
    rf"(?P<keep>[.!?…»”“\"')\]。！？])\s*[\s>»›▶►•\-–—→👉(\[【]*(?P<tail>\b(?:{_OPENINGS})\s*[:：]"
    rf"\s*\S."
    rf"{{3,250}})$",
    re.IGNORECASE | re.DOTALL,
)
_BRACKETED = re.compile(
    rf"\s*[(\[【]\s*(?:{_OPENINGS})\s*[:：][^()\[\]【】]{{3,250}}[)\]】]", re.IGNORECASE
)
_BRACKET = re.compile(r"[(\[【]")
_STOP = re.compile(r"[.。।](?:[\"'”’»)\]]*)$")
_INNER_STOP = re.compile(r"[.!?。！？]\s+\S")
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WIDGETS = frozenset(fold(phrase) for phrase in WIDGETS)
_ADVERTISEMENT = frozenset(fold(phrase) for phrase in ADVERTISEMENT)

_BLOCKS: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (reason, words, re.compile(pattern, re.DOTALL))
    for reason, words, pattern in (
        (
            "reply-form",
            70,
            r"^(?:leave a (?:reply|comment)(?:\s+cancel reply)?\W*(?:your email address.*)?"
            r"|cancel reply|reply to .{1,60} cancel reply"
            r"|your email address will not be published.*|required fields are marked.*"
            r"|save my name, email,? and website in this browser.*"
            r"|(?:you must be|please) log(?:ged)? in to (?:post|leave|add) a comment.*"
            r"|post a comment|add (?:a|your) comment|comments are closed\W*|no comments yet\W*"
            r"|laisser un commentaire(?:\s+annuler la réponse)?\W*|(?:votre adresse (?:e-?mail"
            r"|de messagerie)) ne sera pas publiée.*|les champs obligatoires sont indiqués avec.*"
            r"|enregistrer mon nom, mon e-?mail.*"
            r"|(?:schreib(?:e|en sie) einen|hinterlasse (?:einen|eine)|kommentar) (?:kommentar"
            r"|antwort"
            r"|hinterlassen|schreiben)(?:\s+antwort(?:en)? abbrechen)?\W*|antworten abbrechen"
            r"|(?:deine|ihre) e-?mail-?adresse wird nicht veröffentlicht.*"
            r"|erforderliche felder sind mit.*|meinen namen, meine e-?mail.*browser.*"
            r"|deja (?:un comentario|una respuesta)(?:\s+cancelar (?:la )?respuesta)?\W*"
            r"|tu dirección de correo electrónico no será publicada.*"
            r"|los campos obligatorios están marcados con.*|guarda(?:r)? mi nombre, correo.*"
            r"|deixe (?:um comentário|uma resposta)(?:\s+cancelar resposta)?\W*"
            r"|o seu endereço de (?:e-?mail|email) não será publicado.*"
            r"|campos obrigatórios são marcados com.*|salvar meus dados neste navegador.*"
            r"|lascia un commento(?:\s+annulla risposta)?\W*"
            r"|il tuo indirizzo e-?mail non sarà pubblicato.*"
            r"|i campi obbligatori sono contrassegnati.*"
            r"|geef een reactie(?:\s+reactie annuleren)?\W*|(?:je|uw"
            r"|het) e-?mailadres wordt niet gepubliceerd.*|vereiste velden zijn gemarkeerd.*"
            r"|lämna ett svar(?:\s+avbryt svar)?\W*|(?:din"
            r"|e-?postadress).{0,20} (?:publiceras inte|blir inte publicerad).*"
            r"|obligatoriska fält är märkta.*|legg igjen (?:en kommentar|et svar)\W*"
            r"|(?:din )?e-?postadresse(?:n)? vil ikke bli publisert.*|skriv (?:et svar"
            r"|en kommentar)(?:\s+annuller svar)?\W*"
            r"|din e-?mailadresse vil ikke blive publiceret.*"
            r"|vastaa(?:\s+peruuta vastaus)?|sähköpostiosoitettasi ei julkaista.*"
            r"|dodaj komentarz(?:\s+anuluj pisanie odpowiedzi)?\W*"
            r"|(?:twój )?adres e-?mail nie zostanie opublikowany.*|wymagane pola są oznaczone.*"
            r"|napsat komentář(?:\s+zrušit odpověď na komentář)?\W*"
            r"|vaše e-?mailová adresa nebude zveřejněna.*|vyžadované informace jsou označeny.*"
            r"|добавить комментарий(?:\s+отменить ответ)?\W*|(?:ваш )?(?:адрес email"
            r"|e-?mail) не будет опубликован.*|обязательные поля помечены.*|залишити (?:відповідь"
            r"|коментар)(?:\s+скасувати відповідь)?\W*"
            r"|(?:ваша )?e-?mail адреса не оприлюднюватиметься.*|обов.язкові поля позначені.*"
            r"|bir (?:yanıt|cevap) (?:yazın|bırakın)(?:\s+(?:yanıtı|cevabı) iptal et)?\W*"
            r"|e-?posta (?:adresiniz|hesabınız) (?:yayınlanmayacak|yayımlanmayacak).*"
            r"|gerekli alanlar.*işaretlen.*|اترك (?:تعليقاً?|رداً?).{0,30}"
            r"|لن يتم نشر عنوان بريدك الإلكتروني.*|发表(?:回复|评论|回覆)(?:取消回复)?"
            r"|您的(?:邮箱|电子邮箱)地址不会被公开.*"
            r"|必填项已用.*|コメントを(?:残す|キャンセル).{0,20}"
            r"|メールアドレスが公開されることはありません.*|답글 남기기.{0,10}"
            r"|이메일 주소는 공개되지 않습니다.*)$",
        ),
        (
            "akismet",
            60,
            r"^(?:this site uses|ce site utilise|diese website verwendet"
            r"|este sitio usa|este site usa|questo sito (?:usa|utilizza)|deze site gebruikt"
            r"|den här webbplatsen använder|denne nettsiden bruker|dette (?:website"
            r"|websted) bruger|sivusto käyttää|(?:ta )?(?:strona|witryna)|tato stránka"
            r"|этот сайт использует|цей сайт використовує|bu site|يستخدم|本站|このサイト|이 사이트"
            r"|learn how)(?=.*akismet).*$",
        ),
        (
            "newsletter",
            45,
            r"^(?:sign up (?:for|to|here)\b.{0,160}(?:newsletter|briefing|inbox|alerts?"
            r"|e-?mail)\b.*|subscribe (?:to|now to|for)\b.{0,100}(?:newsletter|inbox|channel"
            r"|youtube|updates|podcast)\b.*|get .{0,80}(?:delivered|straight|sent) (?:straight "
            r"|directly )?to your inbox.*|(?:join|enter) .{0,40}(?:newsletter|mailing list"
            r"|e-?mail address).*"
            r"|(?:inscrivez|abonnez)[- ]vous .{0,80}(?:newsletter|infolettre"
            r"|lettre d.information).*|recevez .{0,80}(?:newsletter|boîte mail|par e-?mail).*"
            r"|(?:abonnieren sie|melden sie sich|jetzt"
            r"|hier) .{0,80}newsletter .{0,60}(?:abonnieren|anmelden|an|bestellen)\W*"
            r"|newsletter abonnieren\W*|suscr[ií]b(?:ete|ase) .{0,80}(?:newsletter|bolet[ií]n).*"
            r"|recib[ae] .{0,60}(?:newsletter|bolet[ií]n|correo).*"
            r"|(?:assine|inscreva-se) .{0,60}(?:newsletter|canal|boletim).*"
            r"|iscriviti .{0,60}(?:newsletter|canale).*|(?:schrijf je in|meld je aan"
            r"|abonneer je) .{0,60}nieuwsbrief.*|(?:anmäl dig|prenumerera) .{0,60}nyhetsbrev.*"
            r"|meld deg på .{0,40}nyhetsbrev.*|tilmeld dig .{0,40}nyhedsbrev.*"
            r"|tilaa .{0,40}uutiskirje.*|zapisz się .{0,50}newsletter.*|подпи(?:шитесь"
            r"|сывайтесь) на (?:наш|рассылк|канал).{0,100}|підпи(?:шіться|суйтесь"
            r"|суйтеся) на (?:наш|канал|розсилк).{0,100}|.{0,40}bültenimize.{0,30}"
            r"|اشترك في (?:نشرتنا|النشرة).{0,60})$",
        ),
        (
            "follow",
            40,
            r"^(?:follow (?:us|.{1,40}) on (?:twitter|x|facebook|instagram|google news|telegram"
            r"|whatsapp|linkedin|youtube|tiktok|bluesky|threads|flipboard)\b.{0,120}|(?:like|find"
            r"|join) us on (?:facebook|twitter|instagram|telegram|whatsapp)\b.{0,80}"
            r"|suivez[- ](?:nous|.{1,30}) sur (?:google|facebook|twitter|x|instagram|whatsapp"
            r"|telegram|linkedin)\b.{0,100}"
            r"|folgen sie uns (?:auf|bei|jetzt)\b.{0,100}|folge uns (?:auf|bei)\b.{0,80}"
            r"|s[ií]gue(?:nos|me)? en (?:facebook|twitter|x|instagram|google|telegram|whatsapp"
            r"|nuestro)\b.{0,100}|siga(?:-nos)? (?:no|na|o|a|em)\b.{0,60}(?:instagram|facebook"
            r"|twitter|google|whatsapp|telegram|canal).{0,60}|seguici su\b.{0,100}|volg ons (?:op"
            r"|via)\b.{0,80}|följ oss på\b.{0,60}|følg oss på\b.{0,60}|følg os på\b.{0,60}"
            r"|seuraa meitä\b.{0,60}|(?:śledź|obserwuj) nas (?:na|w)\b.{0,80}"
            r"|sledujte nás na\b.{0,60}"
            r"|(?:следите за нами|читайте нас) (?:в|на)\b.{0,80}|(?:стежте за нами"
            r"|читайте нас) (?:у|в|на)\b.{0,80}|bizi .{0,40}takip edin.{0,20}|تابعونا على.{0,60}"
            r"|(?:download|get) (?:the|our) .{0,30}app\b.{0,60}(?:app store|google play|android"
            r"|ios)\b.{0,30}|join (?:our|the) .{0,30}(?:whatsapp|telegram) (?:channel"
            r"|group)\b.{0,80})$",
        ),
        (
            "share",
            14,
            r"^(?:(?:share|tweet|pin|email|print|copy link|link copied|whatsapp|facebook|twitter"
            r"|linkedin|reddit|telegram|pinterest|x|save|comments?|messenger|flipboard)(?:[\s,"
            r"|·/]+(?=\S)|$)){2,12}$|^(?:share (?:this|on|via|with)\b.{0,60}"
            r"|partager (?:cet article|sur|:).{0,40}|partagez cet article.{0,40}"
            r"|artikel teilen\W*|teilen sie diesen.{0,40}|diesen artikel teilen.{0,20}"
            r"|comparte (?:esta|este|en)\b.{0,40}|comparti(?:r|lhe) (?:esta|este|en|no|isto|isso"
            r"|:).{0,40}|condividi (?:su|questo|l).{0,40}|deel dit artikel.{0,20}"
            r"|dela (?:artikeln|på).{0,20}|del (?:artikkelen|artiklen).{0,20}"
            r"|jaa artikkeli.{0,20}|udostępnij\W*|sdílet\W*|поделиться\W*|поділитися\W*|paylaş\W*"
            r"|شارك(?: المقال| على .{0,20})?|分享(?:到|至).{0,20}|シェア(?:する)?|공유하기)$",
        ),
        (
            "copyright",
            60,
            r"^(?:(?:©|\(c\)|copyright(?=\s*(?:©|\(c\)|by\b|\d|the associated)))\s*(?:©"
            r"|\(c\))?\s*(?:by\s+)?(?:(?:19|20)\d{2}"
            r"|[^.!?]{2,60}(?:19|20)\d{2}|(?:the )?associated press|afp|reuters|dpa|ap\b"
            r"|efe).{0,250}"
            r"|this material may not be published, broadcast, rewritten.{0,80})$",
        ),
        (
            "photo-credit",
            22,
            r"^[(\[]?(?:(?:photo|photos|image|images|picture|file photo|illustration"
            r"|photograph)(?:\s+(?:credit|credits|source|by|courtesy(?: of)?|copyright))?\s*[:：/"
            r"|]\s*[^.!?]{2,120}|image (?:source|caption|credit),? [^.!?]{2,100}"
            r"|photo(?:graph)? (?:by|courtesy of) [^.!?]{2,80}|(?:crédits?(?: photos?)?|photos?"
            r"|légende|image) ?: ?[^.!?]{2,90}|(?:fotos?|bild|bilder|bildquelle|bildnachweis"
            r"|quelle|grafik|symbolbild|symbolfoto|archivfoto|archivbild)\s*[:：]\s*[^.!?]{2,90}"
            r"|foto(?:graf[ií]a)?s?\s*[:/]\s*[^.!?]{2,90}|(?:imagen|imagem|crédito|cr[ée]ditos"
            r"|reprodução|divulgação)\s*[:/]\s*[^.!?]{2,80}|(?:beeld|kuva|zdjęcie|fot\.|фото"
            r"|світлина|fotoğraf|zdroj|写真|사진|图|図|圖)\s*[:：/=]\s*[^.!?。]{2,80}"
            r"|(?:getty images"
            r"|reuters|afp|ap|epa|dpa|istock(?:photo)?|shutterstock|alamy|unsplash|pixabay|pexels"
            r"|imago)(?:\s*[/|,]\s*[^.!?]{2,60})*|©\s*[^.!?]{2,80}(?:getty|reuters|afp|dpa|epa|ap"
            r"|imago|shutterstock|picture alliance)[^.!?]{0,40})[)\]]?\.?$",
        ),
    )
)
_RESERVED = re.compile(
    r"^.{0,120}\b(?:all rights reserved|tous droits réservés"
    r"|alle rechte vorbehalten|todos los derechos reservados|todos os direitos reservados"
    r"|tutti i diritti riservati|alle rechten voorbehouden|med ensamrätt"
    r"|wszelkie prawa zastrzeżone|všechna práva vyhrazena|все права защищены"
    r"|усі права захищені|tüm hakları saklıdır|جميع الحقوق محفوظة|版权所有|無断転載.{0,6}禁"
    r"|무단\s?전재.{0,20}금지)\b.{0,160}$",
    re.DOTALL,
)
_RESERVED_WORDS = (
    "reserv", "réservés", "vorbehalten", "riservati", "voorbehouden", "ensamrätt", "zastrzeżone",
    "vyhrazena", "защищены", "захищені", "saklıdır", "محفوظة", "版权所有", "無断転載", "전재",
)  # fmt: skip
"""One of these stands in each statement of rights: far cheaper to look for."""
_AGENCY_TAIL = re.compile(
    r"^(?:[(\[]?(?:reporting|writing|additional reporting|editing|report|compiled"
    r"|translated) by [^.]{3,300}\.?[)\]]?|[(\[](?:with (?:inputs?|files|reporting|agencies)|avec"
    r"|mit material (?:von|der)|con (?:información|datos) de|com (?:informações|agências)"
    r"|met)\b[^.)]{2,120}\.?[)\]]\.?"
    r"|[(\[]?(?:source|sources|quelle|fuente|fonte|kilde|källa|lähde|bron|źródło|zdroj|источник"
    r"|джерело|kaynak|المصدر|来源|出典|출처)\s*[:：]\s*[^.!?]{2,80}[)\]]?\.?"
    r"|[(\[]?(?:(?:dpa|afp|apa|ap|sda|ats|sid|epd|kna|reuters|efe|ansa|belga|anp|ntb|tt|ritzau"
    r"|stt|pap|čtk|tass|тасс|риа новости|интерфакс|укрінформ|aa|dha|iha|pti|ani|ians|xinhua|新华社"
    r"|共同|時事|연합뉴스)(?:[/,;+ -]{1,3}(?:[\w.]{2,12}))*)[)\]]?)$",
    re.IGNORECASE,
)


def block_reason(text: str) -> str | None:
    """Name why a whole block is not the article's own text, or None; the place does not matter."""
    if len(text) > 700:
        return None
    if is_pointer(text):
        return "read-also"
    if len(text) <= MAX_MARK and fold(text) in _ADVERTISEMENT:
        return "advertisement"
    words = len(text.split())
    # Expressions that need not ignore case are several times as fast.
    low = text.lower()
    for reason, most, pattern in _BLOCKS:
        if words <= most and pattern.match(low):
            return reason
    is_reserved = words <= MAX_RESERVED_WORDS and any(word in low for word in _RESERVED_WORDS)
    return "copyright" if is_reserved and _RESERVED.match(low) else None


def is_pointer(text: str) -> bool:
    """Tell whether a block only points to another article, as `Read also: …`."""
    match = _POINTER.match(text) if _POINTS.match(text[:GLANCE].lower()) else None
    if not match or not _ends_word(match, text):
        return False
    rest = match.group("rest").strip()
    opening = " ".join(match.group("opening").lower().replace("’", "'").split())
    if not rest:
        return opening not in {"watch", "además", "polecamy", "further reading"} or bool(
            match.group("point")
        )
    if len(rest.split()) > MAX_POINTER_WORDS or len(rest) > 300:
        return False
    if match.group("point"):
        return not _INNER_STOP.search(rest.rstrip(".!?…")) or rest.count(". ") == 0
    if opening in NEEDS_COLON:
        return False
    starts = rest[0].isupper() or not rest[0].isalpha() or rest[0].lower() == rest[0].upper()
    return starts and not _STOP.search(rest) and not _INNER_STOP.search(rest)


def _ends_word(match: re.Match[str], text: str) -> bool:
    after = text[match.end("opening") : match.end("opening") + 1]
    return not after.isalnum() or bool(_NO_SPACES.match(match.group("opening")))


def without_pointers(text: str) -> tuple[str, tuple[str, ...]]:
    """Cut pointers to other articles out of a paragraph's tail and brackets; give what was cut."""
    # Nearly no paragraph has a colon, and without one there is no pointer to search for.
    if ":" not in text and "：" not in text:
        return text.strip(), ()
    brackets = _BRACKETED.finditer(text) if _BRACKET.search(text) else ()
    cut: list[str] = [match.group(0).strip() for match in brackets]
    kept = _BRACKETED.sub("", text) if cut else text
    match = _TAIL.search(kept)
    if (
        match
        and not _INNER_STOP.search(match.group("tail").rstrip(".!?…"))
        and match.group("tail")[0].lower() != match.group("tail")[0]
    ) or (match and _NO_SPACES.match(match.group("tail"))):
        cut.append(match.group("tail").strip())
        kept = kept[: match.end("keep")]
    return kept.strip(), tuple(cut)


def is_widget_title(text: str) -> bool:
    """Tell whether a line is the title of a box that lists other pages."""
    return len(text) <= 60 and fold(text) in _WIDGETS


def is_agency_tail(text: str) -> bool:
    """Tell whether a line at the end of a body only names agencies, reporters or sources."""
    return len(text) <= 400 and bool(_AGENCY_TAIL.match(text))
