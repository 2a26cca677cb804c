"""Crawls that are killed, stopped or cut off by the disk, and go on as if nothing had been."""

import resource
import signal
import sqlite3
from contextlib import closing
from functools import partial
from random import Random
from threading import Lock
from time import sleep

import pytest
from newscrawl_process import crawl, run, start_crawl
from soundness import (
    ROBOTS,
    check,
    check_archive,
    check_rebuild,
    paths,
    undisturbed_crawl,
)

from newscrawl.demo.server import serve
from newscrawl.demo.site import DemoSite

LATENCY = 0.004


def stop_at(server, process, count, number=signal.SIGKILL):
    """Send a signal, once, as soon as the server has answered `count` requests."""
    once = Lock()  # the server has a thread a connection, and two signals are a kill

    def watch(_):
        enough = len(server.requests) >= count and process.poll() is None
        if enough and once.acquire(blocking=False):
            server.log = None
            process.send_signal(number)

    server.log = watch
    watch(None)


def crawl_with_kills(server, folder, kills, seed, total):
    """Kill a crawl at `kills` moments, all before its last request, then let it end."""
    draw = Random(seed)
    for _ in range(kills):
        process = start_crawl(server.url, folder)
        stop_at(server, process, len(server.requests) + draw.randint(1, total * 3 // (kills * 2)))
        assert process.wait(timeout=300) == -signal.SIGKILL
    crawl(server.url, folder)


@pytest.fixture(scope="module")
def server():
    """A site of synthetic articles; each test begins with an empty log."""
    with serve(DemoSite(articles=60), latency=LATENCY) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(server, tmp_path_factory):
    return undisturbed_crawl(server, tmp_path_factory.mktemp("undisturbed") / "c")


@pytest.fixture(autouse=True)
def _empty_log(request):
    if "undisturbed" in request.fixturenames:
        request.getfixturevalue("undisturbed")
        request.getfixturevalue("server").requests.clear()


def test_crawl_killed_at_ten_random_moments_ends_as_an_undisturbed_one(
    server, undisturbed, tmp_path
):
    folder = tmp_path / "c"
    total = undisturbed[1].total()
    crawl_with_kills(server, folder, kills=10, seed=1, total=total)
    check(folder, server=server, undisturbed=undisturbed, kills=10)
    check_rebuild(folder)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_large_crawl_killed_a_hundred_times_ends_as_an_undisturbed_one(seed, tmp_path):
    with serve(DemoSite(articles=1500), latency=LATENCY) as server:
        undisturbed = undisturbed_crawl(server, tmp_path / "undisturbed")
        folder = tmp_path / "c"
        crawl_with_kills(server, folder, kills=100, seed=seed, total=undisturbed[1].total())
        check(folder, server=server, undisturbed=undisturbed, kills=100, order_matters=True)
        check_rebuild(folder)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_crawl_that_is_asked_to_stop_commits_all_and_goes_on_later(
    number, server, undisturbed, tmp_path
):
    folder = tmp_path / "c"
    process = start_crawl(server.url, folder)
    stop_at(server, process, 30, number)
    assert process.wait(timeout=120) == 130
    check_archive(folder)
    first = set(paths(server))
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        assert db.execute("SELECT outcome FROM runs").fetchall() == [("interrupted",)]
        assert not db.execute("SELECT 1 FROM urls WHERE state = 'leased'").fetchall()
        archived = {url.removeprefix(server.url) for (url,) in db.execute(
            "SELECT url FROM captures")}  # fmt: skip
    assert first == archived - {ROBOTS}
    crawl(server.url, folder)
    check(folder, server=server, undisturbed=undisturbed, kills=0)


def test_crawl_that_is_told_twice_to_stop_goes_on_later(server, undisturbed, tmp_path):
    folder = tmp_path / "c"
    process = start_crawl(server.url, folder)
    stop_at(server, process, 30, signal.SIGINT)
    while server.log is not None:
        sleep(0.001)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=120) == 130
    crawl(server.url, folder)
    check(folder, server=server, undisturbed=undisturbed, kills=1)


def limit_files(size):
    """Let a child write no file past `size` bytes; the kernel then says EFBIG."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_full_disk_stops_the_crawl_with_one_line_and_loses_nothing(server, undisturbed, tmp_path):
    folder = tmp_path / "c"
    crawl(server.url, folder, "--max-pages", "3")  # the catalogue is there and small
    done = run(
        "crawl", server.url, "-c", folder, "--allow-private", "--delay", "0", "--quiet",
        preexec_fn=partial(limit_files, 160_000),
    )  # fmt: skip
    assert done.returncode == 4, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "free space and run again" in done.stderr
    crawl(server.url, folder)
    check(folder, server=server, undisturbed=undisturbed, kills=1)
    check_rebuild(folder)
