"""The body of an article as blocks: the one place that knows how the main text is found."""

from newscrawl.document import Document
from newscrawl.extraction.prose.assembly import assemble
from newscrawl.extraction.prose.cues import cues
from newscrawl.extraction.prose.model import load
from newscrawl.extraction.prose.outline import Outline
from newscrawl.model.article import Block


def body(document: Document, url: str) -> tuple[Block, ...]:
    """Give the main text of a page as blocks, in order, without title, comments and furniture."""
    model = load()
    outline = Outline(document.tree.body)
    scores = model.score(outline, document.derive(cues))
    return assemble(outline, scores, model.threshold)
