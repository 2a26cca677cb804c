"""Crawls whose process dies at any write, whose power fails, or whose disk is full."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from faulty_disk import DEAD
from made_up_collection import article
from newscrawl_process import ENVIRONMENT, LOOPBACK, crawl, run
from soundness import check, check_rebuild, check_second_pass, undisturbed_crawl

from archive.catalog import open_catalog
from archive.ledger import COMMIT_VISITS
from archive.reader import read_response
from newscrawl.demo.server import serve
from newscrawl.demo.site import DemoSite, Response
from newscrawl.settings import CONCURRENT_REQUESTS

SHIM = Path(__file__).with_name("faulty_disk.py")
NOTHING = ("Content-Length", "0")
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


def lose_power(folder, loss, draw):
    """Do to each file what a power cut may do to bytes behind its last fsync."""
    report = folder.parent / "report.json"
    synced, left = json.loads(report.read_text())["synced"], {}
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.name.startswith("catalog.sqlite") or path.name == ".lock":
            continue
        name, size = str(path.relative_to(folder)), path.stat().st_size
        safe = min(synced.get(name, 0), size)
        tail = {
            "dropped": b"",
            "zeroed": bytes(size - safe),
            "random": draw.randbytes(size - safe),
        }[loss]
        with path.open("r+b") as file:
            file.truncate(safe)
            file.seek(safe)
            file.write(tail)
        left[name] = safe + len(tail)
    report.write_text(json.dumps({"synced": left}))
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


def go_on_and_check(
    server, folder, undisturbed, promised, *, kills, refetched=CONCURRENT_REQUESTS,
    second_pass=False,
):  # fmt: skip
    second_pass |= is_fetched(copied(folder))
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


def die_and_go_on(server, undisturbed, folder, number, loss, draw):
    """Die at a call, lose power, end the crawl and compare."""
    done, _ = faulty(server, folder, "die", number)
    assert done.returncode in (0, DEAD), done.stderr
    # Read from a copy: closing the last connection would sync the log.
    promised = acknowledged(copied(folder))
    if done.returncode == DEAD:
        lose_power(folder, loss, draw)
    # With the power goes what was archived since the last commit.
    refetched = CONCURRENT_REQUESTS + COMMIT_VISITS
    go_on_and_check(server, folder, undisturbed, promised, kills=1, refetched=refetched)


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
    die_and_go_on(server, undisturbed, tmp_path / "c", number, loss, Random(number))


@pytest.mark.parametrize("part", [0.5])
def test_disk_that_is_full_at_a_write_stops_the_crawl_with_one_line(
    part, server, undisturbed, calls, tmp_path
):
    fill_and_go_on(server, undisturbed, tmp_path / "c", int(calls["writes"] * part))


def fill_and_go_on(server, undisturbed, folder, number):
    done, report = faulty(server, folder, "full", number)
    if report["writes"] >= number:
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


class Forks:
    """Crawls on a faulty disk, forked from one process that has every module loaded."""

    def __init__(self, process):
        self._process = process

    def __call__(self, server, folder, mode, number):
        report = folder.parent / "report.json"
        command = ["crawl", server.url, "-c", str(folder), *LOOPBACK]
        line = json.dumps([str(report), str(folder), mode, str(number), *command])
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        code, told = json.loads(self._process.stdout.readline())
        return code, told, json.loads(report.read_text())


@pytest.fixture(scope="module")
def forked():
    with subprocess.Popen(
        [sys.executable, str(SHIM), "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, env=ENVIRONMENT, cwd=SHIM.parent.parent,
    ) as process:  # fmt: skip
        yield Forks(process)
        process.stdin.close()


class SmallSite:
    """Home page, two lists of articles, a repeated payload, a redirect and a page that is gone."""

    def __init__(self):
        links = [f"/2026/05/{n}-story.html" for n in range(8)]
        self.pages = {path: article(n).decode() for n, path in enumerate(links)}
        self.pages["/2026/05/copy.html"] = self.pages[links[0]]
        more = [*links[5:], "/2026/05/copy.html", "/old", "/gone"]
        lists = {"/": ["/news/", "/town/", *links[:2]], "/news/": links[:5], "/town/": more}
        for path, own in lists.items():
            items = "".join(f'<li><a href="{to}">All about {to} and more</a></li>' for to in own)
            self.pages[path] = f"<html><title>Paper</title><body><ul>{items}</ul></body></html>"

    def respond(self, method, target, headers):
        if target == "/old":
            return Response(status=301, headers=(("Location", "/town/"), NOTHING), body=b"")
        body = self.pages.get(target, "").encode()
        fields = (("Content-Type", "text/html"), ("Content-Length", str(len(body))))
        return Response(status=200 if body else 404, headers=fields, body=body)


@pytest.fixture(scope="module")
def small():
    with serve(SmallSite(), latency=0.002) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed_small(small, tmp_path_factory):
    return undisturbed_crawl(small, tmp_path_factory.mktemp("small") / "c")


def go_on_with(forked, server, folder):
    code, told, _ = forked(server, folder, "count", 0)
    assert code == 0, told


@pytest.mark.soak
def test_process_that_dies_at_any_call_loses_nothing(
    small, undisturbed_small, forked, tmp_path, monkeypatch
):
    """Die at every n; each kind of call meets every loss, and every n a kill and one other loss."""
    monkeypatch.setitem(globals(), "crawl", lambda url, folder: go_on_with(forked, small, folder))
    draw, tried, number = Random(7), {}, 0
    while True:
        number += 1
        small.requests.clear()
        (tmp_path / "dead").mkdir()
        code, told, report = forked(small, tmp_path / "dead" / "c", "die", number)
        if code == 0:
            break
        assert code == DEAD, told
        losses = tried.setdefault(report["kind"], Counter())
        missing = [loss for loss in LOSSES[1:] if not losses[loss]] or [draw.choice(LOSSES[1:])]
        for loss in ("kept", *missing):
            losses[loss] += 1
            die_again(forked, small, undisturbed_small, tmp_path, loss, draw)
        shutil.rmtree(tmp_path / "dead")
    assert number > 30
    assert all(set(losses) == set(LOSSES) for losses in tried.values())
    told = {kind: dict(losses) for kind, losses in tried.items()}
    sys.stdout.write(f"died at each of {number - 1} calls, losses by kind of call: {told}\n")


def die_again(forked, server, undisturbed, place, loss, draw):
    """Go on from a copy of a dead crawl, die while it recovers, end it and compare.

    The power is lost at both deaths, or at the second one only.
    """
    asked = list(server.requests)
    shutil.copytree(place / "dead", place / "again")
    folder, promised, second_pass = place / "again" / "c", set(), False
    for is_first in (True, False):
        second_pass |= not is_first and is_fetched(copied(folder))
        code = DEAD if is_first else forked(server, folder, "die", draw.randint(1, 9))[0]
        assert code in (0, DEAD)
        promised |= set(acknowledged(copied(folder)))
        if code == DEAD and loss != "kept" and not (is_first and draw.random() < 0.3):
            lose_power(folder, loss, draw)
    refetched = CONCURRENT_REQUESTS + (0 if loss == "kept" else COMMIT_VISITS)
    go_on_and_check(
        server, folder, undisturbed, promised, kills=2, refetched=refetched,
        second_pass=second_pass,
    )  # fmt: skip
    shutil.rmtree(place / "again")
    server.requests[:] = asked


@pytest.mark.soak
def test_disk_that_is_full_at_any_write_loses_nothing(
    small, undisturbed_small, forked, tmp_path, monkeypatch
):
    monkeypatch.setitem(globals(), "crawl", lambda url, folder: go_on_with(forked, small, folder))
    number = 0
    while True:
        number += 1
        small.requests.clear()
        folder = tmp_path / f"{number}" / "c"
        folder.parent.mkdir()
        code, told, report = forked(small, folder, "full", number)
        if report["writes"] < number:
            break
        assert code == 4, told
        assert len(told.splitlines()) <= 1, told
        promised = acknowledged(copied(folder))
        go_on_and_check(small, folder, undisturbed_small, promised, kills=1)
    check_rebuild(tmp_path / f"{number - 1}" / "c")
