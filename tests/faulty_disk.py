"""The program `newscrawl` on a disk that fails: run by tests as a child process.

    python faulty_disk.py REPORT FOLDER MODE NUMBER ARGUMENTS…

Counted are writes, fsyncs and renames of files in FOLDER, as the archive makes them. `die`: the
process ends at call NUMBER, a write half done. `full`: from write NUMBER on the disk is full.
`count`: nothing fails. REPORT gets the number of calls and the size of each file at its last
fsync, as JSON; what SQLite does by itself is neither counted nor reported.
"""

import errno
import json
import os
import sys
from pathlib import Path

DEAD = 77


class FaultyDisk:
    """Stands in for the calls of `os` that make bytes durable."""

    def __init__(self, report: Path, folder: str, mode: str, number: int) -> None:
        self.report, self.folder, self.mode, self.number = report, folder, mode, number
        self.calls = 0
        self.writes = 0
        self.synced: dict[str, int] = {}
        self.real = {name: getattr(os, name) for name in ("write", "fsync", "rename", "replace")}
        os.write, os.fsync = self.write, self.fsync
        os.rename, os.replace = self.rename, self.replace

    def path(self, fd: int) -> str:
        return str(Path(f"/proc/self/fd/{fd}").readlink())

    def step(self) -> bool:
        self.calls += 1
        return self.mode == "die" and self.calls == self.number

    def tell(self) -> None:
        self.report.write_text(json.dumps({"calls": self.calls, "writes": self.writes,
                                           "synced": self.synced}))  # fmt: skip

    def die(self) -> None:
        self.tell()
        os._exit(DEAD)

    def write(self, fd: int, data: bytes) -> int:
        if not self.path(fd).startswith(self.folder):
            return self.real["write"](fd, data)
        half = bytes(data[: len(data) // 2])
        if self.step():
            self.real["write"](fd, half)
            self.die()
        self.writes += 1
        if self.mode == "full" and self.writes == self.number and half:
            return self.real["write"](fd, half)
        if self.mode == "full" and self.writes >= self.number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.real["write"](fd, data)

    def fsync(self, fd: int) -> None:
        path = self.path(fd)
        if path.startswith(self.folder):
            if self.step():
                self.die()
            self.synced[path] = os.fstat(fd).st_size
        self.real["fsync"](fd)

    def rename(self, source: os.PathLike, target: os.PathLike) -> None:
        self._rename("rename", source, target)

    def replace(self, source: os.PathLike, target: os.PathLike) -> None:
        self._rename("replace", source, target)

    def _rename(self, name: str, source: os.PathLike, target: os.PathLike) -> None:
        old, new = os.path.realpath(source), os.path.realpath(target)
        if old.startswith(self.folder):
            if self.step():
                self.die()
            self.synced[new] = self.synced.pop(old, 0)
        self.real[name](source, target)


def main() -> int:
    from newscrawl.cli.main import run  # noqa: PLC0415 - a spawned worker needs none of it

    report, folder, mode, number, *arguments = sys.argv[1:]
    disk = FaultyDisk(Path(report), os.path.realpath(folder), mode, int(number))
    try:
        return run(arguments)
    finally:
        disk.tell()


if __name__ == "__main__":
    sys.exit(main())
