"""A pool of child processes with limits of time and memory: what hangs or crashes costs one job."""

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from newscrawl.errors import ArchiveError

JOB_SECONDS = 10.0
"""CPU time a job may take; not wall time, so that a busy machine derives the same."""
WALL_FACTOR = 6
"""Wall time, as a multiple, after which a job that takes no CPU time is ended, too."""
START_SECONDS = 120.0
"""Wall time a worker may take to begin."""
MEMORY_BYTES = 700_000_000
"""Address space that a worker may take for its jobs, beyond what it began with."""
_IN_HAND = 4  # jobs sent ahead to one worker, so that it never waits for the next
_WINDOW = 64  # jobs in hand for each worker of `answers`

Job = TypeVar("Job")
Answer = TypeVar("Answer")


def end_with_parent() -> None:
    """Call in a child process: it ends when its parent is gone, however that ended."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, name="end with parent", daemon=True).start()


def _address_space() -> int:
    """Give the bytes of address space in use; libraries take it by the number of processors."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 300_000_000
    return pages * resource.getpagesize()


def _work(pipe: Connection, work: Callable[[Any], Any], job_seconds: float) -> None:
    """Run in the child: answer each job in order until the parent closes the pipe."""
    # Ctrl-C reaches the whole group; the parent lets this process end its jobs.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    most = _address_space() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    end_with_parent()
    pipe.send(None)
    while True:
        try:
            job = pipe.recv()
            # The kernel ends a job that takes too long, whatever code it is stuck in.
            signal.setitimer(signal.ITIMER_PROF, job_seconds)
            try:
                answer = work(job)
            except ArchiveError as error:
                answer = error
            signal.setitimer(signal.ITIMER_PROF, 0)
            pipe.send((answer,))
        except (EOFError, OSError):
            return


@dataclass(slots=True)
class _Worker(Generic[Job, Answer]):
    process: BaseProcess
    pipe: Connection
    deadline: float
    jobs: deque[tuple[Job, asyncio.Future[Answer]]] = field(default_factory=deque)
    is_ready: bool = False


class Pool(Generic[Job, Answer]):
    """Has `work` answer jobs in child processes; `lost` answers one that no child could.

    `lost` takes the job and the reason, `extract-timeout` or `extract-crash`. Job, `work` and
    answer must go through a pipe.
    """

    def __init__(
        self,
        work: Callable[[Job], Answer],
        *,
        lost: Callable[[Job, str], Answer],
        size: int,
        job_seconds: float = JOB_SECONDS,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._work = work
        self._lost = lost
        self._job_seconds = job_seconds
        self._loop = loop or asyncio.get_running_loop()
        self._waiting: deque[tuple[Job, asyncio.Future[Answer]]] = deque()
        self._broken: ArchiveError | None = None
        self._workers = [self._start() for _ in range(size)]
        self._watch = self._loop.call_later(1.0, self._check)

    def submit(self, job: Job) -> asyncio.Future[Answer]:
        """Have a job answered; the future fails with ArchiveError only."""
        future: asyncio.Future[Answer] = self._loop.create_future()
        self._waiting.append((job, future))
        self._dispatch()
        return future

    def close(self) -> None:
        """End all workers; jobs still waiting are cancelled."""
        self._watch.cancel()
        for worker in self._workers:
            self._stop(worker)
            for _, future in worker.jobs:
                future.cancel()
        for _, future in self._waiting:
            future.cancel()
        self._workers.clear()

    def _start(self) -> _Worker[Job, Answer]:
        # spawn, not fork: a child must not hold other workers' pipes or the catalogue open.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        arguments = (theirs, self._work, self._job_seconds)
        process = context.Process(target=_work, args=arguments, daemon=True)
        process.start()
        theirs.close()
        deadline = self._loop.time() + START_SECONDS
        worker: _Worker[Job, Answer] = _Worker(process, ours, deadline=deadline)
        self._loop.add_reader(ours.fileno(), self._read, worker)
        return worker

    def _stop(self, worker: _Worker[Job, Answer]) -> None:
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
                worker.deadline = self._loop.time() + self._job_seconds * WALL_FACTOR
            worker.jobs.append((job, future))
            try:
                worker.pipe.send(job)
            except OSError:
                self._replace(worker, "extract-crash")

    def _read(self, worker: _Worker[Job, Answer]) -> None:
        try:
            while worker.pipe.poll():
                message: tuple[Answer | ArchiveError] | None = worker.pipe.recv()
                worker.deadline = self._loop.time() + self._job_seconds * WALL_FACTOR
                worker.is_ready = True
                if message is not None:
                    _deliver(worker.jobs.popleft()[1], message[0])
        except (EOFError, OSError):
            worker.process.join(1.0)
            out_of_time = worker.process.exitcode == -signal.SIGPROF
            self._replace(worker, "extract-timeout" if out_of_time else "extract-crash")
        self._dispatch()

    def _replace(self, worker: _Worker[Job, Answer], reason: str) -> None:
        """Answer the job in hand as lost and give the rest to a new worker."""
        self._stop(worker)
        if not worker.is_ready:
            self._give_up(worker)
            return
        if worker.jobs:
            job, future = worker.jobs.popleft()
            _deliver(future, self._lost(job, reason))
        self._waiting.extendleft(reversed(worker.jobs))
        self._workers[self._workers.index(worker)] = self._start()

    def _give_up(self, worker: _Worker[Job, Answer]) -> None:
        """Fail every job: a process that cannot begin would not begin the next time, either."""
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


def answers(
    jobs: Iterable[Job],
    work: Callable[[Job], Answer],
    *,
    lost: Callable[[Job, str], Answer],
    size: int | None = None,
    job_seconds: float = JOB_SECONDS,
) -> Iterator[tuple[Job, Answer]]:
    """Give each job with its answer, in order, worked out on all processors.

    A bounded number of jobs is taken ahead. No event loop may run in this thread. With `size` 0
    they are worked out in this process, without limits.
    """
    if size == 0:
        yield from ((job, work(job)) for job in jobs)
        return
    size = size or os.cpu_count() or 1
    loop = asyncio.new_event_loop()
    pool: Pool[Job, Answer] | None = None
    ahead: deque[tuple[Job, asyncio.Future[Answer]]] = deque()
    try:
        for job in jobs:
            pool = pool or Pool(work, lost=lost, size=size, job_seconds=job_seconds, loop=loop)
            ahead.append((job, pool.submit(job)))
            if len(ahead) >= size * _WINDOW:
                first, future = ahead.popleft()
                yield first, loop.run_until_complete(future)
        while ahead:
            first, future = ahead.popleft()
            yield first, loop.run_until_complete(future)
    finally:
        if pool is not None:
            pool.close()
        loop.close()


def enough(jobs: int, workers: int | None) -> int:
    """Give the number of processes for so many jobs, where starting one costs more than a job."""
    return min(jobs, os.cpu_count() or 1) if workers is None else workers


def _deliver(future: asyncio.Future[Answer], answer: Answer | ArchiveError) -> None:
    if future.done():
        return
    if isinstance(answer, ArchiveError):
        future.set_exception(answer)
    else:
        future.set_result(answer)
