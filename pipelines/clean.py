"""Clean: take out of the body what is not the article's own."""

from newscrawl.model.visit import Visit
from newscrawl.recording import cleaned


class CleanPipeline:
    """Cleans articles."""

    def process_item(self, item: Visit) -> Visit:
        """Hand on the visit with its article cleaned."""
        return cleaned(item)
