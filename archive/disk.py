"""Durable steps on the disk: synced folders, files replaced whole, errors as ArchiveError."""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from newscrawl.errors import ArchiveError, NoSpaceError

_BATCH = 1 << 20
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_fault(error: OSError, path: Path) -> ArchiveError:
    """Give the error for a failed write, one line: file, reason, what to do."""
    is_full = error.errno in _NO_ROOM
    remedy = "free space" if is_full else "check the disk and its permissions"
    line = (
        f"cannot write {path}: {error.strerror}; {remedy} and run again, what was archived is kept"
    )
    return NoSpaceError(line) if is_full else ArchiveError(line)


def free_bytes(folder: Path) -> int:
    """Give the bytes that this process may still write to the disk of a folder."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn each OSError of the block into an ArchiveError about `path`."""
    try:
        yield
    except OSError as error:
        raise write_fault(error, path) from error


def sync_folder(folder: Path) -> None:
    """Make creations and renames in `folder` durable."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_all(fd: int, data: bytes | bytearray) -> None:
    """Write all of `data`, in as many calls as the system wants."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def replace_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file so that readers, and a crash, see the old one or the new one, never a part."""
    temporary = path.with_name(path.name + ".tmp")
    with writing(path):
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        try:
            for batch in _batches(pieces):
                write_all(fd, batch)
            os.fsync(fd)
        finally:
            os.close(fd)
        temporary.replace(path)
        sync_folder(path.parent)


def _batches(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held, size = [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _BATCH:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
