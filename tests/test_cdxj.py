"""CDXJ lines have the keys and the order that replay tools look for."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.cdxj import filename_of, line_of, spelled
from archive.collection import Collection
from archive.index import write_collection_index
from archive.sorting import sorted_lines
from archive.surt import surt
from archive.walk import Member, walk
from archive.writer import WarcWriter
from newscrawl.model.capture import Capture

SESSION = "0123456789abcdef0123456789ABCDEF"


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


DATE = datetime(2026, 11, 23, 12, 34, 56, tzinfo=UTC)
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML;charset=utf-8\r\n\r\nB"


def member(kind, block, **fields):
    named = tuple((name.replace("_", "-"), value) for name, value in fields.items())
    shared = (("WARC-Type", kind), ("WARC-Date", "2026-11-23T12:34:56.123456Z"))
    return Member(offset=12, length=34, fields=(*shared, *named), block=block)


def values_of(line):
    return json.loads(line.split(b" ", 2)[2])


def write_warc(folder, urls):
    """Write a WARC file of one capture a URL and give its name."""
    before = set(folder.iterdir()) if folder.exists() else set()
    with WarcWriter(folder, prefix="T", info={}, clock=lambda: DATE, host="h") as writer:
        for url in urls:
            writer.write(Capture(url=url, request=b"GET", response=HTML, date=DATE))
    (path,) = set(folder.iterdir()) - before
    return path


def test_line_has_key_timestamp_and_all_values_as_strings():
    line = line_of(
        member("response", HTML, WARC_Target_URI="https://paper.example/",
               WARC_Payload_Digest="sha1:ABC"),
        "A-1.warc.gz",
    )  # fmt: skip
    assert line.startswith(b"example,paper)/ 20261123123456 {")
    assert line.endswith(b"}\n")
    assert values_of(line) == {
        "url": "https://paper.example/",
        "mime": "Text/HTML",
        "status": "200",
        "digest": "sha1:ABC",
        "length": "34",
        "offset": "12",
        "filename": "A-1.warc.gz",
    }


def test_date_in_signs_that_are_no_ascii_digits_gives_a_line_all_the_same():
    names = ("WARC-Type", "WARC-Date", "WARC-Target-URI")
    fields = tuple(zip(names, ("response", "٢٠²-2026", "https://a.example/"), strict=True))
    record = Member(offset=12, length=34, fields=fields, block=HTML)
    assert line_of(record, "A-1.warc.gz").startswith(b"example,a)/ 2026 {")


def test_revisit_has_its_own_media_type_and_keeps_status_and_digest():
    values = values_of(
        line_of(
            member("revisit", b"HTTP/1.1 304 Not Modified\r\n\r\n", WARC_Payload_Digest="sha1:A",
                   WARC_Target_URI="https://paper.example/"),
            "A.warc.gz",
        )
    )  # fmt: skip
    assert (values["mime"], values["status"], values["digest"]) == ("warc/revisit", "304", "sha1:A")


def test_what_a_record_does_not_state_is_left_out():
    values = values_of(line_of(member("resource", b"B", WARC_Target_URI="<urn:dom:1>"), "A"))
    assert values.keys() == {"url", "digest", "length", "offset", "filename"}
    assert values["url"] == "urn:dom:1"
    assert "status" not in values_of(line_of(member("response", b"no head"), "A"))


@pytest.mark.parametrize("kind", ["request", "metadata", "warcinfo", "conversion", ""])
def test_other_records_have_no_line(kind):
    assert line_of(member(kind, b""), "A.warc.gz") is None


@given(st.text(min_size=1))
def test_file_is_found_in_its_line_whatever_its_name(name):
    line = line_of(member("response", HTML, WARC_Target_URI="https://paper.example/"), name)
    assert filename_of(line) == spelled(name)


@given(st.lists(st.binary(max_size=4).map(lambda b: b.replace(b"\n", b"") + b"\n")), st.data())
def test_lines_that_do_not_fit_into_memory_come_sorted_all_the_same(tmp_path_factory, lines, data):
    run_lines = data.draw(st.integers(1, 9))
    scratch = tmp_path_factory.getbasetemp()
    with sorted_lines(lines, scratch=scratch, run_lines=run_lines) as merged:
        assert list(merged) == sorted(lines)


def test_index_grows_by_new_files_and_only_those_are_read(tmp_path):
    folder = Collection(tmp_path)
    first = write_warc(folder.warc, ["https://b.example/", "https://a.example/Z"])
    write_collection_index(folder)
    first.write_bytes(b"damaged since: whoever reads it, fails")
    write_warc(folder.warc, ["https://a.example/", "https://a.example/%C3%A9"])
    write_collection_index(folder)
    lines = folder.index.read_bytes().splitlines(keepends=True)
    assert lines == sorted(lines)
    assert [line.split()[0] for line in lines] == [
        b"example,a)/", b"example,a)/%c3%a9", b"example,a)/z", b"example,b)/",
    ]  # fmt: skip
    assert [path.name for path in folder.index.parent.iterdir()] == ["index.cdxj"]


def test_lines_of_a_file_that_is_gone_leave_the_index(tmp_path):
    folder = Collection(tmp_path)
    gone = write_warc(folder.warc, ["https://b.example/"])
    kept = write_warc(folder.warc, ["https://a.example/"])
    write_collection_index(folder)
    gone.unlink()
    write_collection_index(folder)
    assert {filename_of(line) for line in folder.index.read_bytes().splitlines(keepends=True)} == {
        kept.name.encode()
    }


@pytest.mark.parametrize("damage", [b"z\na\n", b'com,x)/ 2026 {"url": "https', b"\x00" * 99])
def test_index_that_is_damaged_is_made_anew(tmp_path, damage):
    folder = Collection(tmp_path)
    write_warc(folder.warc, ["https://b.example/", "https://a.example/"])
    write_collection_index(folder)
    whole = folder.index.read_bytes()
    folder.index.write_bytes(whole + damage)
    write_collection_index(folder)
    assert folder.index.read_bytes() == whole


def test_each_line_leads_to_its_record(tmp_path):
    folder = Collection(tmp_path)
    path = write_warc(folder.warc, ["https://b.example/", "https://a.example/"])
    write_collection_index(folder)
    indexed = {
        values_of(line)["offset"]: values_of(line)
        for line in folder.index.read_bytes().splitlines(keepends=True)
    }
    for found in walk(path):
        if found.type == "response":
            values = indexed.pop(str(found.offset))
            assert values["length"] == str(found.length)
            assert values["url"] == found.field("WARC-Target-URI")
            assert values["digest"] == found.field("WARC-Payload-Digest")
    assert not indexed
