"""A file that only grows, by whole appends: either all bytes of one are in it, or none."""

import os
from pathlib import Path
from typing import NoReturn

from archive.disk import sync_folder, write_all, write_fault
from newscrawl.errors import ArchiveError


class AppendFile:
    """A new file, unbuffered and O_APPEND; after a failed write it refuses all others.

    Raises ArchiveError with one line for every error of the system, FileExistsError from opening.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._failure: ArchiveError | None = None
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        try:
            self._fd = os.open(path, flags, 0o644)
        except FileExistsError:
            raise
        except OSError as error:
            self._fail(error)
        try:
            sync_folder(path.parent)
        except OSError as error:
            os.close(self._fd)
            self._fail(error)

    @property
    def failed(self) -> bool:
        """Whether a write failed, so that no other is taken."""
        return self._failure is not None

    def append(self, data: bytes) -> int:
        """Write `data` and give the offset of its first byte."""
        self._refuse_after_failure()
        start = self.size
        try:
            write_all(self._fd, data)
            end = os.lseek(self._fd, 0, os.SEEK_CUR)
        except OSError as error:
            self._cut_back(start)
            self._fail(error)
        if end != start + len(data):
            self._failure = ArchiveError(
                f"cannot write {self.path}: another process writes to it; stop it"
            )
            raise self._failure
        self.size = end
        return start

    def sync(self) -> None:
        """Return when all appended bytes are on the disk."""
        self._refuse_after_failure()
        try:
            os.fsync(self._fd)
        except OSError as error:
            # The kernel may have dropped the pages: a second fsync would lie.
            self._fail(error)

    def close(self, *, rename_to: Path) -> None:
        """Sync, rename and close; after a failure the file keeps its name for recovery."""
        if self._fd < 0:
            return
        try:
            if self._failure is None:
                os.fsync(self._fd)
                self.path.rename(rename_to)
                sync_folder(rename_to.parent)
        except OSError as error:
            self._fail(error)
        finally:
            os.close(self._fd)
            self._fd = -1

    def _cut_back(self, size: int) -> None:
        try:
            os.ftruncate(self._fd, size)
        except OSError:
            return  # recovery cuts the torn tail
        self.size = size

    def _refuse_after_failure(self) -> None:
        if self._failure is not None:
            raise type(self._failure)(*self._failure.args)

    def _fail(self, error: OSError) -> NoReturn:
        self._failure = write_fault(error, self.path)
        raise self._failure from error
