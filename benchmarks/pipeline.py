"""What a page costs: newscrawl, bare Scrapy and `wget --warc-file` in one run; then by stages.

    python benchmarks/pipeline.py [--folder PAGES] [--pages 200] [--rounds 2]

Each round measures every command over a site of one article and over the full one; the median of
the small runs is the start-up, shown in its own column and subtracted. Figures are medians, ratios
are taken round by round; ± is half the spread of equal runs, small and full, a page.
"""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from statistics import median

from loopback import Address, Document, from_folder, made_up, serving, site
from process import BenchmarkError, Cost, measure
from stages import time_stages

BARE = "bare Scrapy"
FETCH, CAPTURE, ARCHIVE = (
    f"newscrawl, {what}" for what in ("fetch only", "+ capture", "+ archive")
)
WHOLE = "newscrawl crawl, all"
CPU, WALL = attrgetter("cpu"), attrgetter("wall")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One line of the table: how to fetch a site into a folder."""

    name: str
    command: Callable[[str, Path, Path], Sequence[str]]
    """From home page, file with the URLs of all articles, and an empty folder to work in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A site that is being served."""

    address: Address
    pages: int
    """Article pages it has."""


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


def fetching(stage: str) -> Callable[[str, Path, Path], Sequence[str]]:
    """Fetch the list with newscrawl's settings, up to a stage."""
    script = Path(__file__).with_name("fetching.py")

    def command(home: str, urls: Path, folder: Path) -> Sequence[str]:
        return [sys.executable, str(script), stage, str(urls), str(folder / "c")]

    return command


def crawl(home: str, urls: Path, folder: Path) -> Sequence[str]:
    """Do the whole job: follow links, archive, extract, clean, catalogue and index."""
    options = ["--delay", "0", "--allow-private", "--quiet", "-c", str(folder / "c")]
    return [sys.executable, "-m", "newscrawl", "crawl", home, *options]


def runs() -> list[Run]:
    """Give the lines of the table that this machine can measure."""
    peers = [Run(name=BARE, command=bare)]
    if shutil.which("wget"):
        peers.append(Run(name="wget -r --warc-file", command=wget))
    peers.append(Run(name=FETCH, command=fetching("fetch")))
    peers.append(Run(name=CAPTURE, command=fetching("capture")))
    peers.append(Run(name=ARCHIVE, command=fetching("archive")))
    peers.append(Run(name=WHOLE, command=crawl))
    return peers


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


def without_start(full: Sequence[Cost], small: Sequence[Cost]) -> list[Cost]:
    """Subtract the median of the small runs; memory stays as it was."""
    cpu, wall = median(one.cpu for one in small), median(one.wall for one in small)
    return [
        replace(one, cpu=one.cpu - cpu, wall=one.wall - wall, pages=one.pages - small[0].pages)
        for one in full
    ]


def show(costs: Costs, starts: Costs) -> None:
    """Print the table of medians; `?` marks a figure that the noise of this machine hides."""
    heads = f"{'CPU ms/page':>12}{'±':>7}{'x bare':>8}{'wall ms/page':>14}{'±':>7}{'peak MB':>9}"
    print(f"{'':24}{heads}{'start CPU s':>13}")
    for name, taken in costs.items():
        pages, small = taken[0].pages, starts[name]
        cpu, wall = (median(of(one) for one in taken) / pages for of in (CPU, WALL))
        loose, looser = ((spread(small, of) + spread(taken, of)) / 2 / pages for of in (CPU, WALL))
        ratio = median(one.cpu / base.cpu for one, base in zip(taken, costs[BARE], strict=True))
        peak = median(one.memory for one in taken) / 1e6
        # No run takes less wall time than its CPU time spread over all cores.
        impossible = wall * (os.cpu_count() or 1) < cpu
        left = f"{shown(cpu, loose)}{loose * 1e3:7.2f}{ratio:8.2f}"
        right = f"{shown(wall, looser, doubted=impossible):>14}{looser * 1e3:7.2f}"
        print(f"{name:24}{left}{right}{peak:9.0f}{median(map(CPU, small)):13.2f}")


def show_archive(costs: Costs) -> None:
    """Print what archiving costs, as ratios of the same crawl without it and as a difference."""
    if not {FETCH, CAPTURE, ARCHIVE, BARE} <= costs.keys():
        return
    print("\narchiving, CPU, of the same list of URLs, medians of the rounds:")
    whole = costs[ARCHIVE]
    for name in (FETCH, CAPTURE):
        times = median(a.cpu / b.cpu for a, b in zip(whole, costs[name], strict=True))
        print(f"  {ARCHIVE} / {name:24}{times:6.2f} x")
    added = [a.cpu - b.cpu for a, b in zip(whole, costs[FETCH], strict=True)]
    bare = median((b.cpu + a) / b.cpu for a, b in zip(added, costs[BARE], strict=True))
    print(f"  (bare Scrapy + what archiving adds) / bare Scrapy{bare:6.2f} x")
    if WHOLE in costs:
        less = [(a.cpu, a.cpu - b) for a, b in zip(costs[WHOLE], added, strict=True)]
        times = median(a / b for a, b in less)
        print(f"  {WHOLE} / the same less what archiving adds{times:6.2f} x")
    print(f"  it adds{median(added) / whole[0].pages * 1e3:6.2f} ms a page")


def shown(seconds: float, doubt: float, *, doubted: bool = False) -> str:
    """Write milliseconds, with a `?` where the doubt is over half of them."""
    mark = "?" if doubted or seconds < 2 * doubt else " "
    return f"{seconds * 1e3:11.2f}{mark}"


def spread(taken: Sequence[Cost], of: Callable[[Cost], float]) -> float:
    """Give the difference between the dearest and the cheapest of equal runs, seconds."""
    return max(map(of, taken)) - min(map(of, taken))


def show_stages(documents: dict[str, Document]) -> None:
    """Print what each stage takes in this process."""
    pages = [(p[1:], d.packed) for p, d in documents.items() if p.startswith("/article/")]
    clock, articles = time_stages(pages)
    count = len(pages) - 1
    print(f"\nin process, one after the other, {count} pages, of which {articles} are articles:")
    for name, cpu in clock.cpu.items():
        print(f"  {name:22}{cpu / count * 1e3:12.2f}{clock.wall[name] / count * 1e3:22.2f}")
    print(f"  {'sum':22}{sum(clock.cpu.values()) / count * 1e3:12.2f}")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--folder", type=Path, help="HTML pages to serve; made-up ones without it")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=120, help="limit of one run")
    return parser.parse_args()


def rounds(
    full: Served, small: Served, count: int, seconds: float
) -> tuple[Costs, Costs, Failures]:
    """Measure all runs in rounds: full, small; a run that fails once is left out from then on."""
    whole: Costs = {run.name: [] for run in runs()}
    start: Costs = {run.name: [] for run in runs()}
    failed: Failures = {}
    with suppress(BenchmarkError):  # the first of all fills the disk cache and is thrown away
        cost(runs()[-1], small.address, small.pages, seconds)
    for _ in range(count):
        for run in runs():
            if run.name in failed:
                continue
            try:
                start[run.name].append(cost(run, small.address, small.pages, seconds))
                whole[run.name].append(cost(run, full.address, full.pages, seconds))
            except BenchmarkError as error:
                failed[run.name] = str(error)
    done = [name for name in whole if name not in failed]
    return {name: without_start(whole[name], start[name]) for name in done}, start, failed


def main() -> int:
    """Measure and print the tables."""
    options = arguments()
    pages = from_folder(options.folder, options.pages) if options.folder else made_up(options.pages)
    documents = site(pages)
    with serving(documents) as whole, serving(site(pages[:1])) as one:
        full, small = Served(address=whole, pages=len(pages)), Served(address=one, pages=1)
        costs, starts, failed = rounds(full, small, options.rounds, options.seconds)
    print(described(pages, options))
    if BARE in costs:
        show(costs, starts)
        show_archive(costs)
    show_stages(documents)
    if not shutil.which("wget"):
        print("wget: not measured, it is not installed")
    for name, reason in failed.items():
        print(f"{name}: not measured, {reason}")
    return 1 if failed else 0


def described(pages: Sequence[bytes], options: argparse.Namespace) -> str:
    """Say what the pages were."""
    size = sum(map(len, pages)) / len(pages) / 1e3
    origin = f"of {options.folder}" if options.folder else "made up"
    return (
        f"{len(pages)} pages {origin}, {size:.0f} KB each on average, gzip where it is asked for; "
        f"{options.rounds} rounds, {os.cpu_count()} cores, Python {platform.python_version()}"
    )


if __name__ == "__main__":
    sys.exit(main())
