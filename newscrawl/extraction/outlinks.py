"""The links that stand in the body's own text."""

from newscrawl.document import join
from newscrawl.extraction.source import Source
from newscrawl.model.article import Block

MAX_LINKS = 300
SHORT, LONG = 25, 20_000
"""Characters of an element's text between which it tells whether the element is the body's."""
GLANCE, MOST = 60, 2_000
"""Characters of it that are looked at first, and at most."""
_HOLDERS = frozenset(
    {"p", "li", "blockquote", "h2", "h3", "h4", "td", "figcaption", "div", "section"}
)


def outlinks(source: Source, blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Give the absolute addresses linked from the blocks, each once, in order."""
    wanted = "".join(" ".join([block.text for block in blocks]).split())
    if not wanted:
        return ()
    base = source.document.base(source.url)
    known: dict[int, bool] = {}
    found: dict[str, None] = {}
    for node in source.links:
        holder = node.parent
        while holder is not None and holder.tag not in _HOLDERS:
            holder = holder.parent
        if holder is None:
            continue
        key = holder.mem_id
        if key not in known:
            known[key] = _is_in(holder.text_lexbor(), wanted)
        if not known[key]:
            continue
        href = (node.attributes.get("href") or "").strip()
        if href and not href.startswith(("#", "javascript:", "mailto:", "tel:")):
            url = join(base, href)
            if url and url.startswith(("http://", "https://")):
                found.setdefault(url)
        if len(found) >= MAX_LINKS:
            break
    return tuple(found)


def _is_in(said: str, wanted: str) -> bool:
    """Tell whether a text that is long enough to stand nowhere else is part of the body's."""
    if len(said) < SHORT or "".join(said[:GLANCE].split()) not in wanted:
        return False
    text = "".join(said.split())
    return SHORT <= len(text) <= LONG and text[:MOST] in wanted
