"""What one command costs: CPU and wall time and peak memory of its process tree.

CPU is user+sys of the command and of all descendants that were waited for.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from loopback import Address

SAMPLE_SECONDS = 0.1
NOT_FOUND_OF_WGET = 8  # its exit code after any answer of 4xx


class BenchmarkError(Exception):
    """Raised when a run fails, or fetches other pages than it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run took."""

    cpu: float
    """Seconds of user+sys of the process tree."""
    wall: float
    """Seconds."""
    memory: int
    """Peak of the tree's proportional set size, bytes."""
    pages: int
    """Article pages that the server answered."""


def proportional_memory(session: int) -> int:
    """Sum the proportional set size of the processes of a session, bytes."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                rollup = (folder / "smaps_rollup").read_text()
                total += int(rollup.split("Pss:")[1].split()[0]) * 1024
        except (OSError, IndexError):
            continue  # the process ended in between
    return total


class Sampler(threading.Thread):
    """Keeps the peak of a session's memory until told to stop."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.stop = threading.Event()
        self._session = session

    def run(self) -> None:
        """Sample until stopped."""
        while not self.stop.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, proportional_memory(self._session))


def measure(command: Sequence[str], folder: Path, address: Address, seconds: float) -> Cost:
    """Run a command in a folder and take its cost; it is killed after `seconds`."""
    address.answered.value = 0
    own = ("SCRAPY", "NEWSCRAWL", "http", "HTTP")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    with (folder / "log").open("wb") as log:
        began = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    sampler = Sampler(process.pid)
    killer = threading.Timer(seconds, os.killpg, (process.pid, signal.SIGKILL))
    sampler.start()
    killer.start()
    _, status, used = os.wait4(process.pid, 0)  # with all descendants that were waited for
    wall = time.monotonic() - began
    killer.cancel()
    sampler.stop.set()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, NOT_FOUND_OF_WGET}:
        last = (folder / "log").read_text("utf-8", "replace").strip().rpartition("\n")[2]
        raise BenchmarkError(f"exit code {process.returncode}: {last}")
    cpu = used.ru_utime + used.ru_stime
    return Cost(cpu=cpu, wall=wall, memory=sampler.peak, pages=address.answered.value)
