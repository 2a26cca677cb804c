"""The certificates that hosts showed: until when each of them holds."""

import sqlite3
from collections.abc import Mapping
from urllib.parse import urlsplit

from archive.frontier import seconds
from newscrawl.alerts.notices import Certificate
from newscrawl.schedule.policy import HOUR
from newscrawl.urls import site


class CertificateTable:
    """One row an origin; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known: dict[str, tuple[float, float]] = {}

    def note(self, url: str, facts: Mapping[str, str], *, at: float) -> None:
        """Take the dates from the warc-fields of an exchange, where they have any."""
        stated = facts.get("tls-certificate-not-after")
        ends = seconds(stated) if stated else 0.0
        if not ends:
            return
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        known = self._known.get(origin)
        if known is not None and known[0] == ends and at - known[1] < HOUR:
            return
        if len(self._known) > 10_000:
            self._known.clear()
        self._known[origin] = ends, at
        begins = seconds(facts.get("tls-certificate-not-before", ""))
        self._db.execute(
            "INSERT OR REPLACE INTO certificates (origin, begins, ends, seen) VALUES (?, ?, ?, ?)",
            (origin, begins, ends, at),
        )

    def all(self) -> list[Certificate]:
        """Give the certificate that each origin showed last."""
        rows = self._db.execute("SELECT origin, begins, ends, seen FROM certificates")
        return [
            Certificate(origin=origin, site=site(origin), begins=begins, ends=ends, seen=seen)
            for origin, begins, ends, seen in rows
        ]
