"""The WARC writer: each capture becomes one group of records, appended in one write."""

import re
import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.appendfile import AppendFile
from archive.group import (
    Group,
    Ids,
    Place,
    capture_group,
    resource_group,
    unread_group,
    warcinfo,
)
from archive.originals import Originals
from archive.spool import IndexSpool
from archive.warc import OPEN_SUFFIX, new_id
from newscrawl.errors import ArchiveError
from newscrawl.model.capture import ArchiveRef, Capture

_PRACTICE = {
    "format": "WARC File Format 1.1",
    "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    "http-blocks": "as received, transfer and content coding kept",
    "payload-digest": "of the payload with transfer coding removed and content coding kept",
    "record-order": "metadata, request, response; joined by WARC-Concurrent-To",
    "revisits": "of any URL of the collection; WARC-Refers-To-Filename and -File-Offset added",
}
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def _now() -> datetime:
    return datetime.now(UTC)


class WarcWriter:
    """Writes captures into rotating WARC files of one folder; not for two threads at once.

    A file carries the suffix `.open` until it is closed. Every fault of the disk raises
    ArchiveError, and so does every write after it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        prefix: str,
        info: Mapping[str, str],
        max_bytes: int = 1_000_000_000,
        clock: Callable[[], datetime] = _now,
        new_id: Ids = new_id,
        host: str | None = None,
        originals: Originals | None = None,
        spool: IndexSpool | None = None,
    ) -> None:
        self._folder = folder
        self._prefix = _NOT_IN_NAME.sub("-", prefix)
        self._host = _NOT_IN_NAME.sub("-", host or socket.gethostname())
        self._info = {**_PRACTICE, **info}
        self._max_bytes = max_bytes
        self._clock = clock
        self._new_id = new_id
        self._originals = originals
        self.spool = spool
        self._serial = 0
        self._name = ""
        self._warcinfo_id = ""
        self._file: AppendFile | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    def write(self, capture: Capture) -> ArchiveRef:
        """Archive one exchange and tell where its response lies; not durable before `sync`.

        A payload that `originals` knows is not stored again: its record is a revisit.
        """
        file = self._ready_file()
        group = capture_group(
            capture, place=self._place(file), new_id=self._new_id, originals=self._originals
        )
        self._append(file, group)
        if group.is_original and self._originals is not None:
            self._originals.note(group.ref, url=capture.url)
        return group.ref

    def write_resource(
        self,
        url: str,
        content_type: str,
        body: bytes,
        *,
        date: datetime,
        concurrent_to: str | None = None,
        provenance: Mapping[str, str] | None = None,
    ) -> ArchiveRef:
        """Archive bytes that no server sent as such, as the DOM a browser rendered.

        `concurrent_to` is the record id of the response that it came from.
        """
        file = self._ready_file()
        group = resource_group(
            url,
            content_type,
            body,
            date=date,
            concurrent_to=concurrent_to,
            provenance=provenance or {},
            place=self._place(file),
            new_id=self._new_id,
        )
        self._append(file, group)
        return group.ref

    def write_unread(self, capture: Capture) -> None:
        """Archive an exchange whose `response` is no HTTP response, whatever its bytes are."""
        file = self._ready_file()
        file.append(unread_group(capture, place=self._place(file), new_id=self._new_id))

    def sync(self) -> None:
        """Make all that was written durable; call it before anything that depends on it."""
        if self._file is not None:
            self._file.sync()

    def close(self) -> None:
        """Give the file its final name; a later write begins a new file."""
        if self._file is not None:
            self._file.close(rename_to=self._folder / self._name)
            if not self._file.failed:
                self._file = None

    def _place(self, file: AppendFile) -> Place:
        return Place(warc=self._name, warcinfo_id=self._warcinfo_id, start=file.size)

    def _append(self, file: AppendFile, group: Group) -> None:
        file.append(group.data)
        if self.spool is not None:
            self.spool.add(group.entry, self._name)

    def _ready_file(self) -> AppendFile:
        if self._file is not None and self._file.size >= self._max_bytes:
            self.close()
        if self._file is None:
            self._file = self._new_file()
            self._warcinfo_id = self._new_id()
            first = warcinfo(self._name, self._warcinfo_id, self._clock(), self._info)
            self._file.append(first)
        return self._file

    def _new_file(self) -> AppendFile:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveError(f"cannot make {self._folder}: {error.strerror}") from error
        while True:
            stamp = self._clock().strftime("%Y%m%d%H%M%S")
            self._name = f"{self._prefix}-{stamp}-{self._serial:05}-{self._host}.warc.gz"
            self._serial += 1
            # A rename would replace a closed file of this name without a word.
            if not (self._folder / self._name).exists():
                try:
                    return AppendFile(self._folder / (self._name + OPEN_SUFFIX))
                except FileExistsError:
                    continue
