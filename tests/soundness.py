"""What must hold for a collection at rest, whatever its crawl went through."""

import base64
import hashlib
import sqlite3
import zlib
from collections import Counter
from contextlib import closing
from itertools import pairwise

from fastwarc.warc import ArchiveIterator
from newscrawl_process import crawl, records, run

from archive.reader import iter_captures, read_response
from archive.walk import walk
from newscrawl.settings import CONCURRENT_REQUESTS

ROBOTS = "/robots.txt"


def members(data):
    """Inflate gzip members one by one with nothing but zlib: (offset, record)."""
    offset = 0
    while offset < len(data):
        decoder = zlib.decompressobj(31)
        record = decoder.decompress(data[offset:]) + decoder.flush()
        assert decoder.eof, f"a torn member at {offset}"
        yield offset, record
        offset = len(data) - len(decoder.unused_data)


def sha1(data):
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def check_bytes(path):
    """Insist that each gzip member is one record with a right digest, as FastWARC finds, too."""
    count = 0
    for offset, record in members(path.read_bytes()):
        head, _, rest = record.partition(b"\r\n\r\n")
        assert head.startswith(b"WARC/1.1\r\n"), (path, offset)
        assert rest.endswith(b"\r\n\r\n"), (path, offset)
        fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
        assert fields[b"WARC-Block-Digest"].decode() == sha1(rest[:-4]), (path, offset)
        count += 1
    with path.open("rb") as stream:
        found = [r.verify_block_digest() for r in ArchiveIterator(stream, parse_http=False)]
    assert found == [True] * count


def articles(folder):
    return {(record["url"], record["text"]) for record in records(folder)}


def fates(folder):
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        return dict(db.execute("SELECT key, state || ' ' || reason FROM urls"))


def paths(server):
    return Counter(r.path for r in server.requests if r.path != ROBOTS)


def check(
    folder, *, server, undisturbed, kills, refetched=CONCURRENT_REQUESTS, order_matters=False
):
    """Compare a crawl that was killed with one that was not: (articles, paths, fates).

    `refetched` pages may have been asked for again after each kill. Where `order_matters`, lists
    that a barren branch hides are left out: which they are depends on the order of answers.
    """
    expected, asked_once, settled = undisturbed
    assert articles(folder) == expected
    found = fates(folder)
    surplus = paths(server) - asked_once
    if order_matters:
        both = {
            key for key in found.keys() & settled.keys()
            if "trap:barren" not in found[key] + settled[key]
        }  # fmt: skip
        assert {key: found[key] for key in both} == {key: settled[key] for key in both}
    else:
        assert found == settled
        assert set(paths(server)) == set(asked_once)
    assert surplus.total() <= kills * refetched
    check_archive(folder)


def check_second_pass(folder, *, undisturbed):
    """Compare a crawl that died when all was fetched: the next run looks at the sources again."""
    expected, _, settled = undisturbed
    assert articles(folder) == expected
    again = {key: fate for key, fate in fates(folder).items() if fate != "not-modified http-304"}
    assert again == {key: settled[key] for key in again}
    for path in (folder / "warc").glob("*.warc.gz*"):
        assert path.name.endswith(".warc.gz") or ".torn-" in path.name
        if path.name.endswith(".warc.gz"):
            check_bytes(path)


def check_archive(folder):
    """Insist that every byte, row and record of a collection at rest is sound."""
    for path in (folder / "warc").iterdir():
        assert path.name.endswith(".warc.gz") or ".torn-" in path.name
    files = sorted((folder / "warc").glob("*.warc.gz"))
    answered = Counter()
    for path in files:
        walked = list(walk(path))
        assert all(a.end == b.offset for a, b in pairwise(walked))
        assert walked[-1].end == path.stat().st_size
        check_bytes(path)
        answered.update(a.url for a in iter_captures(path) if not a.url.endswith(ROBOTS))
    assert set(answered.values()) == {1}
    proofs = [(r["capture"]["warc"], r["capture"]["offset"]) for r in records(folder)]
    assert len(proofs) == len(set(proofs))
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        rows = db.execute(
            "SELECT a.warc, a.offset, c.url, c.payload_digest FROM articles AS a"
            " JOIN captures AS c ON c.id = a.capture"
        ).fetchall()
        captures = db.execute("SELECT count(*) FROM captures").fetchone()[0]
    assert captures == sum(1 for path in files for _ in iter_captures(path))
    assert len({row[2] for row in rows}) == len(rows)
    for warc, offset, url, digest in rows:
        archived = read_response(folder / "warc" / warc, offset)
        assert (archived.url, archived.ref.payload_digest) == (url, digest)


def check_rebuild(folder):
    """Insist that a rebuild gives the same record files."""
    before = {path.name: path.read_bytes() for path in (folder / "records").iterdir()}
    done = run("rebuild", "-c", folder, timeout=600)
    assert done.returncode == 0, done.stderr
    assert {path.name: path.read_bytes() for path in (folder / "records").iterdir()} == before


def undisturbed_crawl(server, folder):
    crawl(server.url, folder)
    result = articles(folder), paths(server), fates(folder)
    server.requests.clear()
    return result
