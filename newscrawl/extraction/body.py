"""The body of an article as blocks: the one place that knows how the main text is found."""

from newscrawl.document import Document
from newscrawl.extraction.prose.assembly import assemble
from newscrawl.extraction.prose.cues import cues
from newscrawl.extraction.prose.model import load
from newscrawl.extraction.prose.outline import Outline
from newscrawl.model.article import Block, BlockType

MIN_STATED = 400
"""Characters from which an articleBody can stand in for a body that the markup does not hold."""

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
    scores = model.score(outline, said)
    blocks = assemble(outline, scores, model.threshold)
    if not blocks:
        # A line or two below a picture or player: the likeliest, where any is likely at all.
        best = float(scores.max(initial=0.0))
        blocks = assemble(outline, scores, max(best, UNLIKELY))
        blocks = blocks if any(len(block.text) >= LEAST for block in blocks) else ()
    found = sum(len(block.text) for block in blocks)
    if len(said.stated) >= MIN_STATED and found < len(said.stated) / 4:
        return _paragraphs(said.stated)
    return blocks


def _paragraphs(text: str) -> tuple[Block, ...]:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return tuple(Block(type=BlockType.PARAGRAPH, text=line) for line in lines if line)
