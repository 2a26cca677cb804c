"""A collection: one folder with configuration, WARC files, records, index, catalogue and runs."""

import fcntl
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.disk import replace_file
from newscrawl.config import CollectionConfig, parse_config, render_config
from newscrawl.errors import ArchiveError, LockedError, NoSpaceError, UsageError

CONFIG = "collection.toml"


@dataclass(frozen=True, slots=True)
class Collection:
    """The places of a collection; making one touches no disk."""

    root: Path

    @property
    def config_file(self) -> Path:
        """What is crawled; people edit it."""
        return self.root / CONFIG

    @property
    def warc(self) -> Path:
        """Folder of the WARC files."""
        return self.root / "warc"

    @property
    def records(self) -> Path:
        """Folder of the record files."""
        return self.root / "records"

    @property
    def index(self) -> Path:
        """The CDXJ index."""
        return self.root / "index" / "index.cdxj"

    @property
    def catalog(self) -> Path:
        """The SQLite catalogue."""
        return self.root / "catalog.sqlite"

    @property
    def runs(self) -> Path:
        """Folder with one JSON file a run."""
        return self.root / "runs"

    def exists(self) -> bool:
        """Tell whether the folder holds a collection."""
        return self.config_file.is_file()

    def config(self) -> CollectionConfig:
        """Read the configuration; raises UsageError when it is missing or wrong."""
        if not self.exists():
            raise UsageError(f"{self.root}: not a collection (no {CONFIG} in it)")
        try:
            text = self.config_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{self.config_file}: cannot be read ({error})") from error
        return parse_config(text, source=str(self.config_file))

    def create(self, config: CollectionConfig) -> None:
        """Make the folders and the configuration file.

        Raises UsageError when the folder holds something else or cannot be written, NoSpaceError
        on a full disk, and then leaves nothing behind.
        """
        folders = (self.warc, self.records, self.index.parent, self.runs)
        made = [p for p in (*folders, self.root, *self.root.parents) if not _exists(p)]
        if self._holds_else(folders):
            raise UsageError(f"{self.root}: exists and is no collection; name another folder")
        try:
            for folder in folders:
                folder.mkdir(parents=True, exist_ok=True)
            replace_file(self.config_file, [render_config(config).encode()])
        except (OSError, ArchiveError) as error:
            with suppress(OSError):
                self._unfinished.unlink(missing_ok=True)
            for folder in made:
                with suppress(OSError):
                    folder.rmdir()
            if isinstance(error, NoSpaceError):
                raise
            cause = error if isinstance(error, OSError) else error.__cause__
            why = getattr(cause, "strerror", None) or error
            raise UsageError(f"{self.root}: cannot be written ({why})") from error

    @property
    def _unfinished(self) -> Path:
        return self.config_file.with_name(f"{CONFIG}.tmp")

    def _holds_else(self, folders: tuple[Path, ...]) -> bool:
        """Tell whether the root is more than what a `create` that was killed leaves."""
        if not _exists(self.root):
            return False
        if not self.root.is_dir():
            return True
        return any(
            path != self._unfinished and (path not in folders or any(path.iterdir()))
            for path in self.root.iterdir()
        )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # as below a file
        return False


class WriteLock:
    """The kernel's lock that makes this process the one writer of a collection.

    It lies on `.lock` and dies with the process, so a killed crawl leaves none behind. Another
    `name` is another lock, as of the one process that watches the collection.
    """

    def __init__(self, collection: Collection, *, name: str = ".lock") -> None:
        path = collection.root / name
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise UsageError(f"{collection.root}: cannot be written ({error.strerror})") from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            what = "writing" if name == ".lock" else "watching"
            holder = os.pread(self._fd, 20, 0).decode("ascii", "replace").strip()
            os.close(self._fd)
            raise LockedError(
                f"{collection.root}: process {holder or 'unknown'} is {what} it; "
                "wait for it or stop it"
            ) from error
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let other processes write; releasing twice is harmless."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> Self:
        """Hold the lock for a block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release at the end of the block."""
        self.release()
