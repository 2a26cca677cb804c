"""The log formatter: no line for each page, since the catalogue tells every fate."""

import logging
from typing import Any

from scrapy.logformatter import LogFormatter

from newscrawl.errors import NewscrawlError


class QuietFormatter(LogFormatter):
    """Leaves out what every page would log, and tracebacks of errors that are told in one line."""

    def crawled(self, *_: Any) -> Any:
        """Log nothing for a page."""
        return None

    def scraped(self, *_: Any) -> Any:
        """Log nothing for a visit."""
        return None

    def spider_error(self, failure: Any, *rest: Any) -> Any:
        """Log a callback's error, unless the archive told of it."""
        return _told(super().spider_error(failure, *rest), failure.value)

    def item_error(self, item: Any, exception: BaseException, *rest: Any) -> Any:
        """Log a pipeline's error, unless the archive told of it."""
        return _told(super().item_error(item, exception, *rest), exception)


def _told(line: Any, error: BaseException) -> Any:
    return {**line, "level": logging.DEBUG} if isinstance(error, NewscrawlError) else line
