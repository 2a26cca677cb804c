"""An article made clean: hygiene of text, and boilerplate moved from the body to `removed`."""

from dataclasses import replace

from newscrawl.cleaning.rules import block_reason, is_agency_tail, is_widget_title, without_pointers
from newscrawl.cleaning.text import block_digest, tidy
from newscrawl.cleaning.top import top_reason
from newscrawl.model.article import Article, Block, BlockType, Removed
from newscrawl.model.site import SiteMemory
from newscrawl.text import fold

TOP = 6
"""How many first blocks may repeat headline, byline or date."""
TAIL = 4
"""How many last blocks may name agencies and sources."""
NEAR = 4
"""Blocks within which a repeated sentence is a pull quote."""
REPEATED = 60
"""Letters from which a block that stands there twice is no accident."""
LONG = 80
"""Characters from which a block counts as running text."""


def clean(article: Article, *, site: SiteMemory | None = None) -> Article:
    """Give the article with text hygiene done and boilerplate moved from blocks to `removed`.

    Cleaning twice gives the same; site is what is known of the site from its other pages.
    """
    article = _tidied(article)
    removed: list[Removed] = []
    blocks = _inner(article, site.boilerplate if site else frozenset(), removed)
    blocks = _without_widgets(blocks, removed)
    blocks = _without_tail(blocks, removed)
    if not blocks:
        blocks, removed = _flash(article, removed)
    return replace(article, blocks=tuple(blocks), removed=(*article.removed, *removed))


def _flash(article: Article, removed: list[Removed]) -> tuple[list[Block], list[Removed]]:
    """Give back the headline's repetition: flash news say in their text what they are called."""
    headline = fold(article.headline or "")
    texts = (block for block in article.blocks if block.type is not BlockType.HEADING)
    blocks = [block for block in texts if fold(block.text) == headline][:1]
    return blocks, [r for r in removed if not blocks or r.reason != "headline-repeated"]


def _tidied(article: Article) -> Article:
    blocks = tuple(_saying(block, tidy(block.text)) for block in article.blocks)
    return replace(
        article,
        headline=tidy(article.headline) if article.headline else None,
        description=tidy(article.description) if article.description else None,
        authors=tuple(name for name in (tidy(author) for author in article.authors) if name),
        blocks=tuple(block for block in blocks if block.text),
    )


def _saying(block: Block, text: str) -> Block:
    """Give the block with this text: itself, where nothing changed."""
    return block if text == block.text else replace(block, text=text)


def _inner(article: Article, boilerplate: frozenset[str], removed: list[Removed]) -> list[Block]:
    kept: list[Block] = []
    seen: dict[str, int] = {}
    for block in article.blocks:
        reason = top_reason(block.text, article) if len(kept) < TOP else None
        key = fold(block.text)
        first = seen.get(key)
        if reason is None and first is not None and _is_echo(block, first, len(kept)):
            reason = "duplicate"
        if reason is None and boilerplate and block_digest(block.text) in boilerplate:
            reason = "site-boilerplate"
        if reason is None and block.type is not BlockType.TABLE:
            reason = block_reason(block.text)
        if reason:
            removed.append(Removed(reason=reason, text=block.text))
            continue
        seen.setdefault(key, len(kept))
        text, cut = (
            without_pointers(block.text) if block.type is BlockType.PARAGRAPH else (block.text, ())
        )
        removed += [Removed(reason="read-also", text=piece) for piece in cut]
        if text:
            kept.append(_saying(block, text))
    return kept


def _is_echo(block: Block, first: int, place: int) -> bool:
    """Tell whether a block that stood at `first` already is the page's copy, not the author's.

    Pages repeat the standfirst and pull quotes; what an author repeats lies far apart.
    """
    if first >= TOP and place - first > NEAR:
        return False
    ends = block.text.rstrip("\"'”’»)").endswith((".", "!", "?", "…", "。"))
    return block.type is BlockType.PARAGRAPH and ends and len(fold(block.text)) >= REPEATED


def _without_widgets(blocks: list[Block], removed: list[Removed]) -> list[Block]:
    """Take out titles of link boxes with the short lines below them; running text ends a box."""
    kept: list[Block] = []
    inside = False
    for place, block in enumerate(blocks):
        if is_widget_title(block.text) and not _is_followed_by_text(blocks, place):
            inside = True
        elif inside and (_is_text(block) or block.type is BlockType.HEADING):
            inside = False
        if inside:
            removed.append(Removed(reason="widget", text=block.text))
        else:
            kept.append(block)
    return kept


def _is_followed_by_text(blocks: list[Block], place: int) -> bool:
    return (
        blocks[place].type is BlockType.HEADING
        and place + 1 < len(blocks)
        and _is_text(blocks[place + 1])
    )


def _is_text(block: Block) -> bool:
    if block.type is BlockType.LIST:
        return False
    wide = sum(one > "\u2e80" for one in block.text[:100])
    return len(block.text) + wide >= LONG


def _without_tail(blocks: list[Block], removed: list[Removed]) -> list[Block]:
    if len(blocks) < 2:
        return blocks
    start = max(1, len(blocks) - TAIL)
    out = [block for block in blocks[start:] if is_agency_tail(block.text)]
    removed += [Removed(reason="agency-tail", text=block.text) for block in out]
    return [
        block
        for place, block in enumerate(blocks)
        if place < start or not is_agency_tail(block.text)
    ]
