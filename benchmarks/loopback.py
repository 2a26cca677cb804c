"""A static news site on loopback, served from memory by a child process, for benchmarks."""

import asyncio
import gzip
import multiprocessing
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_long
from dataclasses import dataclass
from functools import cached_property
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

PER_LIST = 50
_LINKS = 100
_WORDS = ("river", "council", "bridge", "harbour", "season", "budget", "school", "report", "night")
_HREF = re.compile(rb"(<a\s[^>]*?href\s*=\s*)([\"'])(.*?)\2", re.I | re.S)
_ELSEWHERE = re.compile(rb"<(?:base|link)\s[^>]*>", re.I)


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document, and itself as gzip for clients that take it."""

    type: str
    body: bytes

    @cached_property
    def packed(self) -> bytes:
        """The body as one gzip member."""
        return gzip.compress(self.body, 6, mtime=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a site is served and how many of its article pages it has answered."""

    url: str
    """Home page, ends with a slash."""
    answered: "multiprocessing.sharedctypes.Synchronized[int]"


def made_up(count: int) -> list[bytes]:
    """Make article pages of about 60 KB, always the same."""
    return [_page(n, count, Random(n)) for n in range(count)]


def from_folder(folder: Path, count: int) -> list[bytes]:
    """Read pages of a folder, their links led to one another so that no crawl leaves the site."""
    paths = sorted(folder.rglob("*.htm*"))[:count]

    def inward(match: re.Match[bytes]) -> bytes:
        target = zlib.crc32(match[3]) % len(paths)
        return b"%s%s/article/%d.html%s" % (match[1], match[2], target, match[2])

    return [_HREF.sub(inward, _ELSEWHERE.sub(b"", path.read_bytes())) for path in paths]


def site(pages: Sequence[bytes]) -> dict[str, Document]:
    """Give the documents of a site by path: home, list pages, articles, robots.txt."""
    lists = range(-(-len(pages) // PER_LIST))
    html = {"/": _list("Home", (f"/list/{n}.html" for n in lists))}
    for n in lists:
        numbers = range(n * PER_LIST, min(len(pages), (n + 1) * PER_LIST))
        html[f"/list/{n}.html"] = _list(f"News {n}", (f"/article/{i}.html" for i in numbers))
    html |= {f"/article/{n}.html": page for n, page in enumerate(pages)}
    documents = {
        path: Document(type="text/html; charset=utf-8", body=body) for path, body in html.items()
    }
    return documents | {
        "/robots.txt": Document(type="text/plain", body=b"User-agent: *\nDisallow:\n")
    }


@contextmanager
def serving(documents: dict[str, Document]) -> Iterator[Address]:
    """Serve documents from a child process on a free port until the block ends."""
    context = multiprocessing.get_context("fork")
    answered = context.Value(c_long, 0)
    mine, its = context.Pipe()
    child = context.Process(target=_serve, args=(documents, answered, its), daemon=True)
    child.start()
    try:
        yield Address(url=f"http://127.0.0.1:{mine.recv()}/", answered=answered)
    finally:
        child.terminate()
        child.join()


class _Http(asyncio.Protocol):
    """Answers GET over a kept connection; no bodies of requests, no ranges."""

    def __init__(
        self,
        documents: dict[str, Document],
        answered: "multiprocessing.sharedctypes.Synchronized[int]",
    ) -> None:
        self._documents = documents
        self._answered = answered
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            head, self._waiting = self._waiting.split(b"\r\n\r\n", 1)
            self._transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1].decode("ascii", "replace").partition("?")[0]
        document = self._documents.get(path)
        if document is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        if path.startswith("/article/"):
            self._answered.value += 1
        packs = re.search(rb"^accept-encoding:.*gzip", head, re.I | re.M)
        body = document.packed if packs else document.body
        coding = "Content-Encoding: gzip\r\n" if packs else ""
        return (
            f"HTTP/1.1 200 OK\r\nContent-Type: {document.type}\r\n{coding}"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body


def _serve(
    documents: dict[str, Document],
    answered: "multiprocessing.sharedctypes.Synchronized[int]",
    parent: Connection,
) -> None:
    async def forever() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Http(documents, answered), "127.0.0.1", 0)
        for document in documents.values():
            _ = document.packed
        parent.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


def _list(title: str, paths: Iterator[str]) -> bytes:
    items = "".join(f'<li><a href="{path}">{title}: {path}</a></li>' for path in paths)
    return f"<!doctype html><title>{title}</title><h1>{title}</h1><ul>{items}</ul>".encode()


def _page(n: int, count: int, draw: Random) -> bytes:
    def prose(words: int) -> str:
        return " ".join(draw.choices(_WORDS, k=words)).capitalize() + "."

    headline = f"{prose(7)} Number {n}"
    links = "".join(
        f'<li class="menu-item"><a href="/article/{draw.randrange(count)}.html">{prose(5)}</a></li>'
        for _ in range(_LINKS)
    )
    body = "".join(f"<p>{prose(60)}</p>" for _ in range(16))
    script = "".join(f'window.slots.push({{id:"{draw.getrandbits(128):x}"}});' for _ in range(500))
    return (
        f'<!doctype html><html lang="en"><head><title>{headline}</title>'
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
        f'"headline":"{headline}","datePublished":"2026-05-{n % 28 + 1:02}T08:00:00Z",'
        '"author":{"@type":"Person","name":"A. Writer"}}</script>'
        f"<script>{script}</script></head><body><nav><ul>{links}</ul></nav><main><article>"
        f"<h1>{headline}</h1><time>2026-05-{n % 28 + 1:02}</time>{body}</article></main></body>"
        "</html>"
    ).encode()
