"""Measure what archiving a page costs: warcio at level 9 beside our writer at several levels.

Usage: python benchmarks/compression.py FOLDER [PAGES]

FOLDER is searched for *.html files. Every way takes the same pages, one after the other, in
ROUNDS rounds; shown are the least CPU time of a round and the bytes that it makes, per page.
warcio writes request and response, ours metadata, request and response. At the end: what a body
that comes again takes, whole and as a revisit.
"""

import gzip
import io
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import cast

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.group import Place, capture_group
from archive.originals import Originals
from archive.warc import new_id
from newscrawl.model.capture import ArchiveRef, Capture, Original

ROUNDS = 3
LEVELS = (0, 1, 2, 3, 4, 6, 9)
PLACE = Place(warc="a.warc.gz", warcinfo_id="urn:uuid:0", start=0)
URL = "https://paper.example/2026/11/23/a-long-name-of-an-article"
REQUEST = [
    ("Host", "paper.example"),
    ("User-Agent", "newscrawl/0.1 (+https://archive.example/)"),
    ("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"),
    ("Accept-Encoding", "gzip, deflate, br, zstd"),
]
RESPONSE = [
    ("Date", "Mon, 23 Nov 2026 12:00:00 GMT"),
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "max-age=60"),
    ("Server", "nginx"),
    ("ETag", '"5f3c-61a2b3c4d5e6f"'),
    ("Vary", "Accept-Encoding"),
]

Headers = list[tuple[str, str]]
Way = Callable[[bytes, Headers], int]
"""Archives one page in memory and tells its size."""


def sample(folder: Path, count: int) -> list[bytes]:
    """Read a sample of pages, the same every time."""
    paths = sorted(folder.rglob("*.html"))
    return [path.read_bytes() for path in Random(1).sample(paths, min(count, len(paths)))]


def with_warcio(body: bytes, headers: Headers) -> int:
    """Write the pair as warcio does by default."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    request = StatusAndHeaders("GET /a HTTP/1.1", REQUEST, is_http_request=True)
    response = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
    first = writer.create_warc_record(
        URL, "response", payload=io.BytesIO(body), http_headers=response
    )
    second = writer.create_warc_record(URL, "request", http_headers=request)
    writer.write_request_response_pair(second, first)
    return out.tell()


def with_ours(body: bytes, headers: Headers, *, level: int | None) -> int:
    """Build the group of three records; `level` None is what the writer chooses."""
    capture = Capture(
        url=URL,
        request=_head("GET /a HTTP/1.1", REQUEST),
        response=_head("HTTP/1.1 200 OK", headers) + body,
        date=datetime.now(UTC),
        ip="192.0.2.1",
        protocol=("http/1.1", "tls/1.3"),
        provenance={"via": "https://paper.example/", "hopsFromSeed": "L"},
    )
    return len(capture_group(capture, place=PLACE, level=level).data)


def measure(ways: dict[str, Way], bodies: list[bytes], coding: Headers) -> Iterable[str]:
    """Run every way over the bodies in turn; give a line of figures for each."""
    least = dict.fromkeys(ways, float("inf"))
    size = dict.fromkeys(ways, 0)
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = time.process_time()
            size[name] = sum(
                way(body, [*RESPONSE, *coding, ("Content-Length", str(len(body)))])
                for body in bodies
            )
            least[name] = min(least[name], time.process_time() - start)
    for name in ways:
        milliseconds = least[name] / len(bodies) * 1000
        yield f"{name:24} {milliseconds:8.3f} ms {size[name] / len(bodies):10.0f} bytes"


class _Again:
    """Originals that know every payload."""

    def of_payload(self, digest: str, *, url: str) -> Original:
        """Give an original with names of the usual length."""
        warc = "NEWSCRAWL-20261123120000-00000-a-host.warc.gz"
        record_id, date = new_id(), "2026-11-23T12:00:00.123456Z"
        ref = ArchiveRef(
            warc=warc, offset=123_456_789, length=0, record_id=record_id, date=date,
            payload_digest=digest, status=200,
        )  # fmt: skip
        return Original(url=url, ref=ref)


def revisit_sizes(pages: Sequence[bytes]) -> Iterable[str]:
    """Give what a second capture of a small body takes, whole and as a revisit; mean bytes."""
    yield "size of body         plain, whole   gzip, whole      revisit"
    again = cast("Originals", _Again())
    for size in (1024, 2048, 4096, 16384):
        bodies = [page[len(page) // 2 :][:size] for page in pages if len(page) > 2 * size]
        coded = [gzip.compress(page, 6)[:size] for page in pages if len(page) > 8 * size]
        if not bodies or not coded:
            continue
        whole = sum(_main_size(body, []) for body in bodies) / len(bodies)
        packed = sum(_main_size(body, [("Content-Encoding", "gzip")]) for body in coded)
        revisit = sum(_main_size(body, [], originals=again) for body in bodies) / len(bodies)
        yield f"{size:12} {whole:20.0f} {packed / len(coded):13.0f} {revisit:12.0f}"


def _main_size(body: bytes, coding: Headers, *, originals: Originals | None = None) -> int:
    head = _head("HTTP/1.1 200 OK", [*RESPONSE, *coding, ("Content-Length", str(len(body)))])
    capture = Capture(url=URL, request=b"", response=head + body, date=datetime.now(UTC))
    return capture_group(capture, place=PLACE, originals=originals).ref.length


def _head(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode()


def main(folder: str, count: str = "300") -> None:
    """Print the tables for plain and for gzipped bodies."""
    plain = sample(Path(folder), int(count))
    packed = [gzip.compress(body, 6) for body in plain]
    ways: dict[str, Way] = {"warcio, level 9": with_warcio}
    ways |= {f"ours, level {level}": partial(with_ours, level=level) for level in LEVELS}
    ways["ours, as chosen"] = partial(with_ours, level=None)
    for title, bodies, coding in (
        ("plain", plain, []),
        ("gzip", packed, [("Content-Encoding", "gzip")]),
    ):
        mean = sum(map(len, bodies)) / len(bodies)
        print(f"{title} bodies: {len(bodies)} pages, {mean:.0f} bytes each")
        print(*measure(ways, bodies, coding), sep="\n")
    print(*revisit_sizes(plain), sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
