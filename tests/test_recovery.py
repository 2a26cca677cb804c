"""What a killed writer leaves is cut back to whole groups, and no cut byte is lost."""

import multiprocessing
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.reader import iter_captures
from archive.recovery import Recovered, recover, whole_groups
from archive.writer import WarcWriter
from newscrawl.errors import ArchiveError
from newscrawl.model.capture import ArchiveRef, Capture


def write(writer: WarcWriter, number: int, size: int = 10) -> ArchiveRef:
    return writer.write(
        Capture(
            url=f"https://paper.example/{number}",
            request=b"GET / HTTP/1.1\r\n\r\n",
            response=b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + os.urandom(size),
            date=datetime.now(UTC),
            provenance={"via": "https://paper.example/"},
        )
    )


def new_writer(folder: Path) -> WarcWriter:
    return WarcWriter(folder, prefix="T", info={})


def left_open(folder: Path, count: int) -> tuple[Path, list[ArchiveRef]]:
    writer = new_writer(folder)
    refs = [write(writer, number) for number in range(count)]
    return folder / (refs[0].warc + ".open"), refs


def end_of(ref: ArchiveRef) -> int:
    return ref.offset + ref.length


def test_whole_file_is_closed_as_it_is(tmp_path):
    path, refs = left_open(tmp_path, 3)
    data = path.read_bytes()
    assert recover(tmp_path) == (
        Recovered(name=refs[0].warc, kept=len(data), cut_bytes=0, aside=None),
    )
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [(refs[0].warc, data)]
    assert recover(tmp_path) == ()


def test_group_torn_at_any_byte_counts_as_not_written(tmp_path):
    path, refs = left_open(tmp_path, 2)
    for size in range(path.stat().st_size - 1, end_of(refs[0]), -1):
        os.truncate(path, size)
        assert whole_groups(path) == (end_of(refs[0]), 1)


def test_torn_tail_is_cut_to_the_last_whole_group(tmp_path):
    path, refs = left_open(tmp_path, 2)
    data = path.read_bytes()
    whole = end_of(refs[0])
    for size in (whole + 1, refs[1].offset - 1, refs[1].offset, refs[1].offset + 9, len(data) - 1):
        folder = tmp_path / str(size)
        folder.mkdir()
        (folder / path.name).write_bytes(data[:size])
        (result,) = recover(folder)
        aside = f"{refs[0].warc}.torn-{whole}"
        assert result == Recovered(
            name=refs[0].warc, kept=whole, cut_bytes=size - whole, aside=aside
        )
        assert (folder / refs[0].warc).read_bytes() == data[:whole]
        assert (folder / aside).read_bytes() == data[whole:size]
        assert len(list(folder.iterdir())) == 2


def test_file_without_a_whole_capture_is_removed_but_its_torn_bytes_are_kept(tmp_path):
    path, refs = left_open(tmp_path, 1)
    data = path.read_bytes()
    for size in (0, 1, 99, refs[0].offset, refs[0].offset + 1, len(data) - 1):
        folder = tmp_path / str(size)
        folder.mkdir()
        (folder / path.name).write_bytes(data[:size])
        (result,) = recover(folder)
        assert result.kept == 0
        assert not (folder / refs[0].warc).exists()
        assert not (folder / path.name).exists()
        kept = b"".join(p.read_bytes() for p in folder.iterdir())
        assert data[:size].endswith(kept)
        assert len(kept) == result.cut_bytes


@pytest.mark.parametrize("tail", [bytes(4096), b"\x1f\x8b\x08" * 9, b"garbage"])
def test_zeros_and_garbage_after_the_last_group_are_cut(tmp_path, tail):
    path, refs = left_open(tmp_path, 2)
    with path.open("ab") as file:
        file.write(tail)
    (result,) = recover(tmp_path)
    assert (result.kept, result.cut_bytes) == (end_of(refs[1]), len(tail))
    assert [found.ref for found in iter_captures(tmp_path / refs[0].warc)] == refs


def test_hole_of_a_power_cut_takes_what_follows_it_aside(tmp_path):
    path, refs = left_open(tmp_path, 3)
    data = bytearray(path.read_bytes())
    data[refs[1].offset : refs[1].offset + 50] = bytes(50)
    path.write_bytes(data)
    (result,) = recover(tmp_path)
    assert result.kept == end_of(refs[0])
    assert (tmp_path / str(result.aside)).read_bytes() == data[result.kept :]


def test_only_what_the_catalogue_does_not_know_is_walked(tmp_path):
    path, refs = left_open(tmp_path, 3)
    data = bytearray(path.read_bytes())
    data[refs[0].offset] ^= 1
    path.write_bytes(data[:-3])
    (result,) = recover(tmp_path, synced={refs[0].warc: end_of(refs[0])}.get)
    assert result.kept == end_of(refs[1])


def test_synced_offset_beyond_the_file_is_not_believed(tmp_path):
    path, refs = left_open(tmp_path, 2)
    (result,) = recover(tmp_path, synced={refs[0].warc: path.stat().st_size + 1}.get)
    assert result.kept == end_of(refs[1])


def test_recovery_after_an_interrupted_recovery_gives_the_same(tmp_path):
    path, refs = left_open(tmp_path, 2)
    whole = end_of(refs[0])
    path.write_bytes(path.read_bytes()[:-1])
    torn = path.read_bytes()[whole:]
    aside = tmp_path / f"{refs[0].warc}.torn-{whole}"
    aside.write_bytes(torn[:5])
    (tmp_path / (aside.name + ".tmp")).write_bytes(torn[:9])
    recover(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [refs[0].warc, aside.name]
    assert aside.read_bytes() == torn


def test_cut_bytes_are_logged(tmp_path, caplog):
    path, _ = left_open(tmp_path, 2)
    path.write_bytes(path.read_bytes()[:-1])
    recover(tmp_path)
    assert "torn bytes, kept in" in caplog.text


def test_closed_file_of_the_same_name_is_not_replaced(tmp_path):
    _, refs = left_open(tmp_path, 1)
    (tmp_path / refs[0].warc).write_bytes(b"precious")
    with pytest.raises(ArchiveError, match="exists; move one of them away"):
        recover(tmp_path)
    assert (tmp_path / refs[0].warc).read_bytes() == b"precious"


def test_closed_and_strange_files_are_left_alone(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(b"x")
    (tmp_path / "notes.open").write_bytes(b"y")
    assert recover(tmp_path) == ()
    assert recover(tmp_path / "none") == ()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.warc.gz", "notes.open"]


def write_for_ever(folder: Path, pipe) -> None:
    writer = new_writer(folder)
    number = 0
    while True:
        ref = write(writer, number, size=300_000)
        writer.sync()
        pipe.send(ref)
        number += 1


@pytest.mark.parametrize("round_", range(3))
def test_acknowledged_captures_survive_a_kill(tmp_path, round_):
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=write_for_ever, args=(tmp_path, theirs))
    child.start()
    theirs.close()
    acknowledged = [ours.recv() for _ in range(3 + round_ * 5)]
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    while True:
        try:
            acknowledged.append(ours.recv())
        except EOFError:
            break
    (result,) = recover(tmp_path)
    found = [capture.ref for capture in iter_captures(tmp_path / result.name)]
    assert found[: len(acknowledged)] == acknowledged
    assert len(found) <= len(acknowledged) + 1
