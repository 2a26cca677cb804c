"""robots.txt of hosts that answer oddly: one crawl over 18 of them, judged by the server's log."""

import asyncio
import gzip
import sqlite3
import struct
import subprocess
import sys
from collections import defaultdict
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET

import pytest
from hostile_site import gzip_of_blanks, message
from loopback_servers import listening
from newscrawl_process import ENVIRONMENT
from test_net_robots import answer, crawl

from newscrawl.net import robots

ROOT = Path(__file__).resolve().parents[1]
NO = "User-agent: *\nDisallow: /\n"
HALF_A_MB = 500 * 1024
PATHS = {"/", "/a", "/b", "/c"}
HOME = "<html><body>" + "".join(f"<p><a href='{path}'>page</a></p>" for path in sorted(PATHS))


def at_the_bound():
    """Give a file whose last rule ends where reading ends."""
    return "#" * (HALF_A_MB - len(NO) - 1) + "\n" + NO


def moved(to):
    return message("", f"Location: {to}", status="302 Found")


# By host: what is said to /robots.txt, how the connection ends, and the fate of the home page.
OPEN, CLOSED, SILENT = "archived", "excluded robots", "failed robots:unreachable"
HOSTS = {
    "500": (message("no", status="500 No"), "close", SILENT),
    "503": (message("no", "Retry-After: 1", status="503 Later"), "close", SILENT),
    "429": (message("no", "Retry-After: 1", status="429 Slow"), "close", SILENT),
    "reset": (b"", "reset", SILENT),
    "timeout": (b"", "hang", SILENT),
    "half an answer": (message(NO, length=999), "close", SILENT),
    "garbage": (bytes(range(256)) * 4, "close", SILENT),
    "endless headers": (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 2000, "close", SILENT),
    "disallow": (message(NO), "close", CLOSED),
    "disallow by name": (message("User-agent: newscrawl\nDisallow: /"), "close", CLOSED),
    "rule at byte 500 Ki": (message(at_the_bound()), "close", CLOSED),
    "gzip": (message(gzip.compress(NO.encode()), "Content-Encoding: gzip"), "close", CLOSED),
    "five redirects": (moved("/hop/1"), "close", CLOSED),
    "six redirects": (moved("/hop/0"), "close", OPEN),
    "404": (message("no", status="404 Not Found"), "close", OPEN),
    "403": (message("no", status="403 Forbidden"), "close", OPEN),
    "a page": (message("<html>not here</html>"), "close", OPEN),
    "changes its mind": (b"", "close", OPEN),
}


class Hosts:
    """A server on 127.0.1.1 and so on, one name of `HOSTS` each; keeps who was asked for what."""

    def __init__(self):
        self.port = 0
        self.log = defaultdict(list)

    def address(self, name):
        return f"127.0.1.{list(HOSTS).index(name) + 1}"

    def url(self, name):
        return f"http://{self.address(name)}:{self.port}/"

    async def serve(self, name, reader, writer):
        with suppress(OSError, asyncio.IncompleteReadError):
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
            said, end = self.answer(name, path)
            self.log[name].append(path)
            writer.write(said)
            await writer.drain()
            if end == "hang":
                await reader.read()
            if end == "reset":
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, linger)
            else:
                writer.write_eof()
                await reader.read()
        writer.transport.abort()

    def answer(self, name, path):
        if path == "/robots.txt" and name == "changes its mind":
            is_first = path not in self.log[name]
            return message("User-agent: *\nAllow: /" if is_first else NO), "close"
        if path == "/robots.txt":
            return HOSTS[name][:2]
        if path.startswith("/hop/"):
            hop = int(path[5:])
            return (message(NO) if hop == 5 else moved(f"/hop/{hop + 1}")), "close"
        return message(HOME if path == "/" else "<html>a page</html>"), "close"


@contextmanager
def hosts():
    """Serve all hosts on one port while the context lasts."""
    made = Hosts()

    async def begin():
        servers = []
        for name in HOSTS:
            serve = partial(made.serve, name)
            servers.append(await asyncio.start_server(serve, made.address(name), made.port))
            made.port = servers[0].sockets[0].getsockname()[1]
        return servers

    with listening(begin):
        yield made


# A day is too long for a test: here a robots.txt is old after half a second.
CRAWL = """
import sys
from scrapy.cmdline import execute
from newscrawl.net import robots

robots.MAX_AGE = 0.5
execute(["scrapy", "crawl", "news", *sys.argv[1:]])
"""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """One crawl over all hosts: the log by host, and the fates by URL."""
    folder = tmp_path_factory.mktemp("robots") / "c"
    options = {
        "NEWSCRAWL_COLLECTION": folder, "NEWSCRAWL_ALLOW_PRIVATE": 1, "NEWSCRAWL_LINKS_ONLY": 1,
        "DOWNLOAD_DELAY": 1, "NEWSCRAWL_FIXED_DELAY": 1, "DOWNLOAD_TIMEOUT": 3,
    }  # fmt: skip
    with hosts() as made:
        starts = " ".join(map(made.url, HOSTS))
        command = [sys.executable, "-c", CRAWL, "-a", f"start_urls={starts}"]
        command += [part for name, value in options.items() for part in ("-s", f"{name}={value}")]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
            env={**ENVIRONMENT, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        with sqlite3.connect(folder / "catalog.sqlite") as db:
            rows = db.execute("SELECT url, state, reason FROM urls").fetchall()
        db.close()
        return made, {url: (state, reason) for url, state, reason in rows}


@pytest.mark.parametrize("name", HOSTS)
def test_hosts_are_crawled_as_their_robots_txt_allows(crawled, name):
    made, fates = crawled
    pages = [path for path in made.log[name] if path in PATHS]
    state, reason = fates[made.url(name)]
    if HOSTS[name][2] == OPEN:
        assert state == "archived"
        assert set(pages) == ({"/"} if name == "changes its mind" else PATHS)
    else:
        assert pages == []
        assert f"{state} {reason}" == HOSTS[name][2]
    assert "/robots.txt" in made.log[name]


def test_there_are_18_hosts():
    assert len(HOSTS) == 18


def test_robots_txt_that_is_old_is_read_again_before_the_next_page(crawled):
    made, fates = crawled
    assert made.log["changes its mind"] == ["/robots.txt", "/", "/robots.txt"]
    assert fates[f"{made.url('changes its mind')}a"] == ("excluded", "robots")
    assert made.log["404"].count("/robots.txt") > 1
    assert robots.MAX_AGE <= 86_400


def test_silent_robots_txt_is_asked_for_again_sooner():
    assert robots.RETRY_AGE < 3600


@pytest.mark.parametrize("rule_at", [500 * 1024 - 60, 500 * 1024 + 10])
def test_rule_counts_up_to_500_kib(run, rule_at):
    text = b"#" * rule_at + b"\nUser-agent: *\nDisallow: /page\n"
    _, outcomes = crawl(run, {"/robots.txt": answer(text)})
    assert outcomes == (["robots"] if rule_at < 500 * 1024 else [200])


def test_bomb_in_robots_txt_is_read_to_its_bound_only(run):
    bomb = answer(gzip_of_blanks(100_000_000), fields=[b"Content-Encoding: gzip"])
    server, outcomes = crawl(run, {"/robots.txt": bomb})
    assert outcomes == [200]
    assert len(server.requests_for("/robots.txt")) == 1
