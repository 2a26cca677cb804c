"""The log formatter: no line for each page, since the catalogue tells every fate."""

from typing import Any

from scrapy.logformatter import LogFormatter


class QuietFormatter(LogFormatter):
    """Leaves out what every page would log."""

    def crawled(self, *_: Any) -> Any:
        """Log nothing for a page."""
        return None

    def scraped(self, *_: Any) -> Any:
        """Log nothing for a visit."""
        return None
