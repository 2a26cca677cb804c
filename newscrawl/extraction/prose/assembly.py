"""From scored units to blocks: which units make the body, and what structure each has."""

from collections.abc import Iterator
from itertools import groupby

from newscrawl.extraction.prose.ancestry import Floats
from newscrawl.extraction.prose.outline import Outline, Unit
from newscrawl.extraction.prose.places import Place
from newscrawl.model.article import Block, BlockType

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ITEMS = frozenset({"li", "dt", "dd"})
_LONG = 60
_TABLE, _CAPTION, _QUOTE = Place.TABLE.value, Place.CAPTION.value, Place.QUOTE.value


def assemble(outline: Outline, scores: Floats, threshold: float) -> tuple[Block, ...]:
    """Make blocks of the units that score at least the threshold, long ones only once."""
    likely = (u for u, s in zip(outline.units, scores, strict=True) if s >= threshold)
    units = list(_once(outline, likely))
    blocks = []
    for (kind, _), group in groupby(enumerate(units), key=lambda pair: _structure(outline, *pair)):
        blocks.append(Block(type=kind, text="\n".join(unit.text for _, unit in group)))
    return tuple(blocks)


def _once(outline: Outline, units: Iterator[Unit]) -> Iterator[Unit]:
    """Leave out long texts that came before elsewhere: copies for phones, leads, pulled quotes.

    What its author says again stands beside the first: recipes, timetables, refrains.
    """
    seen: dict[str, int] = {}
    for unit in units:
        parent = outline.containers[unit.container].parent
        if len(unit.text) < _LONG or seen.setdefault(unit.text, parent) == parent:
            yield unit


def _structure(outline: Outline, index: int, unit: Unit) -> tuple[BlockType, int]:
    """Type of a unit's block and a key that units of the same list or table share."""
    container = outline.containers[unit.container]
    if container.tag in _HEADINGS:
        return BlockType.HEADING, -index
    if container.place & _TABLE and container.tag in {"tr", "td", "th"}:
        return BlockType.TABLE, _holder(outline, unit.container, "table")
    if container.tag in _ITEMS:
        return BlockType.LIST, container.parent
    if container.place & _CAPTION or container.tag == "caption":
        return BlockType.CAPTION, -index
    if container.place & _QUOTE:
        return BlockType.QUOTE, -index
    return BlockType.PARAGRAPH, -index


def _holder(outline: Outline, container: int, tag: str) -> int:
    while container and outline.containers[container].tag != tag:
        container = outline.containers[container].parent
    return container
