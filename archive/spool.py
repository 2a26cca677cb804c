"""The spool: index lines of the captures that a run writes, kept aside until its end."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from archive.cdxj import line_of
from archive.walk import Member
from newscrawl.message import Message


class IndexSpool:
    """Saves the end of a run the reading of what the run itself has written.

    The file has no name and dies with the process: a next run then reads the WARC files. It is
    closed on any fault of the disk, and then holds nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._warcs: set[str] = set()
        self._file: IO[bytes] | None = None
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            self._file = TemporaryFile(dir=folder)  # noqa: SIM115 closed by `close`

    def add(self, member: Member, warc: str, *, message: Message | None) -> None:
        """Keep the line of a record that was written to the file `warc`."""
        line = line_of(member, warc, message=message)
        if self._file is None or line is None:
            return
        try:
            self._file.write(line)
        except OSError:
            self.close()
        else:
            self._warcs.add(warc)

    def warcs(self) -> frozenset[str]:
        """Name the files all of whose lines are held."""
        return frozenset(self._warcs)

    def lines(self) -> Iterator[bytes]:
        """Give all lines in the order of writing."""
        if self._file is not None:
            self._file.seek(0)
            yield from self._file

    def close(self) -> None:
        """Let go of the file; reading then finds nothing."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
        self._file = None
        self._warcs.clear()
