"""The program `newscrawl` on a disk that fails: run by tests as a child process.

    python faulty_disk.py REPORT FOLDER MODE NUMBER ARGUMENTS…
    python faulty_disk.py serve         reads such lines, as JSON, and forks a child for each

Counted are writes, fsyncs and renames of files in FOLDER, as the archive makes them. `die`: the
process ends at call NUMBER, a write half done. `full`: from write NUMBER on the disk is full.
`count`: nothing fails. REPORT gets the number of calls, the kind of the last one and the size of
each file at its last fsync, as JSON; the sizes of a report that is there are those it begins with.
What SQLite does by itself is neither counted nor reported.
"""

import errno
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile

DEAD = 77


class FaultyDisk:
    """Stands in for the calls of `os` that make bytes durable."""

    def __init__(self, report: Path, folder: str, mode: str, number: int) -> None:
        self.report, self.folder, self.mode, self.number = report, folder, mode, number
        self.calls = 0
        self.kind = ""
        self.writes = 0
        before = json.loads(report.read_text()) if report.exists() else {}
        self.synced: dict[str, int] = before.get("synced", {})
        self.real = {name: getattr(os, name) for name in ("write", "fsync", "rename", "replace")}
        os.write, os.fsync = self.write, self.fsync
        os.rename, os.replace = self.rename, self.replace

    def place(self, path: str) -> str | None:
        """Give a path within the folder, None outside of it."""
        place = os.path.relpath(path, self.folder)
        return None if place.startswith("..") else place

    def place_of(self, fd: int) -> str | None:
        return self.place(str(Path(f"/proc/self/fd/{fd}").readlink()))

    def step(self, call: str, place: str) -> bool:
        self.calls += 1
        self.kind = f"{call} {place.partition('/')[0]} {Path(place).suffix}"
        return self.mode == "die" and self.calls == self.number

    def tell(self) -> None:
        names = ("calls", "kind", "writes", "synced")
        self.report.write_text(json.dumps({name: getattr(self, name) for name in names}))

    def die(self) -> None:
        self.tell()
        os._exit(DEAD)

    def write(self, fd: int, data: bytes) -> int:
        place = self.place_of(fd)
        if place is None:
            return self.real["write"](fd, data)
        half = bytes(data[: len(data) // 2])
        if self.step("write", place):
            self.real["write"](fd, half)
            self.die()
        self.writes += 1
        if self.mode == "full" and self.writes == self.number and half:
            return self.real["write"](fd, half)
        if self.mode == "full" and self.writes >= self.number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.real["write"](fd, data)

    def fsync(self, fd: int) -> None:
        place = self.place_of(fd)
        if place is not None:
            if self.step("fsync", place):
                self.die()
            self.synced[place] = os.fstat(fd).st_size
        self.real["fsync"](fd)

    def rename(self, source: os.PathLike, target: os.PathLike) -> None:
        self._rename("rename", source, target)

    def replace(self, source: os.PathLike, target: os.PathLike) -> None:
        self._rename("replace", source, target)

    def _rename(self, name: str, source: os.PathLike, target: os.PathLike) -> None:
        old, new = (self.place(os.path.realpath(path)) for path in (source, target))
        if old is not None and new is not None:
            if self.step(name, new):
                self.die()
            self.synced[new] = self.synced.pop(old, 0)
        self.real[name](source, target)


def main(arguments: list[str]) -> int:
    from newscrawl.cli.main import run  # noqa: PLC0415 - a spawned worker needs none of it

    report, folder, mode, number, *command = arguments
    disk = FaultyDisk(Path(report), os.path.realpath(folder), mode, int(number))
    try:
        return run(command)
    finally:
        disk.tell()


def serve() -> None:
    """Fork a child for each line read, with all modules loaded; write its exit code and stderr."""
    for name in ("newscrawl.cli.crawl", "archive.handler", "newscrawl.settings", "spiders.news",
                 "scrapy.core.scraper", "twisted.web.client"):  # fmt: skip
        import_module(name)
    for line in sys.stdin:
        with TemporaryFile() as told:
            child = os.fork()
            if child == 0:
                os.dup2(os.open(os.devnull, os.O_RDWR), 0)
                os.dup2(told.fileno(), 1)
                os.dup2(told.fileno(), 2)
                code = main(json.loads(line))
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            told.seek(0)
            sys.stdout.write(json.dumps([code, told.read().decode()]) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(serve() if sys.argv[1] == "serve" else main(sys.argv[1:]))
