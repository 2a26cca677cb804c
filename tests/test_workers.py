"""Worker processes that hang, crash, meet a damaged archive, or lose their parent."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.workers import WorkerPool
from archive.writer import WarcWriter
from newscrawl.errors import ArchiveError, DamagedError
from newscrawl.model.capture import Capture
from newscrawl.model.page import Page, PageKind

HANG, CRASH, RAISE = b"hang", b"crash", b"raise"


def misbehave(payload):
    """Stand in for deriving: do what the page says."""
    if HANG in payload.body:
        while True:
            signal.pause()
    if CRASH in payload.body:
        os.kill(os.getpid(), signal.SIGSEGV)
    return Page(url=payload.url, kind=PageKind.HOME, reason="derived")


class DeadlyToUnpickle:
    def __reduce__(self):
        return os._exit, (3,)


def archived(folder, *bodies):
    """Write a response for each body and give their places."""
    with WarcWriter(folder, prefix="T", info={}) as writer:
        return [
            writer.write(
                Capture(
                    url=f"https://paper.example/{n}",
                    request=b"GET / HTTP/1.1\r\nHost: paper.example\r\n\r\n",
                    response=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                    b"Content-Length: %d\r\n\r\n%s" % (len(body), body),
                    date=datetime(2026, 5, 14, tzinfo=UTC),
                )
            )
            for n, body in enumerate(bodies)
        ]


def pages(folder, refs, **options):
    """Derive all captures in one pool: a page or an error for each."""

    async def derive_all():
        pool = WorkerPool(folder, **{"size": 1, "work": misbehave, **options})
        try:
            futures = [pool.submit(ref) for ref in refs]
            return await asyncio.wait_for(asyncio.gather(*futures, return_exceptions=True), 60)
        finally:
            pool.close()

    return asyncio.run(derive_all())


def test_page_that_hangs_is_given_up_and_the_others_are_derived(tmp_path):
    refs = archived(tmp_path, b"<html>1", HANG, b"<html>2")
    reasons = [page.reason for page in pages(tmp_path, refs, page_seconds=0.5)]
    assert reasons == ["derived", "extract-timeout", "derived"]


def test_page_that_crashes_its_worker_costs_no_other_page(tmp_path):
    refs = archived(tmp_path, b"<html>1", CRASH, b"<html>2", b"<html>3")
    reasons = [page.reason for page in pages(tmp_path, refs)]
    assert reasons == ["derived", "extract-crash", "derived", "derived"]


def test_damaged_and_missing_files_come_back_as_one_line(tmp_path, capfd):
    (ref,) = archived(tmp_path, b"<html>")
    path = tmp_path / ref.warc
    data = bytearray(path.read_bytes())
    data[ref.offset + ref.length // 2] ^= 0xFF
    path.write_bytes(data)
    (damaged,) = pages(tmp_path, [ref])
    path.unlink()
    (missing,) = pages(tmp_path, [ref])
    assert isinstance(damaged, DamagedError)
    assert type(missing) is ArchiveError
    for error in (damaged, missing):
        assert ref.warc in str(error)
        assert "\n" not in str(error)
    assert capfd.readouterr().err == ""


def test_worker_that_cannot_begin_fails_all_pages_instead_of_starting_for_ever(tmp_path):
    refs = archived(tmp_path, b"<html>1", b"<html>2")
    errors = pages(tmp_path, refs, work=DeadlyToUnpickle())
    assert [type(error) for error in errors] == [ArchiveError, ArchiveError]


_PARENT = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from archive.workers import WorkerPool
from test_workers import archived, misbehave

async def main():
    folder = Path({folder!r})
    pool = WorkerPool(folder, size=2, work=misbehave)
    await pool.submit(archived(folder, b"<html>")[0])
    print("ready", flush=True)
    await asyncio.sleep(600)

if __name__ == "__main__":
    asyncio.run(main())
"""


def group_of(leader):
    """Give the processes of a process group, zombies left out."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(group) == leader and state != "Z":
            found.add(int(stat.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(_PARENT.format(tests=str(Path(__file__).parent), folder=str(tmp_path)))
    root = Path(__file__).resolve().parents[1]
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, start_new_session=True, cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    with parent:
        assert parent.stdout.readline() == b"ready\n"
        assert len(group_of(parent.pid)) > 2
        parent.kill()
        # The workers hold the other end of this pipe: its end is theirs.
        assert parent.stdout.read() == b""
    # Python's own tracker of resources notices the same end a moment later.
    for _ in range(100):
        if not (left := group_of(parent.pid) - {parent.pid}):
            break
        time.sleep(0.1)
    assert not left
