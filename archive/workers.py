"""Workers: processes that read captures from the archive and derive pages from them."""

import asyncio
import multiprocessing
import resource
import signal
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from archive.reader import read_payload
from newscrawl.derive import derive
from newscrawl.errors import DamagedError
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.page import Page, PageKind

PAGE_SECONDS = 10.0
"""Wall time a page may take before its worker is killed."""
MEMORY_BYTES = 2 << 30
_IN_HAND = 4  # jobs sent ahead to one worker, so that it never waits for the next

Job = tuple[str, int]
Answer = Page | DamagedError


def _work(pipe: Connection, folder: Path) -> None:
    """Run in the child: answer each job in order until the parent closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    while True:
        try:
            warc, offset = pipe.recv()
        except EOFError:
            return
        try:
            answer: Answer = derive(read_payload(folder / warc, offset))
        except DamagedError as error:
            answer = error
        pipe.send(answer)


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    jobs: deque[tuple[Job, asyncio.Future[Page]]] = field(default_factory=deque)
    deadline: float = float("inf")


class WorkerPool:
    """Derives pages in child processes; a page that hangs or crashes costs only its worker."""

    def __init__(self, folder: Path, *, size: int, page_seconds: float = PAGE_SECONDS) -> None:
        self._folder = folder
        self._page_seconds = page_seconds
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[Job, asyncio.Future[Page]]] = deque()
        self._workers = [self._start() for _ in range(size)]
        self._watch = self._loop.call_later(1.0, self._check)
        self.restarts = 0

    def submit(self, ref: ArchiveRef) -> asyncio.Future[Page]:
        """Derive the page of a capture; the future fails only when the archive is damaged."""
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
        process = context.Process(target=_work, args=(theirs, self._folder), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
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
            worker = min(self._workers, key=lambda w: len(w.jobs))
            if len(worker.jobs) >= _IN_HAND:
                return
            job, future = self._waiting.popleft()
            if not worker.jobs:
                worker.deadline = self._loop.time() + self._page_seconds
            worker.jobs.append((job, future))
            try:
                worker.pipe.send(job)
            except OSError:
                self._replace(worker, "extract-crash")

    def _read(self, worker: _Worker) -> None:
        try:
            while worker.pipe.poll():
                answer: Answer = worker.pipe.recv()
                _, future = worker.jobs.popleft()
                worker.deadline = self._loop.time() + self._page_seconds
                _deliver(future, answer)
        except (EOFError, OSError):
            self._replace(worker, "extract-crash")
        self._dispatch()

    def _replace(self, worker: _Worker, reason: str) -> None:
        """Give the page in hand its fate and the rest to a new worker."""
        self._stop(worker)
        self.restarts += 1
        if worker.jobs:
            (warc, offset), future = worker.jobs.popleft()
            page = Page(url=f"{warc}#{offset}", kind=PageKind.OTHER, reason=reason)
            _deliver(future, page)
        self._waiting.extendleft(reversed(worker.jobs))
        self._workers[self._workers.index(worker)] = self._start()

    def _check(self) -> None:
        now = self._loop.time()
        for worker in [w for w in self._workers if w.jobs and w.deadline < now]:
            self._replace(worker, "extract-timeout")
        self._dispatch()
        self._watch = self._loop.call_later(1.0, self._check)


def _deliver(future: asyncio.Future[Page], answer: Answer) -> None:
    if future.done():
        return
    if isinstance(answer, DamagedError):
        future.set_exception(answer)
    else:
        future.set_result(answer)
