"""CDXJ lines have the keys and the order that replay tools look for."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.cdxj import line, line_of, write_index
from archive.reader import iter_captures
from archive.surt import surt
from archive.writer import WarcWriter
from newscrawl.model.capture import ArchiveRef, Capture

SESSION = "0123456789abcdef0123456789ABCDEF"

REF = ArchiveRef(
    warc="A-1.warc.gz",
    offset=12,
    length=34,
    record_id="urn:uuid:1",
    date="2026-11-23T12:34:56.123456Z",
    payload_digest="sha1:ABC",
    status=200,
)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Paper.example/", "example,paper)/"),
        ("http://paper.example", "example,paper)/"),
        ("https://www12.paper.example/A/B/", "example,paper)/a/b"),
        ("https://wwwpaper.example/", "example,wwwpaper)/"),
        ("https://paper.example:443/", "example,paper)/"),
        ("http://paper.example:443/", "example,paper:443)/"),
        ("https://user:word@paper.example/x#part", "example,paper)/x"),
        ("https://paper.example/?b=2&A=1&b=1&c", "example,paper)/?a=1&b=1&b=2&c"),
        ("https://paper.example/x?", "example,paper)/x"),
        ("https://paper.example//a/./b/../c//", "example,paper)/a/c"),
        ("https://paper.example/%7ea/%C3%A9t%e9/é", "example,paper)/~a/%c3%a9t%e9/%c3%a9"),
        ("https://paper.example/%2525/a%23b?q=%41+%20", "example,paper)/%25/a%23b?q=a+%20"),
        (f"https://paper.example/x?a=1&sid={SESSION}&b=2", "example,paper)/x?a=1&b=2"),
        (f"https://paper.example/x?PHPSESSID={SESSION}", "example,paper)/x"),
        ("https://paper.example/x?cfid=1&cftoken=2&z", "example,paper)/x?z"),
        ("https://paper.example/x?sid=short", "example,paper)/x?sid=short"),
        (f"https://paper.example/(S({SESSION[:24]}))/a.aspx", "example,paper)/a.aspx"),
        (f"https://paper.example/({SESSION[:24]})/a.aspx", "example,paper)/a.aspx"),
        ("https://zürich.example/", "example,xn--zrich-kva)/"),
        ("https://192.0.2.1/a", "1,2,0,192)/a"),
        ("urn:page:x y", "urn:page:x%20y"),
        ("https://[broken/", "https://[broken/"),
        ("", ""),
    ],
)
def test_keys_follow_the_usual_tools(url, key):
    assert surt(url) == key


@settings(deadline=None)
@given(st.text())
def test_any_url_gives_a_key_without_blanks(text):
    for url in (text, "https://paper.example/" + text, "http://" + text):
        key = surt(url)
        assert key.isascii()
        assert not any(c.isspace() for c in key)


def test_line_has_key_timestamp_and_all_values_as_strings():
    key, timestamp, values = line(url="https://paper.example/", mime="text/html", ref=REF).split(
        " ", 2
    )
    assert (key, timestamp) == ("example,paper)/", "20261123123456")
    assert json.loads(values) == {
        "url": "https://paper.example/",
        "mime": "text/html",
        "status": "200",
        "digest": "sha1:ABC",
        "length": "34",
        "offset": "12",
        "filename": "A-1.warc.gz",
    }


def test_index_is_sorted_by_bytes_and_names_each_capture_once(tmp_path):
    urls = [
        "https://b.example/",
        "https://a.example/é",
        "https://a.example/Z",
        "https://a.example/",
    ]
    lines = [line(url=url, mime="", ref=REF) for url in urls]
    path = tmp_path / "index" / "index.cdxj"
    assert write_index(path, [*lines, lines[0]]) == 4
    written = path.read_bytes().splitlines(keepends=True)
    assert written == sorted(written)
    assert {entry.decode().rstrip("\n") for entry in written} == set(lines)


def test_index_is_replaced_whole(tmp_path):
    path = tmp_path / "index.cdxj"
    write_index(path, ["b", "a"])
    write_index(path, ["c"])
    assert path.read_bytes() == b"c\n"
    assert [p.name for p in tmp_path.iterdir()] == ["index.cdxj"]


def test_records_of_a_file_become_lines_that_lead_back_to_them(tmp_path):
    response = b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML;charset=utf-8\r\n\r\nB"
    with WarcWriter(tmp_path, prefix="T", info={}) as writer:
        date = datetime(2026, 1, 2, tzinfo=UTC)
        writer.write(Capture(url="https://a.example/", request=b"", response=response, date=date))
        writer.write_resource("urn:dom:1", "text/plain", b"B", date=date)
    (path,) = tmp_path.iterdir()
    captures = list(iter_captures(path))
    values = [json.loads(line_of(capture).split(" ", 2)[2]) for capture in captures]
    assert [value["mime"] for value in values] == ["text/html", "text/plain"]
    assert [int(value["offset"]) for value in values] == [c.ref.offset for c in captures]
    assert {value["filename"] for value in values} == {path.name}
