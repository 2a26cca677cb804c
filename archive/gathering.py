"""The gathering: all captures out of WARC, ARC and WACZ files of any maker, revisits resolved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from archive.bundle import Part, parts
from archive.fault import Fault
from archive.inspection import BROKEN
from archive.reader import CAPTURES, Archived, archived, is_own_info
from archive.scan import Scanned, record_at, scan
from archive.warc import OPEN_SUFFIX
from newscrawl.message import MAX_SIZE, entity, split

KEEP_BYTES = MAX_SIZE + (1 << 20)
"""Bytes of a record that are read; nothing that is derived looks at more."""
_READ = {"merged-records", "split-record", "no-record-end"}
_LOST = BROKEN - _READ


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path
    part: str
    offset: int
    inner: int


class Gathering:
    """Reads files one after the other, and at the end the revisits, which may refer to any."""

    def __init__(self) -> None:
        self._originals: dict[str, _Place] = {}
        self._revisits: list[tuple[Path, Archived, Scanned]] = []

    def read(self, files: Iterable[tuple[Path, bool]]) -> Iterator[tuple[Path, Archived | Fault]]:
        """Give every capture, or one fault for what cannot be read, with its file.

        The flag beside each file tells whether a person named it.
        """
        for path, is_named in files:
            for part in parts(path, is_named=is_named):
                if isinstance(part, Part):
                    yield from ((path, item) for item in self._part(path, part))
                else:
                    yield path, part
        for path, revisit, record in self._revisits:
            yield path, self._resolved(revisit, record)

    def _part(self, path: Path, part: Part) -> Iterator[Archived | Fault]:
        warc = path.name if part.path else part.name.removeprefix(f"{path.parent}/")
        beside: dict[str, Scanned] = {}
        is_own: bool | None = None
        for record in scan(part.file, part.name, keep=KEEP_BYTES):
            if isinstance(record, Fault):
                if record.name in _LOST:
                    yield record
                continue
            if is_own is None:
                is_own = is_own_info(record)
            if not record.is_main:
                beside[record.type] = record
                continue
            if record.type in CAPTURES:
                found = archived(
                    record, warc.removesuffix(OPEN_SUFFIX), beside, source=None, is_own=is_own
                )
                if record.type == "revisit":
                    self._revisits.append((path, found, replace(record, block=b"")))
                else:
                    self._note(record, _Place(path, part.name, record.offset, record.inner))
                    yield _limited(found, record)
            beside.clear()

    def _note(self, record: Scanned, place: _Place) -> None:
        for name in _names(record):
            self._originals.setdefault(name, place)

    def _resolved(self, revisit: Archived, record: Scanned) -> Archived | Fault:
        """Join a revisit with the payload of its original, or say that there is none."""
        places = (self._originals.get(name) for name in _wanted(record))
        originals = (_read(place) for place in places if place is not None)
        original = next((one for one in originals if one is not None), None)
        if original is not None:
            return replace(revisit, response=_joined(revisit.response, original), truncated=None)
        text = "a revisit whose original is in none of these files"
        return Fault(
            name="no-original", file=revisit.ref.warc, offset=revisit.ref.offset, text=text,
            url=revisit.url, is_note=True,
        )  # fmt: skip


def _names(record: Scanned) -> list[str]:
    """Name a capture in the ways that revisits refer to it, the surest first."""
    url, date = record.urn("WARC-Target-URI") or "", record.field("WARC-Date") or ""
    digest = record.field("WARC-Payload-Digest")
    names = [record.urn("WARC-Record-ID") or "", f"{url} {date[:19]}"]
    return [*names, digest] if digest else names


def _wanted(record: Scanned) -> list[str]:
    url = record.urn("WARC-Refers-To-Target-URI") or record.urn("WARC-Target-URI") or ""
    date = record.field("WARC-Refers-To-Date") or ""
    names = [record.urn("WARC-Refers-To") or "", f"{url} {date[:19]}"]
    # The payload of a 304 is none of its original's.
    is_identical = (record.field("WARC-Profile") or "").endswith("identical-payload-digest")
    digest = record.field("WARC-Payload-Digest")
    return [*names, digest] if digest and is_identical else names


def _read(place: _Place) -> Scanned | None:
    for part in parts(place.path):
        if isinstance(part, Part) and part.name == place.part:
            return record_at(part.file, place.offset, place.inner, keep=KEEP_BYTES)
    return None


def _joined(head: bytes, original: Scanned) -> bytes:
    """Put the payload of the original behind the head of the revisit, which may have none."""
    if split(head).status == 304:
        return head
    if original.type != "response":
        return head + original.block
    if not head:
        return original.block
    body, _ = entity(split(original.block))
    if "chunked" in split(head).tokens(b"transfer-encoding"):
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    return head + body


def _limited(found: Archived, record: Scanned) -> Archived:
    return replace(found, truncated=found.truncated or "length") if record.is_cut else found
