"""The demo site on loopback: a threaded HTTP/1.1 server that notes what it was asked.

`python -m newscrawl.demo.server --port 8000` serves it until interrupted.
"""

import argparse
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from newscrawl.demo.site import DemoSite
from newscrawl.errors import UsageError

_MAX_BODY = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedRequest:
    """One request and the status of its answer."""

    method: str
    path: str
    """Path and query as in the request line."""
    headers: dict[str, str]
    status: int
    time: float
    """Seconds since the epoch at which the answer began."""


@dataclass(kw_only=True)
class RunningServer:
    """A server at work; stopped by leaving `serve`."""

    url: str
    """Base without a slash at the end, as `http://127.0.0.1:8000`."""
    site: DemoSite
    """May be replaced while the server runs: the site has then changed."""
    requests: list[ServedRequest] = field(default_factory=list)
    """Every request served so far."""
    log: Callable[[ServedRequest], None] | None = None
    latency: float = 0.0
    """Seconds that each answer waits."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        self.connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)
        self.running: RunningServer

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        """Accept a connection and remember it, in the thread that `shutdown` waits for."""
        connection, address = super().get_request()
        self.connections.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Forget a connection that ends."""
        if isinstance(request, socket.socket):
            self.connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the kept-alive connections, so that their threads end too."""
        for connection in tuple(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """Stay quiet when a client hangs up; tell of any other fault."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "newscrawl-demo"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1  # header and body leave in one packet

    def _answer(self) -> None:
        running = self.server.running
        length = self.headers.get("Content-Length", "0")
        self.rfile.read(min(int(length), _MAX_BODY) if length.isdecimal() else 0)
        began = time.time()
        if running.latency:
            time.sleep(running.latency)
        headers = dict(self.headers.items())
        response = running.site.respond(self.command, self.path, headers)
        served = ServedRequest(
            method=self.command,
            path=self.path,
            headers=headers,
            status=response.status,
            time=began,
        )
        running.requests.append(served)
        if running.log:
            running.log(served)
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Write nothing: `log` of `serve` is told of each request instead."""


@contextmanager
def serve(
    site: DemoSite | None = None,
    *,
    port: int = 0,
    log: Callable[[ServedRequest], None] | None = None,
    latency: float = 0.0,
) -> Iterator[RunningServer]:
    """Serve a site on 127.0.0.1 while the context lasts; port 0 lets the system choose."""
    server = _Server(port)
    url = f"http://127.0.0.1:{server.server_address[1]}"
    server.running = RunningServer(url=url, site=site or DemoSite(), log=log, latency=latency)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="demo-server")
    thread.start()
    try:
        yield server.running
    finally:
        server.shutdown()
        thread.join()
        server.hang_up()
        server.server_close()


def _print(served: ServedRequest) -> None:
    sys.stdout.write(f"{served.status} {served.method} {served.path}\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> None:
    """Serve the demo site until interrupted."""
    parser = argparse.ArgumentParser(prog="newscrawl.demo.server", description=main.__doc__)
    parser.add_argument("--port", type=int, default=8000, help="0 lets the system choose")
    parser.add_argument("--articles", type=int, help="serve so many synthetic articles instead")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that answers wait")
    options = parser.parse_args(arguments)
    try:
        site = DemoSite(articles=options.articles)
    except UsageError as error:
        parser.error(str(error))
    try:
        with serve(site, port=options.port, log=_print, latency=options.latency) as running:
            sys.stdout.write(f"The demo site is at {running.url}/ (stop it with Ctrl+C)\n")
            sys.stdout.flush()
            threading.Event().wait()
    except KeyboardInterrupt:
        parser.exit(130)
    except OSError as error:
        parser.error(f"port {options.port} cannot be used: {error.strerror}")


if __name__ == "__main__":
    main()
