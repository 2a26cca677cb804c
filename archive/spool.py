"""The spool: index lines of the captures that a run writes, kept aside until its end."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from archive.cdxj import Entry, line

_BATCH = 200
"""Entries that wait to be written as lines; in a batch they take half the time."""


class IndexSpool:
    """Saves the end of a run the reading of what the run itself has written.

    The file has no name and dies with the process: a next run then reads the WARC files. It is
    closed on any fault of the disk, and then holds nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._warcs: set[str] = set()
        self._waiting: list[tuple[Entry, str]] = []
        self._file: IO[bytes] | None = None
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            self._file = TemporaryFile(dir=folder)  # noqa: SIM115 closed by `close`

    def add(self, entry: Entry, warc: str) -> None:
        """Keep the entry of a capture that was written to the file `warc`."""
        if self._file is None:
            return
        self._waiting.append((entry, warc))
        self._warcs.add(warc)
        if len(self._waiting) >= _BATCH:
            self._write()

    def warcs(self) -> frozenset[str]:
        """Name the files all of whose lines are held."""
        self._write()
        return frozenset(self._warcs)

    def lines(self) -> Iterator[bytes]:
        """Give all lines in the order of writing."""
        self._write()
        if self._file is not None:
            self._file.seek(0)
            yield from self._file

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, []
        if self._file is None or not waiting:
            return
        try:
            self._file.writelines(line(entry, warc) for entry, warc in waiting)
        except OSError:
            self.close()

    def close(self) -> None:
        """Let go of the file; reading then finds nothing."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
        self._file = None
        self._waiting.clear()
        self._warcs.clear()
