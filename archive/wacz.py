"""WACZ 1.1.1: chosen captures with their index and their pages in one file, for replay."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any

from archive.copying import Copying, Sink
from archive.excerpt import Excerpt
from archive.package import Package
from archive.sorting import sorted_lines
from newscrawl.model.page import PageKind
from newscrawl.model.record import decode
from newscrawl.urls import key

WARC_NAME = "data.warc.gz"
BLOCK_LINES = 1000
"""Lines of the index that a reader unpacks at once."""

_LARGE = 1 << 30
_INDEX = "index.cdx.gz"
_ZIPNUM = {"format": "cdxj-gzip-1.0", "filename": _INDEX}
_PAGES_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": True}
_SHOWN = frozenset(PageKind) - {
    PageKind.FEED, PageKind.SITEMAP, PageKind.REDIRECT, PageKind.ERROR, PageKind.OTHER,
}  # fmt: skip
_PAGES = """
SELECT c.url, c.date, c.record_id, u.kind, a.record
FROM chosen JOIN captures AS c ON c.id = chosen.capture
LEFT JOIN urls AS u ON u.key = url_key(c.url) AND u.capture = c.id
LEFT JOIN articles AS a ON a.capture = c.id
WHERE a.id IS NOT NULL OR u.kind IS NOT NULL ORDER BY c.warc, c.offset
"""


def write_wacz(
    db: sqlite3.Connection, warc: Path, file: IO[bytes], excerpt: Excerpt, *, scratch: Path
) -> Copying:
    """Write the captures in `chosen` from the folder `warc`, and tell what was copied.

    The folder `scratch` takes what does not fit into memory while the index is sorted.
    """
    is_large = sum(path.stat().st_size for path in warc.glob("*.warc.gz*")) > _LARGE
    with Package(file) as package:
        with ExitStack() as stack:
            with package.entry(f"archive/{WARC_NAME}", may_be_large=is_large) as sink:
                copying = excerpt.begin(db, warc, sink, name=WARC_NAME)
                lines = stack.enter_context(sorted_lines(copying, scratch=scratch))
            _write_index(package, lines)
        with package.entry("pages/pages.jsonl", packed=True, may_be_large=is_large) as sink:
            main = _write_pages(sink, db)
        about = {
            "wacz_version": "1.1.1",
            "title": excerpt.title,
            "description": excerpt.description,
            "software": excerpt.software,
            "created": excerpt.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        package.close({**about, **main})
    return copying


def _write_index(package: Package, lines: Iterable[bytes]) -> None:
    """Write the lines in packed blocks, and an index of these (ZipNum)."""
    places = [b"!meta 0 " + json.dumps(_ZIPNUM).encode() + b"\n"]
    with package.entry(f"indexes/{_INDEX}") as sink:
        for place, block in _blocks(lines):
            sink.write(block)
            places.append(place)
    with package.entry("indexes/index.idx") as sink:
        sink.write(b"".join(places))


def _write_pages(sink: Sink, db: sqlite3.Connection) -> dict[str, str]:
    """Write the list of pages; gives the first as the one to begin with."""
    main: dict[str, str] = {}
    sink.write(_line(_PAGES_HEADER))
    for page in _pages(db):
        main = main or {"mainPageUrl": page["url"], "mainPageDate": page["ts"]}
        sink.write(_line(page))
    return main


def _blocks(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Give for every block its line in the index of blocks, and its gzip member."""
    offset, rest = 0, iter(lines)
    while held := list(islice(rest, BLOCK_LINES)):
        packer = zlib.compressobj(wbits=31)
        block = packer.compress(b"".join(held)) + packer.flush()
        digest = f"sha256:{sha256(block).hexdigest()}"
        place = {"offset": offset, "length": len(block), "digest": digest}
        yield held[0].partition(b"{")[0] + json.dumps(place).encode() + b"\n", block
        offset += len(block)


def _pages(db: sqlite3.Connection) -> Iterator[dict[str, str]]:
    """Give what readers may begin with: articles with their text, and pages that list them."""
    db.create_function("url_key", 1, key, deterministic=True)
    for url, date, record_id, kind, line in db.execute(_PAGES):
        if line is None and kind not in _SHOWN:
            continue
        page = {"id": record_id.removeprefix("urn:uuid:"), "url": url, "ts": f"{date[:19]}Z"}
        if line is not None:
            record = decode(line)
            page |= {"title": record.headline or "", "text": record.text}
        yield page


def _line(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
