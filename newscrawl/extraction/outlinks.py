"""The links that stand in the body's own text."""

from newscrawl.document import join
from newscrawl.extraction.source import Source
from newscrawl.model.article import Block

MAX_LINKS = 300
_HOLDERS = frozenset(
    {"p", "li", "blockquote", "h2", "h3", "h4", "td", "figcaption", "div", "section"}
)


def outlinks(source: Source, blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Give the absolute addresses linked from the blocks, each once, in order."""
    wanted = "".join("".join(block.text.split()) for block in blocks)
    if not wanted:
        return ()
    base = source.document.base(source.url)
    known: dict[int, bool] = {}
    found: dict[str, None] = {}
    for node in source.tree.css("a[href]")[:5_000]:
        holder = node.parent
        while holder is not None and holder.tag not in _HOLDERS:
            holder = holder.parent
        href = (node.attributes.get("href") or "").strip()
        if holder is None or not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            continue
        key = holder.mem_id
        if key not in known:
            text = "".join(holder.text().split())
            # A holder shorter than this could stand anywhere; longer ones are the body's own.
            known[key] = 25 <= len(text) <= 20_000 and text[:2_000] in wanted
        if known[key]:
            url = join(base, href)
            if url and url.startswith(("http://", "https://")):
                found.setdefault(url)
        if len(found) >= MAX_LINKS:
            break
    return tuple(found)
