"""The ceiling of memory: first nothing new is taken, then the crawl ends with one line."""

import os
import subprocess
import sys

from made_up_site import serving
from newscrawl_process import LOOPBACK, run

from archive.collection import Collection
from archive.footprint import Ceiling, bytes_in_use
from newscrawl.config import CollectionConfig


class Machine:
    """A clock and a memory that the test sets; counts how often it is relieved."""

    def __init__(self, used=0):
        self.now, self.used, self.relieved = 0.0, used, 0

    def ceiling(self, most):
        return Ceiling(
            most, relieve=self.relieve, measure=lambda enough: self.used, clock=lambda: self.now
        )

    def relieve(self):
        self.relieved += 1

    def later(self, seconds):
        self.now += seconds


def test_memory_of_children_counts():
    alone = bytes_in_use()
    assert alone > 1_000_000
    code = "x = bytearray(60_000_000); print(flush=True); input()"
    child = subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, env=os.environ)
    child.stdout.readline()
    assert bytes_in_use() - alone > 50_000_000
    assert bytes_in_use(enough=1 << 50) >= bytes_in_use() - 10_000_000
    child.communicate(b"\n")


def test_crawl_holds_over_the_ceiling_and_goes_on_below_it():
    machine = Machine(used=90)
    ceiling = machine.ceiling(100)
    assert not ceiling.is_over()
    machine.used = 110
    machine.later(3)
    assert ceiling.is_over()
    assert ceiling.why_stop() == ""
    machine.used = 99
    machine.later(3)
    assert not ceiling.is_over()
    assert machine.relieved == 1


def test_crawl_stops_where_holding_does_not_help():
    machine = Machine(used=2_345_678_901)
    ceiling = machine.ceiling(1_000_000_000)
    assert ceiling.why_stop() == ""
    machine.later(11)
    assert "2,345 MB of memory are in use, more than 1,000" in ceiling.why_stop()
    assert machine.relieved == 1


def test_no_ceiling_is_none():
    machine = Machine(used=1 << 60)
    assert not machine.ceiling(0).is_over()


def test_crawl_over_its_ceiling_ends_with_one_line_and_goes_on_later(tmp_path):
    links = "".join(f"<p><a href='/{n}.html'>page {n}</a></p>" for n in range(9))
    pages = {f"/{n}.html": f"<html>page {n}</html>" for n in range(9)}
    folder = Collection(tmp_path / "c")
    with serving({"/": f"<html>{links}</html>", **pages}) as (base, asked):
        folder.create(CollectionConfig(start=(f"{base}/",)))
        text = folder.config_file.read_text()
        folder.config_file.write_text(f"max_memory_mb = 1\n{text}")
        stopped = run("crawl", "-c", folder.root, *LOOPBACK)
        while_over = list(asked)
        folder.config_file.write_text(text)
        finished = run("crawl", "-c", folder.root, *LOOPBACK)
    assert stopped.returncode == 5, stopped.stderr
    (line,) = stopped.stderr.splitlines()
    assert "MB of memory are in use" in line
    assert while_over == []
    assert '"no-memory"' in "".join(
        path.read_text() for path in (folder.root / "runs").glob("*.json")
    )
    assert finished.returncode == 0, finished.stderr
    assert {f"/{n}.html" for n in range(9)} <= set(asked)
