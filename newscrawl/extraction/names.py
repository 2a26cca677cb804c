"""Names of people out of bylines, in many languages."""

import re
import unicodedata
from functools import lru_cache

MAX_NAMES = 20
_BY = (
    "by|autorin/autor|author\\(s\\)|auteur\\(s\\)"
    "|(?:this )?(?:\\w+ )?(?:post|article|story|blog|guide) (?:was )?(?:written )?by"
    "|written by|story by"
    "|edited by|(?:an? |eine? |une? |un[ao]? )?(?:\\w+[ -])?(?:artikel|kolumne|beitrag|gastbeitrag"
    "|kommentar|essay|article|column|chronique|artículo|columna|redaktion) ?(?:by|von|par|por|:)"
    "|(?:geschrieben|verfasst|erstellt|veröffentlicht|gepostet|eingestellt|text) von"
    "|(?:guest|article) authors?|gastautor(?:in)?"
    "|words by|text by|report by|reported by|posted by|published by"
    "|article by|submitted by"
    "|reviewed by|authored by|created by|von|vom|text|texte|autor(?:in)?(?:en)?|auteurs?|authors?"
    "|écrit par|rédigé par"
    "|publié par|posté par|proposé par|par|propos recueillis par|escrito por|publicado por"
    "|redactado por|por|autora?"
    "|scritto da|pubblicato da|di|a cura di|door|geschreven door|av|skrevet af|skrevet av"
    "|skriven av|af|tekst|text"
    "|interview|journalist|teksti|kirjoittaja|napisał|autorzy?|opracowanie|oprac\\.|автор|авторы"
    "|текст"
    "|автор:|yazan|haber"
    "|بقلم|كتب|كتبت|作者|记者|記者|责编|文|撰文|著者|執筆|기자|글"
)
_PREFIX = re.compile(
    r"^\s*(?:(?:(?:(?:view |see )?(?:all|more) )?(?:articles|posts|stories) by|more from"
    r"|guest author|al(?:le|les) (?:beiträge |artikel )?von|mehr von|tous les articles de"
    r"|fotos?:|text (?:&|und) fotos?:)\s*"
    rf"|(?:{_BY})\s*[:：]\s*|(?:{_BY})\s+(?=\S)|[—–\-•|*]+\s*|and\s+|&\s*)",
    re.IGNORECASE,
)
BY = re.compile(rf"^[\s–—|•-]*(?:{_BY})(?:\s*[:：]\s*|\s+|$)", re.IGNORECASE)
"""The word that introduces a byline."""
_SPLIT = re.compile(
    r"\s*(?:[;|\n•·●]|、|，|;|\s/\s|/(?=[A-ZÀ-Ý]\w+\s)|\s[–—-]\s|,\s*(?:and|und|et|y|e|og|och|en"
    r"|i)\s"
    r"|\s&\s|\s\+\s)\s*"
    r"|\s+(?:and|und|et|och|oraz|та|ve|dan|và|with|mit|avec|con)\s+(?=\S)",
    re.IGNORECASE,
)
_JOIN = re.compile(r"(?<=\S\s)(?:y|e|en|og|ja|i|a|и|і|med|met)(?=\s\S)")
_INTERFACE = re.compile(
    r"(?:create an |my )?account|newsletters?|click here|alle (?:beiträge|artikel)"
    r"|all (?:posts|articles)"
    r"|über (?:mich|uns)|about (?:me|us)|gesponserte inhalte|stand|authors?|written by|contents?"
    r"|topics?|(?:weitere|more|further|additional) information(?:en)?\b.*|read time|log ?in"
    r"|sign ?(?:in|up)|subscribe|search|menu|comments?|actu(?:s| \w+)?",
    re.IGNORECASE,
)
"""Words of the page's own interface, which templates put where authors stand."""
_TAIL = re.compile(
    r"\s+(?:under|in|im (?:Gespräch|Interview)(?: mit)?)\s*$|"
    r"\s*(?:\(.{0,60}\)|\[.{0,60}\]|（.{0,40}）)\s*$"
    r"|\s+(?:in|für|for|pour|para|per|voor|i|från|fra|aus|from|at|bei|til)\s+[\w .’'-]{2,40}$"
    r"|\s*@\w+\s*$|\s*[–—|/,]\s*$",
)
_PICTURED = re.compile(
    r"(?<=[^\W\d]{2})(?<!und)(?<!and)(?<!text)[\s,|–-]+"
    r"(?:illustration(?:en|s)?|fotos?|bilder|photos?|photograph[sy]|pictures|images?)"
    r"\s*(?:von|by|par|de|di|:).*$",
    re.IGNORECASE,
)
"""Who made the pictures, behind who wrote the text."""
_ROLE = re.compile(
    r"(?:(?:staff|senior|chief|deputy|associate|executive|managing|news|national|political|politics"
    r"|sports?|business|tech\w*"
    r"|science|health|education|environment|special|foreign|editorial|freelance|contributing"
    r"|digital|lead|web|online"
    r"|community|content|multimedia|data|crime|opinion|guest|world|us|uk|royal|money|travel"
    r"|culture|features?)\s+)*"
    r"(?:reporters?|writers?|editors?|correspondents?|contributors?|columnists?|journalists?"
    r"|producers?|photographers?|author"
    r"|redakteur(?:in)?|chefredakteur(?:in)?|korrespondent(?:in)?|journaliste?|journalistin"
    r"|correspondant[e]?|rédacteur|rédactrice"
    r"|redactora?|periodista|corresponsal|redattore|giornalista|inviato|verslaggever|redacteur"
    r"|redaktör|reporter[in]*"
    r"|dziennikarz|redaktorka?|корреспондент|редактор|журналист|muhabiri?|editörü|gastautor(?:in)?)"
    r"(?:\s+(?:of|for|at|in|bei|de|der|du)\s+.{0,40})?",
    re.IGNORECASE,
)
_JUNK = re.compile(
    r"https?:|www\.|@|\d{3}|©|\b(?:min(?:utes?)? read|comments?|updated|published|veröffentlicht"
    r"|aktualisiert|publié|posted"
    r"|share|follow|subscribe|copyright|advert|home|(?:word-?press|wp|web)?-?admin(?:istrator)?n?|unknown|null|none"
    r"|undefined|written by|n/a|anonymous|guest|author|autor"
    r"|(?:view )?all posts|\w+ by$|see all|read more|more from|profile|contact|about|bio)\b",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s+(?i:\d+\s+(?:min(?:ute)?s?|hours?|days?|weeks?|months?|years?)(?:\s+ago)?|stand"
    r"|sponsored|ago"
    r"|writers?|editor|contributor|nachrichtenagentur|기자|記者|记者|報道|editors?)$"
    r"|/[A-Z]{2,4}(?:-[A-Z]{1,3})?$"
    r"|\s+(?i:for|für|pour) (?i:the|die|das|le|la) .{2,40}$",
)
_POSITION = re.compile(
    r"^(?:head|director|vice|vp|ceo|cto|cmo|founder|co-founder|professor|candidate|member|manager"
    r"|president|specialist|consultant|of|for|the article|in|with|at|on|to)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S+@\S+\.\w+|(?<=\s)@\w+")
_DATE_TAIL = re.compile(
    r"\s*[,|•·–—-]?\s*(?:\b(?:on|am|le|el|il|den|op|at|um|updated|published"
    r"|aktualisiert)\b.{0,12})?"
    r"(?:\d{1,2}[./]\s?\d{1,2}[./]|\d{4}[-./年]|\d{1,2}(?:st|nd|rd|th)?\.?\s+\w{3,10}\.?\s+\d{4}"
    r"|\w{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{1,2}:\d{2}).*$",
    re.IGNORECASE,
)
_POST = re.compile(
    r"(?:[\w.&-]+ ){0,3}(?:attorney|expert|reporter|director|manager|specialist|officer|analyst"
    r"|consultant|advis[eo]r|strategist|engineer|lawyer|coach|founder|president|professor|fellow"
    r"|intern|anwalt|geschäftsführer|\w*(?:leiter|sprecher)(?:in)?|expert(?:e|in)"
    r"|physician|therapist|nutritionist)(?: (?:of|for|at|in|der|des|von) .+)?",
    re.IGNORECASE,
)
"""What somebody does, behind the name and a comma."""
_OFFICE = re.compile(r"\s(?:für|for|of|pour|para)\s[^,;|/]+\s(?:und|and|et|y)\s[^,;|/]+$")
"""An organisation that is named by its two fields."""
AGENCIES = frozenset(
    [
        "dpa",
        "afp",
        "ap",
        "apa",
        "sda",
        "ats",
        "reuters",
        "efe",
        "ansa",
        "belga",
        "tt",
        "ntb",
        "ritzau",
        "pap",
        "čtk",
        "ctk",
        "stt",
        "anp",
        "lusa",
        "tass",
        "interfax",
        "ria",
        "xinhua",
        "kyodo",
        "yonhap",
        "ians",
        "pti",
        "upi",
        "sid",
        "kna",
        "epd",
        "keystone",
        "bloomberg",
        "ddp",
        "afx",
        "sputnik",
        "mti",
        "hina",
        "tanjug",
        "bta",
        "agerpres",
        "aap",
        "pa",
        "dts",
    ]
)
_ORGANISATION = re.compile(
    r"\b(?:team|staff|desk|redaktion|redaktionen|redactie|rédaction|redacci[oó]n|redazione"
    r"|redakcja|redakce|toimitus|редакция"
    r"|редакція|editors?|editorial|news(?:room|paper)?|press|agency|\w*agentur|getty images"
    r"|pexels|unsplash|shutterstock|istock|imago|agence|agencia"
    r"|agenzia|magazine|media|online|zeitung"
    r"|blog|group|inc|llc|ltd|gmbh|verlag|foundation|university|company|network|radio|tv"
    r"|contributors?|report|magazin|stiftung|verein|verband|institut|akademie|informationsstelle"
    r"|portal|zeitschrift|\w*anstalt|\w*ministerium|e\.\s?v|association|institute|society|department|ministry"
    r"|polizei\w*|\w+polizei)\b"
    r"|新聞|通信|デジタル|オンライン|编辑部|編集部|뉴스|新华社|网",
    re.IGNORECASE,
)
_SUFFIXES = re.compile(
    r"^(?:ph\.?d\.?|m\.?d\.?|mba|cfp®?|cpa|jr\.?|sr\.?|ii|iii|esq\.?|rn|rd|psp|cpp|dvm|msc?|bsc?"
    r"|m\.?a\.?|dds|jd|lcsw|ldn|mph|cissp)$",
    re.IGNORECASE,
)


# The texts around a headline are asked for names up to four times.
@lru_cache(maxsize=256)
def names(byline: str) -> tuple[str, ...]:
    """Give the names in a byline, in order, without roles, places and addresses."""
    text = " ".join(unicodedata.normalize("NFC", byline).replace("\xa0", " ").split())[:400]
    text = _PICTURED.sub("", _ADDRESS.sub("", text) if "@" in text else text)
    text = _DATE_TAIL.sub("", text) if any(one.isdigit() for one in text) else text
    if _OFFICE.search(text) and is_organisation(text):
        return (text,)
    found: dict[str, str] = {}
    for place, part in enumerate(_parts(_without_prefix(text))):
        name = None if place and _POST.fullmatch(part) else _name(part)
        if name:
            found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MAX_NAMES]


def is_organisation(name: str) -> bool:
    """Tell whether a name is an agency's, a newsroom's or a company's rather than a person's."""
    words = name.casefold().replace("/", " ").split()
    return bool(_ORGANISATION.search(name)) or (
        bool(words) and all(word in AGENCIES for word in words)
    )


def is_agency(name: str) -> bool:
    """Tell whether a name is a news agency's abbreviation, alone or with an editor's mark."""
    return name.casefold().replace("/", " ").split()[0] in AGENCIES


def _without_prefix(text: str) -> str:
    for _ in range(3):
        shorter = _PREFIX.sub("", text, count=1)
        if shorter == text:
            break
        text = shorter
    return text


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for half in (half for chunk in _SPLIT.split(text) for half in _halves(chunk or "")):
        pieces = [piece.strip() for piece in half.split(",")]
        # 'Miller, Anna' is one person: one word, a comma, at most two words.
        if len(pieces) == 2 and _is_turned_round(pieces):
            parts.append(f"{pieces[1]} {pieces[0]}")
            continue
        parts += [piece for piece in pieces if piece and not _SUFFIXES.match(piece)]
    return parts


def _halves(chunk: str) -> list[str]:
    """Split at words for `and` that also stand inside names, where both sides are whole names."""
    parts = [part.strip() for part in _JOIN.split(chunk)]
    return parts if all(len(part.split()) > 1 for part in parts) else [chunk]


def _is_turned_round(pieces: list[str]) -> bool:
    last, given = pieces
    return (
        len(last.split()) == 1
        and len(given.split()) == 1
        and last.istitle()
        and given.istitle()
        and last.isalpha()
        and given.isalpha()
    )


def _name(part: str) -> str | None:
    text = _without_prefix(part.strip(' .,:;–—-•|/"“”*»«›‹→←↗✍'))
    if _ROLE.fullmatch(text) or _INTERFACE.fullmatch(text):
        return None
    for _ in range(3):
        shorter = _TRAILING.sub("", _TAIL.sub("", text)).strip()
        if shorter == text:
            break
        text = shorter
    if (
        not text
        or len(text) > 60
        or len(text.split()) > 6
        or _JUNK.search(text)
        or _POSITION.match(text)
    ):
        return None
    if not any(one.isalpha() for one in text) or len(text) < 2:
        return None
    return text
