"""An extension that logs what the web sent, as other people's extensions do."""

import logging

from scrapy import signals

logger = logging.getLogger(__name__)


class LoudLog:
    """Logs URL, headers and text of each response, with a traceback that quotes them."""

    @classmethod
    def from_crawler(cls, crawler):
        self = cls()
        crawler.signals.connect(self.received, signals.response_received)
        return self

    def received(self, response):
        head = b" ".join(value for _, values in response.headers.items() for value in values)
        said = f"{response.url} {head.decode('latin-1')} {response.body.decode()}"
        try:
            raise ValueError(said)
        except ValueError:
            logger.exception("got %s", said)
