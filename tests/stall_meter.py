"""An extension that measures, inside a crawl, how long its event loop stood still."""

import asyncio
import json
import time
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

_PERIOD = 0.02


class StallMeter:
    """Notes stalls over 50 ms, in wall and in own CPU seconds, and writes them at the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stalls: list[tuple[float, float]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        self = cls(Path(crawler.settings["STALL_METER"]))
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)
        return self

    async def opened(self) -> None:
        self._task = asyncio.ensure_future(self._measure())

    def closed(self) -> None:
        self._task.cancel()
        self._stalls.sort(reverse=True)
        self._path.write_text(json.dumps(self._stalls))

    async def _measure(self) -> None:
        while True:
            wall, cpu = time.monotonic(), time.thread_time()
            await asyncio.sleep(_PERIOD)
            late = time.monotonic() - wall - _PERIOD
            if late > 0.05:
                self._stalls.append((round(late, 3), round(time.thread_time() - cpu, 3)))
