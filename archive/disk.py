"""Durable steps on the disk: synced folders, files replaced whole, errors as ArchiveError."""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from newscrawl.errors import ArchiveError

_BATCH = 1 << 20
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def explain(error: OSError, path: Path) -> str:
    """Give the one line for a failed write: file, reason, what to do."""
    remedy = "free space" if error.errno in _NO_ROOM else "check the disk and its permissions"
    return (
        f"cannot write {path}: {error.strerror}; {remedy} and run again, what was archived is kept"
    )


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn each OSError of the block into an ArchiveError about `path`."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(explain(error, path)) from error


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
