"""Kinds of pages: the verdict that all evidence on a page adds up to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from newscrawl.discovery.declared import declared
from newscrawl.discovery.evidence import LITTLE_TEXT, Evidence, View
from newscrawl.discovery.joining import base_of
from newscrawl.discovery.observed import observed
from newscrawl.discovery.shapes import shape_of
from newscrawl.discovery.walk import survey
from newscrawl.document import Document
from newscrawl.model.link import Link, Role
from newscrawl.model.page import ARTICLE_KINDS, PageKind

THRESHOLD = 2.5
"""An article needs so much evidence; any other kind only needs the most."""
REFRESH_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a page is, and why."""

    kind: PageKind
    evidence: tuple[str, ...]
    """Phrases, strongest first."""
    score: float
    """Sum of the weights for this kind."""
    lacks: float | None = None
    """Weight that more would have made it an article; None where that is not the question."""


def classify(
    document: Document, url: str, links: tuple[Link, ...], *, learned: Iterable[Evidence] = ()
) -> Verdict:
    """Tell the kind of the page at `url`; `links` are its own, `learned` its site's evidence."""
    seen = document.derive(survey)
    if verdict := _refresh(document, url, seen.text_length):
        return verdict
    address = url.partition("#")[0]
    view = View(
        document=document,
        url=address,
        shape=shape_of(address),
        base=base_of(document.base(url)),
        seen=seen,
        targets=frozenset(link.url for link in links),
        paging=sum(link.role is Role.PAGINATION for link in links),
    )
    return _decide([*declared(view), *observed(view), *learned])


def _refresh(document: Document, url: str, text_length: int) -> Verdict | None:
    """Tell pages that only send on."""
    refresh = document.refresh(url)
    if refresh is None or refresh[0] > REFRESH_SECONDS or refresh[1] == url:
        return None
    if text_length >= LITTLE_TEXT:
        return None
    phrase = f"meta refresh to {refresh[1][:100]}"
    return Verdict(kind=PageKind.REDIRECT, evidence=(phrase,), score=9)


def _decide(found: list[Evidence]) -> Verdict:
    sums: dict[PageKind, float] = defaultdict(float)
    for item in found:
        sums[item.kind] += item.weight
    sums[PageKind.ARTICLE] -= THRESHOLD
    sums[PageKind.OTHER] += 0.0
    kind = max(sums, key=lambda key: sums[key])
    if sums[kind] <= 0:
        kind = PageKind.OTHER
    reasons = sorted((item for item in found if item.kind is kind), key=lambda item: -item.weight)
    against = [item for item in found if item.kind is not kind and item.weight > 0]
    phrases = [item.phrase for item in reasons] or [item.phrase for item in against]
    lacks = None if kind in ARTICLE_KINDS else round(sums[kind] - sums[PageKind.ARTICLE], 2)
    return Verdict(kind=kind, evidence=tuple(phrases), score=round(sums[kind], 2), lacks=lacks)
