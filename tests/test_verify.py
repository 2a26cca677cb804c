"""What lies on the disk is told sound or faulty: the fault's name, its file and its byte."""

import gzip
import json
import os
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from made_up_collection import (
    derive,
    inflated,
    members,
    packed,
    warc_of,
    write_captures,
)

import archive
from archive.audit import KNOWN
from archive.catalog import open_catalog
from archive.collection import Collection, WriteLock
from archive.verify import Verdict, verify
from newscrawl.cli.main import run
from newscrawl.cli.plan import admission_of


def audit(folder: Collection) -> Verdict:
    admission = admission_of(folder.config())
    return verify(folder, admission=admission, progress=lambda *_: None, workers=0)


def found(folder: Collection) -> list[tuple[str, str, int | None]]:
    return [(fault.name, fault.file, fault.offset) for fault in audit(folder).faults]


def test_sound_collection_is_clean(folder):
    verdict = audit(folder)
    assert (verdict.faults, verdict.notes) == ([], [])
    assert (verdict.files, verdict.captures, verdict.articles) == (1, 6, 5)
    assert verdict.records == len(members(warc_of(folder)))


@dataclass(frozen=True)
class Damage:
    """One way to spoil a WARC file: the new bytes, and where the fault is then told."""

    spoil: Callable[[bytes, list[bytes], list[int]], tuple[bytes, int]]
    name: str


def at_last(change: Callable[[bytes], bytes]) -> Callable[..., tuple[bytes, int]]:
    """Spoil the record in the last member and compress it again."""

    def spoil(data: bytes, records: list[bytes], offsets: list[int]) -> tuple[bytes, int]:
        changed = change(records[-1])
        assert changed != records[-1]
        return data[: offsets[-1]] + packed([changed]), offsets[-1]

    return spoil


def flipped(data: bytes, records: list[bytes], offsets: list[int]) -> tuple[bytes, int]:
    place = (offsets[-2] + offsets[-1]) // 2
    changed = bytes([data[place] ^ 0x10])
    return data[:place] + changed + data[place + 1 :], offsets[-2]


def wrong_crc(data: bytes, records: list[bytes], offsets: list[int]) -> tuple[bytes, int]:
    return data[: offsets[-1] - 8] + bytes(4) + data[offsets[-1] - 4 :], offsets[-2]


def appended_after_a_cut(data: bytes, records: list[bytes], offsets: list[int]):
    cut = data[: offsets[-1] - 20]
    return cut + data[offsets[-1] :], offsets[-2]


def two_in_one(data: bytes, records: list[bytes], offsets: list[int]) -> tuple[bytes, int]:
    merged = gzip.compress(records[-2] + records[-1])
    return data[: offsets[-2]] + merged, offsets[-2]


DAMAGES = {
    "last record truncated": Damage(lambda d, r, o: (d[:-40], o[-1]), "torn"),
    "trailer cut": Damage(lambda d, r, o: (d[:-4], o[-1]), "torn"),
    "bit flip": Damage(flipped, "bad-crc|bad-gzip"),
    "append after truncation": Damage(appended_after_a_cut, "bad-gzip|bad-crc"),
    "zeros": Damage(lambda d, r, o: (d + bytes(4096), len(d)), "zeros"),
    "garbage tail": Damage(lambda d, r, o: (d + b"garbage" * 9, len(d)), "garbage"),
    "wrong CRC": Damage(wrong_crc, "bad-crc"),
    "two records in a member": Damage(two_in_one, "merged-records"),
    "one member for all": Damage(lambda d, r, o: (gzip.compress(b"".join(r)), 0), "merged-records"),
    "wrong Content-Length": Damage(
        at_last(lambda r: re.sub(rb"(?m)^Content-Length: \d", b"Content-Length: 9", r, count=1)),
        "wrong-length",
    ),
    "changed payload": Damage(at_last(lambda r: r.replace(b"<h1>", b"<h2>")), "block-digest"),
    "duplicate record id": Damage(lambda d, r, o: (d + d[o[-1] :], len(d)), "duplicate-record-id"),
    "injected header": Damage(
        at_last(lambda r: r.replace(b"WARC-Date", b"WARC-Target-URI: http://x/\r\nWARC-Date")),
        "repeated-field",
    ),
    "injected header of no standard": Damage(
        at_last(lambda r: r.replace(b"WARC-Date", b"X-Proof: yes\r\nWARC-Date")), "unknown-field"
    ),
    "WARC-Date missing": Damage(
        at_last(lambda r: re.sub(rb"WARC-Date: .*\r\n", b"", r)), "missing-field"
    ),
    "final CRLF missing": Damage(at_last(lambda r: r[:-2]), "no-record-end"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_corruption_is_found_by_name_file_and_offset(folder, damage):
    path = warc_of(folder)
    offsets = [member.offset for member in members(path)]
    spoilt, offset = damage.spoil(path.read_bytes(), inflated(path), offsets)
    path.write_bytes(spoilt)
    name, file, place = found(folder)[0]
    assert re.fullmatch(damage.name, name), (name, damage.name)
    assert (file, place) == (path.name, offset)


def test_every_field_that_the_writer_writes_is_known():
    texts = (Path(archive.__file__).parent / name for name in ("group.py", "revisit.py", "warc.py"))
    written = {
        name.lower()
        for text in texts
        for name in re.findall(r'(WARC-[\w-]+)(?:"|: )', text.read_text())
    }
    assert len(written) > 15
    assert written <= KNOWN


def test_records_behind_damage_are_still_looked_at(folder):
    path = warc_of(folder)
    listed = members(path)
    data = bytearray(path.read_bytes())
    data[listed[4].offset + 30] ^= 0xFF
    path.write_bytes(data)
    verdict = audit(folder)
    assert verdict.records == len(listed) - 1


def test_capture_lost_with_its_bytes_is_named(folder):
    path = warc_of(folder)
    last = members(path)[-1]
    os.truncate(path, last.offset + 30)
    lost = [fault for fault in audit(folder).faults if fault.name == "lost-capture"]
    assert [(fault.offset, fault.url) for fault in lost] == [
        (last.offset, last.field("WARC-Target-URI"))
    ]


def change(folder: Collection, statement: str) -> None:
    with closing(open_catalog(folder.catalog)) as db:
        db.execute(statement)
        db.commit()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE captures SET record_id = 'urn:uuid:0' WHERE id = 2", "reference"),
        ("UPDATE captures SET payload_digest = 'sha1:A' WHERE id = 2", "reference"),
        ("UPDATE captures SET length = length + 1 WHERE id = 3", "reference"),
        ("UPDATE captures SET url = 'https://else.example/' WHERE id = 3", "reference"),
        ("UPDATE captures SET offset = offset + 1 WHERE id = 3", "lost-capture"),
        ("DELETE FROM captures WHERE id = 4", "missing-row"),
        ("DELETE FROM captures", "no-rows"),
        ("UPDATE articles SET record = replace(record, 'council', 'x') WHERE id = 2", "record"),
        ("DELETE FROM articles WHERE id = 2", "missing-record"),
    ],
)
def test_catalogue_that_says_otherwise_is_a_fault(folder, statement, fault):
    change(folder, statement)
    name, file, _ = found(folder)[0]
    assert (name, file) == (fault, warc_of(folder).name)


def test_record_that_its_bytes_do_not_give_is_found_with_its_place(folder):
    (path,) = folder.records.glob("*.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b"council", b"counsel")
    path.write_bytes(b"".join(lines))
    (fault,) = audit(folder).faults
    assert (fault.name, fault.offset) == ("record", len(lines[0]))
    assert fault.file == f"records/{path.name}"
    path.write_bytes(b"".join(lines[2:]) + b"{}\n")
    assert [name for name, *_ in found(folder)] == ["record", "missing-record", "missing-record"]


def test_index_is_compared_both_ways(folder):
    lines = folder.index.read_bytes().splitlines(keepends=True)
    folder.index.write_bytes(b"".join(lines[1:]))
    assert [name for name, *_ in found(folder)] == ["index"]
    strange = lines[-1].replace(b'"offset": "', b'"offset": "9')
    folder.index.write_bytes(b"".join(lines) + strange)
    assert ("index", "index/index.cdxj", sum(map(len, lines))) in found(folder)
    folder.index.write_bytes(b"".join(reversed(lines)))
    assert {name for name, *_ in found(folder)} == {"index"}
    folder.index.unlink()
    assert found(folder) == [("index", "index/index.cdxj", None)]


def test_files_without_their_kin_are_faults_and_strangers_notes(folder):
    path = warc_of(folder)
    (folder.records / "GONE.jsonl").write_bytes(b"")
    (folder.warc / f"{path.name}.torn-99").write_bytes(b"x")
    (folder.warc / "README").write_text("mine")
    verdict = audit(folder)
    assert [fault.name for fault in verdict.faults] == ["orphan-records"]
    assert sorted(note.name for note in verdict.notes) == ["foreign-file", "leftover"]
    path.unlink()
    assert {"missing-warc", "orphan-records"} <= {name for name, *_ in found(folder)}


def test_warc_that_the_catalogue_does_not_know_is_a_fault(folder, tmp_path):
    other = Collection(tmp_path / "other")
    write_captures(other, seed=50)
    alien = warc_of(other).rename(folder.warc / "OTHER-1.warc.gz")
    assert ("no-rows", alien.name, None) in found(folder)


def test_file_that_is_being_written_has_no_torn_tail(folder, tmp_path):
    other = Collection(tmp_path / "other")
    write_captures(other, seed=50)
    data = warc_of(other).read_bytes()
    (folder.warc / "WRITTEN-1.warc.gz.open").write_bytes(data[:-9])
    with WriteLock(folder):
        verdict = audit(folder)
    assert verdict.faults == []
    assert [note.name for note in verdict.notes] == ["unsettled"]


def test_damage_inside_a_file_that_is_being_written_is_told(folder, tmp_path):
    other = Collection(tmp_path / "other")
    write_captures(other, seed=50)
    data = bytearray(warc_of(other).read_bytes())
    data[700] ^= 0xFF
    (folder.warc / "WRITTEN-1.warc.gz.open").write_bytes(data)
    assert any(file == "WRITTEN-1.warc.gz" for _, file, _ in found(folder))


def test_catalogue_that_is_gone_or_damaged_is_one_fault(folder):
    folder.catalog.write_bytes(b"no database" * 999)
    assert [name for name, *_ in found(folder)] == ["catalog"]
    folder.catalog.unlink()
    assert [name for name, *_ in found(folder)] == ["catalog"]
    derive(folder)
    assert found(folder) == []


def test_command_exits_by_what_it_found_and_says_what_to_do(folder, capsys):
    assert run(["verify", "-c", str(folder.root)]) == 0
    assert capsys.readouterr().out.endswith(
        ": clean (1 file, 18 records, 5 articles derived again)\n"
    )
    path = warc_of(folder)
    os.truncate(path, path.stat().st_size - 1)
    assert run(["verify", "-c", str(folder.root), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert not told["clean"]
    assert told["faults"][0]["name"] == "torn"
    assert told["faults"][0]["remedy"] == "run `newscrawl repair`"
    assert run(["verify", str(path)]) == 1
    assert f"{path} at " in capsys.readouterr().out
    assert run(["verify", str(path), "-c", "x"]) == 2


def test_folder_of_anyones_files_is_looked_through(folder, capsys):
    (folder.root / "warc" / "notes.txt").write_text("hello")
    assert run(["verify", str(folder.warc)]) == 0
    out = capsys.readouterr().out
    assert "not-an-archive" in out
    assert "clean" in out


def test_path_that_is_not_there_is_wrong_usage(tmp_path: Path):
    assert run(["verify", str(tmp_path / "none.warc.gz")]) == 2
