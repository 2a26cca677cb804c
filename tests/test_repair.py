"""A damaged collection is mended as far as its bytes go, and says what is lost; no byte is gone."""

import sqlite3
from contextlib import closing

import pytest
from made_up_collection import NOW, inflated, make_collection, members, packed, warc_of
from test_verify import DAMAGES

from archive.collection import Collection, WriteLock
from archive.reader import iter_captures
from archive.repair import Repaired, repair
from archive.restoring import packed as packed_record
from archive.revisit import IDENTICAL
from archive.verify import verify
from archive.walk import walk
from newscrawl.cli.main import run
from newscrawl.cli.plan import admission_of
from newscrawl.errors import LockedError

LOSES = {
    "last record truncated": 1,
    "trailer cut": 1,
    "bit flip": 0,  # of a request, and so no page with it
    "append after truncation": 0,
    "wrong CRC": 0,
    "changed payload": 1,
}
"""Captures that each damage takes with it; the others take none."""


def mended(folder: Collection) -> Repaired:
    admission = admission_of(folder.config())
    return repair(folder, admission=admission, now=NOW, progress=lambda *_: None, workers=0)


def records(folder: Collection) -> bytes:
    (path,) = folder.records.glob("*.jsonl")
    return path.read_bytes()


def ids(folder: Collection) -> set[str]:
    with closing(sqlite3.connect(folder.catalog)) as db:
        return {row[0] for row in db.execute("SELECT record_id FROM captures")}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_mended_or_told_and_no_byte_is_gone(folder, name):
    path = warc_of(folder)
    offsets = [member.offset for member in members(path)]
    spoilt, _ = DAMAGES[name].spoil(path.read_bytes(), inflated(path), offsets)
    before = ids(folder)
    path.write_bytes(spoilt)
    done = mended(folder)
    assert done.verdict.faults == []
    lost = before - ids(folder)
    assert len(lost) == LOSES.get(name, 0), done
    assert bool(done.lost) >= bool(lost)
    assert len(done.lines) >= 2
    asides = sorted(folder.warc.glob(f"{path.name}.*"))
    if asides[0].name.endswith(".damaged"):
        assert asides[0].read_bytes() == spoilt
    else:
        assert path.read_bytes() + asides[0].read_bytes() == spoilt
    assert [member.type for member in walk(path)].count("response") == 6 - len(lost)


def test_lost_page_is_queued_again_with_its_fate_told(folder):
    path = warc_of(folder)
    last = members(path)[-1]
    path.write_bytes(path.read_bytes()[:-40])
    done = mended(folder)
    url = last.field("WARC-Target-URI")
    assert any(url in line for line in done.lost)
    with closing(sqlite3.connect(folder.catalog)) as db:
        (state,) = db.execute("SELECT state FROM urls WHERE url = ?", (url,)).fetchone()
    assert state == "queued"


def test_file_written_as_one_member_gives_the_same_records(folder):
    path = warc_of(folder)
    texts = [line.count(b" ") for line in records(folder).splitlines()]
    path.write_bytes(packed([b"".join(inflated(path))]))
    done = mended(folder)
    assert (done.lost, done.verdict.faults) == ([], [])
    assert [line.count(b" ") for line in records(folder).splitlines()] == texts


def test_derived_files_come_back_the_same(folder):
    before = records(folder), folder.index.read_bytes()
    for path in (*folder.records.glob("*"), folder.index):
        path.write_bytes(b"spoilt\n")
    (folder.records / "GONE.jsonl").write_bytes(b"")
    done = mended(folder)
    assert (done.lost, done.verdict.faults) == ([], [])
    assert (records(folder), folder.index.read_bytes()) == before
    assert len(list(folder.records.iterdir())) == 1


def test_damaged_catalogue_is_kept_aside(folder):
    folder.catalog.write_bytes(b"no database" * 999)
    done = mended(folder)
    assert done.verdict.faults == []
    assert folder.catalog.with_name("catalog.sqlite.damaged.1").read_bytes().startswith(b"no data")
    assert done.lost == ["fates of URLs that gave no response, with the damaged catalogue"]


def test_sound_collection_is_left_as_it_is(folder, capsys):
    stamp = folder.catalog.stat().st_mtime_ns
    assert run(["repair", "-c", str(folder.root)]) == 0
    assert "nothing to mend" in capsys.readouterr().out
    assert folder.catalog.stat().st_mtime_ns == stamp


def test_collection_that_is_being_written_is_not_touched(folder):
    folder.index.unlink()
    folder.catalog.rename(folder.root / "elsewhere")
    with WriteLock(folder), pytest.raises(LockedError):
        mended(folder)


def test_second_repair_keeps_what_the_first_set_aside(folder):
    path = warc_of(folder)
    for _ in range(2):
        listed = members(path)
        data = bytearray(path.read_bytes())
        data[listed[3].offset + 40] ^= 0xFF
        path.write_bytes(data)
        mended(folder)
    names = sorted(p.name.removeprefix(path.name) for p in folder.warc.iterdir())
    assert names == ["", ".damaged", ".damaged.2"]
    admission = admission_of(folder.config())
    assert verify(folder, admission=admission, progress=lambda *_: None, workers=0).faults == []


def test_revisit_finds_its_original_where_a_repair_moved_it(tmp_path):
    folder = make_collection(tmp_path / "c", count=3)
    path = warc_of(folder)
    original = [m for m in members(path) if m.type == "response"][-1]
    fields = {
        "WARC-Type": "revisit",
        "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000000>",
        "WARC-Date": "2026-06-01T08:00:00Z",
        "WARC-Target-URI": original.field("WARC-Target-URI"),
        "WARC-Profile": IDENTICAL,
        "WARC-Refers-To": original.field("WARC-Record-ID"),
        "WARC-Refers-To-Filename": path.name,
        "WARC-Refers-To-File-Offset": str(original.offset),
        "WARC-Payload-Digest": original.field("WARC-Payload-Digest"),
        "Content-Type": "application/http; msgtype=response",
    }
    head = original.block[: original.block.index(b"\r\n\r\n") + 4]
    listed = members(path)
    data = bytearray(path.read_bytes() + packed_record("1.1", list(fields.items()), head))
    data[listed[3].offset + 40] ^= 0xFF
    path.write_bytes(data)
    assert mended(folder).verdict.faults == []
    again = [capture for capture in iter_captures(path) if capture.type == "revisit"]
    assert original.block.endswith(again[0].payload().body)
