"""A network of its own for the address guard, made by `unshare -n -m -r python address_rig.py`.

Its arguments are a folder, a start URL and settings as NAME=VALUE. Forbidden addresses and one
that counts as public lie on its loopback interface; a name server there answers, some names with
another address each time. A packet cannot leave: there is no way.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import AF_INET, AF_INET6, IPPROTO_IPV6, IPV6_V6ONLY, SOCK_DGRAM, socket

ROOT = Path(__file__).resolve().parents[1]
PUBLIC = "93.184.216.34"
ADDRESSES = (
    "127.0.0.1/8", "::1/128", "10.0.0.1/32", "172.16.0.1/32", "192.168.0.1/32", "100.64.0.1/32",
    "169.254.169.254/32", "198.18.0.1/32", "fd00::1/128", f"{PUBLIC}/32",
)  # fmt: skip
TARGETS = (
    "127.0.0.1", "localhost", "localhost.", "LOCALHOST", "0x7f.1", "2130706433", "127.1",
    "017700000001", "127.0.0.1.", "１２７.0.0.1", "0", "[::1]", "[::ffff:127.0.0.1]",
    "[::ffff:a00:1]", "[64:ff9b::7f00:1]", "[fd00::1]", "10.0.0.1", "172.16.0.1", "192.168.0.1",
    "169.254.169.254", "100.64.0.1", "224.0.0.1",
    "inside-{way}.test", "metadata-{way}.test", "rebinding-{way}.test",
)  # fmt: skip
"""Hosts; names differ for each way, so that no case rests on another's answers."""
SCHEMES = ("file:///etc/hostname", "ftp://127.0.0.1/x", "data:text/html,x", "s3://bucket/x")
WAYS = ("direct", "redirect", "refresh")


def cases() -> list[tuple[str, str]]:
    """Give all 75 cases, and those of other schemes, as way and URL."""
    targets = [
        (way, f"http://{host.format(way=way)}/{way}-{number}")
        for way in WAYS
        for number, host in enumerate(TARGETS)
    ]
    return targets + [(way, url) for way in WAYS for url in SCHEMES]


class Log(list):
    """Who was connected to, by the address that took the connection."""

    def of(self, *, public: bool) -> list[str]:
        return [address for address in self if (address == PUBLIC) is public]


def answer(query: bytes, asked: dict[str, int]) -> bytes:
    """Answer a DNS query for an IPv4 address; a rebinding name is public the first time only."""
    name, at = [], 12
    while size := query[at]:
        name.append(query[at + 1 : at + 1 + size].decode())
        at += size + 1
    host = ".".join(name).lower()
    asked[host] = asked.get(host, 0) + 1
    kind = int.from_bytes(query[at + 1 : at + 3])
    ip = PUBLIC
    if host.startswith("inside"):
        ip = "10.0.0.1"
    elif host.startswith("metadata"):
        ip = "169.254.169.254"
    elif host.startswith("rebinding") and asked[host] > 1:
        ip = "127.0.0.1"
    question = query[12 : at + 5]
    if kind != 1:
        return query[:2] + b"\x81\x80\0\1\0\0\0\0\0\0" + question
    record = b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4" + bytes(map(int, ip.split(".")))
    return query[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + question + record


def serve_names(asked: dict[str, int]) -> None:
    server = socket(AF_INET, SOCK_DGRAM)
    server.bind(("127.0.0.53", 53))

    def loop() -> None:
        while True:
            query, client = server.recvfrom(512)
            server.sendto(answer(query, asked), client)

    threading.Thread(target=loop, daemon=True).start()


class Site(BaseHTTPRequestHandler):
    """The public site: its pages lead to every case."""

    def do_GET(self) -> None:
        path = self.path.removeprefix("http://public.test")  # as a proxy is asked
        number = re.fullmatch(r"/(redirect|refresh)/(\d+)", path)
        body, status = "User-agent: *\nAllow: /\n", 200
        if path in ("/", "/few"):
            links = [
                f'<p><a href="{url if way == "direct" else f"/{way}/{n}"}">case {n}</a></p>'
                for n, (way, url) in enumerate(cases())
                if path == "/" or n % 9 == 0
            ]
            body = f"<html><h1>All cases</h1>{''.join(links)}</html>"
        elif number is not None:
            _, url = cases()[int(number[2])]
            status = 302 if number[1] == "redirect" else 200
            body = f'<html><meta http-equiv="refresh" content="0; url={url}">moved</html>'
        elif path != "/robots.txt":
            status = 404
        data = body.encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", url.encode().decode("latin-1"))
        self.send_header(
            "Content-Type", "text/html; charset=utf-8" if "<" in body else "text/plain"
        )
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


def listen(log: Log, family: int, port: int) -> None:
    class Listener(ThreadingHTTPServer):
        address_family = family

        def server_bind(self) -> None:
            if family == AF_INET6:
                self.socket.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1)
            super().server_bind()

        def process_request(self, request, client_address) -> None:
            log.append(request.getsockname()[0])
            super().process_request(request, client_address)

    server = Listener(("0.0.0.0" if family == AF_INET else "::", port), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def build_network(folder: Path) -> None:
    """Put the addresses on lo, and send look-ups to the name server here and to nothing else."""

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)

    run("ip", "link", "set", "lo", "up")
    for address in ADDRESSES:
        with suppress(subprocess.CalledProcessError):  # 127.0.0.1 may be there already
            run("ip", "addr", "add", address, "dev", "lo")
    for name, text in (
        ("resolv.conf", "nameserver 127.0.0.53\n"),
        ("nsswitch.conf", "hosts: files dns\n"),
        ("hosts", "127.0.0.1 localhost\n"),
    ):
        (folder / name).write_text(text)
        place = Path("/etc", name).resolve()
        if place.exists():
            run("mount", "--bind", str(folder / name), str(place))


def crawl(folder: Path, start: str, settings: list[str]) -> dict[str, str]:
    """Crawl the public site as a user does, and give the fate of every URL."""
    options = {
        "NEWSCRAWL_COLLECTION": str(folder / "collection"), "NEWSCRAWL_ALLOW": "://",
        "DOWNLOAD_DELAY": "0", "DNSCACHE_ENABLED": "0", "DOWNLOAD_TIMEOUT": "5",
    }  # fmt: skip
    given = [f"{name}={value}" for name, value in options.items()] + settings
    environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"start_urls={start}"]
        + [part for one in given for part in ("-s", one)],
        cwd=ROOT, env=environment, timeout=240, capture_output=True, text=True,
    )  # fmt: skip
    catalog = folder / "collection" / "catalog.sqlite"
    if not catalog.exists():
        raise SystemExit(f"no crawl: {done.stderr[-2000:]}")
    with sqlite3.connect(catalog) as db:
        rows = db.execute("SELECT url, state, reason FROM urls").fetchall()
    return {url: f"{state} {reason}" for url, state, reason in rows}


def main() -> None:
    folder = Path(sys.argv[1])
    build_network(folder)
    log, asked = Log(), {}
    serve_names(asked)
    for family, port in ((AF_INET, 80), (AF_INET6, 80), (AF_INET, 3128), (AF_INET, 21)):
        listen(log, family, port)
    fates = crawl(folder, *sys.argv[2:3], sys.argv[3:])
    result = {
        "leaks": log.of(public=False), "public": len(log.of(public=True)), "fates": fates,
        "asked": asked,
    }  # fmt: skip
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
