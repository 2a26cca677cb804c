"""The memory of a site: what recurs over its pages, learnt from them and taken out of each."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import dropwhile

from newscrawl.cleaning.article import clean
from newscrawl.cleaning.text import block_digest
from newscrawl.extraction.titles import cuts, is_hard
from newscrawl.model.article import Article, Block, BlockType, Removed
from newscrawl.model.record import ArticleRecord
from newscrawl.model.site import SiteMemory
from newscrawl.text import fold

REASON = "site-memory"
"""Reason in `removed` of what the memory took out, blocks and parts of headlines alike."""
RIPE = 12
"""Articles or headlines of a site from which anything is learnt."""
LEAST = 3
"""Articles that a block must be part of at least."""
SHARE = 0.1
"""Share of a site's articles from which a block recurs wherever it stands."""
LONG = 60
"""Letters of a sentence that no author writes twice as first or last words of a text."""
EDGE_LEAST = 5
"""Articles from which such a sentence recurs, whatever its share."""
FIRST, LAST = 2, 3
"""Blocks at the beginning and at the end of a body that are its edge."""
OWN_LETTERS = 40
"""Letters of its own that an article needs to have a say; less is a copy with another date."""
COMMON = 0.3
"""Share from which no story's copies can be meant, and a headline's end is the site's."""
TITLE = (12, 120)
"""Letters of a first line that may be the headline where the marked one was the site's name."""
AFTER = 4
"""Blocks of a body among which longer text follows such a line, after links or captions."""
_PROSE = frozenset({BlockType.PARAGRAPH, BlockType.LIST, BlockType.QUOTE, BlockType.TABLE})


@dataclass(frozen=True, slots=True)
class _Page:
    """The letters of each block of one article by digest, and the blocks at its edges."""

    letters: Mapping[str, int]
    edge: frozenset[str]


def learn(records: Iterable[ArticleRecord]) -> SiteMemory:
    """Learn what recurs over the records of one site as cleaning left them, without memory.

    The order of records does not matter; of several versions of an article one counts.
    """
    articles: dict[str, ArticleRecord] = {}
    for record in records:
        known = articles.setdefault(record.id, record)
        if record.content_digest < known.content_digest:
            articles[record.id] = record
    if len(articles) < RIPE:
        return SiteMemory()
    return SiteMemory(
        title_affixes=_affixes([record.headline or "" for record in articles.values()]),
        boilerplate=_boilerplate([_page(record.blocks) for record in articles.values()]),
    )


def remember(article: Article, memory: SiteMemory) -> Article:
    """Move what the memory knows out of a clean article, into its `removed`.

    A heading between texts of the article's own stays; an article that would be left without any
    prose stays whole. Where the headline was the site's name, a first line that reads like one
    takes its place.
    """
    blocks = _own(article.blocks, memory.boilerplate)
    headline, cut = _without_affixes(article.headline, memory.title_affixes)
    if len(blocks) == len(article.blocks) and not cut:
        return article
    kept = set(blocks)
    taken = [block.text for place, block in enumerate(article.blocks) if place not in kept]
    source = article.headline_source
    if headline is None and article.headline is not None:
        headline = _title([article.blocks[place] for place in blocks])
        source = "text" if headline else None
    changed = replace(
        article,
        headline=headline,
        headline_source=source,
        blocks=tuple(article.blocks[place] for place in blocks),
        removed=(
            *article.removed, *(Removed(reason=REASON, text=text) for text in (*cut, *taken)),
        ),
    )  # fmt: skip
    # What stands at the ends now, and what repeats the shorter headline, is cleaned as if the
    # page had been without the rest.
    return clean(changed)


def _title(blocks: list[Block]) -> str | None:
    """Give the first line of a body where it reads as the headline that the page did not mark."""
    if len(blocks) < 2:
        return None
    line = blocks[0].text
    is_dated = sum(one.isdigit() for one in line) > 6
    is_title = TITLE[0] <= len(fold(line)) <= TITLE[1] and "\n" not in line and not is_dated
    heads = any(len(block.text) > len(line) for block in blocks[1:AFTER])
    return line if is_title and heads and line[-1] not in ".:,;…" else None


def _page(blocks: tuple[Block, ...]) -> _Page:
    digests = [(block_digest(block.text), len(fold(block.text))) for block in blocks]
    return _Page(
        letters={digest: letters for digest, letters in digests if letters},
        edge=frozenset(digest for digest, _ in (*digests[:FIRST], *digests[-LAST:])),
    )


def _boilerplate(pages: list[_Page]) -> frozenset[str]:
    """Give the digests that recur, counted over pages that tell something of their own.

    A story that stands under several addresses makes its paragraphs recur too. Its copies have
    nothing else, so what is left of a page without all that recurs tells them apart.
    """
    first = _recurring(pages, len(pages))
    voters: dict[frozenset[str], _Page] = {}
    for page in pages:
        own = page.letters.keys() - first
        letters = sum(page.letters[digest] for digest in own)
        if letters >= max(OWN_LETTERS, sum(page.letters.values()) // 4):
            voters.setdefault(frozenset(own), page)
    counts = Counter(digest for page in pages for digest in page.letters)
    common = {digest for digest in first if counts[digest] >= COMMON * len(pages)}
    return frozenset(common | _recurring(list(voters.values()), len(pages)))


def _recurring(pages: list[_Page], known: int) -> set[str]:
    counts = Counter(digest for page in pages for digest in page.letters)
    edges = Counter(digest for page in pages for digest in page.edge)
    letters = {digest: size for page in pages for digest, size in page.letters.items()}
    need = max(LEAST, math.ceil(SHARE * known))
    return {
        digest
        for digest, count in counts.items()
        if count >= need
        or (letters[digest] >= LONG and count >= EDGE_LEAST and edges[digest] >= 0.9 * count)
    }


def _affixes(headlines: list[str]) -> tuple[str, ...]:
    """Give the ends and beginnings that headlines share, longest first; also whole headlines."""
    counts = Counter(headline for headline in headlines if headline)
    whole = {text for text, count in counts.items() if count >= max(RIPE, COMMON * len(headlines))}
    distinct = counts.keys() - whole
    if len(distinct) < RIPE:
        return tuple(sorted(whole))
    parts = Counter(part for headline in distinct for part in _parts(headline))
    shared = {part for part, count in parts.items() if count >= COMMON * len(distinct)}
    return tuple(sorted(whole | shared, key=lambda part: (-len(part), part)))


def _parts(headline: str) -> Iterator[str]:
    for start, end in cuts(headline):
        if is_hard(headline[start:end]):
            yield headline[start:]
            yield headline[:end]


def _without_affixes(
    headline: str | None, affixes: tuple[str, ...]
) -> tuple[str | None, tuple[str, ...]]:
    """Give the headline without affixes, None where it is nothing else, and what was cut."""
    cut = []
    for affix in affixes:
        if not headline:
            break
        short = headline.removesuffix(affix) if affix[0] != headline[0] else headline
        if short == headline:
            short = headline.removeprefix(affix)
        if short != headline and (fold(short) or not short):
            cut.append(affix)
            headline = short.strip() or None
    return headline, tuple(cut)


def _own(blocks: tuple[Block, ...], boilerplate: frozenset[str]) -> list[int]:
    """Give the places of the blocks that stay."""
    everything = list(range(len(blocks)))
    known = [block_digest(block.text) in boilerplate for block in blocks]
    kept: list[int] = []
    for place in reversed(everything):
        heads = blocks[place].type is BlockType.HEADING and kept[-1:] == [place + 1]
        if not known[place] or heads:
            kept.append(place)
    kept = list(dropwhile(known.__getitem__, reversed(kept)))
    has_prose = any(blocks[place].type in _PROSE and fold(blocks[place].text) for place in kept)
    return kept if has_prose else everything
