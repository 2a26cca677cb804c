"""Identity: the id of an article and the digest of its content."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from newscrawl.model.article import Article

_WORDS = re.compile(r"\w+")


def article_id(key: str) -> str:
    """Derive the id from the URL key under which an article is known (RFC 9562 version 5)."""
    return str(uuid5(NAMESPACE_URL, key))


def content_digest(article: Article) -> str:
    """Digest headline and text by their words alone: `sha256:` and hexadecimal.

    Case, punctuation and white space do not count, so a page that was only reformatted
    keeps its digest.
    """
    text = f"{article.headline or ''}\n{article.text}"
    words = _WORDS.findall(unicodedata.normalize("NFKC", text).casefold())
    return "sha256:" + hashlib.sha256(" ".join(words).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One capture that shows an article, as far as telling duplicates needs it."""

    row: int
    url_key: str
    article_id: str
    site: str
    digest: str
    payload_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a claim is among all claims before it."""

    row: int
    version: int
    twin_of: str | None = None
    """URL key of the earlier claim that this one repeats; None for an article of its own."""
    duplicate_of: str | None = None
    """Id of an earlier article with the same words, which is kept as an article of its own."""
    cluster_id: str | None = None
    """Id of the earliest article among those with nearly the same text, if there are several."""


def rule(claims: Sequence[Claim]) -> list[Ruling]:
    """Tell versions and twins apart; the earliest claim, in the order given, owns an article.

    The owner's URL seen again is a further version if its digest changed and a twin of itself
    if it did not. Another URL with the owner's id is a twin. So is one on the same site with the
    same bytes, or with the same words where only the query of the URL differs; other articles
    with the same words are kept. The result depends on nothing but the order, so crawl and
    rebuild agree.
    """
    owners: dict[str, Claim] = {}
    latest: dict[str, tuple[int, str]] = {}
    seen: dict[tuple[str, ...], Claim] = {}
    rulings = []
    for claim in claims:
        same_words = seen.setdefault((claim.site, claim.digest), claim)
        place = claim.url_key.partition("?")[0]
        same_place = seen.setdefault((claim.site, claim.digest, place), claim)
        same_bytes = seen.setdefault((claim.site, claim.payload_digest), claim)
        owner = owners.get(claim.article_id)
        if owner is None:
            owner = next((c for c in (same_bytes, same_place) if c is not claim), None)
        version, digest = latest.get(claim.article_id, (0, ""))
        if owner is not None and (owner.url_key != claim.url_key or digest == claim.digest):
            twin = Ruling(row=claim.row, version=max(version, 1), twin_of=owner.url_key)
            rulings.append(twin)
            continue
        owners[claim.article_id] = claim
        latest[claim.article_id] = (version + 1, claim.digest)
        other = None if same_words.article_id == claim.article_id else same_words.article_id
        rulings.append(Ruling(row=claim.row, version=version + 1, duplicate_of=other))
    return rulings
