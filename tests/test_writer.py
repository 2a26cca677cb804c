"""Captures come back from disk byte for byte, and no fault of the disk leaves a torn file."""

import base64
import gzip
import hashlib
import multiprocessing
import os
import re
import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from archive.reader import iter_captures, read_payload, read_response
from archive.walk import walk
from archive.writer import WarcWriter
from newscrawl.errors import ArchiveError
from newscrawl.model.capture import Capture

DATE = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
REQUEST = b"GET /a HTTP/1.1\r\nHost: paper.example\r\n\r\n"
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 8\r\n\r\n<p>Hi</p"


def capture(response: bytes = RESPONSE, **changes: object) -> Capture:
    values = {"url": "https://paper.example/a", "request": REQUEST, "date": DATE} | changes
    return Capture(response=response, **values)


def new_writer(folder: Path, **options: object) -> WarcWriter:
    options = {"prefix": "TEST", "info": {"software": "test/1"}, "host": "h"} | options
    return WarcWriter(folder, **options)


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_group_holds_metadata_request_and_response_that_name_each_other(tmp_path):
    with new_writer(tmp_path) as writer:
        ref = writer.write(
            capture(
                ip="192.0.2.1",
                protocol=("http/1.1", "tls/1.3"),
                provenance={"via": "https://paper.example/", "hopsFromSeed": "L"},
            )
        )
    info, metadata, request, response = walk(only_file(tmp_path))
    assert [m.type for m in (info, metadata, request, response)] == [
        "warcinfo", "metadata", "request", "response",
    ]  # fmt: skip
    for member in (metadata, request, response):
        assert member.field("WARC-Date") == "2026-11-23T12:00:00.123456Z"
        assert member.field("WARC-Target-URI") == "https://paper.example/a"
        assert member.field("WARC-Warcinfo-ID") == info.field("WARC-Record-ID")
    for member in (metadata, request):
        assert member.field("WARC-Concurrent-To") == f"<{ref.record_id}>"
    assert response.field("WARC-Record-ID") == f"<{ref.record_id}>"
    assert response.field("WARC-IP-Address") == "192.0.2.1"
    assert [v for n, v in response.fields if n == "WARC-Protocol"] == ["http/1.1", "tls/1.3"]
    assert request.block == REQUEST
    assert metadata.block == b"via: https://paper.example/\r\nhopsFromSeed: L\r\n"
    assert (ref.offset, ref.length, ref.status) == (response.offset, response.length, 200)


def test_file_begins_with_warcinfo_that_tells_the_practice(tmp_path):
    with new_writer(tmp_path) as writer:
        writer.write(capture())
    path = only_file(tmp_path)
    info = next(walk(path))
    assert info.field("WARC-Filename") == path.name
    assert b"software: test/1\r\n" in info.block
    assert b"transfer coding removed and content coding kept" in info.block


def test_name_follows_the_convention_and_is_open_until_closed(tmp_path):
    writer = new_writer(tmp_path, prefix="MY CRAWL/1", clock=lambda: DATE)
    ref = writer.write(capture())
    assert only_file(tmp_path).name == "MY-CRAWL-1-20261123120000-00000-h.warc.gz.open"
    assert read_payload(tmp_path / ref.warc, ref.offset).body == b"<p>Hi</p"
    writer.close()
    writer.close()
    assert only_file(tmp_path).name == ref.warc == "MY-CRAWL-1-20261123120000-00000-h.warc.gz"
    assert read_payload(tmp_path / (ref.warc + ".open"), ref.offset).body == b"<p>Hi</p"


def test_no_file_is_made_before_the_first_capture(tmp_path):
    new_writer(tmp_path / "warc").close()
    assert not list(tmp_path.iterdir())


def test_existing_files_are_never_overwritten(tmp_path):
    names = set()
    for _ in range(3):
        with new_writer(tmp_path, clock=lambda: DATE) as writer:
            names.add(writer.write(capture()).warc)
    assert len(names) == 3
    assert {path.name for path in tmp_path.iterdir()} == names


def test_files_rotate_and_each_is_complete(tmp_path):
    with new_writer(tmp_path, max_bytes=3000) as writer:
        refs = [writer.write(capture()) for _ in range(12)]
    paths = sorted(tmp_path.iterdir())
    assert len(paths) > 2
    assert sorted({ref.warc for ref in refs}) == [path.name for path in paths]
    assert [c.ref for path in paths for c in iter_captures(path)] == refs
    assert all(next(walk(path)).type == "warcinfo" for path in paths)


@pytest.mark.parametrize("body", [b"5\r\nhello\r\n1;x\r\n!\r\n0\r\nT: x\r\n\r\n"])
def test_payload_digest_is_of_the_body_without_chunks(tmp_path, body):
    response = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    with new_writer(tmp_path) as writer:
        ref = writer.write(capture(response))
    member = list(walk(only_file(tmp_path)))[-1]
    assert ref.payload_digest == member.field("WARC-Payload-Digest") == sha1(b"hello!")
    assert member.field("WARC-Block-Digest") == sha1(response)


def test_payload_digest_keeps_the_content_coding(tmp_path):
    packed = gzip.compress(b"<p>Hi</p>")
    response = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed
    with new_writer(tmp_path) as writer:
        ref = writer.write(capture(response))
    assert ref.payload_digest == sha1(packed)
    assert read_payload(tmp_path / ref.warc, ref.offset).body == b"<p>Hi</p>"


def test_truncation_is_told_and_becomes_a_fault(tmp_path):
    with new_writer(tmp_path) as writer:
        time = writer.write(capture(truncated="time"))
        odd = writer.write(capture(truncated="made\r\nup"))
    assert read_response(tmp_path / time.warc, time.offset).truncated == "time"
    assert read_payload(tmp_path / time.warc, time.offset).faults == ("truncated",)
    assert read_response(tmp_path / odd.warc, odd.offset).truncated == "unspecified"


def test_date_is_written_in_utc(tmp_path):
    with new_writer(tmp_path) as writer:
        east = writer.write(capture(date=DATE.astimezone(timezone(timedelta(hours=9)))))
    assert east.date == "2026-11-23T12:00:00.123456Z"


def test_record_ids_come_from_the_given_source(tmp_path):
    numbers = count(1)
    with new_writer(tmp_path, new_id=lambda: f"urn:uuid:{UUID(int=next(numbers))}") as writer:
        ref = writer.write(capture())
    assert ref.record_id == f"urn:uuid:{UUID(int=2)}"


nasty = st.text(
    st.one_of(st.characters(), st.sampled_from('\r\n\0\t :<>"\x85\u2028\ud800')), max_size=40
)
ALLOWED = {
    "WARC-Type", "WARC-Record-ID", "WARC-Date", "WARC-Target-URI", "WARC-Warcinfo-ID",
    "WARC-Concurrent-To", "WARC-IP-Address", "WARC-Protocol", "WARC-Truncated",
    "WARC-Payload-Digest", "WARC-Block-Digest", "WARC-Filename", "Content-Type", "Content-Length",
}  # fmt: skip


@settings(deadline=None)
@given(url=nasty, ip=nasty, protocol=nasty, truncated=nasty, name=nasty, value=nasty, kind=nasty)
def test_no_value_can_inject_a_header(
    tmp_path_factory, url, ip, protocol, truncated, name, value, kind
):
    folder = tmp_path_factory.mktemp("warc")
    with new_writer(folder, info={name: value}, prefix=name, host=value or "h") as writer:
        writer.write(
            capture(
                url="https://paper.example/" + url,
                ip=ip,
                protocol=(protocol,),
                truncated=truncated,
                provenance={name: value},
            )
        )
        writer.write_resource(url, kind, b"B", date=DATE, provenance={"via": value})
    members = list(walk(only_file(folder)))
    assert len(members) == 6
    for member in members:
        assert {field for field, _ in member.fields} <= ALLOWED
        uri = member.field("WARC-Target-URI") or ""
        assert re.fullmatch(r"[!#-;=?-~]*", uri)
        assert not re.search(r"[\x00-\x1f\x7f-\x9f]", "".join(v for _, v in member.fields))
        if member.type == "metadata":
            assert member.block.count(b"\r\n") == 1
            assert member.block.count(b"\n") == 1


heads = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200\nA:\xe9\n\n",
        b"HTTP/1.1 103 Early\r\n\r\nHTTP/1.0 404 N\xf6\r\nX: y\r\n z\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n",
        b"",
    ]
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=60), heads, st.binary(max_size=900)), max_size=4))
def test_any_exchange_comes_back_byte_for_byte(tmp_path_factory, exchanges):
    folder = tmp_path_factory.mktemp("warc")
    given_captures = [
        capture(head + body, request=request, provenance={"via": f"u{number}"})
        for number, (request, head, body) in enumerate(exchanges)
    ]
    with new_writer(folder) as writer:
        refs = [writer.write(each) for each in given_captures]
    for ref, each in zip(refs, given_captures, strict=True):
        assert read_response(folder / ref.warc, ref.offset).response == each.response
    if refs:
        found = list(iter_captures(folder / refs[0].warc))
        assert [(f.request, f.response) for f in found] == [
            (each.request, each.response) for each in given_captures
        ]
        assert [dict(f.provenance) for f in found] == [c.provenance for c in given_captures]


def test_long_bodies_come_back_whole(tmp_path):
    noise = os.urandom(3_000_000)
    plain = b"HTTP/1.1 200 OK\r\n\r\n" + noise.hex().encode()
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + noise
    with new_writer(tmp_path) as writer:
        refs = [writer.write(capture(plain)), writer.write(capture(packed))]
    for ref, response in zip(refs, (plain, packed), strict=True):
        assert read_response(tmp_path / ref.warc, ref.offset).response == response


def test_rendered_page_is_a_resource_beside_its_response(tmp_path):
    with new_writer(tmp_path) as writer:
        response = writer.write(capture())
        ref = writer.write_resource(
            "https://paper.example/a",
            "text/html; charset=utf-8",
            b"<p>rendered",
            date=DATE,
            concurrent_to=response.record_id,
            provenance={"browser": "chromium"},
        )
    found = list(iter_captures(only_file(tmp_path)))[-1]
    assert (found.ref, found.type, found.concurrent_to) == (ref, "resource", response.record_id)
    assert found.provenance == {"browser": "chromium"}
    got = read_payload(tmp_path / ref.warc, ref.offset)
    assert (got.status, got.body) == (200, b"<p>rendered")
    assert got.header("content-type") == "text/html; charset=utf-8"


def test_other_readers_find_the_same_bytes_and_digests(tmp_path):
    bodies = [b"<p>plain</p>", gzip.compress(b"<p>packed</p>"), b"", b"x" * 70_000]
    labels = [b"", b"Content-Encoding: gzip\r\n", b"", b""]
    with new_writer(tmp_path) as writer:
        for body, label in zip(bodies, labels, strict=True):
            writer.write(
                capture(b"HTTP/1.1 200 OK\r\n" + label + b"\r\n" + body, provenance={"via": "u"})
            )
    path = only_file(tmp_path)
    with path.open("rb") as stream:
        records = [
            (record.record_id, record.verify_block_digest())
            for record in ArchiveIterator(stream, parse_http=False)
        ]
    assert len(records) == 13
    assert all(whole for _, whole in records)
    assert len({record_id for record_id, _ in records}) == 13
    with path.open("rb") as stream:
        found = [
            record.raw_stream.read() for record in WarcioIterator(stream)
            if record.rec_type == "response"
        ]  # fmt: skip
    assert found == bodies
    check = [str(Path(sys.executable).with_name("warcio")), "check", str(path)]
    assert subprocess.run(check, check=False).returncode == 0
    assert subprocess.run(["gzip", "-t", path], check=False).returncode == 0


def test_nothing_beside_a_large_compressed_body_is_deflated_and_others_read_it(tmp_path):
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nX-Long: " + b"x" * 70_000 + b"\r\n\r\n"
    large, small = (head + os.urandom(size) for size in (200_000, 100))
    light = small.replace(b"x" * 70_000, b"x")
    with new_writer(tmp_path) as writer:
        facts = {"via": "https://paper.example/list"}
        refs = [writer.write(capture(each, provenance=facts)) for each in (large, small, light)]
    path = only_file(tmp_path)
    data = path.read_bytes()
    assert (data.count(REQUEST), data.count(facts["via"].encode())) == (2, 2)  # of three groups
    assert [read_response(path, ref.offset).response for ref in refs] == [large, small, light]
    with path.open("rb") as stream:
        read = [record.reader.read() for record in ArchiveIterator(stream, parse_http=False)]
    assert [read[3], read[6], read[9]] == [large, small, light]
    check = [str(Path(sys.executable).with_name("warcio")), "check", str(path)]
    assert subprocess.run(check, check=False).returncode == 0
    assert subprocess.run(["gzip", "-t", path], check=False).returncode == 0


def write_until_full(folder: Path, limit: int, results) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    writer = new_writer(folder)
    offsets, messages = [], []
    response = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + os.urandom(5000)
    for _ in range(30):
        try:
            offsets.append(writer.write(capture(response)).offset)
        except ArchiveError as error:
            messages.append(str(error))
    writer.close()
    results.put((offsets, messages))


@pytest.mark.parametrize("limit", [100, 9_000, 50_000, 50_001])
def test_full_disk_stops_the_writer_and_leaves_only_whole_groups(tmp_path, limit):
    context = multiprocessing.get_context("spawn")
    results = context.SimpleQueue()
    child = context.Process(target=write_until_full, args=(tmp_path, limit, results))
    child.start()
    offsets, messages = results.get()
    child.join()
    path = only_file(tmp_path)
    assert path.name.endswith(".warc.gz.open")
    assert len(offsets) + len(messages) == 30
    assert len(set(messages)) == 1
    assert re.fullmatch(
        r"cannot write \S+: File too large; free space and run again.*", messages[0]
    )
    assert [found.ref.offset for found in iter_captures(path)] == offsets


def test_folder_that_cannot_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "warc").write_text("a file, no folder")
    with pytest.raises(ArchiveError, match=r"cannot make .*warc: File exists"):
        new_writer(tmp_path / "warc").write(capture())


def test_foreign_bytes_in_the_open_file_stop_the_writer(tmp_path):
    writer = new_writer(tmp_path)
    writer.write(capture())
    with only_file(tmp_path).open("ab") as file:
        file.write(b"another process")
    with pytest.raises(ArchiveError, match="another process writes to it"):
        writer.write(capture())
    with pytest.raises(ArchiveError, match="another process writes to it"):
        writer.sync()
    writer.close()
    assert only_file(tmp_path).name.endswith(".open")
