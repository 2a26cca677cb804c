"""Extract: take the article out of the page that a worker read."""

from newscrawl.model.visit import Visit
from newscrawl.recording import extracted


class ExtractPipeline:
    """Gives each visit its article."""

    def process_item(self, item: Visit) -> Visit:
        """Hand on the visit with the page's article."""
        return extracted(item)
