"""The quota: how much disk a collection may take."""

import os
import time
from pathlib import Path

from newscrawl.errors import NoSpaceError

_LOOK_SECONDS = 2.0
_MARGIN = 20
"""The part of a quota, as a divisor, that is kept for what is derived at the end of a run."""


class Quota:
    """Watches the size of a folder, in bytes; 0 is no limit."""

    def __init__(self, root: Path, max_bytes: int) -> None:
        self._root = root
        self._max_bytes = max_bytes
        self._looked = float("-inf")
        self._used = 0

    def why_spent(self) -> str:
        """Give the line that says why nothing more is fetched, empty while there is room."""
        if not self._max_bytes:
            return ""
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            self._looked, self._used = time.monotonic(), _size(self._root)
        if self._used < self._max_bytes - self._max_bytes // _MARGIN:
            return ""
        return (
            f"{self._root}: {self._used:,} bytes, nearly its quota of {self._max_bytes:,};"
            " raise its max_bytes to go on, all is kept"
        )

    def claim(self, size: int) -> None:
        """Count what is about to be written; raises NoSpaceError where it has no room."""
        self._used += size
        if self._max_bytes and self._used > self._max_bytes:
            raise NoSpaceError(f"{self._root}: the quota of {self._max_bytes:,} bytes is reached")


def _size(folder: Path) -> int:
    """Add up the sizes of all files below a folder."""
    total = 0
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            total += _size(Path(entry.path))
        else:
            total += entry.stat(follow_symlinks=False).st_size
    return total
