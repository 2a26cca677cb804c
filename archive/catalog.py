"""The catalogue: one SQLite file with the frontier, captures, articles, runs and full text."""

import sqlite3
from importlib.resources import files
from pathlib import Path

from archive.disk import sync_folder, write_fault
from newscrawl.errors import ArchiveError, NoSpaceError, UsageError

SCHEMA_VERSION = "11"
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # Fates lie nowhere else: a committed row must outlive a power cut, too.
    "PRAGMA synchronous = FULL",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
)


def open_catalog(path: Path) -> sqlite3.Connection:
    """Open the catalogue for writing and make it when it is missing.

    The connection starts a transaction at the first write; the caller commits.
    Raises ArchiveError when the file is no catalogue of this version or cannot be written.
    """
    try:
        db = sqlite3.connect(path)
        for pragma in _PRAGMAS:
            db.execute(pragma)
        if not db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            _create(db, path)
    except OSError as error:
        raise write_fault(error, path) from error
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: {error}; if it is damaged, run `newscrawl rebuild`") from error
    _check_version(db, path)
    return db


def read_catalog(path: Path) -> sqlite3.Connection:
    """Open the catalogue for reading, also while a crawl writes it."""
    if not path.is_file():
        raise UsageError(f"{path.parent}: no catalogue here; run `newscrawl rebuild` to make it")
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        db.execute("PRAGMA busy_timeout = 10000")
        _check_version(db, path)
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: {error}; if it is damaged, run `newscrawl rebuild`") from error
    return db


def catalog_fault(error: sqlite3.Error, what: str = "catalogue") -> ArchiveError:
    """Give the error for a failed statement, by itself where the disk is full."""
    is_full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
    return (NoSpaceError if is_full else ArchiveError)(f"{what}: {error}")


def _create(db: sqlite3.Connection, path: Path) -> None:
    schema = (files("archive") / "schema.sql").read_text(encoding="utf-8")
    insert = f"INSERT INTO meta VALUES ('schema', '{SCHEMA_VERSION}');"  # noqa: S608 a constant
    db.executescript(f"BEGIN;{schema}{insert}COMMIT;")
    sync_folder(path.parent)


def _check_version(db: sqlite3.Connection, path: Path) -> None:
    try:
        row = db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: not a catalogue of newscrawl ({error})") from error
    if row is None or row[0] != SCHEMA_VERSION:
        raise ArchiveError(
            f"{path}: made by another version of newscrawl; run `newscrawl rebuild` to renew it"
        )
