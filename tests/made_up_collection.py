"""A made-up collection, written without a crawl: pages, articles, a repeat and a robots.txt."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from archive.collection import Collection
from archive.rebuild import rebuild
from archive.walk import Member, walk
from archive.writer import WarcWriter
from newscrawl.cli.plan import admission_of
from newscrawl.config import CollectionConfig
from newscrawl.model.capture import ArchiveRef, Capture

HOST = "https://paper.example"
START = datetime(2026, 5, 14, 8, tzinfo=UTC)
NOW = START.timestamp()
_TEXT = """harbour council voted tuesday old pier debate hours mayor said repair money county
town winter boats storm nets market bridge school library nurse teacher garden river water"""
_WORDS = _TEXT.split()


def article(number: int) -> bytes:
    """Give the page of an article, its words drawn by its number."""
    draw = Random(number)
    sentences = [" ".join(draw.choices(_WORDS, k=18)).capitalize() + "." for _ in range(12)]
    paragraphs = "".join(f"<p>{' '.join(sentences[i : i + 3])}</p>" for i in range(0, 12, 3))
    title = " ".join(draw.choices(_WORDS, k=6)).capitalize()
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>"
        f'<meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="2026-05-{number % 28 + 1:02}T08:00:00Z">'
        f"</head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()


def response(body: bytes, *, chunked: bool = False) -> bytes:
    """Give an HTTP response with a page."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    if chunked:
        pieces = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        return head + b"Transfer-Encoding: chunked\r\n\r\n" + pieces
    return head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def write_captures(folder: Collection, *, count: int = 5, seed: int = 0) -> list[ArchiveRef]:
    """Write a WARC file with `count` articles, as a crawl does."""
    seconds = iter(range(10_000))
    refs = []
    with WarcWriter(
        folder.warc,
        prefix="NEWSCRAWL",
        info={"software": "newscrawl/0.1.0"},
        clock=lambda: START + timedelta(seconds=next(seconds)),
    ) as writer:
        writer.write(_capture("/robots.txt", b"HTTP/1.1 404 Not Found\r\n\r\n", lead=False))
        for number in range(seed, seed + count):
            page = response(article(number), chunked=number % 2 == 1)
            refs.append(writer.write(_capture(f"/2026/05/{number}-story.html", page)))
    return refs


def _capture(path: str, response: bytes, *, lead: bool = True) -> Capture:
    found = {
        "via": f"{HOST}/", "hopsFromSeed": "1", "discovered-by": "teaser",
        "discovered-at": "2026-05-14T08:00:00Z",
    }  # fmt: skip
    return Capture(
        url=HOST + path,
        request=b"GET %b HTTP/1.1\r\nHost: paper.example\r\n\r\n" % path.encode(),
        response=response,
        date=START,
        provenance=found if lead else {},
    )


def make_collection(root: Path, *, count: int = 5) -> Collection:
    """Make a collection with `count` articles and all that is derived from them."""
    folder = Collection(root)
    folder.create(CollectionConfig(start=(f"{HOST}/",)))
    write_captures(folder, count=count)
    derive(folder)
    return folder


def derive(folder: Collection) -> int:
    """Derive everything anew, in this process."""
    admission = admission_of(folder.config())
    return rebuild(folder, admission=admission, now=NOW, progress=lambda _: None, workers=0)


def warc_of(folder: Collection) -> Path:
    """Give the only WARC file."""
    (path,) = folder.warc.glob("*.warc.gz")
    return path


def members(path: Path) -> list[Member]:
    """Give all members of a sound file."""
    return list(walk(path))


def inflated(path: Path) -> list[bytes]:
    """Give the bytes of each record."""
    data = path.read_bytes()
    return [gzip.decompress(data[m.offset : m.end]) for m in walk(path)]


def packed(records: list[bytes]) -> bytes:
    """Compress records, one member each."""
    return b"".join(gzip.compress(record, 4, mtime=0) for record in records)
