"""The ending of a crawl that does not end by itself: a fault, a stop, too little disk or memory."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from archive.disk import free_bytes
from archive.footprint import Ceiling
from archive.quota import Quota
from newscrawl.errors import NoMemoryError, NoSpaceError

STOP_SECONDS = 5.0
"""Time that downloads may take to end by themselves once the crawl is told to stop."""


class Ending:
    """Closes the spider once, and cuts off the downloads that are in its way.

    `close` is Scrapy's coroutine for a reason, `is_told` says whether somebody told it to stop.
    """

    def __init__(
        self,
        *,
        close: Callable[[str], Coroutine[Any, Any, None]],
        is_told: Callable[[], bool],
        folder: Path,
        min_free: int,
        quota: Quota,
        ceiling: Ceiling,
    ) -> None:
        self._close = close
        self._is_told = is_told
        self._folder = folder
        self._min_free = min_free
        self.quota = quota
        self._ceiling = ceiling
        self._closing: asyncio.Future[None] | None = None
        self._due: float | None = None
        self._cut_off: list[Callable[[], None]] = []
        self.shortage: NoSpaceError | NoMemoryError | None = None
        """Why the crawl stopped before the disk, or the memory, was full."""

    def on_stop(self, cut_off: Callable[[], None]) -> None:
        """Call `cut_off` when downloads still run some time after a stop."""
        self._cut_off.append(cut_off)

    def begin(self, reason: str) -> None:
        """Close the spider."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close(reason))

    def is_short(self) -> bool:
        """Tell whether too little room is left, and then stop while there is still some.

        Over the ceiling of memory nothing new is taken; if that does not help, it is a stop, too.
        """
        if self.shortage is not None:
            return True
        if why := self._scarce() or self.quota.why_spent():
            self.shortage = NoSpaceError(why)
            self.begin("no-space")
        elif why := self._ceiling.why_stop():
            self.shortage = NoMemoryError(why)
            self.begin("no-memory")
        return self.shortage is not None or self._ceiling.is_over()

    def _scarce(self) -> str:
        left = free_bytes(self._folder)
        if left >= self._min_free:
            return ""
        return (
            f"{self._folder}: {left // 1_000_000} MB are left on its disk, less than"
            f" {self._min_free // 1_000_000}; free space and run again, all is kept"
        )

    def hurry(self) -> None:
        """Cut off downloads that take too long to end; to be called every now and then."""
        if self._closing is None and not self._is_told():
            return
        now = time.monotonic()
        self._due = self._due or now + STOP_SECONDS
        if now >= self._due:
            for cut_off in self._cut_off:
                cut_off()
