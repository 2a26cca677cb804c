"""Workers: processes that read captures from the archive and derive pages from them."""

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from archive.reader import read_payload
from newscrawl.derive import derive
from newscrawl.errors import ArchiveError
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.page import Page, PageKind
from newscrawl.model.payload import Payload
from newscrawl.model.rules import NO_RULES, SiteRules

PAGE_SECONDS = 10.0
"""CPU time a page may take; not wall time, so that a busy machine derives the same pages."""
WALL_FACTOR = 6
"""Wall time, as a multiple, after which a page that takes no CPU time is ended, too."""
START_SECONDS = 120.0
"""Wall time a worker may take to begin."""
MEMORY_BYTES = 2 << 30
_IN_HAND = 4  # jobs sent ahead to one worker, so that it never waits for the next

Job = tuple[str, int]
Answer = Page | ArchiveError
Derive = Callable[[Payload], Page]


def derived(payload: Payload, *, rules: SiteRules = NO_RULES) -> Page:
    """Derive a page; an error of our own making is a page without an article, too."""
    try:
        return derive(payload, rules=rules)
    except Exception as error:  # noqa: BLE001 one page must not stop a crawl or a rebuild
        reason = f"extract-crash:{type(error).__name__}"
        return Page(url=payload.url, kind=PageKind.OTHER, reason=reason)


def end_with_parent() -> None:
    """Call in a child process: it ends when its parent is gone, however that ended."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, name="end with parent", daemon=True).start()


def _work(pipe: Connection, folder: Path, work: Derive, page_seconds: float) -> None:
    """Run in the child: answer each job in order until the parent closes the pipe."""
    # Ctrl-C reaches the whole group; the parent lets this process end its pages.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    end_with_parent()
    pipe.send(None)
    while True:
        try:
            warc, offset = pipe.recv()
            # The kernel ends a page that takes too long, whatever code it is stuck in.
            signal.setitimer(signal.ITIMER_PROF, page_seconds)
            answer = _answer(folder / warc, offset, work)
            signal.setitimer(signal.ITIMER_PROF, 0)
            pipe.send(answer)
        except (EOFError, OSError):
            return


def _answer(path: Path, offset: int, work: Derive) -> Answer:
    try:
        return work(read_payload(path, offset))
    except ArchiveError as error:
        return error


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    deadline: float
    jobs: deque[tuple[Job, asyncio.Future[Page]]] = field(default_factory=deque)
    is_ready: bool = False


class WorkerPool:
    """Derives pages in child processes; a page that hangs or crashes costs only its worker."""

    def __init__(
        self,
        folder: Path,
        *,
        size: int,
        page_seconds: float = PAGE_SECONDS,
        work: Derive = derived,
    ) -> None:
        self._folder = folder
        self._work = work
        self._page_seconds = page_seconds
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[Job, asyncio.Future[Page]]] = deque()
        self._broken: ArchiveError | None = None
        self._workers = [self._start() for _ in range(size)]
        self._watch = self._loop.call_later(1.0, self._check)
        self.restarts = 0

    def submit(self, ref: ArchiveRef) -> asyncio.Future[Page]:
        """Derive the page of a capture; the future fails with ArchiveError only."""
        future: asyncio.Future[Page] = self._loop.create_future()
        self._waiting.append(((ref.warc, ref.offset), future))
        self._dispatch()
        return future

    def close(self) -> None:
        """End all workers; pages still waiting are cancelled."""
        self._watch.cancel()
        for worker in self._workers:
            self._stop(worker)
            for _, future in worker.jobs:
                future.cancel()
        for _, future in self._waiting:
            future.cancel()
        self._workers.clear()

    def _start(self) -> _Worker:
        # spawn, not fork: a child must not hold other workers' pipes or the catalogue open.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        arguments = (theirs, self._folder, self._work, self._page_seconds)
        process = context.Process(target=_work, args=arguments, daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours, deadline=self._loop.time() + START_SECONDS)
        self._loop.add_reader(ours.fileno(), self._read, worker)
        return worker

    def _stop(self, worker: _Worker) -> None:
        self._loop.remove_reader(worker.pipe.fileno())
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()
        worker.process.close()

    def _dispatch(self) -> None:
        while self._waiting:
            if self._broken is not None:
                _deliver(self._waiting.popleft()[1], self._broken)
                continue
            worker = min(self._workers, key=lambda w: len(w.jobs))
            if len(worker.jobs) >= _IN_HAND:
                return
            job, future = self._waiting.popleft()
            if worker.is_ready and not worker.jobs:
                worker.deadline = self._loop.time() + self._page_seconds * WALL_FACTOR
            worker.jobs.append((job, future))
            try:
                worker.pipe.send(job)
            except OSError:
                self._replace(worker, "extract-crash")

    def _read(self, worker: _Worker) -> None:
        try:
            while worker.pipe.poll():
                answer: Answer | None = worker.pipe.recv()
                worker.deadline = self._loop.time() + self._page_seconds * WALL_FACTOR
                worker.is_ready = True
                if answer is not None:
                    _deliver(worker.jobs.popleft()[1], answer)
        except (EOFError, OSError):
            worker.process.join(1.0)
            out_of_time = worker.process.exitcode == -signal.SIGPROF
            self._replace(worker, "extract-timeout" if out_of_time else "extract-crash")
        self._dispatch()

    def _replace(self, worker: _Worker, reason: str) -> None:
        """Give the page in hand its fate and the rest to a new worker."""
        self._stop(worker)
        if not worker.is_ready:
            self._give_up(worker)
            return
        self.restarts += 1
        if worker.jobs:
            (warc, offset), future = worker.jobs.popleft()
            page = Page(url=f"{warc}#{offset}", kind=PageKind.OTHER, reason=reason)
            _deliver(future, page)
        self._waiting.extendleft(reversed(worker.jobs))
        self._workers[self._workers.index(worker)] = self._start()

    def _give_up(self, worker: _Worker) -> None:
        """Fail every page: a process that cannot begin would not begin the next time, either."""
        self._broken = ArchiveError("no worker process can be started; is there memory for it?")
        self._workers.remove(worker)
        self._waiting.extendleft(reversed(worker.jobs))
        self._dispatch()

    def _check(self) -> None:
        now = self._loop.time()
        for worker in [w for w in self._workers if w.deadline < now]:
            # An answer may wait unread when this process was the slow one.
            if (worker.jobs or not worker.is_ready) and not worker.pipe.poll():
                self._replace(worker, "extract-timeout")
        self._dispatch()
        self._watch = self._loop.call_later(1.0, self._check)


def _deliver(future: asyncio.Future[Page], answer: Answer) -> None:
    if future.done():
        return
    if isinstance(answer, ArchiveError):
        future.set_exception(answer)
    else:
        future.set_result(answer)
