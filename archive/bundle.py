"""A bundle: the WARC files in a path of any kind, be it one, a folder of them, or a WACZ."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, cast

from archive.fault import Fault
from archive.tape import NEXT_START, PIECE, START
from newscrawl.errors import UsageError

MAX_UNPACKED = 20 << 30
"""Bytes of one compressed entry of a WACZ; WARC files lie in it as they are."""
_MAX_RATIO = 200
_MAX_JSON = 64 << 20
_ZIP = b"PK\x03\x04"
_OTHERS = {
    b"\x04\x22\x4d\x18": "compressed by lz4; unpack it first (lz4 -d)",
    b"\x28\xb5\x2f\xfd": "compressed by zstd; unpack it first (zstd -d)",
    b"\x5d\x2a\x4d\x18": "compressed by zstd with a dictionary; unpack it first (zstd -d)",
}
_ZIP_ERRORS = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, KeyError,
    OSError, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One WARC or ARC file, open for reading."""

    name: str
    """Name for people: the path, and behind it the entry of a WACZ."""
    file: BinaryIO
    path: Path | None
    """The file itself; None inside a WACZ."""


def files_of(paths: tuple[Path, ...]) -> list[tuple[Path, bool]]:
    """Give the files that paths mean, and whether each was named; folders with all below them."""
    found: list[tuple[Path, bool]] = []
    for path in paths:
        if path.is_dir():
            found += [(p, False) for p in sorted(path.rglob("*")) if p.is_file()]
        elif path.is_file():
            found.append((path, True))
        else:
            raise UsageError(f"{path}: no such file")
    return found


def parts(path: Path, *, is_named: bool = True) -> Iterator[Part | Fault]:
    """Give the WARC files of one file; each is closed when the next is asked for.

    What is no archive is a fault where a person named it, else a note.
    """
    try:
        with path.open("rb", buffering=0) as file:
            if file.read(4) == _ZIP:
                yield from _entries(path)
            elif what := _no_archive(file):
                yield Fault(
                    name="not-an-archive", file=str(path), offset=None, text=what,
                    is_note=not is_named,
                )  # fmt: skip
            else:
                yield Part(name=str(path), file=cast("BinaryIO", file), path=path)
    except OSError as error:
        text = f"cannot be read ({error.strerror})"
        yield Fault(name="unreadable", file=str(path), offset=None, text=text)


def _no_archive(file: IO[bytes]) -> str | None:
    """Say what a file is that holds no records; None for archives, be they damaged."""
    file.seek(0)
    head = file.read(PIECE) or b""
    if not head:
        return "an empty file"
    if other := _OTHERS.get(head[:4]):
        return other
    if head.startswith(b"\x1f\x8b"):
        try:
            inner = zlib.decompressobj(31).decompress(head, PIECE)
        except zlib.error:
            return None
        head = inner or b"WARC/1.0\n"
    text = head.lstrip(b"\r\n")
    if START.match(text) or NEXT_START.search(text) or not text.strip(b"\0"):
        return None
    if text.startswith((b"filedesc:", b"WARC/")):
        return None
    return "neither WARC, ARC nor WACZ; an index has no records in it"


def _entries(path: Path) -> Iterator[Part | Fault]:
    def fault(name: str, entry: str, text: str) -> Fault:
        return Fault(name=name, file=f"{path}/{entry}", offset=None, text=text)

    try:
        with zipfile.ZipFile(path) as pack:
            inside = [i for i in pack.infolist() if _is_warc(i.filename)]
            for info in inside:
                if not is_safe(info.filename):
                    yield fault("bad-path", repr(info.filename), "a path that leaves the WACZ")
                elif _is_bomb(info):
                    yield fault("zip-bomb", info.filename, "inflates beyond all measure")
                else:
                    yield from _entry(path, pack, info, fault)
            if not inside:
                yield Fault(
                    name="not-an-archive", file=str(path), offset=None, text="no WARC file in it"
                )
    except _ZIP_ERRORS as error:
        text = f"cannot be unpacked ({type(error).__name__}: {error})"
        yield Fault(name="bad-zip", file=str(path), offset=None, text=text)


def _entry(
    path: Path, pack: zipfile.ZipFile, info: zipfile.ZipInfo, fault: Any
) -> Iterator[Part | Fault]:
    try:
        with _opened(path, pack, info) as file:
            yield Part(name=f"{path}/{info.filename}", file=file, path=None)
    except _ZIP_ERRORS as error:
        text = f"cannot be unpacked ({type(error).__name__}: {error})"
        yield fault("bad-zip", info.filename, text)


def _is_warc(name: str) -> bool:
    return "archive/" in name and name.endswith((".warc", ".warc.gz", ".arc", ".arc.gz"))


def is_safe(name: str) -> bool:
    """Tell whether a name in a zip stays inside of it."""
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name)


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    if info.compress_type == zipfile.ZIP_STORED:
        return False
    return info.file_size > min(MAX_UNPACKED, PIECE * 64 + _MAX_RATIO * info.compress_size)


@contextmanager
def _opened(path: Path, pack: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    """Open an entry for seeking: in place where it is stored, else unpacked without a name."""
    with pack.open(info) as packed:
        if info.compress_type == zipfile.ZIP_STORED:
            with path.open("rb", buffering=0) as whole:
                yield cast("BinaryIO", _Slice(whole, _start_of(whole, info), info.file_size))
            return
        with TemporaryFile() as unpacked:
            copyfileobj(packed, unpacked, PIECE)
            yield unpacked


def _start_of(whole: IO[bytes], info: zipfile.ZipInfo) -> int:
    """Give the first byte of a stored entry: behind its local header (APPNOTE 4.3.7)."""
    whole.seek(info.header_offset + 26)
    lengths = whole.read(4)
    name, extra = int.from_bytes(lengths[:2], "little"), int.from_bytes(lengths[2:], "little")
    return info.header_offset + 30 + name + extra


class _Slice(RawIOBase):
    """A part of a file as a file."""

    def __init__(self, whole: IO[bytes], start: int, size: int) -> None:
        self._whole, self._start, self._size = whole, start, size
        self._position = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._position = offset + (0, self._position, self._size)[whence]
        return self._position

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._size - self._position)
        self._whole.seek(self._start + self._position)
        data = self._whole.read(left if size < 0 else min(size, left)) or b""
        self._position += len(data)
        return data


def wacz_faults(path: Path) -> Iterator[Fault]:
    """Compare the entries of a WACZ with the sizes and digests in its `datapackage.json`."""

    def fault(name: str, entry: str, text: str) -> Fault:
        return Fault(name=name, file=f"{path}/{entry}", offset=None, text=text)

    try:
        with zipfile.ZipFile(path) as pack:
            for resource in _resources(pack):
                entry = str(resource.get("path", ""))
                if entry not in pack.namelist():
                    yield fault("wacz-entry", entry, "named in datapackage.json, but missing")
                elif _is_bomb(pack.getinfo(entry)):
                    yield fault("zip-bomb", entry, "inflates beyond all measure")
                elif (stated := resource.get("hash")) and stated != _digest(pack, entry, stated):
                    yield fault("wacz-digest", entry, "not what datapackage.json has a digest of")
    except _ZIP_ERRORS as error:
        text = f"cannot be unpacked ({type(error).__name__}: {error})"
        yield Fault(name="bad-zip", file=str(path), offset=None, text=text)


def _resources(pack: zipfile.ZipFile) -> list[dict[str, Any]]:
    if pack.getinfo("datapackage.json").file_size > _MAX_JSON:
        raise ValueError("datapackage.json is too long")
    found = json.loads(pack.read("datapackage.json"))
    listed = found.get("resources") if isinstance(found, dict) else None
    return [one for one in listed or [] if isinstance(one, dict)]


def _digest(pack: zipfile.ZipFile, entry: str, stated: str) -> str:
    label = str(stated).partition(":")[0]
    if label not in ("sha256", "md5", "sha1", "sha512"):
        return stated
    taken = hashlib.new(label, usedforsecurity=False)
    with pack.open(entry) as file:
        while piece := file.read(PIECE):
            taken.update(piece)
    return f"{label}:{taken.hexdigest()}"
