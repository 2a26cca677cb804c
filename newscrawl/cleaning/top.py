"""What the top of a body repeats from the page's head: headline, byline, date."""

import re

from newscrawl.extraction import timestamps
from newscrawl.extraction.names import names
from newscrawl.model.article import Article
from newscrawl.text import fold

_CLOCK = re.compile(
    r"\d{1,2}[:.h]\d{2}(?::\d{2})?|[ap]\.?m\.?\b|\b(?:uhr|gmt|utc|ist|est|edt|cet|cest|bst|pst"
    r"|pdt|et|updated?|published|posted|on|at|am|um|le|à|el|a las|il|alle|ore|op|om|den|kl"
    r"|veröffentlicht|aktualisiert|stand|publié|mis à jour|publicado|actualizado|atualizado"
    r"|pubblicato|aggiornato|gepubliceerd|bijgewerkt|publicerad|uppdaterad|publisert|oppdatert"
    r"|julkaistu|opublikowano|опубликовано|обновлено"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag"
    r"|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|last"
    r"|min(?:ute)?s? read)\b",
    re.IGNORECASE,
)


def top_reason(text: str, article: Article) -> str | None:
    """Name what a block at the top of the body repeats, or None."""
    if len(text) > 400:
        return None
    key = fold(text)
    if article.headline and key == fold(article.headline):
        return "headline-repeated"
    if _is_byline(text, article):
        return "byline-repeated"
    if len(text) <= 90 and _is_date(text):
        return "date-repeated"
    return None


def _is_byline(text: str, article: Article) -> bool:
    if not article.authors or len(text) > 120 or len(text.split()) > 14:
        return False
    known = {fold(author) for author in article.authors}
    found = {fold(name) for name in names(text)}
    return bool(found) and found <= known


def _is_date(text: str) -> bool:
    if not any(one.isdigit() for one in text) or not timestamps.find(text):
        return False
    letters = [word for word in re.findall(r"[^\W\d_]+", _CLOCK.sub(" ", text)) if len(word) > 1]
    return len(letters) <= 2 and not text.rstrip().endswith(("?", "!"))
