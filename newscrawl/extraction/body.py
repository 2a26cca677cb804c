"""The body of an article as blocks: the one place that knows how the main text is found."""

from newscrawl.document import Document
from newscrawl.extraction.prose.ancestry import Floats
from newscrawl.extraction.prose.assembly import assemble
from newscrawl.extraction.prose.cues import Cues, cues
from newscrawl.extraction.prose.exclusion import exclude
from newscrawl.extraction.prose.lexicon import Lexicon
from newscrawl.extraction.prose.model import load
from newscrawl.extraction.prose.outline import Outline
from newscrawl.extraction.prose.threshold import threshold
from newscrawl.model.article import Block, BlockType

MIN_STATED = 400
"""Characters from which an articleBody can stand in for a body that the markup does not hold."""

CAPTION = 100
"""Characters up to which a body can be the caption of a picture and no more."""

UNLIKELY = 0.1
"""Score below which a unit is no body even where nothing better is found."""

LEAST = 4
"""Characters of a line that says anything, in any script."""


def body(document: Document, url: str) -> tuple[Block, ...]:
    """Give the main text of a page as blocks, in order, without title, comments and furniture.

    url is where the page was found; no rule looks at it.
    """
    model = load()
    outline = Outline(document.tree.body)
    said = document.derive(cues)
    return settled(outline, said, model.score(outline, said), model.lexicon)


def settled(outline: Outline, said: Cues, scores: Floats, lexicon: Lexicon) -> tuple[Block, ...]:
    """Make blocks of the scored units, or of the articleBody where the markup holds too little."""
    least = threshold(outline, scores)
    blocks = chosen(outline, exclude(outline, scores, least, lexicon), least)
    if len(said.stated) >= MIN_STATED and _size(blocks) < len(said.stated) / 4:
        return _paragraphs(said.stated)
    return blocks


def chosen(outline: Outline, scores: Floats, least: float) -> tuple[Block, ...]:
    """Make blocks of the units that are likely enough; where that is too little, of likely ones."""
    blocks = assemble(outline, scores, least)
    if not blocks:
        # A line or two below a picture or player: the likeliest, where any is likely at all.
        best = float(scores.max(initial=0.0))
        blocks = assemble(outline, scores, max(best, UNLIKELY))
        return blocks if any(len(block.text) >= LEAST for block in blocks) else ()
    if _size(blocks) < CAPTION:
        # A caption alone: the likeliest of the longer units belongs to it.
        long = [s for u, s in zip(outline.units, scores, strict=True) if len(u.text) >= CAPTION]
        best = float(max(long, default=0.0))
        return assemble(outline, scores, best) if best >= least / 2 else blocks
    return blocks


def _size(blocks: tuple[Block, ...]) -> int:
    return sum(len(block.text) for block in blocks)


def _paragraphs(text: str) -> tuple[Block, ...]:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return tuple(Block(type=BlockType.PARAGRAPH, text=line) for line in lines if line)
