"""The reader gives what was written, tells damage by file and offset, and needs no closed file."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.reader import iter_captures, read_payload, read_response
from archive.walk import walk
from archive.writer import WarcWriter
from newscrawl.errors import ArchiveError, DamagedError
from newscrawl.model.capture import ArchiveRef, Capture


def write(folder: Path, count: int = 3) -> tuple[Path, list[ArchiveRef]]:
    with WarcWriter(folder, prefix="T", info={}) as writer:
        refs = [
            writer.write(
                Capture(
                    url=f"https://paper.example/{number}",
                    request=b"GET / HTTP/1.1\r\n\r\n",
                    response=b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; x\r\n\r\npage %d"
                    % number,
                    date=datetime.now(UTC),
                    provenance={"via": f"https://paper.example/?{number}: x"},
                )
            )
            for number in range(count)
        ]
    return folder / refs[0].warc, refs


def member_of(*records: bytes) -> bytes:
    return gzip.compress(b"".join(records))


def record(block: bytes, *fields: bytes, version: bytes = b"WARC/1.0", end: bytes = b"\r\n\r\n"):
    head = (version, *fields, b"Content-Length: %d" % len(block), b"", block)
    return b"\r\n".join(head) + end


def test_captures_come_in_file_order_with_their_provenance(tmp_path):
    path, refs = write(tmp_path)
    found = list(iter_captures(path))
    assert [capture.ref for capture in found] == refs
    assert [capture.url for capture in found] == [f"https://paper.example/{n}" for n in range(3)]
    assert found[2].provenance == {"via": "https://paper.example/?2: x"}
    assert found[2].request == b"GET / HTTP/1.1\r\n\r\n"
    assert found[2].mime == "text/html"


def test_iteration_may_begin_after_a_known_record(tmp_path):
    path, refs = write(tmp_path)
    start = refs[0].offset + refs[0].length
    assert [capture.ref for capture in iter_captures(path, start=start)] == refs[1:]


def test_provenance_of_another_capture_is_not_joined(tmp_path):
    path = tmp_path / "other.warc.gz"
    records = [
        record(b"via: x\r\n", b"WARC-Type: metadata", b"WARC-Concurrent-To: <urn:x:other>"),
        record(b"HTTP/1.1 200 OK\r\n\r\nB", b"WARC-Type: response", b"WARC-Record-ID: <urn:x:1>"),
    ]
    path.write_bytes(b"".join(map(member_of, records)))
    (found,) = iter_captures(path)
    assert found.provenance == {}


def test_wrong_offset_is_damage_told_with_file_and_offset(tmp_path):
    path, refs = write(tmp_path)
    with pytest.raises(DamagedError, match=rf"{path.name} at {refs[1].offset + 1}: "):
        read_response(path, refs[1].offset + 1)
    with pytest.raises(DamagedError, match="the file ends within"):
        read_response(path, path.stat().st_size)


def test_record_that_is_no_capture_is_refused(tmp_path):
    path, _ = write(tmp_path)
    with pytest.raises(DamagedError, match=r"at 0: no response but 'warcinfo'"):
        read_payload(path, 0)


def test_missing_file_is_one_clear_error(tmp_path):
    with pytest.raises(ArchiveError, match="no such file"):
        read_payload(tmp_path / "gone.warc.gz", 0)


def test_altered_bytes_are_noticed_or_change_nothing(tmp_path):
    path, refs = write(tmp_path, count=1)
    sound, data = read_response(path, refs[0].offset), path.read_bytes()
    faults = []
    for place in range(refs[0].offset, len(data)):
        changed = bytearray(data)
        changed[place] ^= 0x10
        path.write_bytes(changed)
        try:
            assert read_response(path, refs[0].offset) == sound
        except DamagedError as error:
            faults.append(str(error))
    assert all(f"{path.name} at {refs[0].offset}: " in fault for fault in faults)
    # Date, level and system in the gzip header, and the bits that fill up the last byte.
    assert len(faults) >= len(data) - refs[0].offset - 8


@pytest.mark.parametrize(
    ("member", "message"),
    [
        (b"no gzip at all", "incorrect header check"),
        (member_of(b"not WARC\r\n\r\n"), "no WARC header"),
        (member_of(record(b"B", version=b"WARC/0.17")), "no WARC header"),
        (member_of(record(b"B", end=b"\r\n")), "does not fill"),
        (member_of(record(b"B", end=b"\n\n\n\n")), "does not fill"),
        (member_of(record(b"B"), record(b"B")), "does not fill"),
        (member_of(record(b"B").replace(b"Length: 1", b"Length: 2")), "does not fill"),
        (member_of(record(b"B").replace(b"Length: 1", b"Length: x")), "does not fill"),
        (member_of(record(b"B"))[:-1], "the file ends within"),
        (member_of(record(b"B"))[:-8] + bytes(8), "incorrect data check"),
        (bytes(5000), "incorrect header check"),
    ],
)
def test_walk_stops_at_what_is_not_exactly_one_record(tmp_path, member, message):
    path, _ = write(tmp_path)
    whole = path.stat().st_size
    with path.open("ab") as file:
        file.write(member)
    found = []
    with pytest.raises(DamagedError, match=rf"{path.name} at {whole}: .*{message}"):
        found.extend(walk(path))
    assert found[-1].end == whole


def test_walk_of_a_sound_file_covers_every_byte(tmp_path):
    path, _ = write(tmp_path)
    end = 0
    for member in walk(path):
        assert member.offset == end
        end = member.end
    assert end == path.stat().st_size


def test_members_longer_than_one_read_are_whole(tmp_path):
    path = tmp_path / "long.warc.gz"
    block = bytes(range(256)) * 2000
    path.write_bytes(gzip.compress(record(block), 0) * 2)
    assert [member.block for member in walk(path)] == [block, block]
