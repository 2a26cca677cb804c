"""The collection's index: CDXJ lines of all its WARC files, kept up to date file by file."""

import json
from collections.abc import Iterator
from pathlib import Path

from archive.cdxj import line_of, write_index
from archive.collection import Collection
from archive.reader import iter_captures


def write_collection_index(folder: Collection) -> int:
    """Index the WARC files that the index does not name yet; gives the number of its lines."""
    known = list(_lines(folder.index))
    named = {json.loads(line[line.index("{") :])["filename"] for line in known}
    for path in sorted(folder.warc.glob("*.warc.gz")):
        if path.name not in named:
            known.extend(line_of(archived) for archived in iter_captures(path))
    return write_index(folder.index, known)


def _lines(path: Path) -> Iterator[str]:
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from (line.rstrip("\n") for line in file)
