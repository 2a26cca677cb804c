"""Dates that a page shows: in time elements, near the headline, in its text and its scripts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from selectolax.lexbor import LexborNode

from newscrawl.document import Document
from newscrawl.extraction import timestamps
from newscrawl.extraction.source import Source, stands_in, text_of

# Begins with the letters that all keys share: an expression without such a beginning is slow.
_STATE = re.compile(
    r"""[pP][uU][bB](?i:(?:
    (?<=\bpub)(?:lished_?(?:at|date|time)|lish_?(?:date|time)|lication_?date|_?date)
    |(?:(?<=\bdatepub)|(?<=\bdate_pub))lished
    |(?:(?<=\bfirstpub)|(?<=\bfirst_pub))li\w{2,8}_?(?:date|at)
    |(?:(?<=\bdateofpub)|(?<=\bdate_ofpub)|(?<=\bdateof_pub)|(?<=\bdate_of_pub))lication)
    (?:\\?"|&quot;)?\s*:\s*(?:\\?"|&quot;)([\d:.TZ+ -]{8,35})(?:\\?"|&quot;))""",
    re.VERBOSE,
)
MAX_STATE = 4_000_000
"""Characters of a page that are searched for the state of its scripts."""
MIN_DATE, MAX_BYLINE, MAX_LABEL = 6, 400, 60
"""Characters of a text that may hold a date, and of the label before it."""
MAX_BEGINNING = 25
"""Characters of a paragraph's beginning that may be its date."""
MAX_BARE = 40
"""Characters of a text that is a date, with weekday and clock perhaps, and nothing else."""
FIRST_WRITTEN = "1990"
"""Written-out dates before the web are the story's, not the page's."""
_COPYRIGHT = re.compile(r"©|copyright|\bsince\b|\bseit\b", re.IGNORECASE)
MODIFIED_WORD = re.compile(
    r"updat|modif|aktualis|geändert|bearbeitet|mis à jour|modifié|actualiz|atualiz|aggiorn"
    r"|bijgewerkt|gewijzigd|uppdaterad"
    r"|oppdatert|opdateret|päivitetty|zaktualizowano|обновлен|оновлен|güncel|更新|수정|تحديث"
    r"|last-?mod|stand:",
    re.IGNORECASE,
)
_PUBLISHED_WORD = re.compile(
    r"publi|posted|\bpub\b|veröffentlicht|erschienen|erstellt|creat|creado|criado|pubblicat|geplaatst"
    r"|gepubliceerd|publicer|julkaistu"
    r"|opublikow|dodano|опубликован|yayın|发布|發布|公開|投稿|등록|입력|نشر|datepub|pub-?date"
    r"|issued",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"related|comment|sidebar|widget|recommend|teaser|latest|popular|footer|most-?read|archive"
    r"|recent|promo|more-?(?:news|from|stor)|kommentar"
    r"|trending|upcoming|event|next|prev|ticker|newsfeed|carousel|listing|copyright|menu",
    re.IGNORECASE,
)

_BYLINE = ",".join(
    (
        "[class*=date i]",
        "[class*=time i]",
        "[class*=byline i]",
        "[class*=publi i]",
        "[class*=meta i]",
        "[class*=info i]",
        "[class*=author i]",
        "[class*=datum i]",
        "[class*=fecha i]",
        "[class*=posted i]",
        "[class*=data i]",
        "[class*=autor i]",
        "[id*=date i]",
        "[id*=publi i]",
        "[class*=zeit i]",
        "[class*=header i] p",
        "[class*=detail i]",
        "[class*=credit i]",
    )
)
"""Elements whose class or id says that they hold a date or byline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date with where it came from."""

    value: str
    source: str


def shown(source: Source, *, day_first: bool) -> Iterator[Dated]:
    """Give dates that the page shows, the likeliest first."""
    for node in source.marked("datePublished", "dateCreated")[:5]:
        value = date_of(node)
        if value and not stands_in(node, ELSEWHERE):
            yield Dated(value=value, source="microdata")
    shown_times = [node for node in times(source)[:40] if not stands_in(node, ELSEWHERE)]
    ranked = sorted(shown_times, key=_rank)
    for node in ranked[:5]:
        value = date_of(node, day_first=day_first)
        if value:
            yield Dated(value=value, source="time")


def times(source: Source) -> list[LexborNode]:
    """Give the elements that mark a time: time, and the abbr of microformats."""
    return source.document.derive(_times)


def _times(document: Document) -> list[LexborNode]:
    return document.tree.css("time, abbr.published, abbr[title].date")[:400]


def _rank(node: LexborNode) -> int:
    attributes = node.attributes
    marks = " ".join(
        str(attributes.get(key) or "") for key in ("class", "itemprop", "pubdate", "id")
    )
    around = f"{marks} {text_of(node.parent)[:80] if node.parent else ''}"
    if "pubdate" in attributes or _PUBLISHED_WORD.search(around):
        return 0
    return 2 if MODIFIED_WORD.search(around) else 1


def date_of(node: LexborNode, *, day_first: bool = True) -> str | None:
    """Read the date of an element: its attributes, then its text."""
    attributes = node.attributes
    for key in ("datetime", "content", "title"):
        value = timestamps.parse(attributes.get(key) or "", day_first=day_first)
        if value:
            return value
    return timestamps.parse(text_of(node)[:80], day_first=day_first) or None


def written(texts: Sequence[str], *, day_first: bool) -> Iterator[Dated]:
    """Give the dates written out in short texts, those inside sentences and of updates last.

    A text that says nothing of its date takes the text before it for its label.
    """
    ranked: list[tuple[int, Dated]] = []
    label = ""
    for text in texts:
        value = timestamps.find(text, day_first=day_first) if len(text) >= MIN_DATE else None
        if value and value >= FIRST_WRITTEN and not _COPYRIGHT.search(text):
            one = Dated(value=value, source="text")
            ranked.append((_lateness(text, label), one))
        label = text if len(text) <= MAX_LABEL and not value else ""
    yield from (one for _, one in sorted(ranked, key=itemgetter(0)))


def _lateness(text: str, label: str) -> int:
    is_published, is_modified = _PUBLISHED_WORD.search(text), MODIFIED_WORD.search(text)
    if not is_published and not is_modified:
        is_published, is_modified = _PUBLISHED_WORD.search(label), MODIFIED_WORD.search(label)
    if is_published:
        return 0
    if is_modified:
        return 4
    return 3 if len(text) > MAX_LABEL else 2 if len(text) > MAX_BARE else 1


def scripted(source: Source) -> Iterator[Dated]:
    """Give the date in the state that a page keeps for its own scripts, where it has only one."""
    yield from source.document.derive(_scripted)


def _scripted(document: Document) -> tuple[Dated, ...]:
    found = set(_STATE.findall((document.tree.html or "")[:MAX_STATE]))
    days = {value[:10]: value for one in sorted(found) if (value := timestamps.parse(one))}
    return tuple(Dated(value=value, source="text") for value in days.values() if len(days) == 1)


def alone(source: Source, *, day_first: bool) -> Iterator[Dated]:
    """Give the dates that stand alone in the page's text, or begin a paragraph."""
    for text, node in source.texts:
        text = text[:MAX_BEGINNING] if len(text) > MAX_LABEL and text[0].isdigit() else text
        if MIN_DATE <= len(text) <= MAX_LABEL and any(one.isdigit() for one in text):
            value = timestamps.find(text, day_first=day_first)
            is_old = not value or value < FIRST_WRITTEN or _COPYRIGHT.search(text)
            if value and not is_old and not stands_in(node, ELSEWHERE):
                yield Dated(value=value, source="text")


def marked(source: Source, *, day_first: bool) -> Iterator[Dated]:
    """Give written-out dates of short elements that call themselves a byline or date."""
    body = source.tree.body
    nodes = body.css(_BYLINE)[:150] if body is not None else []
    texts = (text_of(node) for node in nodes if not stands_in(node, ELSEWHERE))
    yield from written([text for text in texts if len(text) <= MAX_BYLINE], day_first=day_first)
