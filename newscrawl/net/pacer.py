"""The pacer: the one place that knows how soon each host may be asked again."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any, Self

from scrapy.crawler import Crawler

from newscrawl.frontier.pace import (
    DAY,
    HOUR,
    NEW,
    Answer,
    Manner,
    Pace,
    answered,
    delay_of,
    free_at,
)
from newscrawl.net.errors import HeldError
from newscrawl.pacing import ALWAYS, Timetable, timetable

SHORT = 5.0
"""Longest delay, seconds, for which a request may wait inside Scrapy."""


class Pacer:
    """Scrapy extension with the pace of every host.

    Scrapy's slots do the spacing, their delay is set here. Hosts that are held back get nothing
    from the scheduler; a request that is on its way already is given back by `begin`.
    """

    def __init__(
        self,
        manner: Manner,
        *,
        hours: Timetable = ALWAYS,
        max_asked: float = 60.0,
        downloader: Callable[[], Any] = lambda: None,
        rng: Random | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._manner = manner
        self._hours = hours
        self._max_asked = max_asked
        self._downloader = downloader
        self._rng = rng or Random()  # noqa: S311 jitter is no secret
        self._clock = clock
        self._wall = wall
        self._paces: dict[str, Pace] = {}
        self._begun: dict[str, deque[float]] = {}
        self._held: set[str] = set()
        self._most_begun = max(manner.per_hour or 1, manner.per_day or 1)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read what a person wants of the pace."""
        settings = crawler.settings
        zone = settings.get("NEWSCRAWL_TIMEZONE", "UTC")
        return cls(
            Manner(
                delay=settings.getfloat("DOWNLOAD_DELAY"),
                is_fixed=settings.getbool("NEWSCRAWL_FIXED_DELAY"),
                per_hour=settings.getint("NEWSCRAWL_MAX_PER_HOUR") or None,
                per_day=settings.getint("NEWSCRAWL_MAX_PER_DAY") or None,
            ),
            hours=timetable(settings.getdict("NEWSCRAWL_HOURS"), zone),
            max_asked=settings.getfloat("NEWSCRAWL_MAX_CRAWL_DELAY", 60.0),
            downloader=lambda: crawler.engine and crawler.engine.downloader,
        )

    def wait(self, name: str) -> float:
        """Give the seconds for which a host is held back, 0 where it is not."""
        until = max(self._pace(name).held_until, free_at(self._begun.get(name, ()), self._manner))
        return max(until - self._clock(), self._hours.wait(self._wall()), 0.0)

    def ready_in(self, name: str) -> float:
        """Give the seconds until a request to a host is worth handing out.

        Scrapy's slot waits for a short delay; a long one would keep a crawl from stopping.
        """
        delay, begun = self.delay(name), self._begun.get(name)
        rest = begun[-1] + delay - self._clock() if begun and delay > SHORT else 0.0
        return max(self.wait(name), rest)

    def held(self) -> frozenset[str]:
        """Name the hosts that are to be left alone now."""
        self._held = {name for name in self._held if self.ready_in(name) > 0}
        return frozenset(self._held)

    def soonest(self) -> float | None:
        """Give the seconds until the first of the hosts held back may be asked, None without one.

        In hours in which nothing may be asked, until they end.
        """
        closed = self._hours.wait(self._wall())
        waits = [wait for name in self._held if (wait := self.ready_in(name)) > 0]
        return min(waits, default=None) if closed <= 0 else closed

    @property
    def is_closed(self) -> bool:
        """Tell whether these are hours in which nothing may be asked."""
        return self._hours.wait(self._wall()) > 0

    def delay(self, name: str) -> float:
        """Give the seconds between two requests to a host now."""
        return delay_of(self._pace(name), self._wanted())

    def is_doubtful(self, name: str) -> bool:
        """Tell whether a host refused its last request; one at a time is enough then."""
        return self._pace(name).refusals > 0

    def begin(self, name: str) -> float:
        """Note a request that goes out now, and give the time; raises HeldError if it may not."""
        if (wait := self.wait(name)) > 0:
            raise HeldError(name, wait)
        now = self._clock()
        self._begun.setdefault(name, deque(maxlen=self._most_begun)).append(now)
        self._held.add(name)
        return now

    def end(
        self, name: str, *, begun: float, status: int | None, retry_after: float | None = None
    ) -> None:
        """Note how a request ended; `begun` is what `begin` gave."""
        answer = Answer(begun=begun, ended=self._clock(), status=status, retry_after=retry_after)
        pace, chance = self._pace(name), self._rng.random()
        self._paces[name] = answered(pace, answer, manner=self._wanted(), chance=chance)
        self._held.add(name)
        self._set_slot(name)

    def ask(self, name: str, delay: float) -> None:
        """Note the Crawl-delay of a host, seconds; the longest one that is obeyed is a setting."""
        self._paces[name] = replace(self._pace(name), asked=min(delay, self._max_asked))
        self._set_slot(name)

    def recall(self, name: str, when: float) -> None:
        """Note what earlier runs had to do with a host, as `CrawlStore.dealings` gives it."""
        at = self._clock() + when
        self._held.add(name)
        if when > 0:
            self._paces[name] = replace(self._pace(name), held_until=at)
        else:
            self._begun.setdefault(name, deque(maxlen=self._most_begun)).append(at)

    @property
    def budget_span(self) -> float:
        """The seconds for which requests of earlier runs count, 0 for none."""
        manner = self._manner
        return DAY if manner.per_day else HOUR if manner.per_hour else 0.0

    def _pace(self, name: str) -> Pace:
        return self._paces.get(name, NEW)

    def _wanted(self) -> Manner:
        usual = self._manner
        if usual.is_fixed or not self._hours.spells:
            return usual
        return replace(usual, delay=self._hours.delay(self._wall(), usual.delay))

    def _set_slot(self, name: str) -> None:
        """Make Scrapy's slot of a host keep the delay; a new one gets it from the settings."""
        downloader, delay = self._downloader(), self.delay(name)
        if downloader is None:
            return
        slot = downloader.slots.get(name)
        if slot is not None:
            slot.delay, slot.jitter = delay, 0.0
        if delay != self._manner.delay or name in downloader.per_slot_settings:
            downloader.per_slot_settings[name] = {"delay": delay, "jitter": 0.0}
