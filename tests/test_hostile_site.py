"""One crawl over everything hostile: each URL gets its fate, the rest of the crawl goes on."""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hostile_site import ORDINARY, TRAPS, Site, behaviours, hostile_site
from newscrawl_process import run

from archive.reader import iter_captures

ROOT = Path(__file__).resolve().parents[1]
MOST_FETCHES = 200
MOST_BYTES = 1_000_000_000
MOST_SECONDS = 300
MOST_STALL = 0.5
"""Seconds of CPU for which the event loop may stand still."""
EXTENSIONS = {
    "archive.session.Session": 0,
    "stall_meter.StallMeter": 10,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """What is left of one crawl."""

    folder: Path
    site: Site
    fates: dict[str, str]
    articles: set[str]
    output: str
    seconds: float
    cpu_seconds: float
    most_bytes: int
    stalls: list[tuple[float, float]]

    def fate(self, path: str) -> str:
        return self.fates.get(self.site.url(path), "no row")


class Memory(threading.Thread):
    """Samples the memory of a process group, shared pages counted once."""

    def __init__(self, group: int) -> None:
        super().__init__()
        self.group, self.most, self.over = group, 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.5):
            self.most = max(self.most, sum(map(self._pss, Path("/proc").glob("[0-9]*"))))

    def _pss(self, process: Path) -> int:
        try:
            if int((process / "stat").read_text().rpartition(")")[2].split()[2]) != self.group:
                return 0
            rollup = (process / "smaps_rollup").read_text()
        except (OSError, ValueError, IndexError):
            return 0
        return next(int(line.split()[1]) * 1024 for line in rollup.splitlines() if "Pss:" in line)


def crawl(folder: Path, *, short: bool) -> Crawled:
    with hostile_site(short=short) as site:
        options = {
            "NEWSCRAWL_COLLECTION": folder / "c", "NEWSCRAWL_ALLOW_PRIVATE": 1,
            "DOWNLOAD_DELAY": 0, "DOWNLOAD_TIMEOUT": 6, "NEWSCRAWL_MIN_SPEED_SECONDS": 3,
            # One host plays all parts here; a real one like it would be left alone soon.
            "NEWSCRAWL_HOST_FAILURES": 1000,
            "NEWSCRAWL_WORKERS": 1, "STALL_METER": folder / "stalls.json",
            "EXTENSIONS": json.dumps(EXTENSIONS), "LOG_LEVEL": "INFO",
        }  # fmt: skip
        command = [sys.executable, "-m", "scrapy", "crawl", "news"]
        command += ["-a", f"start_urls={' '.join(site.start_urls())}"]
        command += [part for name, value in options.items() for part in ("-s", f"{name}={value}")]
        environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        environment["PYTHONPATH"] = f"{ROOT}:{ROOT / 'tests'}"
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            memory = Memory(process.pid)
            memory.start()
            try:
                process.wait(2 * MOST_SECONDS)
            finally:
                memory.over.set()
                memory.join()
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = time.monotonic() - start
    with sqlite3.connect(folder / "c" / "catalog.sqlite") as db:
        rows = db.execute("SELECT url, state, reason FROM urls").fetchall()
    db.close()
    return Crawled(
        folder=folder,
        site=site,
        fates={url: f"{state} {reason}".strip() for url, state, reason in rows},
        articles=_recorded(folder / "c" / "records"),
        output=(folder / "log").read_text("utf-8", "replace"),
        seconds=seconds,
        cpu_seconds=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        most_bytes=memory.most,
        stalls=json.loads((folder / "stalls.json").read_text()),
    )


def _recorded(folder: Path) -> set[str]:
    lines = (line for path in folder.glob("*.jsonl") for line in path.read_bytes().splitlines())
    return {json.loads(line)["url"] for line in lines}


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    return crawl(tmp_path_factory.mktemp("hostile"), short=True)


def wrong_fates(crawled: Crawled) -> dict[str, tuple[str, str]]:
    pairs = {b.name: (b.fate, crawled.fate(b.path)) for b in crawled.site.chosen}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def check(crawled: Crawled) -> None:
    """Everything that must hold whatever the machine."""
    site = crawled.site
    assert wrong_fates(crawled) == {}
    assert {path for path in ORDINARY if site.url(path) not in crawled.articles} == set()
    assert site.url("/2026/05/03/behind-a-bad-link/") in crawled.articles
    quiet = {site.url(path, "127.0.0.2") for path in ORDINARY}
    assert quiet - crawled.articles == set()
    fetches = {name: site.seen[name] for name in (*TRAPS, "subdomains")}
    assert {name: count for name, count in fetches.items() if count > MOST_FETCHES} == {}
    assert all(fetches.values())
    assert crawled.most_bytes < MOST_BYTES
    assert not [fate for fate in crawled.fates.values() if fate.startswith(("queued", "leased"))]
    assert not [head for head in site.heads if b"\r\nCookie:" in head]
    assert "Traceback" not in crawled.output
    assert "\x1b" not in crawled.output


def test_there_are_many_behaviours_with_a_name_each():
    names = [behaviour.name for behaviour in behaviours()]
    assert len(set(names)) == len(names) >= 80


def test_each_behaviour_gets_its_fate_and_nothing_else_suffers(short):
    check(short)


def test_cut_bodies_are_kept_as_cut(short):
    cut, whole = set(), set()
    for path in sorted((short.folder / "c" / "warc").glob("*.warc.gz")):
        for archived in iter_captures(path):
            (cut if archived.truncated else whole).add(archived.url)
    for behaviour in short.site.chosen:
        if behaviour.fate in ("failed truncated", "failed too-large", "failed too-large:headers"):
            assert short.site.url(behaviour.path) not in whole, behaviour.name
    recorded = {url for url in cut if url in short.articles}
    assert recorded == set()


def test_no_page_keeps_the_others_waiting(short):
    # Twice as long, for machines that are slow or busy; one sitemap used to take seconds.
    assert max(cpu for _, cpu in short.stalls) < 2 * MOST_STALL


def test_blocks_are_counted_as_breakage(short):
    (report,) = (short.folder / "c" / "runs").glob("*.json")
    breakage = json.loads(report.read_bytes())["breakage"]
    for reason in ("challenge:cloudflare", "consent-wall", "http-403", "http-429", "paywall"):
        assert breakage[reason] >= 1, reason


@pytest.mark.soak
def test_whole_hostile_site_within_time_memory_and_pace(tmp_path):
    crawled = crawl(tmp_path, short=False)
    times = crawled.site.times
    gaps = [later - earlier for earlier, later in pairwise(times)]
    figures = {
        "behaviours": len(crawled.site.chosen), "seconds": round(crawled.seconds, 1),
        "cpu seconds": round(crawled.cpu_seconds, 1), "MB": crawled.most_bytes // 1_000_000,
        "longest stalls (wall, cpu)": crawled.stalls[:5],
        "quiet host, longest gap": round(max(gaps), 2),
        "fetches": {name: crawled.site.seen[name] for name in (*TRAPS, "subdomains")},
    }  # fmt: skip
    sys.stdout.write(f"{json.dumps(figures, indent=1)}\n")
    check(crawled)
    assert crawled.seconds < MOST_SECONDS
    assert max(cpu for _, cpu in crawled.stalls) <= MOST_STALL
    assert max(gaps) < 15
    verified = run("verify", "-c", tmp_path / "c", timeout=900)
    assert verified.returncode == 0, verified.stdout + verified.stderr
