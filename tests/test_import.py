"""Archives of other makers become part of a collection, and look there as if crawled."""

import gzip
import os
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from made_up_collection import NOW, article, derive, make_collection, members, response
from newscrawl_process import records
from test_extract import URL, arc, revisit, warc

from archive.bundle import files_of
from archive.collection import Collection
from archive.intake import Intake, take_in
from archive.repair import repair
from archive.verify import verify
from newscrawl.cli.main import run
from newscrawl.cli.plan import admission_of


def taken(folder: Collection, *paths: Path) -> Intake:
    return take_in(
        folder, files_of(paths), admission_of=admission_of, now=NOW,
        progress=lambda *_: None, workers=0,
    )  # fmt: skip


def faults(folder: Collection) -> list[str]:
    admission = admission_of(folder.config())
    found = verify(folder, admission=admission, progress=lambda *_: None, workers=0)
    return list(map(str, found.faults))


def fates(folder: Collection) -> dict[str, str]:
    with closing(sqlite3.connect(folder.catalog)) as db:
        return dict(db.execute("SELECT url, state || ' ' || reason FROM urls"))


def state(folder: Collection) -> tuple[object, ...]:
    return records(folder.root), folder.index.read_bytes(), fates(folder)


def source(tmp_path: Path, name: str, data: bytes) -> Path:
    (tmp_path / "in").mkdir(exist_ok=True)
    path = tmp_path / "in" / name
    path.write_bytes(data)
    return path


TWO = [warc(), warc(response(article(2)), url="https://paper.example/2026/05/2-b.html", number=2)]
ROBOTS = warc(b"HTTP/1.1 200 OK\r\n\r\nx", url="https://paper.example/robots.txt", number=3)


@pytest.mark.parametrize(
    ("name", "data", "stays"),
    [
        ("a.warc.gz", b"".join(map(gzip.compress, [*TWO, ROBOTS])), True),
        ("a.warc", b"".join([*TWO, ROBOTS]), False),
        ("merged.warc.gz", gzip.compress(b"".join([*TWO, ROBOTS])), False),
        (
            "old.warc.gz",
            gzip.compress(TWO[0].replace(b"1.0", b"0.18")) + gzip.compress(TWO[1]),
            False,
        ),
    ],
)
def test_import_gives_what_a_crawl_gives_and_a_rebuild_the_same(tmp_path, name, data, stays):
    path = source(tmp_path, name, data)
    folder = Collection(tmp_path / "c")
    intake = taken(folder, path)
    assert intake.added == 1
    (target,) = folder.warc.iterdir()
    assert (target.read_bytes() == data) is stays
    assert folder.config().start == ("https://paper.example/",)
    found = records(folder.root)
    assert [record["url"] for record in found] == [URL, "https://paper.example/2026/05/2-b.html"]
    assert {record["discovered"]["by"] for record in found} == {"import"}
    assert {record["capture"]["warc"] for record in found} == {target.name}
    assert fates(folder)[URL] == "archived article"
    assert "https://paper.example/robots.txt" not in fates(folder)
    assert folder.index.read_bytes().count(b"\n") == len(members(target)) - (not stays)
    assert faults(folder) == []
    before = state(folder)
    derive(folder)
    assert state(folder) == before


def test_second_import_adds_nothing(tmp_path):
    paths = [
        source(tmp_path, "a.warc.gz", gzip.compress(warc())),
        source(tmp_path, "b.warc", TWO[1]),
        source(tmp_path, "c.arc", arc()),
    ]
    folder = Collection(tmp_path / "c")
    assert taken(folder, *paths).added == 3
    before = state(folder), sorted(folder.warc.iterdir())
    again = taken(folder, tmp_path / "in")
    assert again.added == 0
    assert (state(folder), sorted(folder.warc.iterdir())) == before


def test_other_bytes_of_the_same_name_are_another_file(tmp_path):
    folder = Collection(tmp_path / "c")
    taken(folder, source(tmp_path, "a.warc.gz", gzip.compress(TWO[0])))
    (tmp_path / "in" / "a.warc.gz").unlink()
    taken(folder, source(tmp_path, "a.warc.gz", gzip.compress(TWO[1])))
    assert len(list(folder.warc.iterdir())) == 2
    assert len(records(folder.root)) == 2


def test_wacz_and_its_revisits_come_in(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as pack:
        pack.writestr("archive/x.warc.gz", gzip.compress(warc()) + gzip.compress(revisit()))
    folder = Collection(tmp_path / "c")
    intake = taken(folder, tmp_path / "a.wacz")
    assert (intake.added, intake.captures) == (1, 2)
    assert faults(folder) == []
    assert [record["url"] for record in records(folder.root)] == [URL]
    assert fates(folder) == {URL: "not-modified same-text"}


def test_import_into_a_crawled_collection_keeps_what_it_has(tmp_path):
    folder = make_collection(tmp_path / "c", count=2)
    before = records(folder.root)
    taken(folder, source(tmp_path, "a.warc.gz", gzip.compress(warc(response(article(9))))))
    urls = {record["url"] for record in records(folder.root)}
    assert {record["url"] for record in before} | {URL} == urls
    assert faults(folder) == []


def test_makers_file_is_not_changed_by_a_repair(tmp_path):
    data = b"".join(map(gzip.compress, TWO))
    path = source(tmp_path, "a.warc.gz", data)
    folder = Collection(tmp_path / "c")
    taken(folder, path)
    (target,) = folder.warc.iterdir()
    assert target.samefile(path)
    target.unlink()
    target.write_bytes(data)
    os.truncate(target, len(data) - 9)
    path.unlink()
    os.link(target, path)
    admission = admission_of(folder.config())
    repair(folder, admission=admission, now=NOW, progress=lambda *_: None, workers=0)
    assert path.read_bytes() == data[:-9]


def test_what_is_sound_in_a_damaged_file_comes_in_and_the_rest_is_told(tmp_path):
    broken = bytearray(gzip.compress(warc(number=3)))
    broken[60] ^= 0xFF
    data = gzip.compress(TWO[0]) + bytes(broken) + gzip.compress(TWO[1])
    folder = Collection(tmp_path / "c")
    intake = taken(folder, source(tmp_path, "a.warc.gz", data))
    assert [fault.offset for fault in intake.faults] == [len(gzip.compress(TWO[0]))]
    assert len(records(folder.root)) == 2
    assert faults(folder) == []


def test_command_says_what_it_did(tmp_path, capsys):
    path = source(tmp_path, "a.warc.gz", gzip.compress(warc()))
    assert run(["import", str(path), "-c", str(tmp_path / "c")]) == 0
    assert "1 WARC files added" in capsys.readouterr().out
    assert run(["import", str(path), "-c", str(tmp_path / "c")]) == 0
    assert "nothing new" in capsys.readouterr().out
    assert run(["import", str(tmp_path / "none"), "-c", str(tmp_path / "c")]) == 2
    assert run(["import", str(path), "-c", str(tmp_path / "d"), "--start", "ftp://x"]) == 2


LATER = "https://paper.example/2026/05/15-copy.html"


def test_revisit_finds_its_original_in_another_file_of_the_collection(tmp_path):
    original = source(tmp_path, "b.warc.gz", gzip.compress(warc()))
    later = revisit().replace(
        f"WARC-Target-URI: {URL}".encode(), b"WARC-Target-URI: %b" % LATER.encode(), 1
    )
    folder = Collection(tmp_path / "c")
    taken(folder, original, source(tmp_path, "a.warc.gz", gzip.compress(later)))
    copy, whole = records(folder.root)
    assert (copy["url"], whole["url"]) == (LATER, URL)
    assert copy["text"] == whole["text"] != ""
    assert faults(folder) == []


def test_import_behind_all_others_derives_only_what_is_new(tmp_path):
    folder = Collection(tmp_path / "c")
    first = taken(folder, source(tmp_path, "A.warc.gz", gzip.compress(TWO[0])))
    second = taken(folder, source(tmp_path, "B.warc.gz", gzip.compress(TWO[1])))
    third = taken(folder, source(tmp_path, "AB.warc.gz", gzip.compress(ROBOTS)))
    assert [(one.captures, one.is_whole) for one in (first, second, third)] == [
        (1, True), (1, False), (3, True),
    ]  # fmt: skip


def test_import_of_what_is_new_gives_what_a_rebuild_gives(tmp_path):
    folder = Collection(tmp_path / "c")
    edited = warc(response(article(3)), number=4)
    for name, data in (("A", [TWO[0], ROBOTS]), ("B", [TWO[1], revisit()]), ("C", [edited])):
        packed = b"".join(map(gzip.compress, data))
        taken(folder, source(tmp_path, f"{name}.warc.gz", packed))
    before = state(folder)
    assert len(before[0]) == 3
    derive(folder)
    assert state(folder) == before
    assert faults(folder) == []


def test_import_that_was_killed_before_it_derived_is_made_good_by_the_next(tmp_path):
    folder = Collection(tmp_path / "c")
    taken(folder, source(tmp_path, "A.warc.gz", gzip.compress(TWO[0])))
    second = source(tmp_path, "B.warc.gz", gzip.compress(TWO[1]))
    os.link(second, folder.warc / "B.warc.gz")
    again = taken(folder, second)
    assert (again.added, again.captures, again.is_whole) == (0, 1, False)
    assert len(records(folder.root)) == 2
    assert faults(folder) == []
    assert taken(folder, second).captures == 0
