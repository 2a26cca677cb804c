"""Whether what was extracted is an article at all."""

import re
from collections.abc import Sequence

from newscrawl.model.article import Access, Article, BlockType

MIN_WORDS = 10
MIN_WORDS_DATED = 5
"""Words where at least the URL gives a date."""
_MOST_LETTERS = 50_000
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u9fff]+")
_MARKED = frozenset({"json-ld", "meta", "microdata", "time"})
_DECLARED = re.compile(r"single|posting|article|og:type", re.IGNORECASE)
_ERROR = re.compile(
    r"^\W*(?:(?:error|fehler|erreur|errore|erro)?\s*(?:404|403|410|500|502|503)\b.{0,60}"
    r"|.{0,30}\b(?:page|file) (?:was )?not found\b.{0,30}|.{0,20}page (?:you .{0,40} )?(?:cannot"
    r"|can't|could not) be found.{0,30}|page introuvable.{0,30}"
    r"|(?:die )?seite (?:wurde )?nicht gefunden.{0,30}|página no encontrada.{0,30}"
    r"|página não encontrada.{0,30}|pagina non trovata.{0,30}|pagina niet gevonden.{0,30}"
    r"|sidan (?:kunde inte hittas|hittades inte).{0,30}|siden (?:ble|blev|blei) ikke (?:funnet"
    r"|fundet).{0,30}|sivua ei (?:löydy|löytynyt).{0,30}|(?:nie znaleziono strony"
    r"|strona nie (?:istnieje|została znaleziona)).{0,30}|stránka (?:nenalezena"
    r"|nebyla nalezena).{0,30}"
    r"|страница не найдена.{0,30}|сторінку не знайдено.{0,30}|sayfa bulunamadı.{0,30}"
    r"|الصفحة غير موجودة.{0,30}|页面不存在.{0,30}|(?:お探しの)?ページが見つかりません.{0,30}"
    r"|페이지를 찾을 수 없습니다.{0,30}"
    r"|access denied.{0,30}|forbidden|service unavailable|bad gateway|internal server error"
    r"|just a moment\W*|attention required.{0,30}|are you (?:a )?(?:human|robot).{0,20}"
    r"|security check.{0,20}|checking your browser.{0,60})$",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"cookie|consent|einwilligung|datenschutz|consentement|vos données|consentimiento|privacidad"
    r"|consenso|toestemming|samtycke|zgod[aęy]|souhlas|согласи|tracking|partners? (?:store"
    r"|process)|legitimate interest|werbung und tracking|vendors",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"^\W*(?:log ?in|sign ?in|sign up|register|create (?:an )?account|anmelden|einloggen"
    r"|registrieren|connexion|se connecter|s'identifier|iniciar sesión|acceder|entrar|accedi"
    r"|inloggen|logga in|logg inn|log ind|kirjaudu(?: sisään)?|zaloguj(?: się)?|přihlášení"
    r"|přihlásit se|войти|вход|увійти|giriş yap|تسجيل الدخول|登录|ログイン|로그인)\b.{0,40}$",
    re.IGNORECASE,
)


def judge(article: Article, *, evidence: Sequence[str] = ()) -> str | None:
    """Give the reason why this is no article, or None when it is one.

    evidence are the phrases of the page's classification: where the site itself declares a post,
    by class or metadata, or marks up a date, no length is asked for: a picture, a flash or a
    bare link under a headline is one, too.
    """
    if not article.headline:
        return "no-headline"
    text = article.text
    words = count_words(text)
    if _ERROR.match(article.headline) and words < 250:
        return "soft-404"
    if _LOGIN.match(article.headline) and words < 120:
        return "login"
    marked = article.date_published_source in _MARKED
    declared = marked or any(_DECLARED.search(one) for one in evidence)
    if words == 0 and article.access is Access.PAYWALLED:
        return "paywall"
    if words == 0 and not declared:
        return "no-text"
    # Words without end are no words: what is longer is not looked through.
    is_asking = words < 600 and _CONSENT.search(text[:300]) is not None
    if is_asking and len(_CONSENT.findall(text[:_MOST_LETTERS])) * 25 > words:
        return "consent-wall"
    if _is_link_list(article):
        return "link-list"
    if declared:
        return None  # a death notice, a flash, a picture or a podcast with no line at all
    least = MIN_WORDS_DATED if article.date_published_source == "url" else MIN_WORDS
    return "too-short" if words < least else None


def count_words(text: str) -> int:
    """Count words; two letters of a script without spaces count as one."""
    wide = 0 if text.isascii() else sum(map(len, _WIDE.findall(text)))
    return len(text.split()) + wide // 2


def _is_link_list(article: Article) -> bool:
    """Tell whether the body is mostly headings and lists with hardly a sentence."""
    total = sum(len(block.text) for block in article.blocks)
    if len(article.blocks) < 5 or total == 0:
        return False
    prose = sum(len(block.text) for block in article.blocks if _is_prose(block.type, block.text))
    return prose < total * 0.1 and len(article.links) >= 10


def _is_prose(kind: BlockType, text: str) -> bool:
    if kind is BlockType.HEADING:
        return False
    return len(text) > 60 and any(stop in text for stop in ".。!?！？…۔।")
