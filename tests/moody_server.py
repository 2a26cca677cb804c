"""A site on several addresses of loopback whose hosts answer as a test wants, with a log."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"<!doctype html><html><body><h1>Ferry runs again</h1><p>It left at six.</p></body></html>"


@dataclass(frozen=True)
class Reply:
    """What a host says to one request."""

    status: int = 200
    fields: dict[str, str] = field(default_factory=dict)
    body: bytes = PAGE
    takes: float = 0.0
    """Seconds before the answer goes out."""


@dataclass(frozen=True)
class Asked:
    """One request and its answer, as the server saw them."""

    host: str
    path: str
    status: int
    came: float
    """Seconds of a monotonic clock."""
    answered: float


NO_RULES = Reply(status=404, body=b"")


class MoodyServer:
    """Asks `mood(host, path, number)` for each answer; number counts a host's pages from 1."""

    def __init__(self, mood: Callable[[str, str, int], Reply]) -> None:
        self._mood = mood
        self._lock = threading.Lock()
        self._numbers: Counter[str] = Counter()
        self.log: list[Asked] = []
        self.port = 0

    def url(self, host: str, path: str) -> str:
        return f"http://{host}:{self.port}{path}"

    def of(self, host: str) -> list[Asked]:
        """Give the requests for pages of a host in order of arrival."""
        pages = [one for one in self.log if one.host == host and one.path != "/robots.txt"]
        return sorted(pages, key=lambda one: one.came)

    def reply(self, host: str, path: str) -> tuple[Reply, float]:
        came = time.monotonic()
        if path == "/robots.txt":
            return self._mood(host, path, 0), came
        with self._lock:
            self._numbers[host] += 1
            return self._mood(host, path, self._numbers[host]), came


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        moody, host = self.server.moody, self.server.server_address[0]
        reply, came = moody.reply(host, self.path)
        time.sleep(reply.takes)
        moody.log.append(Asked(host, self.path, reply.status, came, time.monotonic()))
        self.send_response(reply.status)
        for name, value in reply.fields.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # else a burst of connections waits for a second try of some


@contextmanager
def serving(
    mood: Callable[[str, str, int], Reply], hosts: tuple[str, ...] = ("127.0.0.1", "127.0.0.2")
) -> Iterator[MoodyServer]:
    """Serve on one port of several loopback addresses while the context lasts."""
    moody, servers = MoodyServer(mood), []
    try:
        for host in hosts:
            server = _Server((host, moody.port), _Handler)
            moody.port, server.moody = server.server_address[1], moody
            servers.append(server)
            threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        yield moody
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
