"""Record files: the article records of each WARC file, one JSON object a line, beside it."""

import sqlite3
from pathlib import Path

from archive.articles import ArticleTable
from archive.disk import replace_file

WARC_SUFFIX = ".warc.gz"


def record_path(folder: Path, warc: str) -> Path:
    """Give the path of the record file that belongs to a WARC file name."""
    return folder / f"{warc.removesuffix(WARC_SUFFIX)}.jsonl"


def write_records(db: sqlite3.Connection, folder: Path, warc: str) -> int:
    """Write the record file of one WARC file whole, and give the number of its lines.

    The file appears at once under its name (written aside, synced, renamed); a WARC file
    without articles has an empty one, so that a missing file is always a fault.
    """
    lines = [f"{line}\n".encode() for line in ArticleTable(db).lines(warc)]
    replace_file(record_path(folder, warc), lines)
    return len(lines)
