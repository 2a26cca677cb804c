"""Listeners on loopback: a webhook and a mail server that keep what they were sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer

from loopback_servers import serving_threads
from msgspec import json


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), json.decode(body)))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def webhook(status: int = 204) -> Iterator[tuple[str, list[tuple[str, dict, dict]]]]:
    """Listen for posts; gives the URL and the list of what came: path, headers, JSON."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hook)
    server.got, server.status = [], status
    with serving_threads(server) as base:
        yield f"{base}/hook?token=geheim", server.got


@dataclass
class Mailbox:
    """What a mail server was told."""

    port: int
    is_mute: bool
    commands: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)


class _Post(StreamRequestHandler):
    def handle(self) -> None:
        box = self.server.box
        if box.is_mute:
            self.rfile.read()  # until the other side has had enough
            return
        self._say("220 made-up")
        while line := self.rfile.readline().decode().strip():
            box.commands.append(line)
            if line.upper() == "QUIT":
                self._say("221 bye")
                return
            if line.upper() == "DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                box.mails.append(b"".join(lines).decode())
            self._say("250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server(*, is_mute: bool = False) -> Iterator[Mailbox]:
    """Listen for mail (RFC 5321, the least of it); a mute one accepts and says nothing."""
    server = ThreadingTCPServer(("127.0.0.1", 0), _Post)
    server.box = Mailbox(port=server.server_address[1], is_mute=is_mute)
    with serving_threads(server):
        yield server.box
