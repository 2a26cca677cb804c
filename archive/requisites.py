"""Requisites: what pages and style sheets are shown with, for exports that take it along."""

import sqlite3

from newscrawl.model.link import REQUISITE_ROLES
from newscrawl.model.page import Page
from newscrawl.urls import key


class RequisiteTable:
    """Rows page → requisite; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, page: Page, *, source: int) -> None:
        """Note what the page of row `source` is shown with; these links must have their rows."""
        self._db.executemany(
            "INSERT OR IGNORE INTO requisites SELECT ?, id FROM urls WHERE key = ?",
            [(source, key(link.url)) for link in page.links if link.role in REQUISITE_ROLES],
        )
