"""The file that a command writes: whole or not at all, and never over another one unasked."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from archive.disk import writing
from newscrawl.errors import UsageError

output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File; default: stdout."
)
force_option = click.option("--force", is_flag=True, help="Replace a file that exists.")


@contextmanager
def opened(path: Path | None, *, force: bool) -> Iterator[IO[bytes]]:
    """Open the output for one block; a file gets its name when the block ends well.

    Raises UsageError where it cannot be opened, ArchiveError where the disk is full.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.is_file() and not force:
        raise UsageError(f"{path}: exists; --force replaces it")
    # A device or a pipe takes bytes, but no other file's name.
    is_stream = path.exists() and not path.is_file()
    aside = path if is_stream else path.with_name(f"{path.name}.part")
    try:
        file = aside.open("wb")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from error
    try:
        with writing(path), file:
            yield file
            if not is_stream:
                file.flush()
                os.fsync(file.fileno())
                aside.replace(path)
    except BaseException:
        if not is_stream:
            aside.unlink(missing_ok=True)
        raise
