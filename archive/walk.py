"""A walk over a WARC file member by member: the one judge of what lies whole on the disk."""

import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.warc import OPEN_SUFFIX, UNREAD
from newscrawl.errors import ArchiveError, DamagedError

MAX_MEMBER = 1 << 30
"""Bytes of one inflated member; more is taken for damage."""

_FIRST_PIECE = 16_384
_PIECE = 65_536
_VERSION = re.compile(rb"WARC/1\.[01]\r\n")
_MAIN_TYPES = frozenset({"response", "resource", "revisit", "conversion", "warcinfo"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One gzip member and the WARC record in it."""

    offset: int
    length: int
    """Bytes on disk."""
    fields: tuple[tuple[str, str], ...]
    """Header fields in order, names as written."""
    block: bytes

    @property
    def end(self) -> int:
        """Offset of the first byte after it."""
        return self.offset + self.length

    @property
    def type(self) -> str:
        """WARC-Type, or an empty string."""
        return self.field("WARC-Type") or ""

    @property
    def is_main(self) -> bool:
        """Whether it is a record that ends a group of the writer (see archive.group)."""
        if self.type == "metadata":
            return (self.urn("WARC-Target-URI") or "").startswith(UNREAD)
        return self.type in _MAIN_TYPES

    def field(self, name: str) -> str | None:
        """Give the first value of a header field, or None; names compare without case."""
        wanted = name.lower()
        for key, value in self.fields:
            if key.lower() == wanted:
                return value
        return None

    def urn(self, name: str) -> str | None:
        """Give a header field that holds a record id, without its angle brackets."""
        value = self.field(name)
        return value.strip("<>") if value else None


def walk(path: Path, *, start: int = 0) -> Iterator[Member]:
    """Give every member from `start` to the end of the file.

    Raises DamagedError at the first that is torn, altered or not exactly one WARC record.
    """
    with opened(path) as fd:
        size, offset = os.fstat(fd).st_size, start
        while offset < size:
            member = read_member(fd, offset, path)
            yield member
            offset = member.end


def is_there(path: Path) -> bool:
    """Tell whether there is a file, with or without the suffix `.open`."""
    return path.exists() or path.with_name(path.name + OPEN_SUFFIX).exists()


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """Open a file for `read_member`, whether or not it has the suffix `.open` by now."""
    name = path.name
    is_open = name.endswith(OPEN_SUFFIX)
    other = name.removesuffix(OPEN_SUFFIX) if is_open else name + OPEN_SUFFIX
    # The third try: the file may be renamed between the first and the second.
    for candidate in (path, path.with_name(other), path):
        try:
            fd = os.open(candidate, os.O_RDONLY | os.O_CLOEXEC)
            break
        except FileNotFoundError:
            continue
        except OSError as error:
            raise ArchiveError(f"cannot read {candidate}: {error.strerror}") from error
    else:
        raise ArchiveError(f"cannot read {path}: no such file; was it moved?")
    try:
        yield fd
    finally:
        os.close(fd)


def read_member(fd: int, offset: int, path: Path) -> Member:
    """Read the member that begins at `offset`; `path` is for the message of DamagedError."""
    data, length = _inflate(fd, offset, path)
    head_end = data.find(b"\r\n\r\n")
    version = _VERSION.match(data)
    if version is None or head_end < 0:
        raise DamagedError(f"{path} at {offset}: no WARC header")
    fields = _fields(data[version.end() : head_end])
    member = Member(offset=offset, length=length, fields=fields, block=data[head_end + 4 : -4])
    if member.field("Content-Length") != str(len(member.block)) or not data.endswith(b"\r\n\r\n"):
        raise DamagedError(f"{path} at {offset}: the record does not fill its gzip member")
    return member


def _inflate(fd: int, offset: int, path: Path) -> tuple[bytes, int]:
    """Inflate one gzip member; zlib compares its CRC and size."""
    decoder = zlib.decompressobj(31)
    parts: list[bytes] = []
    position, size, inflated = offset, _FIRST_PIECE, 0
    while not decoder.eof:
        try:
            piece = os.pread(fd, size, position)
            parts.append(decoder.decompress(piece))
        except OSError as error:
            raise ArchiveError(f"cannot read {path}: {error.strerror}") from error
        except zlib.error as error:
            raise DamagedError(f"{path} at {offset}: {error}") from error
        if not piece:
            raise DamagedError(f"{path} at {offset}: the file ends within a gzip member")
        position, size = position + len(piece), _PIECE
        inflated += len(parts[-1])
        if inflated > MAX_MEMBER:
            raise DamagedError(f"{path} at {offset}: a member over {MAX_MEMBER} bytes")
    return b"".join(parts), position - len(decoder.unused_data) - offset


def _fields(head: bytes) -> tuple[tuple[str, str], ...]:
    lines = head.decode("utf-8", "replace").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)
