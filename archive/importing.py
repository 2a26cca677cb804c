"""The import of one file: archives of other makers looked through and put into a collection."""

import hashlib
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5

from archive.bundle import Part, parts
from archive.disk import replace_file, sync_folder, writing
from archive.fault import Fault
from archive.group import warcinfo
from archive.reader import CAPTURES
from archive.restoring import packed
from archive.scan import Scanned, scan
from archive.tape import PIECE
from archive.walk import walk
from archive.warc import RECORD_END
from newscrawl.errors import DamagedError
from newscrawl.urls import host, normalise

_SUFFIX = re.compile(r"(?:\.warc|\.arc|\.gz|\.open|\.bad)+$", re.IGNORECASE)
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9._~-]+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Examined:
    """What lies in one WARC file that is to be imported."""

    name: str
    sha256: str
    can_stay: bool
    """Whether it is gzip with one WARC record a member, as collections have it."""
    captures: int = 0
    date: datetime = _EPOCH
    """Date of its first record."""
    homes: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    @property
    def stem(self) -> str:
        """Give the name without folders and suffixes, of characters that any file may have."""
        base = _SUFFIX.sub("", Path(self.name).name)
        return _NOT_IN_NAME.sub("-", base) or "import"


@dataclass(slots=True, kw_only=True)
class Placed:
    """What became of one source."""

    target: str
    how: str
    is_new: bool


def examine(path: Path, *, is_named: bool) -> Iterator[Examined | Fault]:
    """Look each WARC file of a path through."""
    for part in parts(path, is_named=is_named):
        yield _examined(part) if isinstance(part, Part) else part


def place(path: Path, warc: Path, done: dict[str, Examined]) -> Iterator[Placed]:
    """Bring the examined WARC files of a path into the folder `warc`.

    What can stay as it is gets a hard link or a copy; anything else is written anew, and its
    warcinfo says what it was made of. A file that is there already is left as it is.
    """
    for part in parts(path):
        if not isinstance(part, Part) or part.name not in done:
            continue
        one = done[part.name]
        target = warc / f"{one.stem}-{one.sha256[:8]}.warc.gz"
        if one.can_stay and part.path is not None:
            yield _kept(part.path, warc, one)
        elif one.can_stay:
            placed = _written(target, _pieces(part.file), "copied")
            if placed.is_new and not _is_strict(target):
                replace_file(target, _anew(part.file, target.name, one))
            yield placed
        else:
            yield _written(target, _anew(part.file, target.name, one), "written anew")


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def _examined(part: Part) -> Examined:
    one = Examined(name=part.name, sha256=_sha256(part.file), can_stay=_is_gzip(part.file))
    for item in scan(part.file, part.name):
        if isinstance(item, Fault):
            is_read = item.name in ("merged-records", "split-record")
            one.faults.append(replace(item, is_note=item.is_note or is_read))
            one.can_stay = False
            continue
        is_whole = item.length and item.pieces == 1 and item.tail == RECORD_END
        one.can_stay &= bool(is_whole and item.version in ("1.0", "1.1") and not item.is_cut)
        if one.date == _EPOCH:
            one.date = _date(item)
        if item.type in CAPTURES:
            one.captures += 1
            url = normalise(item.urn("WARC-Target-URI") or "")
            if url is not None:
                one.homes[f"{url.partition('://')[0]}://{host(url)}/"] += 1
    if one.can_stay and part.path is not None:
        one.can_stay = _is_strict(part.path)
    return one


def _is_gzip(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(2) == b"\x1f\x8b"


def _is_strict(path: Path) -> bool:
    """Ask the reader of collections, which forgives nothing."""
    try:
        for _ in walk(path):
            pass
    except DamagedError:
        return False
    return True


def _date(record: Scanned) -> datetime:
    try:
        date = datetime.fromisoformat(record.field("WARC-Date") or "")
    except ValueError:
        return _EPOCH
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _sha256(file: BinaryIO) -> str:
    taken = hashlib.sha256()
    for piece in _pieces(file):
        taken.update(piece)
    return taken.hexdigest()


def _kept(source: Path, warc: Path, one: Examined) -> Placed:
    target = warc / f"{one.stem}.warc.gz"
    if target.exists() and not _is_same(target, source, one.sha256):
        target = warc / f"{one.stem}-{one.sha256[:8]}.warc.gz"
    if target.exists():
        return Placed(target=target.name, how="is there already", is_new=False)
    temporary = target.with_name(f"{target.name}.tmp")
    with writing(target):
        temporary.unlink(missing_ok=True)
        try:
            os.link(source, temporary)
            how = "linked"
        except OSError:  # another disk
            shutil.copyfile(source, temporary)
            how = "copied"
        temporary.rename(target)
        sync_folder(warc)
    return Placed(target=target.name, how=how, is_new=True)


def _is_same(target: Path, source: Path, sha256: str) -> bool:
    if target.stat().st_size != source.stat().st_size:
        return False
    with target.open("rb") as file:
        return target.samefile(source) or _sha256(file) == sha256


def _written(target: Path, pieces: Iterator[bytes], how: str) -> Placed:
    if target.exists():
        return Placed(target=target.name, how="is there already", is_new=False)
    replace_file(target, pieces)
    return Placed(target=target.name, how=how, is_new=True)


def _anew(file: BinaryIO, name: str, one: Examined) -> Iterator[bytes]:
    """Give all records that can be read, one gzip member each, behind a warcinfo about it.

    Nothing in it comes from the clock, so that the same source gives the same bytes.
    """
    about = {
        "description": "records of another archive file, written anew as one gzip member each",
        "imported-from": Path(one.name).name,
        "imported-sha256": one.sha256,
        "format": "WARC File Format 1.1",
    }
    yield warcinfo(name, uuid5(NAMESPACE_URL, one.sha256).urn, one.date, about)
    for item in scan(file, name):
        if isinstance(item, Scanned) and not item.is_cut:
            version = item.version if item.version in ("1.0", "1.1") else "1.0"
            yield packed(version, list(item.fields), item.block)
