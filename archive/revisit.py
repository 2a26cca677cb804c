"""The revisit record: a capture whose payload lies in an earlier one (WARC 1.1 §6.7)."""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from archive import warc
from archive.collection import Collection
from archive.lookup import original_in
from archive.originals import Originals
from archive.walk import Member, is_there, opened, read_member, walk
from newscrawl.errors import DamagedError
from newscrawl.message import Message, entity, split
from newscrawl.model.capture import Capture, Original

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
MIN_BODY = 1024
"""Bytes of a body below which a revisit saves nothing; benchmarks/compression.py tells why."""

# Fields of our own, as Heritrix names them: they make a revisit readable without any index.
_FILENAME, _OFFSET = "WARC-Refers-To-Filename", "WARC-Refers-To-File-Offset"
_CONDITION = re.compile(rb"^if-(?:none-match|modified-since):", re.IGNORECASE | re.MULTILINE)


def original(
    capture: Capture, message: Message, payload_digest: str, originals: Originals
) -> Original | None:
    """Give the capture that this one is a revisit of; None where it is to be stored whole."""
    if message.status == 304:
        is_asked = _CONDITION.search(capture.request) is not None and not message.raw_body
        return originals.of_validators(capture.url) if is_asked else None
    if len(message.raw_body) < MIN_BODY or _has_trailers(message):
        return None
    return originals.of_payload(payload_digest, url=capture.url)


def fields(status: int, about: Original) -> warc.FieldList:
    """Give the header fields that say what a revisit with this HTTP status refers to."""
    is_cut = [] if status == 304 else [("WARC-Truncated", "length")]
    return [
        ("WARC-Profile", NOT_MODIFIED if status == 304 else IDENTICAL),
        ("WARC-Refers-To", f"<{about.ref.record_id}>"),
        ("WARC-Refers-To-Target-URI", warc.format_uri(about.url)),
        ("WARC-Refers-To-Date", about.ref.date),
        (_FILENAME, about.ref.warc),
        (_OFFSET, str(about.ref.offset)),
        *is_cut,
    ]


def _has_trailers(message: Message) -> bool:
    """Tell whether fields follow the last chunk: a revisit would lose them."""
    is_chunked = "chunked" in message.tokens(b"transfer-encoding")
    return is_chunked and not message.raw_body.endswith(b"\n0\r\n\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the payload of a revisit lies."""

    path: Path
    offset: int
    record_id: str | None

    def whole(self, head: bytes) -> bytes:
        """Join the head of a revisit with the payload; raises DamagedError where it is not there.

        A head that announces chunks gets one chunk, so that the message means what it says.
        """
        body, _ = entity(split(self._original().block))
        if "chunked" in split(head).tokens(b"transfer-encoding"):
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        return head + body

    def _original(self) -> Member:
        try:
            return self._read(self.offset)
        except DamagedError:
            # A repair that wrote the file anew has moved its records.
            moved = _named(self.path).get(self.record_id or "")
            if moved is None:
                raise
            return self._read(moved)

    def _read(self, offset: int) -> Member:
        with opened(self.path) as fd:
            member = read_member(fd, offset, self.path)
        if member.type != "response" or self.record_id not in (None, member.urn("WARC-Record-ID")):
            raise DamagedError(f"{self.path} at {offset}: not the original of a revisit")
        return member


def is_identical(member: Member) -> bool:
    """Tell whether a record is a revisit whose payload is that of its original."""
    profile = member.field("WARC-Profile") or ""
    return member.type == "revisit" and profile.endswith("/identical-payload-digest")


def source(member: Member, path: Path) -> Source | None:
    """Tell where the payload of a revisit record lies; None where it is not known.

    Records of other makers name no place, and an export takes records to another one: their
    original is looked for before them in their file, then by the index of their collection.
    """
    record_id = member.urn("WARC-Refers-To")
    filename, offset = member.field(_FILENAME) or "", member.field(_OFFSET) or ""
    if record_id and offset.isdecimal() and filename == Path(filename).name != "":
        place = path.with_name(filename)
        if is_there(place):
            return Source(path=place, offset=int(offset), record_id=record_id)
    url, date = member.urn("WARC-Refers-To-Target-URI"), member.field("WARC-Refers-To-Date")
    named = _named(path)
    found = named.get(record_id or "", named.get(f"{url} {date}"))
    if found is not None and found < member.offset:
        return Source(path=path, offset=found, record_id=None)
    return _elsewhere(member, path)


def _elsewhere(member: Member, path: Path) -> Source | None:
    """Find the original in another file of the collection."""
    folder = Collection(path.parent.parent)
    if folder.warc != path.parent:
        return None
    url = member.urn("WARC-Refers-To-Target-URI") or member.urn("WARC-Target-URI") or ""
    date = member.field("WARC-Refers-To-Date") or ""
    digest = member.field("WARC-Payload-Digest") or ""
    place = original_in(folder.index, url, date=date, digest=digest)
    if place is None or place == (path.name.removesuffix(warc.OPEN_SUFFIX), member.offset):
        return None
    return Source(path=path.with_name(place[0]), offset=place[1], record_id=None)


def _named(path: Path) -> Mapping[str, int]:
    """Give the offset of each response of a file by its record id, and by its URL and date."""
    with opened(path) as fd:
        return _responses(path, os.fstat(fd).st_size)


@lru_cache(maxsize=4)
def _responses(path: Path, size: int) -> Mapping[str, int]:
    """Read a file through once, as it is while it has this size."""
    found: dict[str, int] = {}
    with suppress(DamagedError):
        for other in walk(path):
            if other.type == "response":
                url, date = other.urn("WARC-Target-URI"), other.field("WARC-Date")
                found.setdefault(other.urn("WARC-Record-ID") or "", other.offset)
                found.setdefault(f"{url} {date}", other.offset)
    return found
