"""A made-up site out of a table of pages, on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from loopback_servers import serving_threads

_HTML = "text/html; charset=utf-8"
_KINDS = {
    b"<rss": "application/rss+xml", b"{": "application/json", b"[": "application/json",
    b"/*": "text/css", b"//": "text/javascript", b"<svg": "image/svg+xml", b"wOF2": "font/woff2",
    b"User-agent": "text/plain",
}  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        pages, asked = self.server.pages, self.server.asked
        asked.append(self.path)
        page = pages.get(self.path)
        body = (page or "<html><body><h1>Not here</h1></body></html>").encode()
        kind = next((k for start, k in _KINDS.items() if body.startswith(start)), _HTML)
        if page is not None and page.startswith("->"):
            self.send_response(301)
            self.send_header("Location", page[2:])
            body = b""
        else:
            self.send_response(200 if page else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(pages: dict[str, str], *, port: int = 0) -> Iterator[tuple[str, list[str]]]:
    """Serve pages by path while the context lasts; gives the base URL and the paths asked for.

    A page that begins with `->` redirects to the rest of its text.
    """
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    server.pages, server.asked = pages, []
    with serving_threads(server) as base:
        yield base, server.asked
