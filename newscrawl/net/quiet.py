"""The log: no line for each page, and nothing of the web that is more than text."""

import logging
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.logformatter import LogFormatter
from scrapy.utils.log import get_scrapy_root_handler

from newscrawl.errors import NewscrawlError
from newscrawl.terminal import printable


class PrintableFormatter(logging.Formatter):
    """Has another formatter write a record, then makes it one that no terminal obeys.

    Lines after the first are indented, so that no text of the web passes for a line of ours.
    """

    def __init__(self, inner: logging.Formatter | None) -> None:
        super().__init__()
        self._inner = inner or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as text without control characters."""
        return printable(self._inner.format(record)).replace("\n", "\n    ")


class QuietFormatter(LogFormatter):
    """Leaves out what every page would log, and tracebacks of errors that are told in one line."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make all that is logged from the first request on printable, too."""
        # Not sooner: until then Scrapy puts handlers of its own in its handler's place.
        crawler.signals.connect(_make_printable, signals.spider_opened)
        return super().from_crawler(crawler)

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


def _make_printable() -> None:
    handler = get_scrapy_root_handler()
    if handler is not None:
        handler.setFormatter(PrintableFormatter(handler.formatter))


def _told(line: Any, error: BaseException) -> Any:
    return {**line, "level": logging.DEBUG} if isinstance(error, NewscrawlError) else line
