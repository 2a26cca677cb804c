"""The look-up: lines of one URL in a sorted CDXJ index, found by halving, without reading it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from archive.cdxj import REVISIT
from archive.surt import surt


def original_in(index: Path, url: str, *, date: str, digest: str) -> tuple[str, int] | None:
    """Give file and offset of the capture that a revisit names by URL, and date or digest.

    One that the index states with another digest of the same kind is none. `date` is a WARC-Date;
    it is compared by its seconds. The first capture of the URL with the digest comes second.
    """
    stamp = "".join(filter(str.isdigit, date))[:14]
    by_digest = None
    for timestamp, values in lines_of(index, url):
        stated = str(values.get("digest", ""))
        if values.get("mime") == REVISIT or _contradict(stated, digest):
            continue
        place = str(values["filename"]), int(values["offset"])
        if timestamp == stamp:
            return place
        if stated == digest != "":
            by_digest = by_digest or place
    return by_digest


def lines_of(index: Path, url: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give timestamp and values of each line of a URL; none where there is no index."""
    wanted = f"{surt(url)} ".encode("ascii")
    try:
        with index.open("rb") as file:
            file.seek(_first(file, wanted))
            for line in file:
                if not line.startswith(wanted):
                    return
                _, timestamp, values = line.split(b" ", 2)
                yield timestamp.decode("ascii"), json.loads(values)
    except (OSError, ValueError):  # a damaged index finds nothing; `verify` tells of it
        return


def _first(file: IO[bytes], wanted: bytes) -> int:
    """Give the start of the first line that is not before `wanted`."""
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        file.seek(max(0, middle - 1))
        if middle:
            file.readline()
        line = file.readline()
        if line and line < wanted:
            low = file.tell()
        else:
            high = middle
    return low


def _contradict(one: str, other: str) -> bool:
    return one != other and one.partition(":")[0] == other.partition(":")[0] != ""
