"""The footprint: how much memory this process and all below it take, and a ceiling for that."""

import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

_PROC = Path("/proc")
_LOOK_SECONDS = 2.0
_HOLD_SECONDS = 10.0
"""Time over the ceiling, nothing new being fetched, after which the crawl stops."""


def bytes_in_use(enough: int = 0) -> int:
    """Add up the memory of this process and its descendants, shared pages counted once.

    A sum up to `enough` may count them more often, which is quicker. 0 without a `/proc`.
    """
    family = list(_family())
    most = sum(map(_resident, family))
    return most if most <= enough else sum(map(_proportional, family))


class Ceiling:
    """Watches the footprint, in bytes; 0 is no ceiling.

    Over it, `relieve` is called once, and the crawl takes nothing new: what is under way may be
    what takes the memory.
    """

    def __init__(
        self,
        max_bytes: int,
        *,
        relieve: Callable[[], None],
        measure: Callable[[int], int] = bytes_in_use,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_bytes = max_bytes
        self._relieve = relieve
        self._measure = measure
        self._clock = clock
        self._looked = float("-inf")
        self._since: float | None = None
        self._used = 0

    def is_over(self) -> bool:
        """Tell whether more memory is in use than may be, by a look of the last two seconds."""
        now = self._clock()
        if self._max_bytes and now - self._looked > _LOOK_SECONDS:
            self._looked, self._used = now, self._measure(self._max_bytes)
            if self._used <= self._max_bytes:
                self._since = None
            elif self._since is None:
                self._since = now
                self._relieve()
        return self._since is not None

    def why_stop(self) -> str:
        """Give the line that says why the crawl ends, empty as long as it need not."""
        if not self.is_over() or self._since is None:
            return ""
        if self._clock() - self._since < _HOLD_SECONDS:
            return ""
        return (
            f"{self._used // 1_000_000:,} MB of memory are in use, more than"
            f" {self._max_bytes // 1_000_000:,}; run again to go on, all is kept"
            " (max_memory_mb in collection.toml raises the ceiling)"
        )


def _family() -> Iterator[Path]:
    """Give the folders in `/proc` of this process and all that descend from it."""
    children: dict[int, list[int]] = defaultdict(list)
    for folder in _PROC.glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            continue  # it has just ended
        children[int(fields[1])].append(int(folder.name))
    try:
        waiting = [int((_PROC / "self").readlink().name)]
    except OSError:
        return
    while waiting:
        process = waiting.pop()
        waiting += children[process]
        yield _PROC / str(process)


def _resident(process: Path) -> int:
    try:
        pages = int((process / "statm").read_bytes().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _proportional(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_bytes().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(b"Pss:")), 0)
