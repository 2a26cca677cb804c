"""The watcher: starts a pass of a collection whenever something of it is due."""

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field

import click

from archive.agenda import AgendaTable
from archive.catalog import open_catalog, read_catalog
from archive.collection import Collection, WriteLock
from newscrawl.cli.alarm import ALERT
from newscrawl.config import hours_of
from newscrawl.errors import LockedError, NewscrawlError
from newscrawl.hours import parse_duration
from newscrawl.schedule.clock import Reading, jump
from newscrawl.terminal import printable

LOOK_SECONDS = 30.0
"""Longest sleep: so soon a set clock or an edited collection.toml is noticed."""
STOP_SECONDS = 8.0
"""Time that a pass has to stop before it is killed; nothing is lost by that."""
_PAUSE = 5.0
"""Shortest time between two passes of one collection, seconds."""
_PATIENCE = (60.0, 3600.0)
"""Wait after a pass that failed: the first, doubled each time up to the second."""
_STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)
_INTERRUPTED = 130

Process = subprocess.Popen[bytes]


def now() -> Reading:
    """Read both clocks."""
    steady = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return Reading(wall=time.time(), steady=time.clock_gettime(steady))


@dataclass(kw_only=True)
class _Watched:
    """A collection, its pass if one runs, and when the next may begin on the steady clock."""

    collection: Collection
    process: Process | None = None
    not_before: float = 0.0
    failures: int = 0
    is_closing: bool = field(default=False)
    """Told to stop since its window ended."""


class Watcher:
    """Watches collections until it is told to stop; each pass is a process of its own."""

    def __init__(
        self,
        collections: Sequence[Collection],
        *,
        spawn: Callable[[Collection], Process],
        at_once: int,
        clock: Callable[[], Reading] = now,
    ) -> None:
        self._watched = [_Watched(collection=collection) for collection in collections]
        self._spawn = spawn
        self._at_once = at_once
        self._clock = clock
        self._last = clock()

    def run(self) -> int:
        """Watch until SIGTERM, exit code 0, or SIGINT, exit code 130."""
        with ExitStack() as held:
            for one in self._watched:
                held.enter_context(WriteLock(one.collection, name=".watch"))
            signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
            held.callback(self._stop_all)
            while True:
                told = signal.sigtimedwait(_STOPS, self.step())
                if told is not None and told.si_signo != signal.SIGCHLD:
                    return 0 if told.si_signo == signal.SIGTERM else _INTERRUPTED

    def step(self) -> float:
        """Reap passes that ended, start those that are due, and give the seconds to sleep."""
        reading = self._clock()
        self._follow(reading)
        self._last = reading
        wait = LOOK_SECONDS
        for one in self._watched:
            if one.process is not None:
                self._look_after(one, one.process, reading)
            if one.process is None:
                wait = min(wait, self._look_at(one, reading))
        return max(0.0, wait)

    def _look_after(self, one: _Watched, process: Process, reading: Reading) -> None:
        code = process.poll()
        if code is None:
            is_open = self._is_open(one.collection, reading.wall)
            if not is_open and not one.is_closing:
                one.is_closing = True
                process.send_signal(signal.SIGTERM)
            return
        one.process = None
        is_well = code in (0, ALERT) or (one.is_closing and code == _INTERRUPTED)
        one.failures = 0 if is_well else one.failures + 1
        first, longest = _PATIENCE
        wait = _PAUSE if is_well else min(first * 2.0 ** (one.failures - 1), longest)
        one.not_before = reading.steady + max(wait, self._least(one.collection))
        _say(f"{one.collection.root}: pass ended" + ("" if is_well else f" with code {code}"))

    def _look_at(self, one: _Watched, reading: Reading) -> float:
        """Start a pass if it is time, or give the seconds until then."""
        running = sum(other.process is not None for other in self._watched)
        if reading.steady < one.not_before:
            return one.not_before - reading.steady
        try:
            due = _due(one.collection, reading.wall)
        except NewscrawlError as error:
            one.not_before = reading.steady + _PATIENCE[1]
            _say(str(error))
            return LOOK_SECONDS
        if due is None or due > reading.wall or running >= self._at_once:
            return LOOK_SECONDS if due is None or due <= reading.wall else due - reading.wall
        one.is_closing = False
        one.process = self._spawn(one.collection)
        _say(f"{one.collection.root}: pass begun")
        return LOOK_SECONDS

    def _follow(self, reading: Reading) -> None:
        """Move what is planned with a clock that was set."""
        by = jump(self._last, reading)
        if not by:
            return
        _say(f"the clock was set by {by:+.0f} seconds; the schedule moves with it")
        for one in self._watched:
            # A pass that runs plans anew by the new clock; one that writes goes first.
            with suppress(LockedError, NewscrawlError), WriteLock(one.collection):
                if one.collection.catalog.is_file():
                    with closing(open_catalog(one.collection.catalog)) as db:
                        AgendaTable(db).shift(by)
                        db.commit()

    def _stop_all(self) -> None:
        passes = [one.process for one in self._watched if one.process is not None]
        for process in passes:
            process.send_signal(signal.SIGTERM)
        end = self._clock().steady + STOP_SECONDS
        for process in passes:
            try:
                process.wait(max(0.0, end - self._clock().steady))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _is_open(self, collection: Collection, at: float) -> bool:
        try:
            return hours_of(collection.config().schedule).is_open(at)
        except NewscrawlError:
            return True

    def _least(self, collection: Collection) -> float:
        """Give the shortest pause that the collection's own schedule wants."""
        try:
            return parse_duration(collection.config().schedule.min_interval)
        except NewscrawlError:
            return _PATIENCE[0]


def _due(collection: Collection, at: float) -> float | None:
    """Give when the next pass is due, within the hours of the collection; None for never."""
    schedule = collection.config().schedule
    due: float | None = at
    if collection.catalog.is_file():
        with closing(read_catalog(collection.catalog)) as db:
            due = AgendaTable(db).next_due(now=at, articles=schedule.revisits)
    if due is None:
        return None
    due = max(due, at)
    hours = hours_of(schedule)
    return due if hours.is_open(due) else hours.next_change(due)


def is_due(collection: Collection, at: float) -> bool:
    """Tell whether a pass now has something to do and is allowed."""
    due = _due(collection, at)
    return due is not None and due <= at


def _say(line: str) -> None:
    click.echo(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {printable(line)}", err=True)
