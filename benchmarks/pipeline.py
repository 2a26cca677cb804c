"""What a page costs: newscrawl by stages, bare Scrapy and `wget --warc-file` in one run.

    python benchmarks/pipeline.py [--folder PAGES] [--pages 300] [--rounds 3]

CPU is user+sys of the client's process tree, the server's apart. Each round (A B C, A B C) measures
every command over an empty site and over the full one; the median of the empty runs is start-up
and is subtracted. Figures are medians, ratios are taken round by round.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from loopback import Address, from_folder, made_up, serving, site

STAGES = ("fetch", "archive", "links", "extract", "store")
BARE = "bare Scrapy"
SAMPLE_SECONDS = 0.1
NOT_FOUND_OF_WGET = 8  # its exit code after any answer of 4xx
SPIDER = """
import scrapy

class Bare(scrapy.Spider):
    name = "bare"

    async def start(self):
        with open(self.urls) as lines:
            for line in lines:
                yield scrapy.Request(line.strip())

    def parse(self, response):
        pass
"""


Costs = dict[str, list["Cost"]]
Failures = dict[str, str]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One line of the table: how to fetch a site into a folder."""

    name: str
    command: Callable[[str, Path, Path], Sequence[str]]
    """From home page, file with the URLs of all articles, and an empty folder to work in."""


def bare(home: str, urls: Path, folder: Path) -> Sequence[str]:
    """Fetch with a spider of default settings that does nothing."""
    spider = folder / "bare.py"
    spider.write_text(SPIDER, "utf-8")
    return [
        sys.executable,
        "-m",
        "scrapy",
        "runspider",
        str(spider),
        "-a",
        f"urls={urls}",
        "-L",
        "INFO",
    ]


def wget(home: str, urls: Path, folder: Path) -> Sequence[str]:
    """Follow links and archive, pages also as files."""
    return [
        "wget",
        "-q",
        "-r",
        "-l",
        "inf",
        "--follow-tags=a",
        f"--warc-file={folder / 'wget'}",
        "-P",
        str(folder),
        home,
    ]


def newscrawl(stage: str) -> Run:
    """Give the run of newscrawl up to a stage; before links are found it needs a list of URLs."""

    def command(home: str, urls: Path, folder: Path) -> Sequence[str]:
        start = ["urls", str(urls)] if stage in {"fetch", "archive"} else ["crawl", home]
        options = ["--delay", "0", "--allow-private", "--quiet", "--collection", str(folder / "c")]
        partial = [] if stage == STAGES[-1] else ["-s", f"NEWSCRAWL_STAGE={stage}"]
        return [sys.executable, "-m", "newscrawl", *start, *options, *partial]

    return Run(name=f"newscrawl {stage}" if stage == "fetch" else f"  + {stage}", command=command)


def runs() -> list[Run]:
    """Give the lines of the table that this machine can measure."""
    peers = [Run(name=BARE, command=bare)]
    if shutil.which("wget"):
        peers.append(Run(name="wget --warc-file -r", command=wget))
    return [*peers, *map(newscrawl, STAGES)]


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


def cost(run: Run, address: Address, count: int, seconds: float) -> Cost:
    """Take the cost of a run over a site of `count` pages."""
    with tempfile.TemporaryDirectory(prefix="newscrawl-benchmark-") as name:
        urls = Path(name) / "urls.txt"
        articles = (f"{address.url}article/{n}.html" for n in range(count))
        urls.write_text("\n".join((address.url, *articles)), "utf-8")
        folder = Path(name) / "run"
        folder.mkdir()
        taken = measure(run.command(address.url, urls, folder), folder, address, seconds)
    if taken.pages != count:
        raise BenchmarkError(f"fetched {taken.pages} pages of {count}")
    return taken


def without_start(full: Sequence[Cost], empty: Sequence[Cost]) -> list[Cost]:
    """Subtract start-up, the median of empty runs; memory stays as it was."""
    cpu, wall = median(one.cpu for one in empty), median(one.wall for one in empty)
    return [replace(one, cpu=one.cpu - cpu, wall=one.wall - wall) for one in full]


def show(costs: dict[str, list[Cost]]) -> None:
    """Print the table of medians."""
    print(f"{'':22}{'CPU ms/page':>12}{'x bare':>8}{'wall ms/page':>14}{'peak MB':>9}")
    for name, taken in costs.items():
        cpu = median(one.cpu / one.pages for one in taken)
        ratio = median(one.cpu / base.cpu for one, base in zip(taken, costs[BARE], strict=True))
        wall = median(one.wall / one.pages for one in taken)
        peak = median(one.memory for one in taken)
        print(f"{name:22}{cpu * 1e3:12.2f}{ratio:8.2f}{wall * 1e3:14.2f}{peak / 1e6:9.0f}")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--folder", type=Path, help="HTML pages to serve; made-up ones without it")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=120, help="limit of one run")
    return parser.parse_args()


def rounds(pages: Sequence[bytes], count: int, seconds: float) -> tuple[Costs, Failures]:
    """Measure all runs in rounds; a run that fails once is left out from then on."""
    full: dict[str, list[Cost]] = {run.name: [] for run in runs()}
    empty: dict[str, list[Cost]] = {run.name: [] for run in runs()}
    failed: Failures = {}
    with serving(site(pages)) as whole, serving(site([])) as bare_home:
        for turn in range(-1, count):  # turn -1 warms the disk cache and is thrown away
            for run in runs():
                if run.name in failed:
                    continue
                try:
                    nothing = cost(run, bare_home, 0, seconds)
                    if turn >= 0:
                        empty[run.name].append(nothing)
                        full[run.name].append(cost(run, whole, len(pages), seconds))
                except BenchmarkError as error:
                    failed[run.name] = str(error)
    done = [name for name in full if name not in failed]
    return {name: without_start(full[name], empty[name]) for name in done}, failed


def main() -> int:
    """Measure and print the table."""
    options = arguments()
    pages = from_folder(options.folder, options.pages) if options.folder else made_up(options.pages)
    costs, failed = rounds(pages, options.rounds, options.seconds)
    size = sum(map(len, pages)) / max(1, len(pages)) / 1e3
    print(f"{len(pages)} pages of {size:.0f} KB, {options.rounds} rounds, {os.cpu_count()} cores")
    if BARE in costs:
        show(costs)
    if not shutil.which("wget"):
        print("wget: not measured, it is not installed")
    for name, reason in failed.items():
        print(f"{name.strip()}: not measured, {reason}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
