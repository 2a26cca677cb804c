"""Record files: the article records of each WARC file, one JSON object a line, beside it."""

import os
import sqlite3
from pathlib import Path

from archive.articles import ArticleTable
from newscrawl.errors import ArchiveError

WARC_SUFFIX = ".warc.gz"


def record_path(folder: Path, warc: str) -> Path:
    """Give the path of the record file that belongs to a WARC file name."""
    return folder / f"{warc.removesuffix(WARC_SUFFIX)}.jsonl"


def write_records(db: sqlite3.Connection, folder: Path, warc: str) -> int:
    """Write the record file of one WARC file whole, and give the number of its lines.

    The file appears at once under its name (written aside, synced, renamed); a WARC file
    without articles has an empty one, so that a missing file is always a fault.
    """
    path = record_path(folder, warc)
    aside = path.with_suffix(".jsonl.tmp")
    count = 0
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            for line in ArticleTable(db).lines(warc):
                file.write(line + "\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise ArchiveError(f"{path}: cannot be written ({error.strerror})") from error
    return count
