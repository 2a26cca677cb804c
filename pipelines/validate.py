"""Validate: tell articles from pages that only look like one."""

from newscrawl.model.visit import Visit
from newscrawl.recording import validated


class ValidatePipeline:
    """Settles what is no article."""

    def process_item(self, item: Visit) -> Visit:
        """Hand on the visit, without its article where that is none."""
        return validated(item)
