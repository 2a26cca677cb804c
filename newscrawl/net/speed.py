"""Speed: an answer that drips is ended, as curl's --speed-limit and --speed-time end it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from newscrawl.net.errors import TooSlowError
from newscrawl.net.exchange import Exchange

MIN_BYTES_PER_SECOND = 100
WINDOW_SECONDS = 20.0
_LOOKS = 8
"""How often a window is looked at."""


@dataclass(slots=True)
class _Watched:
    exchange: Exchange
    task: asyncio.Task[Any]
    since: float | None = None
    """Loop time at which the window began; None before the first byte."""
    had: int = 0
    is_slow: bool = False


class SpeedWatch:
    """Ends an exchange that brings too few bytes in a window of time.

    The first window begins with the first byte: how long a server may think, the timeout says.
    """

    def __init__(self, *, bytes_per_second: float, seconds: float) -> None:
        self._least = bytes_per_second * seconds
        self._seconds = seconds
        self._watched: list[_Watched] = []
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0

    @contextmanager
    def over(self, exchange: Exchange) -> Iterator[None]:
        """Watch an exchange while the block lasts; raises TooSlowError in it."""
        task = asyncio.current_task()
        if not self._least or task is None:
            yield
            return
        watched = _Watched(exchange, task)
        self._watched.append(watched)
        self._timer = self._timer or self._later()
        try:
            yield
        except asyncio.CancelledError as error:
            if not watched.is_slow:
                raise
            task.uncancel()
            raise TooSlowError(f"{exchange.url} comes too slowly") from error
        finally:
            self._watched.remove(watched)
            if not self._watched and self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def _later(self) -> asyncio.TimerHandle:
        loop = asyncio.get_running_loop()
        self._due = loop.time() + self._seconds / _LOOKS
        return loop.call_at(self._due, self._look)

    def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        # Bytes may wait unread where this process was the slow one.
        is_late = now - self._due > self._seconds / _LOOKS
        self._timer = self._later()
        for one in self._watched:
            has = len(one.exchange.received)
            # An attempt on a new connection begins with nothing.
            if one.since is None or has < one.had or is_late:
                one.since, one.had = now if has else None, has
            elif now - one.since >= self._seconds:
                if has - one.had < self._least:
                    one.is_slow = True
                    one.task.cancel()
                one.since, one.had = now, has
