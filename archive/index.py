"""The index of a collection: CDXJ lines of all its WARC files, sorted, kept by merging."""

import heapq
from collections.abc import Container, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from archive.cdxj import exchanges, filename_of, line_of, spelled
from archive.collection import Collection
from archive.disk import replace_file, writing
from archive.sorting import sorted_lines
from archive.spool import IndexSpool
from archive.walk import walk


def write_collection_index(folder: Collection, *, spool: IndexSpool | None = None) -> None:
    """Bring the index up to date with the WARC files; `spool` has the lines of some of them.

    Only files that it does not name yet are read; their sorted lines are merged with those it
    has, without those of files that are gone. One that is damaged or unsorted is made anew.
    """
    files = {spelled(path.name): path for path in sorted(folder.warc.glob("*.warc.gz"))}
    named = _named(folder.index)
    fresh = [path for name, path in files.items() if name not in named]
    if named and not fresh and named <= files.keys():
        return
    old = _lines(folder.index, files) if named else iter(())
    with writing(folder.index):
        folder.index.parent.mkdir(parents=True, exist_ok=True)
    with sorted_lines(_indexed(fresh, spool), scratch=folder.index.parent) as new:
        replace_file(folder.index, (line for line, _ in groupby(heapq.merge(old, new))))


def _indexed(paths: Sequence[Path], spool: IndexSpool | None) -> Iterator[bytes]:
    spooled = spool.warcs() if spool else frozenset()
    if spool and spooled.intersection(path.name for path in paths):
        yield from spool.lines()
    for path in (path for path in paths if path.name not in spooled):
        found = exchanges(walk(path))
        lines = (line_of(member, path.name, request=request) for member, request in found)
        yield from (line for line in lines if line is not None)


def _named(index: Path) -> set[bytes]:
    """Give the files that an index names; none, where it is not as this module writes it."""
    named: set[bytes] = set()
    last = b""
    try:
        with index.open("rb") as file:
            for line in file:
                name = filename_of(line)
                if line < last or not name or not line.endswith(b'"}\n'):
                    return set()
                named.add(name)
                last = line
    except FileNotFoundError:
        return set()
    return named


def _lines(index: Path, files: Container[bytes]) -> Iterator[bytes]:
    with index.open("rb") as file:
        yield from (line for line in file if filename_of(line) in files)
