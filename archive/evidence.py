"""Evidence: what alerts compare, noted as exchanges are archived and visits settled."""

import sqlite3
from collections.abc import Mapping

from archive.certificates import CertificateTable
from archive.tallies import TallyTable
from newscrawl.model.visit import Visit


class Evidence:
    """The tables behind alerts; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._tallies = TallyTable(db)
        self._certificates = CertificateTable(db)

    def exchange(self, url: str, facts: Mapping[str, str], *, at: float) -> None:
        """Note what the warc-fields of an exchange tell."""
        self._certificates.note(url, facts, at=at)

    def visit(self, visit: Visit, *, at: float) -> None:
        """Note what a settled visit brought."""
        self._tallies.note(visit, at=at)
