"""The headline: what h1, JSON-LD, meta elements and the title agree on, without the site's name."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from newscrawl.document import squeeze
from newscrawl.extraction import linked_data
from newscrawl.extraction.source import Source, marks, text_of

MAX_LENGTH = 500
_SEPARATOR = re.compile(
    r"\s+[|·•»«›‹¦∣│—–\-:/~<>]{1,2}\s+|\s*(?:\||¦|∣|│|｜|»|--|::|__|＿|＞)\s*|_(?=[^_]+$)|\s+[–—-]"
    r"|\s[—–]\s?"
)
_KICKER = re.compile(
    r"kicker|eyebrow|overline|over-?title|pre-?title|roof|top-?line|catch-?line|dachzeile"
    r"|spitzmarke"
    r"|sup(?:er|ra)?-?title|antet[ií]tulo|surtitre|occhiello|vinjett|rubri[ck]|categor|badge|label"
    r"|hidden|sr-only|screen-?reader|tag\b|flag|sub-?(?:title|head)",
    re.IGNORECASE,
)
_TITLE_CLASS = re.compile(
    r"title|titre|titulo|titolo|titel|head(?:line|ing)|overskrift|rubrik", re.IGNORECASE
)
_CHROME = {"nav", "footer", "aside"}
_WEIGHTS = {"json-ld": 1.0, "meta": 0.9, "microdata": 0.5, "text": 1.2, "title": 0.7, "minor": 0.35}
_ORDER = ("json-ld", "meta", "microdata", "text", "title", "minor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One text that may be the headline."""

    text: str
    source: str
    weight: float


def headline(
    source: Source, item: dict[str, Any], *, names: tuple[str, ...], affixes: tuple[str, ...] = ()
) -> tuple[str | None, str | None]:
    """Give the page's headline and where it came from.

    names are the site's names; affixes are what the site adds to its titles.
    """
    raw = [
        Candidate(text=_without_affixes(one.text, affixes), source=one.source, weight=one.weight)
        for one in _candidates(source, item)
    ]
    known = {fold(name) for name in names if name} - {""}
    raw = [one for one in raw if fold(one.text) not in known or len(raw) == 1]
    whole = {fold(one.text) for one in raw if one.source != "title"}
    votes: dict[str, dict[str, float]] = {}
    forms: dict[str, dict[str, str]] = {}
    for one in raw:
        for text, share in _variants(one, whole, known):
            key = fold(text)
            ballot = votes.setdefault(key, {})
            ballot[one.source] = max(ballot.get(one.source, 0.0), one.weight * share)
            forms.setdefault(key, {}).setdefault(one.source, text)
    votes.pop("", None)
    if not votes:
        return None, None
    best = max(votes, key=lambda key: (sum(votes[key].values()), len(key)))
    origin = next(name for name in _ORDER if name in forms[best])
    label = {"title": "text", "minor": "meta"}.get(origin, origin)
    return forms[best][origin][:MAX_LENGTH], label


def site_names(source: Source, item: dict[str, Any]) -> tuple[str, ...]:
    """Give the names by which the page calls its site, best first, the host's own label last."""
    publisher = linked_data.text(item.get("publisher"))
    others = [
        linked_data.text(one.get("name"))
        for one in source.objects
        if {"website", "newsmediaorganization", "organization"} & set(linked_data.types(one))
    ]
    named = [
        source.first("og:site_name", "og:sitename"),
        source.first("application-name"),
        publisher,
    ]
    named += [*others[:4], source.first("dc.publisher", "twitter:app:name:iphone")]
    kept = [name for name in named if name and len(name) <= 80 and not name.startswith("http")]
    try:
        host = (urlsplit(source.url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    labels = host.split(".")
    inner = (
        labels[-3]
        if len(labels) > 2 and len(labels[-2]) <= 3
        else labels[-2]
        if len(labels) > 1
        else ""
    )
    return tuple(dict.fromkeys([*kept, *([host, inner] if host else [])]))


def fold(text: str) -> str:
    """Reduce a text to what is compared: letters and digits, without case."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())


def _candidates(source: Source, item: dict[str, Any]) -> Iterator[Candidate]:
    def make(text: str | None, origin: str, weight: float | None = None) -> Iterator[Candidate]:
        cleaned = squeeze(text or "")[: MAX_LENGTH * 2]
        if cleaned:
            yield Candidate(text=cleaned, source=origin, weight=weight or _WEIGHTS[origin])

    yield from make(linked_data.text(item.get("headline")), "json-ld")
    if not item.get("headline"):
        yield from make(linked_data.text(item.get("name")), "json-ld", 0.6)
    for text in source.every("og:title"):
        yield from make(text, "meta")
    for name in (
        "twitter:title",
        "parsely-title",
        "sailthru.title",
        "dc.title",
        "dcterms.title",
        "title",
        "citation_title",
    ):
        yield from make(source.first(name), "minor")
    yield from make(source.title, "title")
    yield from _headings(source)


def _headings(source: Source) -> Iterator[Candidate]:
    first = True
    for node in source.tree.css("[itemprop~=headline]")[:3]:
        text = squeeze(node.attributes.get("content") or "") or text_of(node)
        if text and node.tag != "meta":
            yield Candidate(text=text, source="microdata", weight=_WEIGHTS["microdata"])
    for node in source.tree.css("h1")[:20]:
        text = text_of(node)
        if not text or len(text) > MAX_LENGTH:
            continue
        weight = _weight(node) - (0 if first else 0.15)
        first = False
        yield Candidate(text=text, source="text", weight=weight)
        bare = _without_kicker(node)
        if bare and bare != text:
            yield Candidate(text=bare, source="text", weight=weight * 0.9)


def _weight(node: LexborNode) -> float:
    weight = _WEIGHTS["text"]
    if _TITLE_CLASS.search(marks(node)):
        weight += 0.1
    parent, steps = node.parent, 0
    while parent is not None and steps < 12:
        if parent.tag in _CHROME:
            return 0.3
        if parent.tag in {"article", "main"}:
            return weight + 0.15
        parent, steps = parent.parent, steps + 1
    return weight


def _without_kicker(node: LexborNode) -> str:
    parts = [
        child.text(separator=" ")
        for child in node.iter(include_text=True)
        if child.tag == "-text" or not _KICKER.search(marks(child))
    ]
    return squeeze(" ".join(parts))


def _without_affixes(text: str, affixes: tuple[str, ...]) -> str:
    for affix in affixes:
        if len(affix) < len(text):
            text = text.removesuffix(affix).removeprefix(affix)
    return text.strip()


def _variants(one: Candidate, whole: set[str], names: set[str]) -> Iterator[tuple[str, float]]:
    """Give a candidate's text and its parts, each with its share of the weight."""
    text = one.text
    cuts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(text)][:12]
    trimmed = _trimmed(text, cuts, names)
    if trimmed is not None:
        text, cuts = trimmed, [cut for cut in cuts if cut[1] <= len(trimmed)]
    supported = False
    for start, end in cuts:
        for part in (text[:start], text[end:]):
            key = fold(part)
            if len(key) >= 6 and key in whole:
                supported = True
                yield part.strip(), 0.9
    if one.source == "title" and not supported and cuts and trimmed is None:
        head = text[: cuts[-1][0]].strip()
        if _looks_like_site(text[cuts[-1][1] :], head):
            yield head, 1.0
            return
    yield text, 0.6 if supported else 1.0


def _trimmed(text: str, cuts: list[tuple[int, int]], names: set[str]) -> str | None:
    """Cut off the site's name, with the sections that stand beside it, at either end."""
    for start, end in cuts:
        tail = fold(text[end:])
        if tail and any(_same_name(tail, name) for name in names):
            return (
                _trimmed(text[:start], [cut for cut in cuts if cut[1] <= start], names)
                or text[:start].strip()
            )
    for start, end in reversed(cuts):
        front = fold(text[:start])
        if front and any(_same_name(front, name) for name in names):
            return text[end:].strip()
    return None


def _same_name(part: str, name: str) -> bool:
    if part == name:
        return True
    return (
        len(name) >= 4
        and (part.startswith(name) or part.endswith(name))
        and len(part) <= len(name) + 25
    )


def _looks_like_site(tail: str, head: str) -> bool:
    return len(tail.split()) <= 5 and len(fold(tail)) < len(fold(head)) and len(fold(head)) >= 10
