"""Recovery: WARC files that a dead process left open are cut back to what lies whole in them."""

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.disk import replace_file, sync_folder, writing
from archive.walk import walk
from archive.warc import OPEN_SUFFIX
from newscrawl.errors import ArchiveError, DamagedError

_PIECE = 1 << 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What became of one file."""

    name: str
    """File name without `.open`."""
    kept: int
    """Bytes of whole groups; 0 when there was no capture, and so the file was removed."""
    cut_bytes: int
    aside: str | None
    """Name of the file beside it that holds the cut bytes."""


def recover(folder: Path, *, synced: Callable[[str], int] = lambda _: 0) -> tuple[Recovered, ...]:
    """Close every file of `folder` that is still `.open`; the caller holds the folder's lock.

    `synced` gives for a file name an offset up to which the catalogue knows it whole, as the end
    of its last record: only what follows is walked. Nothing is thrown away: cut bytes go to
    `NAME.torn-OFFSET`. Recovery that is interrupted may run again.
    """
    return tuple(
        _recover_file(path, synced(path.name.removesuffix(OPEN_SUFFIX)))
        for path in sorted(folder.glob("*.warc.gz" + OPEN_SUFFIX))
    )


def whole_groups(path: Path, *, start: int = 0) -> tuple[int, int]:
    """Give the end of the last whole group of an unbroken walk from `start`, and their number.

    A group ends with a response or resource record; a warcinfo record counts as none.
    """
    end, groups = start, 0
    try:
        for member in walk(path, start=start):
            if member.is_main:
                end = member.end
                groups += member.type != "warcinfo"
    except DamagedError:
        pass
    return end, groups


def _recover_file(path: Path, synced: int) -> Recovered:
    closed = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    if closed.exists():
        raise ArchiveError(f"cannot recover {path}: {closed.name} exists; move one of them away")
    size = path.stat().st_size
    start = synced if 0 < synced <= size else 0
    end, groups = whole_groups(path, start=start)
    aside = None
    if end < size:
        aside = closed.with_name(f"{closed.name}.torn-{end}")
        replace_file(aside, _pieces(path, end))
        _log.warning("%s: cut %d torn bytes, kept in %s", closed.name, size - end, aside.name)
    has_captures = groups > 0 or start > 0
    with writing(path):
        if has_captures:
            _cut(path, end)
            path.rename(closed)
        else:
            path.unlink()
        sync_folder(path.parent)
    return Recovered(
        name=closed.name,
        kept=end if has_captures else 0,
        cut_bytes=size - end,
        aside=aside.name if aside else None,
    )


def _cut(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)
        os.fsync(file.fileno())


def _pieces(path: Path, start: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while piece := file.read(_PIECE):
            yield piece
