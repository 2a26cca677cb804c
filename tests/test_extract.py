"""Archives of any maker give their articles, or one line that says which byte is at fault."""

import gzip
import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from made_up_collection import article, response

from archive.extraction import extract
from archive.fault import Fault
from archive.gathering import Gathering
from archive.reader import Archived
from newscrawl.cli.main import run
from newscrawl.model.record import ArticleRecord
from newscrawl.model.rules import NO_RULES

URL = "https://paper.example/2026/05/story.html"
PAGE = response(article(1))


def warc(
    block: bytes = PAGE, *, url: str = URL, kind: str = "response", number: int = 1, extra: str = ""
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number:08}>\r\n"
        f"WARC-Date: 2026-05-14T08:00:0{number}Z\r\nWARC-Target-URI: {url}\r\n{extra}"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def arc(block: bytes = PAGE) -> bytes:
    first = b"1 0 Made-up\nURL IP-address Archive-date Content-type Archive-length\n"
    return (
        b"filedesc://x.arc 0.0.0.0 20260514080000 text/plain %d\n%b\n" % (len(first), first)
        + b"%b 192.0.2.1 20260514080000 text/html %d\n%b\n" % (URL.encode(), len(block), block)
    )  # fmt: skip


def revisit(*, number: int = 2, refers: str = URL, date: str = "2026-05-14T08:00:01Z") -> bytes:
    extra = (
        "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest\r\n"
        f"WARC-Refers-To-Target-URI: {refers}\r\nWARC-Refers-To-Date: {date}\r\n"
    )
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    return warc(head, kind="revisit", number=number, extra=extra)


def found(*paths: Path) -> list[ArticleRecord | Fault]:
    files = [(path, True) for path in paths]
    return [item for _, item in extract(files, lambda _: NO_RULES, workers=0)]


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.warc", warc()),
        ("a.warc.gz", gzip.compress(warc())),
        ("merged.warc.gz", gzip.compress(warc(number=2, kind="request") + warc())),
        ("a.warc", warc().replace(b"WARC/1.0", b"WARC/0.17")),
        ("a.warc", warc().replace(b"WARC/1.0", b"WARC/1.1")),
        ("a.warc", warc(url=f"<{URL}>")),
        ("a.warc.gz", gzip.compress(warc()[:-900]) + gzip.compress(warc()[-900:])),
        ("a.arc", arc()),
        ("a.arc.gz", gzip.compress(arc())),
        ("a.warc.gz", b"".join(map(gzip.compress, [b"", warc()]))),
    ],
)
def test_article_comes_out_of_every_form(tmp_path, name, data):
    (record,) = found(put(tmp_path / name, data))
    assert record.url == URL
    assert len(record.text) > 500
    assert record.capture.warc == name
    assert record.discovered.by == "import"
    assert record.discovered.at.startswith("2026-05-14T08:00:0")


def test_wacz_is_read_in_place_stored_or_deflated(tmp_path):
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        path = tmp_path / "a.wacz"
        with zipfile.ZipFile(path, "w", method) as pack:
            pack.writestr("datapackage.json", '{"resources": []}')
            pack.writestr("archive/data.warc.gz", gzip.compress(warc()))
            pack.writestr("indexes/index.cdx", "x")
        (record,) = found(path)
        assert record.capture.warc == "a.wacz/archive/data.warc.gz"


@pytest.mark.parametrize(
    "name", ["../archive/x.warc.gz", "/archive/x.warc.gz", "a\\archive/x.warc"]
)
def test_path_that_leaves_a_wacz_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as pack:
        pack.writestr(name, warc())
    (fault,) = found(tmp_path / "a.wacz")
    assert fault.name == "bad-path"
    assert [path.name for path in tmp_path.rglob("*")] == ["a.wacz"]


def test_bomb_in_a_wacz_is_not_inflated(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.wacz", "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("archive/x.warc", warc(bytes(30_000_000)))
    (fault,) = found(tmp_path / "a.wacz")
    assert fault.name == "zip-bomb"


def test_bomb_in_a_member_is_kept_small(tmp_path):
    bomb = gzip.compress(warc(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(60_000_000), number=2))
    path = put(tmp_path / "a.warc.gz", bomb + gzip.compress(warc()))
    items = [item for _, item in Gathering().read([(path, True)])]
    assert [len(item.response) < 22_000_000 for item in items] == [True, True]
    assert items[0].truncated == "length"


def test_member_that_inflates_without_end_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.tape.FREE_BYTES", 1 << 20)
    bomb = gzip.compress(warc(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(30_000_000), number=2))
    (fault, record) = found(put(tmp_path / "a.warc.gz", bomb + gzip.compress(warc())))
    assert (fault.name, fault.offset, record.url) == ("bomb", 0, URL)


def test_revisit_gets_the_payload_of_its_original_in_any_file(tmp_path):
    later = put(tmp_path / "b.warc.gz", gzip.compress(revisit()))
    earlier = put(tmp_path / "a.warc", warc())
    records = found(later, earlier)
    assert [record.capture.warc for record in records] == ["a.warc", "b.warc.gz"]
    assert records[0].text == records[1].text
    (fault,) = found(later)
    assert (fault.name, fault.offset, fault.is_note) == ("no-original", 0, True)


@pytest.mark.parametrize(
    ("data", "name", "offset"),
    [
        (gzip.compress(warc())[:-9], "torn", 0),
        (warc()[:-99], "torn", 0),
        (gzip.compress(warc(number=2, kind="request")) + b"garbage", "garbage", None),
        (warc().replace(b"Content-Length: ", b"Content-Length: 1", 1), "torn", 0),
        (warc().replace(b"Content-Length: ", b"Content-Length: x", 1), "wrong-length", 0),
        (b"com,example)/ 2026 {}\n", "not-an-archive", None),
        (b"", "not-an-archive", None),
        (b"\x04\x22\x4d\x18lz4", "not-an-archive", None),
        (b"PK\x03\x04 no zip", "bad-zip", None),
    ],
)
def test_what_cannot_be_read_is_one_fault(tmp_path, data, name, offset):
    (fault,) = found(put(tmp_path / "x.warc", data))
    assert fault.name == name
    assert fault.file == str(tmp_path / "x.warc")
    assert offset is None or fault.offset == offset


def test_sound_records_around_damage_come_out(tmp_path):
    first, second = gzip.compress(warc()), gzip.compress(warc(url=f"{URL}?2", number=2))
    broken = bytearray(gzip.compress(warc(number=3)))
    broken[60] ^= 0xFF
    path = put(tmp_path / "x.warc.gz", first + bytes(broken) + second)
    records = found(path)
    assert [isinstance(item, Fault) for item in records] == [False, True, False]
    assert records[1].offset == len(first)


def test_command_writes_records_and_tells_faults(tmp_path, capsys):
    folder = tmp_path / "in"
    folder.mkdir()
    put(folder / "a.warc", warc())
    put(folder / "b.warc.gz", gzip.compress(warc())[:-9])
    put(folder / "c.cdx", b"a b c\n")
    assert run(["extract", str(folder), "-o", str(tmp_path / "out.jsonl")]) == 1
    told = capsys.readouterr().err
    assert "b.warc.gz at 0: the file ends within a gzip member" in told
    assert "1 files that are no archives" in told
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 1
    assert run(["extract", str(tmp_path / "none")]) == 2


def test_every_file_of_other_makers_gives_captures_or_faults(unpack):
    """Against the counts that the catalogue beside the files has from another reader."""
    folder = unpack("warcs/warcs.tar.xz")
    catalogue = {one["file"]: one for one in json.loads((folder / "catalogue.json").read_bytes())}
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    seen: dict[Path, Counter[str]] = {path: Counter() for path in files}
    for path, item in Gathering().read((path, True) for path in files):
        seen[path]["captures" if isinstance(item, Archived) else item.name] += 1
    assert [
        path
        for path, counts in seen.items()
        if not counts and _has_captures(catalogue, folder, path)
    ] == []
    for path, counts in seen.items():
        listed = catalogue.get(str(path.relative_to(folder)), {})
        if "warcio_error" in listed or not listed.get("types"):
            continue
        captures = sum(listed["types"].get(t, 0) for t in ("response", "resource", "revisit"))
        assert sum(counts.values()) >= captures, (path, counts, listed["types"])


def _has_captures(catalogue: dict, folder: Path, path: Path) -> bool:
    types = catalogue.get(str(path.relative_to(folder)), {}).get("types") or {}
    return any(types.get(t) for t in ("response", "resource", "revisit"))
