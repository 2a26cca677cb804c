"""The server: metrics and a status page of one collection, read only."""

import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from archive.alerts import AlertTable
from archive.catalog import read_catalog
from archive.collection import Collection
from archive.coverage import read_coverage
from archive.metrics import metrics
from archive.standing import absent
from archive.timetable import read_histories
from newscrawl.errors import NewscrawlError
from newscrawl.report.exposition import CONTENT_TYPE
from newscrawl.report.page import report_page

TIMEOUT = 10.0
"""Seconds that a client may take for its request."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class StatusServer(ThreadingHTTPServer):
    """Listens on one address; each request reads the catalogue anew, also while a crawl runs."""

    daemon_threads = True

    def __init__(self, collection: Collection, *, host: str, port: int) -> None:
        self.collection = collection
        self.names = frozenset({host.lower()}) | _LOOPBACK
        if host in ("", "0.0.0.0", "::"):  # noqa: S104 whoever asks for it has it
            self.names = frozenset()
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: StatusServer
    server_version = "newscrawl"
    sys_version = ""
    timeout = TIMEOUT

    def do_GET(self) -> None:
        """Answer one request."""
        page = _PAGES.get(urlsplit(self.path).path)
        if not self._is_for_us():
            self._answer(421, "text/plain; charset=utf-8", "not a name of this server\n")
        elif page is None:
            self._answer(404, "text/plain; charset=utf-8", "not here; try / or /metrics\n")
        else:
            content_type, write = page
            try:
                self._answer(200, content_type, write(self.server.collection))
            except (NewscrawlError, sqlite3.Error) as error:
                self._answer(503, "text/plain; charset=utf-8", f"{error}\n")

    do_HEAD = do_GET  # noqa: N815 named by the standard library

    def _is_for_us(self) -> bool:
        """Tell whether the Host names us: a page elsewhere could point its own name at loopback."""
        names = self.server.names
        try:
            name = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        except ValueError:
            return False
        return not names or name in names

    def _answer(self, status: int, content_type: str, text: str) -> None:
        body = text.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 named by the library
        """Log nothing; a scrape a minute would fill the terminal."""


def _status_page(collection: Collection) -> str:
    with closing(read_catalog(collection.catalog)) as db:
        found, alerts = read_coverage(db), AlertTable(db).active()
        away, histories = absent(db), read_histories(db, now=time.time())
    return report_page(
        found,
        title=collection.root.resolve().name,
        made_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        alerts=alerts,
        away=away,
        histories=histories,
    )


_PAGES: dict[str, tuple[str, Callable[[Collection], str]]] = {
    "/": ("text/html; charset=utf-8", _status_page),
    "/metrics": (CONTENT_TYPE, metrics),
}
