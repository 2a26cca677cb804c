"""A group: all records of one capture as bytes, ready for one write; pure.

The order is metadata, request, response, so that a whole response proves a whole group.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from archive import revisit, warc
from archive.cdxj import REVISIT, Entry, mime
from archive.originals import Originals
from archive.postquery import method_of
from newscrawl.message import Message, entity, split
from newscrawl.model.capture import ArchiveRef, Capture, Original

PLAIN_LEVEL = 4
"""zlib level for what is not compressed yet; benchmarks/compression.py tells why."""
LARGE = 8192
"""Bytes of a compressed response beside which nothing of its group is deflated: all else is a few
percent of it, and takes a third of the time of archiving to deflate."""

_PACKED_TYPES = re.compile(
    r"audio/|video/|font/woff|image/(?!svg|bmp)|application/(?:zip|gzip|x-7z|vnd\.rar)"
)
_PACKED_CODINGS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})

Ids = Callable[[], str]
Pieces = list[bytes | memoryview]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Gzip members of one capture; the last is the main record."""

    data: bytes
    ref: ArchiveRef
    """Where the main record lies."""
    entry: Entry
    """What the index says of it."""
    is_original: bool = False
    """Whether the main record is a whole response, which revisits may refer to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a group is going to lie."""

    warc: str
    """Name of the file."""
    warcinfo_id: str
    """Record id of the warcinfo that it begins with."""
    start: int
    """First byte of the group."""


def capture_group(
    capture: Capture,
    *,
    place: Place,
    new_id: Ids = warc.new_id,
    level: int | None = None,
    originals: Originals | None = None,
) -> Group:
    """Build the records of one HTTP exchange; the HTTP bytes go in untouched.

    `level` is the zlib level of the response; None chooses it by what the body is. A payload
    that `originals` finds is left out: the main record is then a revisit with the head alone.
    """
    message = split(capture.response)
    body, faults = entity(message)
    payload_digest, original = warc.digest(body), None
    is_whole, is_sent = capture.truncated is None, bool(method_of(capture.request))
    if originals is not None and is_whole and not faults and not is_sent:
        original = revisit.original(capture, message, payload_digest, originals)
    record_id, request_id, date = new_id(), new_id(), warc.format_date(capture.date)
    url = warc.format_uri(capture.url)
    shared, network = _shared(url, date, place), _network(capture.ip, capture.protocol)
    kind, about, block = _main(capture, message, payload_digest, original)
    level = _level(message) if level is None else level
    head_level = warc.STORED if level == 0 and len(block) >= LARGE else warc.SMALL_LEVEL
    before = _beside(capture, shared, (record_id, request_id), new_id, level=head_level)
    # Indexers join the two by it, and so tell answers to different bodies apart.
    joined = f"WARC-Concurrent-To: <{request_id}>\r\n" if is_sent else ""
    fields = _typed(kind, record_id, shared) + joined + network + about
    head_size = len(capture.response) - len(message.raw_body)
    main = _record(fields, block, head_size=head_size, level=level, head_level=head_level)
    digest = payload_digest if original is None else original.ref.payload_digest
    ref = _ref(before, main, place, record_id, date=date, digest=digest, status=message.status)
    entry = Entry(
        url=url, date=date, mime=mime(None, message) if original is None else REVISIT,
        status=message.status, digest=digest, length=ref.length, offset=ref.offset,
        request=capture.request if is_sent else b"",
    )  # fmt: skip
    is_original = original is None and is_whole
    return Group(data=b"".join(before + main), ref=ref, entry=entry, is_original=is_original)


def _ref(
    before: Pieces,
    main: Pieces,
    place: Place,
    record_id: str,
    *,
    date: str,
    digest: str,
    status: int,
) -> ArchiveRef:
    return ArchiveRef(
        warc=place.warc, offset=place.start + sum(map(len, before)), length=sum(map(len, main)),
        record_id=record_id, date=date, payload_digest=digest, status=status,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _network(ip: str | None, protocols: Sequence[str]) -> str:
    address = [("WARC-IP-Address", ip)] if ip else []
    return warc.format_fields([*address, *(("WARC-Protocol", name) for name in protocols)])


def _main(
    capture: Capture, message: Message, payload_digest: str, original: Original | None
) -> tuple[str, str, bytes]:
    """Give type, own fields and block of the main record: the response, or its head alone."""
    content = "Content-Type: application/http; msgtype=response\r\n"
    if original is None:
        digest = f"WARC-Payload-Digest: {payload_digest}\r\n"
        return "response", _truncated(capture.truncated) + digest + content, capture.response
    digest = f"WARC-Payload-Digest: {original.ref.payload_digest}\r\n"
    about = warc.format_fields(revisit.fields(message.status, original))
    head = capture.response[: len(capture.response) - len(message.raw_body)]
    return "revisit", about + digest + content, head


def _level(message: Message) -> int:
    return warc.STORED if _is_packed(message) else PLAIN_LEVEL


def resource_group(
    url: str,
    content_type: str,
    body: bytes,
    *,
    date: datetime,
    concurrent_to: str | None,
    provenance: Mapping[str, str],
    place: Place,
    new_id: Ids,
) -> Group:
    """Build the records of bytes that no server sent as such; they count as status 200."""
    record_id, stamp, digest = new_id(), warc.format_date(date), warc.digest(body)
    uri = warc.format_uri(url)
    shared = _shared(uri, stamp, place)
    joined = f"WARC-Concurrent-To: <{concurrent_to}>\r\n" if concurrent_to else ""
    about = [("WARC-Payload-Digest", digest), ("Content-Type", content_type)]
    fields = _typed("resource", record_id, shared) + joined + warc.format_fields(about)
    level = warc.STORED if _PACKED_TYPES.match(content_type.lower()) else PLAIN_LEVEL
    before, main = (
        _metadata(shared, record_id, provenance, new_id),
        _record(fields, body, level=level),
    )
    ref = _ref(before, main, place, record_id, date=stamp, digest=digest, status=200)
    entry = Entry(
        url=uri, date=stamp, mime=mime(content_type, None), status=0, digest=digest,
        length=ref.length, offset=ref.offset,
    )  # fmt: skip
    return Group(data=b"".join(before + main), ref=ref, entry=entry)


def unread_group(capture: Capture, *, place: Place, new_id: Ids) -> bytes:
    """Build the records of an exchange whose answer has no status line.

    A `response` record must hold a response, and a `resource` would be taken for the page. So its
    bytes are the block of a `metadata` record (WARC 1.1 §6.6) with a URI that replays as no page.
    """
    record_id, request_id, date = new_id(), new_id(), warc.format_date(capture.date)
    shared, network = (
        _shared(warc.format_uri(capture.url), date, place),
        _network(capture.ip, capture.protocol),
    )
    pieces = _beside(capture, shared, (record_id, request_id), new_id)
    uri = warc.format_uri(warc.UNREAD + capture.url)
    fields = (
        _typed("metadata", record_id, _shared(uri, date, place))
        + f"WARC-Concurrent-To: <{request_id}>\r\n{network}{_truncated(capture.truncated)}"
        "Content-Type: application/octet-stream\r\n"
    )
    return b"".join(pieces + _record(fields, capture.response, level=PLAIN_LEVEL))


def warcinfo(name: str, record_id: str, date: datetime, info: Mapping[str, str]) -> bytes:
    """Build the first record of the file `name`."""
    fields = (
        f"WARC-Type: warcinfo\r\nWARC-Record-ID: <{record_id}>\r\n"
        f"WARC-Date: {warc.format_date(date)}\r\nWARC-Filename: {name}\r\n"
        "Content-Type: application/warc-fields\r\n"
    )
    return b"".join(_record(fields, _warc_fields(info)))


def _beside(
    capture: Capture,
    shared: str,
    ids: tuple[str, str],
    new_id: Ids,
    *,
    level: int = warc.SMALL_LEVEL,
) -> Pieces:
    """Build what stands before the main record; `ids` are that one's and the request's."""
    about, request_id = ids
    fields = (
        _typed("request", request_id, shared + _network(capture.ip, capture.protocol))
        + f"WARC-Concurrent-To: <{about}>\r\nContent-Type: application/http; msgtype=request\r\n"
    )
    metadata = _metadata(shared, about, capture.provenance | capture.network, new_id, level=level)
    return metadata + _record(fields, capture.request, level=level, head_level=level)


def _metadata(
    shared: str, about: str, facts: Mapping[str, str], new_id: Ids, *, level: int = warc.SMALL_LEVEL
) -> Pieces:
    if not facts:
        return []
    fields = (
        _typed("metadata", new_id(), shared)
        + f"WARC-Concurrent-To: <{about}>\r\nContent-Type: application/warc-fields\r\n"
    )
    return _record(fields, _warc_fields(facts), level=level, head_level=level)


def _warc_fields(values: Mapping[str, str]) -> bytes:
    fields = ((warc.format_name(name), value) for name, value in values.items())
    return warc.format_fields(fields).encode("utf-8", "replace")


def _record(
    fields: str,
    block: bytes,
    *,
    head_size: int = 0,
    level: int = warc.SMALL_LEVEL,
    head_level: int = warc.SMALL_LEVEL,
) -> Pieces:
    head, body = warc.header(fields, block) + block[:head_size], memoryview(block)[head_size:]
    return warc.member(head, body, level=level, head_level=head_level)


def _typed(kind: str, record_id: str, shared: str) -> str:
    return f"WARC-Type: {kind}\r\nWARC-Record-ID: <{record_id}>\r\n{shared}"


def _shared(uri: str, date: str, place: Place) -> str:
    return (
        f"WARC-Date: {date}\r\nWARC-Target-URI: {uri}\r\n"
        f"WARC-Warcinfo-ID: <{place.warcinfo_id}>\r\n"
    )


def _truncated(reason: str | None) -> str:
    if not reason:
        return ""
    return f"WARC-Truncated: {reason if reason in warc.TRUNCATED_REASONS else 'unspecified'}\r\n"


def _is_packed(message: Message) -> bool:
    content_type = b"".join(message.values(b"content-type")[:1]).decode("latin-1").lower()
    return bool(
        _PACKED_CODINGS.intersection(message.tokens(b"content-encoding"))
        or _PACKED_TYPES.match(content_type)
    )
