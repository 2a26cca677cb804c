"""A data package as one ZIP file: entries digested while they are written, then listed (WACZ §5).

Nothing in it comes from the clock, so that the same input gives the same bytes.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import IO, Any, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Date of every entry: the first that ZIP can write."""
_UNIX = 3
_MODE = 0o100644 << 16


class Entry:
    """One entry under way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        """Append to the entry."""
        self._file.write(data)
        self._sha256.update(data)
        self.size += len(data)

    @property
    def digest(self) -> str:
        """`sha256:` and hexadecimal digits."""
        return f"sha256:{self._sha256.hexdigest()}"


class Package:
    """A ZIP file that is written front to back, within a `with` block."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = ZipFile(file, "w", ZIP_STORED)
        self._resources: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError, ValueError):  # what went wrong is on its way already
            self._zip.close()

    @contextmanager
    def entry(
        self, path: str, *, packed: bool = False, may_be_large: bool = False
    ) -> Iterator[Entry]:
        """Write the entry `path` in the block: stored, or deflated where it is `packed`.

        `may_be_large` reserves room for a size of more than 2 GiB (ZIP64).
        """
        info = ZipInfo(path, _EPOCH)
        info.create_system, info.external_attr = _UNIX, _MODE
        info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        with self._zip.open(info, "w", force_zip64=may_be_large) as file:
            entry = Entry(file)
            yield entry
        name = path.rpartition("/")[2]
        self._resources.append(
            {"name": name, "path": path, "hash": entry.digest, "bytes": entry.size}
        )

    def close(self, about: dict[str, Any]) -> None:
        """Write `datapackage.json` with `about` and the entries, its digest, and the end."""
        resources, self._resources = self._resources, []
        described = {"profile": "data-package", **about, "resources": resources}
        with self.entry("datapackage.json") as package:
            package.write(_json(described))
        with self.entry("datapackage-digest.json") as digest:
            digest.write(_json({"path": "datapackage.json", "hash": package.digest}))
        self._zip.close()


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, indent=2, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
