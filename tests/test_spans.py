"""A file that several processes inspect gives what one would find."""

import zipfile
from dataclasses import replace

import pytest
from made_up_collection import inflated, make_collection, members
from test_verify import DAMAGES

from archive.inspection import inspect_member_file, inspect_path
from archive.spans import Span, by_file, inspect_span, joined, spans_of
from archive.verify import inspect_files
from archive.walk import walk


def plain(inspection):
    return replace(inspection, ids=set(), is_clean=True)


@pytest.fixture
def path(tmp_path):
    (path,) = make_collection(tmp_path / "c", count=12).warc.iterdir()
    return path


def test_file_is_cut_at_members_and_no_byte_is_left_out(path):
    spans = spans_of(path, count=5, span_bytes=1000)
    assert len(spans) == 5
    assert [span.start for span in spans] == [0, *(span.stop for span in spans[:-1])]
    assert spans[-1].stop is None
    begin = {member.offset: member.type for member in walk(path)}
    assert {begin[span.start] for span in spans[1:]} <= {"request", "metadata"}


def test_small_file_and_file_without_records_are_one_span(tmp_path, path):
    assert spans_of(path, count=8) == [Span(path=path)]
    garbage = tmp_path / "garbage"
    garbage.write_bytes(b"\x1f\x8b\x08 none" * 9000)
    assert spans_of(garbage, count=4, span_bytes=1000) == [Span(path=garbage)]
    assert spans_of(tmp_path / "none", count=4) == [Span(path=tmp_path / "none")]


def test_joined_spans_are_the_inspection_of_the_whole(path):
    parts = [inspect_span(span) for span in spans_of(path, count=4, span_bytes=1000)]
    assert plain(joined(parts)) == plain(inspect_member_file(path))


def test_spans_that_do_not_meet_are_not_joined(path):
    first, second, *_ = spans_of(path, count=4, span_bytes=1000)
    torn = [inspect_span(replace(first, stop=first.stop + 1)), inspect_span(second)]
    assert joined(torn) is None
    twice = [inspect_span(first), inspect_span(first)]
    assert joined(twice) is None  # every record id is there again


def test_spans_come_by_file(path):
    spans = spans_of(path, count=3, span_bytes=1000)
    jobs = [(span, inspect_span(span)) for span in [*spans, Span(path=path)]]
    assert [len(one) for one in by_file(jobs)] == [3, 1]


def test_file_of_anyone_is_cut_where_it_is_gzip(tmp_path, path):
    spans = spans_of(path, count=4, span_bytes=1000, is_named=True)
    assert len(spans) == 4
    whole = inspect_path(path, is_named=True)
    assert plain(joined(map(inspect_span, spans))) == plain(whole)
    wacz = tmp_path / "a.wacz"
    with zipfile.ZipFile(wacz, "w") as pack:
        pack.write(path, "archive/a.warc.gz")
    assert len(spans_of(wacz, count=4, span_bytes=1000, is_named=True)) == 1


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damage_is_found_alike_by_one_process_and_by_several(damage, path):
    offsets = [member.offset for member in members(path)]
    path.write_bytes(damage.spoil(path.read_bytes(), inflated(path), offsets)[0])
    whole = inspect_member_file(path)
    parts = [inspect_span(span) for span in spans_of(path, count=4, span_bytes=1000)]
    found = joined(parts)
    assert found is None or plain(found) == plain(whole)
    assert whole.faults


def test_processes_share_a_file_and_the_damaged_one_beside_it(path):
    other = path.with_name("B.warc.gz")
    other.write_bytes(path.read_bytes()[:-9])
    sound, torn = inspect_files([path, other], 2, span_bytes=1000)
    assert plain(sound) == plain(inspect_member_file(path))
    assert plain(torn) == plain(inspect_member_file(other))
