"""Revisit records: a payload is stored once, and read back as if it were stored each time."""

import gzip
import os
import re
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from newscrawl_process import crawl, records, run
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from archive.captures import CaptureTable
from archive.catalog import open_catalog
from archive.originals import Originals
from archive.reader import iter_captures, read_payload, read_response
from archive.revisit import IDENTICAL, MIN_BODY, NOT_MODIFIED
from archive.walk import walk
from archive.writer import WarcWriter
from newscrawl.demo.server import serve
from newscrawl.demo.site import DemoSite
from newscrawl.errors import DamagedError
from newscrawl.model.capture import Capture
from newscrawl.urls import key

PAGE = "https://paper.example/a"
OTHER = "https://paper.example/b"
BODY = b"<p>" + b"A body that comes again. " * 80
CHUNKS = b"%x\r\n" % len(BODY) + BODY + b"\r\n0\r\n\r\n"
CONDITIONAL = b'GET /a HTTP/1.1\r\nHost: paper.example\r\nIf-None-Match: "1"\r\n\r\n'


class Archive:
    """A writer with a catalogue beside it, as the ledger holds them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = open_catalog(folder.with_suffix(".sqlite"))
        self.originals = Originals(self.db, folder)
        self.captures = CaptureTable(self.db)
        self.writer = WarcWriter(folder, prefix="T", info={}, originals=self.originals)

    def write(self, body=BODY, *, url=PAGE, head=b"HTTP/1.1 200 OK\r\n", row=True, **changes):
        given = {"request": b"GET / HTTP/1.1\r\n\r\n", "date": datetime.now(UTC)} | changes
        capture = Capture(url=url, response=head + b"\r\n" + body, **given)
        ref = self.writer.write(capture)
        if row:
            self.captures.add(ref, url=url, original=self.originals.take(ref))
        return ref

    def read(self, ref):
        return read_response(self.folder / ref.warc, ref.offset)

    def payload(self, ref):
        return read_payload(self.folder / ref.warc, ref.offset)

    def member(self, ref):
        paths = self.folder.glob(f"{ref.warc}*")
        return next(m for path in paths for m in walk(path) if m.offset == ref.offset)

    def type(self, ref):
        return self.member(ref).type


@pytest.fixture
def archive(tmp_path):
    made = Archive(tmp_path / "warc")
    with closing(made.db):
        yield made


def test_same_payload_is_a_revisit_that_names_its_original(archive):
    first, again = archive.write(), archive.write(head=b"HTTP/1.1 200 Fine\r\nDate: later\r\n")
    member = archive.member(again)
    assert member.block == b"HTTP/1.1 200 Fine\r\nDate: later\r\n\r\n"
    wanted = {
        "WARC-Type": "revisit",
        "WARC-Profile": IDENTICAL,
        "WARC-Refers-To": f"<{first.record_id}>",
        "WARC-Refers-To-Target-URI": PAGE,
        "WARC-Refers-To-Date": first.date,
        "WARC-Payload-Digest": first.payload_digest,
        "WARC-Truncated": "length",
        "Content-Type": "application/http; msgtype=response",
    }
    assert {name: member.field(name) for name in wanted} == wanted
    assert again.length < first.length + len(BODY)
    assert (again.payload_digest, again.status) == (first.payload_digest, 200)


@pytest.mark.parametrize("row", [True, False])
def test_original_is_found_before_and_after_it_has_its_row(archive, row):
    first = archive.write(row=row)
    assert archive.member(archive.write()).urn("WARC-Refers-To") == first.record_id


def test_original_of_an_earlier_run_is_found(archive):
    first = archive.write()
    archive.writer.close()
    archive.db.commit()
    with closing(Archive(archive.folder).db) as db:
        later = Archive(archive.folder)
        again = later.write()
        later.writer.close()
        later.db.close()
        assert later.member(again).urn("WARC-Refers-To") == first.record_id
        assert db.total_changes == 0
    assert again.warc != first.warc
    assert later.payload(again).body == BODY


def test_same_url_goes_before_any_other(archive):
    archive.captures.add(archive.write(url=OTHER), url=OTHER, original=True)
    other_url = archive.write(url=PAGE)
    assert archive.member(other_url).field("WARC-Refers-To-Target-URI") == OTHER
    # A second whole capture of the same payload, as a writer without a catalogue makes it.
    with WarcWriter(archive.folder, prefix="U", info={}) as writer:
        response = b"HTTP/1.1 200 OK\r\n\r\n" + BODY
        date = datetime.now(UTC)
        own = writer.write(Capture(url=PAGE, request=b"", response=response, date=date))
    archive.captures.add(own, url=PAGE, original=True)
    assert archive.member(archive.write()).urn("WARC-Refers-To") == own.record_id


def test_revisit_never_refers_to_a_revisit(archive):
    first = archive.write()
    again = [archive.write() for _ in range(3)]
    assert {archive.member(ref).urn("WARC-Refers-To") for ref in again} == {first.record_id}


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"HTTP/1.1 200 OK\r\n", BODY),
        (b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(BODY), BODY),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", CHUNKS),
        (b"HTTP/1.1 404 Gone\r\nX: y\r\n z\r\nX: 2\r\n", BODY),
    ],
)
@pytest.mark.parametrize("chunked_first", [True, False])
def test_payload_of_a_revisit_is_that_of_a_whole_capture(
    tmp_path, archive, head, body, chunked_first
):
    if chunked_first:
        archive.write(CHUNKS, head=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n")
    else:
        archive.write()
    again = archive.write(body, head=head)
    alone = Archive(tmp_path / "alone")
    whole = alone.write(body, head=head)
    assert (archive.type(again), alone.type(whole)) == ("revisit", "response")
    assert archive.payload(again) == alone.payload(whole)
    assert archive.read(again).mime == alone.read(whole).mime
    alone.db.close()


def test_content_coding_is_kept_and_taken_off(archive):
    packed = gzip.compress(os.urandom(2000))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
    archive.write(packed, head=head)
    again = archive.write(packed, head=head)
    assert archive.type(again) == "revisit"
    assert archive.payload(again).body == gzip.decompress(packed)


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (BODY[: MIN_BODY - 1], {}),
        (BODY, {"truncated": "disconnect"}),
        (BODY, {"head": b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n"}),
        (CHUNKS[:-2] + b"X-Trailer: t\r\n\r\n",
         {"head": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"}),
    ],
)  # fmt: skip
def test_small_cut_and_trailed_bodies_are_stored_whole(archive, body, changes):
    archive.write()
    archive.write(body)
    assert archive.type(archive.write(body, **changes)) == "response"


def test_cut_capture_is_no_original(archive):
    archive.write(truncated="time")
    assert archive.type(archive.write()) == "response"


def settle(archive, ref, url=PAGE):
    (row,) = archive.db.execute("SELECT id FROM captures WHERE offset = ?", (ref.offset,))
    archive.db.execute(
        "INSERT INTO urls (key, url, host, state, role, depth, priority, found_at, capture)"
        " VALUES (?, ?, '', 'archived', 'article', 0, 0, '', ?)"
        " ON CONFLICT (key) DO UPDATE SET capture = excluded.capture",
        (key(url), url, *row),
    )


def test_answer_304_refers_to_the_capture_that_the_validators_are_of(archive):
    first = archive.write()
    settle(archive, first)
    head = b"HTTP/1.1 304 Not Modified\r\nETag: 1\r\n"
    unchanged = archive.write(b"", head=head, request=CONDITIONAL)
    member = archive.member(unchanged)
    assert member.block == head + b"\r\n"
    assert (member.type, member.field("WARC-Profile")) == ("revisit", NOT_MODIFIED)
    assert member.urn("WARC-Refers-To") == first.record_id
    assert member.field("WARC-Refers-To-Date") == first.date
    assert member.field("WARC-Truncated") is None
    settle(archive, archive.write())  # a revisit; the original stays the one to name
    member = archive.member(archive.write(b"", head=head, request=CONDITIONAL))
    assert member.urn("WARC-Refers-To") == first.record_id
    assert (unchanged.status, archive.payload(unchanged).body) == (304, b"")
    assert archive.read(unchanged).truncated is None


def test_answer_304_that_nobody_asked_for_is_a_response(archive):
    settle(archive, archive.write())
    assert archive.type(archive.write(b"", head=b"HTTP/1.1 304 No\r\n")) == "response"
    elsewhere = archive.write(b"", head=b"HTTP/1.1 304 No\r\n", url=OTHER, request=CONDITIONAL)
    assert archive.type(elsewhere) == "response"


def test_original_that_is_not_where_it_should_be_is_damage(archive):
    first = archive.write()
    again = archive.write()
    archive.writer.close()
    path = archive.folder / first.warc
    data = bytearray(path.read_bytes())
    data[first.offset + first.length // 2] ^= 255
    path.write_bytes(data)
    assert archive.read(again).url == PAGE
    with pytest.raises(DamagedError, match=re.escape(first.warc)):
        archive.payload(again)


def test_revisit_is_not_written_of_what_was_taken_away_and_read_as_cut(archive):
    first, again = archive.write(), archive.write()
    archive.writer.close()
    path = archive.folder / first.warc
    kept = path.read_bytes()
    path.rename(archive.folder.parent / "moved.warc.gz")
    assert archive.type(archive.write()) == "response"
    alone = archive.folder.parent / "alone.warc.gz"
    alone.write_bytes(kept[again.offset :])
    (found,) = iter_captures(alone)
    assert (found.type, found.truncated) == ("revisit", "length")


def other_makers(path, *, refers_to=True):
    """Write a response and its revisit as other tools do, without places."""
    head = b"HTTP/1.1 200 OK\r\n\r\n"

    def member(kind, number, block, *fields):
        lines = [
            b"WARC/1.1", b"WARC-Type: " + kind, b"WARC-Record-ID: <urn:uuid:%d>" % number,
            b"WARC-Target-URI: " + PAGE.encode(), b"WARC-Date: 2026-01-0%dT00:00:00Z" % number,
            b"Content-Type: application/http; msgtype=response", *fields,
            b"Content-Length: %d" % len(block), b"", block,
        ]  # fmt: skip
        return gzip.compress(b"\r\n".join(lines) + b"\r\n\r\n")

    named = b"WARC-Refers-To-Target-URI: " + PAGE.encode()
    dated = named + b"\r\nWARC-Refers-To-Date: 2026-01-01T00:00:00Z"
    reference = b"WARC-Refers-To: <urn:uuid:1>" if refers_to else dated
    profile = b"WARC-Profile: " + IDENTICAL.replace("1.1", "1.0").encode()
    revisit = member(b"revisit", 2, head, profile, reference)
    path.write_bytes(member(b"response", 1, head + BODY) + revisit)
    return len(member(b"response", 1, head + BODY)), revisit


@pytest.mark.parametrize("refers_to", [True, False])
def test_revisits_of_other_makers_are_found_in_their_file(tmp_path, refers_to):
    path = tmp_path / "other.warc.gz"
    other_makers(path, refers_to=refers_to)
    _, again = iter_captures(path)
    assert (again.type, again.truncated) == ("revisit", None)
    assert again.payload().body == BODY


def test_revisit_without_its_original_is_told_as_cut(tmp_path):
    path = tmp_path / "other.warc.gz"
    _, revisit = other_makers(path)
    path.write_bytes(revisit)
    (alone,) = iter_captures(path)
    assert alone.truncated == "length"
    assert "truncated" in alone.payload().faults


def test_other_readers_take_revisits(archive):
    first = archive.write()
    settle(archive, first)
    archive.write(url=OTHER)
    archive.write(b"", head=b"HTTP/1.1 304 No\r\n", request=CONDITIONAL)
    archive.writer.close()
    path = archive.folder / first.warc
    with path.open("rb") as stream:
        found = [
            (record.record_type, record.verify_block_digest())
            for record in ArchiveIterator(stream, parse_http=False)
        ]
    assert [kind for kind, _ in found].count(WarcRecordType.revisit) == 2
    assert all(whole for _, whole in found)
    with path.open("rb") as stream:
        revisits = [
            (record.rec_headers.get_header("WARC-Profile"), record.http_headers.get_statuscode())
            for record in WarcioIterator(stream)
            if record.rec_type == "revisit"
        ]
    assert revisits == [(IDENTICAL, "200"), (NOT_MODIFIED, "304")]
    check = [str(Path(sys.executable).with_name("warcio")), "check", "-v", str(path)]
    done = subprocess.run(check, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def types(folder):
    return [m.type for path in sorted((folder / "warc").glob("*.warc.gz")) for m in walk(path)]


def contents(folder):
    return {(r["url"], r["text"], r["capture"]["payload_digest"]) for r in records(folder)}


def test_second_crawl_repeats_no_payload_and_a_rebuild_gives_the_same(tmp_path):
    folder = tmp_path / "c"
    with serve(DemoSite(articles=15)) as server:
        crawl(server.url, folder)
        first = contents(folder)
        for name in ("catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"):
            (folder / name).unlink(missing_ok=True)
        assert run("rebuild", "-c", folder).returncode == 0
        before = len(server.requests)
        crawl(server.url, folder)
        second = server.requests[before:]
    # The validators came back from the WARC files, and with them the answers 304.
    assert [request.status for request in second].count(304) > 0
    found = types(folder)
    assert found.count("revisit") >= [request.status for request in second].count(304)
    assert contents(folder) == first
    payloads = [
        capture.ref.payload_digest
        for path in sorted((folder / "warc").glob("*.warc.gz"))
        for capture in iter_captures(path)
        if capture.type == "response" and len(capture.response) > 2 * MIN_BODY
    ]
    assert len(payloads) == len(set(payloads))
    kept = {path.name: path.read_bytes() for path in (folder / "records").iterdir()}
    index = (folder / "index" / "index.cdxj").read_bytes()
    (folder / "catalog.sqlite").unlink()
    assert run("rebuild", "-c", folder).returncode == 0
    assert {path.name: path.read_bytes() for path in (folder / "records").iterdir()} == kept
    assert (folder / "index" / "index.cdxj").read_bytes() == index
    assert index.count(b'"mime": "warc/revisit"') == found.count("revisit")
