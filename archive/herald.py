"""The herald: tells of a run that ended: alerts to webhook and mail, metrics to a file."""

import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Self

import msgspec
from scrapy import signals
from scrapy.crawler import Crawler

from archive.alerts import AlertTable
from archive.catalog import open_catalog
from archive.collection import Collection
from archive.metrics import write_metrics
from newscrawl.alerting import AlertsConfig, webhook_fault
from newscrawl.alerts.course import Alert
from newscrawl.alerts.message import mailed, posted
from newscrawl.errors import NewscrawlError
from newscrawl.net.courier import DeliveryError, mail, post, send_mail

logger = logging.getLogger(__name__)

WEBHOOK_VARIABLE = "NEWSCRAWL_ALERT_WEBHOOK"
PASSWORD_VARIABLE = "NEWSCRAWL_SMTP_PASSWORD"  # noqa: S105 a name


class Herald:
    """A Scrapy extension that delivers when the spider is closed.

    What does not arrive is tried again by the next run.
    """

    def __init__(self, folder: Collection, *, agent: str, guarded: bool) -> None:
        self._folder = folder
        self._agent = agent
        self._guarded = guarded

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find the collection of this crawl."""
        settings = crawler.settings
        herald = cls(
            Collection(Path(settings["NEWSCRAWL_COLLECTION"])),
            agent=settings["NEWSCRAWL_SOFTWARE"],
            guarded=not settings.getbool("NEWSCRAWL_ALLOW_PRIVATE"),
        )
        crawler.signals.connect(herald.tell, signals.spider_closed)
        return herald

    def tell(self) -> None:
        """Deliver to each channel what it has not heard; a failure is one warning."""
        try:
            config = self._folder.config()
            self._tell(config.alerts)
            if config.metrics_file is not None:
                write_metrics(self._folder, self._folder.root / config.metrics_file)
        except (NewscrawlError, sqlite3.Error) as error:
            logger.warning("not all was told that should be: %s", error)

    def _tell(self, config: AlertsConfig) -> None:
        guarded = self._guarded and not config.allow_private
        name = self._folder.root.resolve().name
        if url := os.environ.get(WEBHOOK_VARIABLE) or config.webhook:
            self._channel("webhook", lambda told, run: self._post(url, told, name, run, guarded))
        if config.recipients and config.smtp:
            self._channel("email", lambda told, run: _mail(config, told, name, run, guarded))

    def _channel(self, name: str, deliver: Callable[[list[Alert], str], None]) -> None:
        with closing(open_catalog(self._folder.catalog)) as db:
            table = AlertTable(db)
            untold = table.untold(name)
            if not untold:
                return
            (run,) = db.execute("SELECT max(id) FROM runs").fetchone()
            try:
                deliver(untold, run)
            except DeliveryError as error:
                count = len(untold)
                logger.warning("%s: %d alerts were not sent, %s", name, count, error)
                return
            table.tell(name, untold)
            db.commit()

    def _post(self, url: str, told: list[Alert], name: str, run: str, guarded: bool) -> None:  # noqa: FBT001 private
        if fault := webhook_fault(url):
            raise DeliveryError(f"its URL {fault}")
        body = msgspec.json.encode(posted(told, collection=name, run=run))
        post(url, body, agent=self._agent, guarded=guarded)


def _mail(config: AlertsConfig, told: list[Alert], name: str, run: str, guarded: bool) -> None:  # noqa: FBT001 private
    subject, text = mailed(told, collection=name, run=run)
    sender = config.email_from or config.recipients[0]
    message = mail(sender=sender, to=config.recipients, subject=subject, text=text)
    assert config.smtp is not None
    password = os.environ.get(PASSWORD_VARIABLE)
    send_mail(config.smtp, message, password=password, guarded=guarded)
