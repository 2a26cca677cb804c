"""Answers to different bodies have different keys, the same that cdxj-indexer gives them."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.cdxj import exchanges, line_of
from archive.collection import Collection
from archive.index import write_collection_index
from archive.postquery import MAX_QUERY, method_query
from archive.spool import IndexSpool
from archive.walk import walk
from archive.writer import WarcWriter
from newscrawl.model.capture import Capture

INDEXER = Path(sys.prefix) / "judges" / "bin" / "cdxj-indexer"
DATE = datetime(2026, 11, 23, 12, 34, 56, tzinfo=UTC)
ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"items":[]}'
FORM = (
    b'--X\r\nContent-Disposition: form-data; name="page"\r\n\r\n2\r\n'
    b'--X\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n'
    b"\x00\xff\r\n--X--\r\n"
)
BODIES = {
    "form": ("application/x-www-form-urlencoded", b"page=2&section=Sport+%26+more"),
    "bad form": ("application/x-www-form-urlencoded", b"page=\xff"),
    "json": ("application/json; charset=utf-8", b'{"a":{"page":2,"b":[{"page":3},4,true,null]}}'),
    "json lines": ("text/plain", b'{"a":1}\n{"a":2}'),
    "broken json": ("application/json", b'{"a":'),
    "text": ("text/plain", b"plain words"),
    "multipart": ("multipart/form-data; boundary=X", FORM),
    "no boundary": ("multipart/form-data", FORM),
    "binary": ("application/octet-stream", b"\x00\x01\xfe"),
    "untyped": ("", b"words"),
    "long": ("text/plain", b"x" * 9000),
    "empty": ("application/x-www-form-urlencoded", b""),
}


def request(kind, body, method=b"POST", path=b"/api?n=1"):
    typed = f"Content-Type: {kind}\r\n".encode() if kind else b""
    head = b"%b %b HTTP/1.1\r\nHost: paper.example\r\n%b" % (method, path, typed)
    return head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def write(folder, requests, *, spool=None):
    urls = [f"https://paper.example{r.split()[1].decode()}" for r in requests]
    with WarcWriter(folder.warc, prefix="T", info={}, host="h", spool=spool) as writer:
        for url, sent in zip(urls, requests, strict=True):
            writer.write(Capture(url=url, request=sent, response=ANSWER, date=DATE))
    (path,) = folder.warc.iterdir()
    return path


SENT = [
    *(request(kind, body) for kind, body in BODIES.values()),
    request("text/plain", b"put", b"PUT", b"/put"),
    b"GET / HTTP/1.1\r\nHost: paper.example\r\n\r\n",
]


@pytest.mark.skipif(not INDEXER.exists(), reason="needs cdxj-indexer: make .venv/.installed-judges")
def test_cdxj_indexer_writes_the_same_keys(tmp_path):
    folder = Collection(tmp_path / "c")
    path = write(folder, SENT)
    write_collection_index(folder)
    done = subprocess.run(
        [INDEXER, "--sort", "--post-append", path],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == folder.index.read_text().splitlines()


def test_lines_of_a_run_are_those_of_its_file(tmp_path):
    folder = Collection(tmp_path / "c")
    with_spool = IndexSpool(tmp_path)
    path = write(folder, SENT, spool=with_spool)
    walked = [line_of(m, path.name, request=r) for m, r in exchanges(walk(path))]
    written = list(with_spool.lines())
    with_spool.close()
    assert written == [line for line in walked if line is not None]
    assert len(written) == len(SENT)


def test_each_body_has_a_key_of_its_own_and_the_line_tells_the_method(tmp_path):
    folder = Collection(tmp_path / "c")
    write(folder, SENT)
    write_collection_index(folder)
    lines = folder.index.read_bytes().splitlines()
    posts = [line for line in lines if b"__wb_method=post" in line]
    assert len({line.split()[0] for line in posts}) == len(posts) - 1  # broken JSON is as none
    told = [json.loads(line.split(b" ", 2)[2]) for line in posts]
    assert {values["method"] for values in told} == {"POST"}
    assert all(values["filename"] for values in told)


def test_answer_to_a_body_is_stored_whole_and_joined_to_its_request(tmp_path):
    path = write(Collection(tmp_path / "c"), [SENT[0]])
    sent, answer = [m for m in walk(path) if m.type in ("request", "response")]
    assert answer.urn("WARC-Concurrent-To") == sent.urn("WARC-Record-ID")
    assert sent.urn("WARC-Concurrent-To") == answer.urn("WARC-Record-ID")
    assert sent.block.endswith(BODIES["form"][1])


@given(st.sampled_from(["application/json", "multipart/form-data; boundary=X", "text/plain",
                        "application/x-www-form-urlencoded", "é"]), st.binary())  # fmt: skip
def test_any_body_gives_a_query_of_bounded_length(kind, body):
    sent = b"POST / HTTP/1.1\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + body
    assert len(method_query(sent)) <= MAX_QUERY


@pytest.mark.parametrize("deep", [b"[" * 200_000, b'{"a":' * 200_000])
def test_deep_json_is_no_query(deep):
    assert method_query(request("application/json", deep)) == ""
