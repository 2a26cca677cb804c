"""Crawls whose process dies at any write, whose power fails, or whose disk is full."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from faulty_disk import DEAD
from newscrawl_process import ENVIRONMENT, LOOPBACK, crawl, run
from soundness import check, check_rebuild, check_second_pass, undisturbed_crawl

from archive.catalog import open_catalog
from archive.ledger import COMMIT_VISITS
from archive.reader import read_response
from newscrawl.demo.server import serve
from newscrawl.demo.site import DemoSite
from newscrawl.settings import CONCURRENT_REQUESTS

SHIM = Path(__file__).with_name("faulty_disk.py")
LOSSES = ("kept", "dropped", "zeroed", "random")


@pytest.fixture(scope="module")
def server():
    with serve(DemoSite(articles=10), latency=0.01) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(server, tmp_path_factory):
    return undisturbed_crawl(server, tmp_path_factory.mktemp("undisturbed") / "c")


@pytest.fixture(scope="module")
def calls(server, undisturbed, tmp_path_factory):
    """Count the calls of an undisturbed crawl: {"calls": …, "writes": …}."""
    folder = tmp_path_factory.mktemp("counted") / "c"
    done, report = faulty(server, folder, "count", 0)
    assert done.returncode == 0, done.stderr
    server.requests.clear()
    return report


@pytest.fixture(autouse=True)
def _empty_log(server, calls):
    server.requests.clear()


def faulty(server, folder, mode, number):
    """Crawl on a disk that fails; give what came of the process and the shim's report."""
    report = folder.parent / "report.json"
    done = subprocess.run(
        [sys.executable, str(SHIM), str(report), str(folder), mode, str(number),
         "crawl", server.url, "-c", str(folder), *LOOPBACK],
        capture_output=True, text=True, timeout=600, env=ENVIRONMENT, check=False,
        cwd=SHIM.parent.parent,
    )  # fmt: skip
    return done, json.loads(report.read_text())


def acknowledged(folder):
    """Read the articles whose rows are committed: (WARC file, offset, URL, digest)."""
    catalog = folder / "catalog.sqlite"
    if not catalog.exists():
        return []
    with closing(sqlite3.connect(catalog)) as db:
        if not db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'articles'").fetchone():
            return []
        query = (
            "SELECT a.warc, a.offset, c.url, c.payload_digest FROM articles AS a"
            " JOIN captures AS c ON c.id = a.capture"
        )
        return db.execute(query).fetchall()


def lose_power(folder, synced, loss, draw):
    """Do to each file what a power cut may do to bytes behind its last fsync."""
    names = {os.path.realpath(path) for path in folder.rglob("*") if path.is_file()}
    for name in names:
        path = Path(name)
        if path.name.startswith("catalog.sqlite") or path.name == ".lock":
            continue
        size, safe = path.stat().st_size, min(synced.get(name, 0), path.stat().st_size)
        tail = {
            "dropped": b"",
            "zeroed": bytes(size - safe),
            "random": draw.randbytes(size - safe),
        }[loss]
        with path.open("r+b") as file:
            file.truncate(safe)
            file.seek(safe)
            file.write(tail)
    lose_wal(folder / "catalog.sqlite-wal", draw)


def lose_wal(wal, draw):
    """Leave SQLite's log a torn end: it is synced at each commit, what follows is not."""
    if wal.exists():
        with wal.open("ab") as file:
            file.write(draw.randbytes(draw.randint(1, 9000)))
    wal.with_name(wal.name.replace("-wal", "-shm")).unlink(missing_ok=True)


def test_catalogue_is_synced_at_each_commit(tmp_path):
    with closing(open_catalog(tmp_path / "catalog.sqlite")) as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)


def is_fetched(folder):
    """Tell whether nothing is left to fetch, so that a next run begins anew."""
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        if not db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'urls'").fetchone():
            return False
        open_rows = "state IN ('queued', 'leased')"
        known, left = db.execute(f"SELECT count(*), total({open_rows}) FROM urls").fetchone()
    return known > 0 and left == 0


def go_on_and_check(server, folder, undisturbed, promised, *, kills, refetched=CONCURRENT_REQUESTS):
    second_pass = is_fetched(copied(folder))
    crawl(server.url, folder)
    if second_pass:
        check_second_pass(folder, undisturbed=undisturbed)
    else:
        check(folder, server=server, undisturbed=undisturbed, kills=kills, refetched=refetched)
    kept = set(acknowledged(folder))
    assert set(promised) <= kept
    for warc, offset, url, digest in promised:
        archived = read_response(folder / "warc" / warc, offset)
        assert (archived.url, archived.ref.payload_digest) == (url, digest)


def die_and_go_on(server, undisturbed, folder, numbers, loss, draw):
    """Die at each of the call numbers in turn, then end the crawl and compare."""
    promised = set()
    for number in numbers:
        done, report = faulty(server, folder, "die", number)
        assert done.returncode in (0, DEAD), done.stderr
        synced = report["synced"]
        if loss != "kept" and done.returncode == DEAD:
            # Read from a copy: closing the last connection would sync the log.
            promised |= set(acknowledged(copied(folder)))
            lose_power(folder, synced, loss, draw)
        else:
            promised |= set(acknowledged(copied(folder)))
    # With the power goes what was archived since the last commit.
    refetched = CONCURRENT_REQUESTS + (0 if loss == "kept" else COMMIT_VISITS)
    go_on_and_check(server, folder, undisturbed, promised, kills=len(numbers), refetched=refetched)


def copied(folder):
    """Copy the catalogue with its log aside."""
    aside = folder.with_name("copy")
    aside.mkdir(exist_ok=True)
    for old in aside.iterdir():
        old.unlink()
    for path in folder.glob("catalog.sqlite*"):
        (aside / path.name).write_bytes(path.read_bytes())
    return aside


@pytest.mark.parametrize(("part", "loss"), [(0.25, "dropped"), (0.5, "zeroed"), (0.8, "random")])
def test_process_that_dies_at_a_write_loses_nothing(
    part, loss, server, undisturbed, calls, tmp_path
):
    number = int(calls["calls"] * part)
    die_and_go_on(server, undisturbed, tmp_path / "c", [number], loss, Random(number))


@pytest.mark.parametrize("part", [0.5])
def test_disk_that_is_full_at_a_write_stops_the_crawl_with_one_line(
    part, server, undisturbed, calls, tmp_path
):
    fill_and_go_on(server, undisturbed, tmp_path / "c", int(calls["writes"] * part))


def fill_and_go_on(server, undisturbed, folder, number):
    done, report = faulty(server, folder, "full", number)
    if report["writes"] >= number and done.returncode != 2:
        assert done.returncode == 4, done.stderr
    assert len(done.stderr.splitlines()) <= 1, done.stderr
    go_on_and_check(server, folder, undisturbed, acknowledged(copied(folder)), kills=1)


@pytest.fixture
def small_disk(tmp_path):
    """Mount a disk of 1 MB; `grow` makes it large."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs leave to mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_small_disk_that_fills_up_stops_the_crawl_and_a_larger_one_ends_it(
    server, undisturbed, small_disk
):
    folder = small_disk / "c"
    for told in ("MB are left on its disk", "free space and run again"):
        done = run("crawl", server.url, "-c", folder, *LOOPBACK)
        assert done.returncode == 4, done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert told in done.stderr or "disk is full" in done.stderr
        config = (folder / "collection.toml").read_text()
        if "min_free_mb" not in config:
            (folder / "collection.toml").write_text(f"min_free_mb = 0\n{config}")
    remount = ["mount", "-o", "remount,size=64m", str(small_disk)]
    subprocess.run(remount, check=True)
    go_on_and_check(server, folder, undisturbed, [], kills=1)


@pytest.mark.soak
@pytest.mark.parametrize("loss", LOSSES)
def test_process_that_dies_at_any_call_loses_nothing(loss, server, undisturbed, calls, tmp_path):
    draw = Random(loss)
    for number in range(1, calls["calls"] + 1):
        server.requests.clear()
        again = draw.randint(1, 9)  # and once more, while it recovers
        folder = tmp_path / f"{number}" / "c"
        die_and_go_on(server, undisturbed, folder, [number, again], loss, draw)


@pytest.mark.soak
def test_disk_that_is_full_at_any_write_loses_nothing(server, undisturbed, calls, tmp_path):
    for number in range(1, calls["writes"] + 1):
        server.requests.clear()
        fill_and_go_on(server, undisturbed, tmp_path / f"{number}" / "c", number)
    check_rebuild(tmp_path / f"{number}" / "c")
