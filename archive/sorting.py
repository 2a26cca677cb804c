"""Sorting of more lines than memory holds: sorted runs on disk, merged while they are read."""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from archive.disk import writing

RUN_LINES = 200_000
"""Lines sorted in memory at once; some tens of megabytes of CDXJ."""


@contextmanager
def sorted_lines(
    lines: Iterable[bytes], *, scratch: Path, run_lines: int = RUN_LINES
) -> Iterator[Iterator[bytes]]:
    """Give lines, each with its line end, in the order of their bytes.

    What does not fit into one run goes to nameless files in the folder `scratch`.
    """
    with ExitStack() as files:
        runs: list[Iterable[bytes]] = []
        held: list[bytes] = []
        for line in lines:
            held.append(line)
            if len(held) >= run_lines:
                with writing(scratch):
                    # The stack closes it, with the last line read from it.
                    run = files.enter_context(tempfile.TemporaryFile(dir=scratch))
                    run.writelines(sorted(held))
                    run.seek(0)
                runs.append(run)
                held = []
        yield heapq.merge(*runs, sorted(held))
