"""The CDXJ line of a capture, as cdxj-indexer writes it, for replay by pywb and its kin."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import digits
from typing import Protocol, TypeVar

from archive.postquery import appended, method_of, method_query
from archive.surt import surt
from archive.warc import digest
from newscrawl.message import Message, entity, split

REVISIT = "warc/revisit"
"""Media type of captures whose payload lies in an earlier one."""
INDEXED = frozenset({"response", "revisit", "resource"})
"""Types of records that replay can ask for."""
_as_json = json.JSONEncoder().encode
_MIME_END = re.compile(r"[;\s]")
_FILENAME = re.compile(rb', "filename": "((?:[^"\\]|\\.)*)"[,}]')


class Record(Protocol):
    """A WARC record, however it was read."""

    @property
    def offset(self) -> int: ...  # noqa: D102 as in archive.walk
    @property
    def length(self) -> int: ...  # noqa: D102
    @property
    def block(self) -> bytes: ...  # noqa: D102
    @property
    def type(self) -> str: ...  # noqa: D102
    def field(self, name: str) -> str | None: ...  # noqa: D102
    def urn(self, name: str) -> str | None: ...  # noqa: D102


AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a line says of a capture; empty is what the record does not state."""

    url: str
    date: str
    """WARC-Date."""
    mime: str
    status: int
    digest: str
    length: int
    offset: int
    request: bytes = b""
    """Request line, headers and body, where they were POST or PUT."""


def line(entry: Entry, filename: str) -> bytes:
    """Give the line of an entry, with its line end: all values are strings."""
    status = str(entry.status) if entry.status else ""
    stated = [
        ("url", entry.url),
        ("mime", entry.mime),
        ("status", status),
        ("digest", entry.digest),
    ]
    stated += [("length", str(entry.length)), ("offset", str(entry.offset)), ("filename", filename)]
    stated = [(name, value) for name, value in stated if value]
    url, date = entry.url, entry.date
    if method := method_of(entry.request):
        query = method_query(entry.request)
        url = appended(url, method, query)
        stated += [("requestBody", query), ("method", method.upper())]
    timestamp = f"{date[:4]}{date[5:7]}{date[8:10]}{date[11:13]}{date[14:16]}{date[17:19]}"
    if not (timestamp.isascii() and timestamp.isdigit()):
        timestamp = "".join(sign for sign in date if sign in digits)[:14]
    values = ", ".join([f'"{name}": {_as_json(value)}' for name, value in stated])
    return f"{surt(url)} {timestamp} {{{values}}}\n".encode("ascii")


def line_of(
    member: Record, filename: str, *, offset: int | None = None, request: Record | None = None
) -> bytes | None:
    """Give the line of a record; None where it is of no indexed type.

    `offset` is that in the file `filename`, where it is not the member's own; `request` is the
    record of its request, as `exchanges` finds it.
    """
    if member.type not in INDEXED:
        return None
    message = None if member.type == "resource" else split(member.block)
    entry = Entry(
        url=member.urn("WARC-Target-URI") or "",
        date=member.field("WARC-Date") or "",
        mime=REVISIT if member.type == "revisit" else mime(member.field("Content-Type"), message),
        status=message.status if message else 0,
        digest=member.field("WARC-Payload-Digest") or _digest(member, message),
        length=member.length,
        offset=member.offset if offset is None else offset,
        request=request.block if request is not None and method_of(request.block) else b"",
    )
    return line(entry, filename)


def exchanges(members: Iterable[AnyRecord]) -> Iterator[tuple[AnyRecord, AnyRecord | None]]:
    """Give each record, in order, with the request of the same exchange that stands beside it.

    A request that was given with its response is not given by itself.
    """
    before: AnyRecord | None = None
    for member in members:
        if before is None:
            before = member
        elif {before.type, member.type} == {"request", "response"} and _are_joined(before, member):
            is_first = before.type == "request"
            yield (member, before) if is_first else (before, member)
            before = None
        else:
            yield before, None
            before = member
    if before is not None:
        yield before, None


def _are_joined(one: Record, two: Record) -> bool:
    same_url = one.urn("WARC-Target-URI") == two.urn("WARC-Target-URI")
    return same_url and two.urn("WARC-Concurrent-To") == one.urn("WARC-Record-ID") is not None


def filename_of(line: bytes) -> bytes:
    """Give the file that a line of `line_of` names, in its JSON spelling; empty if it is none."""
    found = _FILENAME.search(line)
    return found[1] if found and line.endswith(b'"}\n') else b""


def spelled(filename: str) -> bytes:
    """Give a file name as `filename_of` does."""
    return json.dumps(filename)[1:-1].encode("ascii")


def mime(stated: str | None, message: Message | None) -> str:
    """Give the media type of a payload, as its HTTP message or else its record states it."""
    if message is not None:
        stated = b"".join(message.values(b"content-type")[:1]).decode("latin-1")
    return _MIME_END.split(stated or "", maxsplit=1)[0]


def _digest(member: Record, message: Message | None) -> str:
    """Digest the payload of a record whose maker did not; a revisit has none of its own."""
    if member.type == "revisit":
        return ""
    return digest(member.block if message is None else entity(message)[0])
