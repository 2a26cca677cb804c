"""Crawls that are told to stop, find the disk nearly full, or another writer at work."""

import signal
import sqlite3
import threading
from collections import Counter
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from newscrawl_process import LOOPBACK, crawl, records, run, start_crawl

from archive.collection import Collection, WriteLock
from archive.reader import iter_captures
from newscrawl.demo.server import serve
from newscrawl.demo.site import DemoSite

QUICK, SLOW = range(6), range(100, 104)
PROSE = "".join(
    f"<p>The council said on day {n} that the old bridge will stay.</p>" for n in range(9)
)


def article(number):
    return (
        f"<html><head><title>Story {number} of the old bridge</title>"
        '<meta property="og:type" content="article"></head>'
        f"<body><article><h1>Story {number} of the old bridge</h1>"
        f"<time datetime='2026-05-01'>1 May</time>{PROSE}<p>Number {number}.</p></article></body>"
    ).encode()


class _Site(BaseHTTPRequestHandler):
    """A home page, quick articles, and others that come a byte at a time while `drips` is set."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        number = self.path.strip("/")
        if self.path == "/":
            links = (
                f'<li><a href="/{n}">Story {n} of the old bridge</a></li>' for n in (*QUICK, *SLOW)
            )
            body = ("<html><body><ul>" + "".join(links) + "</ul></body></html>").encode()
        elif number.isdecimal():
            body = article(int(number))
        else:
            self.send_error(404)
            return
        slow = number.isdecimal() and int(number) in SLOW and self.server.drips.is_set()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not slow:
            self.wfile.write(body)
            return
        self.server.slow.release()
        for at in range(len(body)):
            if self.server.over.wait(0.2):
                return
            self.wfile.write(body[at : at + 1])

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Stay quiet when a client hangs up."""


@contextmanager
def dripping():
    server = _Server(("127.0.0.1", 0), _Site)
    server.drips, server.over, server.slow = (
        threading.Event(),
        threading.Event(),
        threading.Semaphore(0),
    )
    server.drips.set()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def captures(folder):
    return [a for path in sorted((folder / "warc").glob("*.warc.gz")) for a in iter_captures(path)]


def test_stop_under_slow_bodies_waits_for_none_of_them(tmp_path):
    folder = tmp_path / "c"
    with dripping() as (server, url):
        process = start_crawl(f"{url}/", folder)
        for _ in SLOW:
            assert server.slow.acquire(timeout=60)
        process.send_signal(signal.SIGTERM)
        # A body takes minutes, and DOWNLOAD_TIMEOUT is one.
        assert process.wait(timeout=20) == 130
        cut = [a for a in captures(folder) if a.truncated]
        assert {a.url for a in cut} == {f"{url}/{n}" for n in SLOW}
        assert all(a.response.startswith(b"HTTP/1.1 200 OK\r\n") for a in cut)
        with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
            rows = db.execute("SELECT state, reason FROM urls WHERE reason = 'stopped'").fetchall()
        assert rows == [("queued", "stopped")] * len(SLOW)
        server.drips.clear()
        crawl(f"{url}/", folder)
    whole = Counter(a.url for a in captures(folder) if not a.truncated)
    pages = {f"{url}/{n}" for n in (*QUICK, *SLOW)}
    assert {page: whole[page] for page in pages} == dict.fromkeys(pages, 1)
    assert {r["url"] for r in records(folder)} == pages


def test_crawl_stops_before_the_disk_is_full_and_goes_on_when_there_is_room(tmp_path):
    folder = tmp_path / "c"
    with serve(DemoSite(articles=12)) as server:
        crawl(server.url, folder, "--max-pages", "3")
        before = len(server.requests)
        config = (folder / "collection.toml").read_text()
        (folder / "collection.toml").write_text(f"min_free_mb = {1 << 40}\n{config}")
        done = run("crawl", server.url, "-c", folder, *LOOPBACK)
        assert done.returncode == 4, done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert "free space and run again, all is kept" in done.stderr
        assert {r.path for r in server.requests[before:]} <= {"/robots.txt"}
        assert all(path.name.endswith(".warc.gz") for path in (folder / "warc").iterdir())
        (folder / "collection.toml").write_text(config)
        crawl(server.url, folder)
    assert len(records(folder)) == 12


def test_second_writer_has_its_own_exit_code_and_a_dead_lock_is_taken_over(tmp_path):
    folder = tmp_path / "c"
    with serve(DemoSite(articles=5)) as server:
        crawl(server.url, folder, "--max-pages", "2")
        before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        with WriteLock(Collection(folder)):
            done = run("crawl", server.url, "-c", folder, *LOOPBACK)
            assert done.returncode == 3, done.stderr
            now = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
            del now[folder / ".lock"], before[folder / ".lock"]
            assert now == before
        (folder / ".lock").write_text("1\n")  # as a dead process leaves it
        crawl(server.url, folder)


def test_readers_see_no_half_record_while_a_crawl_writes(tmp_path):
    folder = tmp_path / "c"
    with serve(DemoSite(articles=120), latency=0.002) as server:
        crawl(server.url, folder, "--max-pages", "3")
        process = start_crawl(server.url, folder)
        rounds = 0
        while process.poll() is None or rounds < 2:
            commands = (["status"], ["search", "the"], ["show", f"{server.url}/"])
            done = run(*commands[rounds % 3], "-c", folder)
            assert done.returncode == 0, done.stderr
            for path in (folder / "records").glob("*.jsonl"):
                text = path.read_bytes()
                assert not text or text.endswith(b"}\n")
            rounds += 1
        assert process.returncode == 0
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
