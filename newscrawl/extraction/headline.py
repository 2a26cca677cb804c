"""The headline: the one that readers see, confirmed by JSON-LD, meta elements and the title."""

import itertools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from selectolax.lexbor import LexborNode

from newscrawl.document import squeeze
from newscrawl.extraction import linked_data, titles
from newscrawl.extraction.source import Source, marks, text_of
from newscrawl.text import fold

MAX_LENGTH = 500
MAX_SEEN = 220
"""Characters; an h1 longer than this is a lead."""
SEEN = 2.5
"""Votes that the visible headline has of its own: more than two other sources together."""
LITTLE = 0.3
SHORT = 15
"""Folded characters below which a text may be alike by accident."""
LEAST = 6
"""Folded characters from which a text can be found in another by no accident."""
ALIKE, MORE_ALIKE = 0.3, 0.8
"""Likeness to title or address from which an h1 is the article's; more for a short one."""
LESSER = 0.8
"""Share of the longest part's length up to which a part of a title is taken for a name."""
_KICKER = re.compile(
    r"kicker|eyebrow|overline|over-?title|pre-?title|roof|top-?line|catch-?line|dachzeile"
    r"|spitzmarke|sup(?:er|ra)?-?title|antet[ií]tulo|surtitre|occhiello|vinjett|rubri[ck]|categor"
    r"|badge|label|hidden|sr-only|screen-?reader|tag\b|flag|sub-?(?:title|head)",
    re.IGNORECASE,
)
_ASIDE = frozenset({"small", "time", "sup", "button", "svg", "style", "script"})
_CHROME = frozenset({"nav", "footer", "aside"})
_ORDER = ("json-ld", "meta", "microdata", "text", "title", "minor")
_LABELS = {"title": "text", "minor": "meta"}
_MINOR = (
    "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title",
    "citation_title",
)  # fmt: skip


class Candidate(NamedTuple):
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
    known = frozenset(fold(name) for name in (*names, *titles.host_names(source.url))) - {""}
    inner = titles.sections(source, item)
    found = [
        one._replace(text=titles.trimmed(bare, known, inner, is_shown=source.shows) or bare.strip())
        for one in _candidates(source, item)
        for bare in (_without(affixes, one.text),)
    ]
    others = [one for one in found if fold(one.text) not in known] or found
    votes: dict[str, dict[str, float]] = {}
    forms: dict[str, dict[str, str]] = {}
    whole = {fold(one.text) for one in others if one.source != "title"}
    for one in others:
        for text, share in _variants(one, whole):
            key = fold(text)
            ballot = votes.setdefault(key, {})
            ballot[one.source] = max(ballot.get(one.source, 0.0), one.weight * share)
            forms.setdefault(key, {}).setdefault(one.source, text)
    votes.pop("", None)
    if not votes:
        return None, None
    _favour_seen(votes, source, others)
    best = max(votes, key=lambda key: (sum(votes[key].values()), len(key)))
    origin = next(name for name in _ORDER if name in forms[best])
    return forms[best][origin][:MAX_LENGTH], _LABELS.get(origin, origin)


def _favour_seen(
    votes: dict[str, dict[str, float]], source: Source, candidates: list[Candidate]
) -> None:
    """Give the visible headline its votes, or what the page shares of it without a kicker."""
    segments = _lesser_segments(source.title)
    for key in segments & votes.keys():
        votes[key]["text"] = min(votes[key].get("text", 0.0), LITTLE)
    stated = [fold(one.text) for one in candidates if one.source != "text"]
    rest = [*stated, titles.slug(source.url)]
    seen = [fold(one.text) for one in candidates if one.source == "text" and one.weight >= 1]
    seen = [key for key in seen if key in votes and not _is_frame(key, segments, source.url)]
    if not seen:
        return
    best = max(seen, key=lambda key: (stated.count(key), _likeness(key, rest)))
    if len(rest) > 1 and _likeness(best, rest) < (ALIKE if len(best) >= SHORT else MORE_ALIKE):
        return
    shared = (fold(one.text) for one in candidates if one.source == "meta")
    bare = (key for key in shared if len(key) >= SHORT and best.endswith(key) and key in votes)
    votes[next(bare, best)]["seen"] = SEEN


def _likeness(key: str, others: list[str]) -> float:
    return max(titles.likeness(key, other) for other in others)


def _is_frame(key: str, segments: set[str], url: str) -> bool:
    """Tell whether a folded h1 names the site or a section rather than being a headline."""
    hosts = (fold(name) for name in titles.host_names(url))
    return key in segments or (len(key) >= 4 and any(key in host for host in hosts))


def _lesser_segments(title: str) -> set[str]:
    """Give the folded parts of a title that are clearly not the longest: site, section, slogan."""
    places = [(0, 0), *titles.cuts(title), (len(title), len(title))]
    parts = [fold(title[end:start]) for (_, end), (start, _) in itertools.pairwise(places)]
    longest = max(parts, key=len)
    return {part for part in parts if part != longest and len(part) <= LESSER * len(longest)}


def _candidates(source: Source, item: dict[str, Any]) -> Iterator[Candidate]:
    named = [(linked_data.text(item.get("headline")), "json-ld", 1.0)]
    if not item.get("headline"):
        named.append((linked_data.text(item.get("name")), "json-ld", 0.6))
    named += [(text, "meta", 0.9) for text in source.every("og:title")]
    named += [(source.first(name), "minor", 0.35) for name in _MINOR]
    named.append((source.title, "title", 0.7))
    for text, origin, weight in named:
        if text:
            yield Candidate(text=squeeze(text)[: MAX_LENGTH * 2], source=origin, weight=weight)
    yield from _headings(source)


def _headings(source: Source) -> Iterator[Candidate]:
    for node in source.marked("headline")[:3]:
        text = squeeze(node.attributes.get("content") or "") or text_of(node)
        if text and node.tag != "meta":
            yield Candidate(text=text[:MAX_LENGTH], source="microdata", weight=0.5)
    for place, node in enumerate(source.headings or _lower_headings(source)):
        text = text_of(node)
        if text and len(text) <= MAX_SEEN:
            weight = _weight(node) - (0.1 if place else 0)
            bare = _without_kicker(node)
            yield Candidate(text=text, source="text", weight=weight if bare == text else 1.1)
            if bare and bare != text:
                yield Candidate(text=bare, source="text", weight=weight)


def _lower_headings(source: Source) -> list[LexborNode]:
    """Give the h2 elements that <title> repeats, of a page without an h1."""
    title = fold(source.title)
    found = source.tree.css("h2")[:20]
    return [node for node in found if len(key := fold(text_of(node))) >= LEAST and key in title]


def _weight(node: LexborNode) -> float:
    parent = node.parent
    for _ in range(12):
        if parent is None:
            break
        if parent.tag in _CHROME:
            return 0.3
        if parent.tag in {"article", "main"}:
            return 1.4
        parent = parent.parent
    return 1.2


def _without_kicker(node: LexborNode) -> str:
    parts = [
        child.text(separator=" ")
        for child in node.iter(include_text=True)
        if child.tag == "-text" or not (child.tag in _ASIDE or _KICKER.search(marks(child)))
    ]
    return squeeze(" ".join(parts))


def _without(affixes: tuple[str, ...], text: str) -> str:
    for affix in affixes:
        if len(affix) < len(text):
            text = text.removesuffix(affix).removeprefix(affix)
    return text


def _variants(one: Candidate, whole: set[str]) -> Iterator[tuple[str, float]]:
    """Give a candidate's text and its parts, each with its share of the weight."""
    supported = False
    places = titles.cuts(one.text)
    for start, end in places:
        if one.source == "title" and not titles.is_hard(one.text[start:end]):
            continue
        for part in (one.text[:start], one.text[end:]):
            key = fold(part)
            if len(key) >= LEAST and key in whole:
                supported = True
                yield part.strip(), 0.9
    if one.source == "title" and not supported and places:
        start, end = places[-1]
        head = one.text[:start].strip()
        if titles.is_hard(one.text[start:end]) and _looks_like_site(one.text[end:], head):
            yield head, 1.0
            return
    yield one.text, 0.6 if supported else 1.0


def _looks_like_site(tail: str, head: str) -> bool:
    return len(tail.split()) <= 5 and len(fold(tail)) < len(fold(head)) and len(fold(head)) >= 10
