"""A group: all records of one capture as bytes, ready for one write; pure.

The order is metadata, request, response, so that a whole response proves a whole group.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from archive import revisit, warc
from archive.cdxj import REVISIT, Entry, mime
from archive.originals import Originals
from archive.postquery import method_of
from newscrawl.message import Message, entity, split
from newscrawl.model.capture import ArchiveRef, Capture, Original

PLAIN_LEVEL = 4
"""zlib level for what is not compressed yet; benchmarks/compression.py tells why."""

_PACKED_TYPES = re.compile(
    r"audio/|video/|font/woff|image/(?!svg|bmp)|application/(?:zip|gzip|x-7z|vnd\.rar)"
)
_PACKED_CODINGS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})

Ids = Callable[[], UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Gzip members of one capture; the last is the main record."""

    data: bytes
    length: int
    """Bytes of the main record's member, at the end of `data`."""
    record_id: str
    date: str
    payload_digest: str
    status: int
    is_original: bool = False
    """Whether the main record is a whole response, which revisits may refer to."""
    is_http: bool = True
    url: str
    """WARC-Target-URI."""
    mime: str
    """Media type for the index."""
    request: bytes = b""
    """The request, where it was POST or PUT."""

    def entry(self, ref: ArchiveRef) -> Entry:
        """Give what the index says of the main record, which lies at `ref`."""
        return Entry(
            url=self.url, date=self.date, mime=self.mime,
            status=self.status if self.is_http else 0, digest=self.payload_digest,
            length=self.length, offset=ref.offset, request=self.request,
        )  # fmt: skip

    def ref(self, name: str, start: int) -> ArchiveRef:
        """Tell where the main record lies when `data` begins at `start` of the file `name`."""
        return ArchiveRef(
            warc=name,
            offset=start + len(self.data) - self.length,
            length=self.length,
            record_id=self.record_id,
            date=self.date,
            payload_digest=self.payload_digest,
            status=self.status,
        )


def capture_group(
    capture: Capture,
    *,
    warcinfo_id: str,
    new_id: Ids,
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
    record_id, request_id, date = _urn(new_id), _urn(new_id), warc.format_date(capture.date)
    shared, network = _shared(capture.url, date, warcinfo_id), _network(capture)
    before = _metadata(shared, record_id, capture.provenance | capture.network, new_id)
    before += _request([*shared, *network], request_id, record_id, capture.request)
    kind, about, block = _main(capture, message, payload_digest, original)
    # Indexers join the two by it, and so tell answers to different bodies apart.
    joined = [("WARC-Concurrent-To", f"<{request_id}>")] if is_sent else []
    fields = [*_typed(kind, record_id, shared), *joined, *network, *about]
    head_size = len(capture.response) - len(message.raw_body)
    response = _record(fields, block, head_size=head_size, level=_level(message, level))
    return Group(
        data=before + response, length=len(response), record_id=record_id, date=date,
        payload_digest=payload_digest if original is None else original.ref.payload_digest,
        status=message.status,
        is_original=original is None and is_whole,
        url=warc.format_uri(capture.url),
        mime=mime(None, message) if original is None else REVISIT,
        request=capture.request if is_sent else b"",
    )  # fmt: skip


def _network(capture: Capture) -> warc.FieldList:
    address = [("WARC-IP-Address", capture.ip)] if capture.ip else []
    return [*address, *(("WARC-Protocol", protocol) for protocol in capture.protocol)]


def _main(
    capture: Capture, message: Message, payload_digest: str, original: Original | None
) -> tuple[str, warc.FieldList, bytes]:
    """Give type, own fields and block of the main record: the response, or its head alone."""
    content = ("Content-Type", "application/http; msgtype=response")
    if original is None:
        about = [*_truncated(capture.truncated), ("WARC-Payload-Digest", payload_digest), content]
        return "response", about, capture.response
    digest = ("WARC-Payload-Digest", original.ref.payload_digest)
    head = capture.response[: len(capture.response) - len(message.raw_body)]
    return "revisit", [*revisit.fields(message.status, original), digest, content], head


def _level(message: Message, chosen: int | None) -> int:
    if chosen is not None:
        return chosen
    return warc.STORED if _is_packed(message) else PLAIN_LEVEL


def resource_group(
    url: str,
    content_type: str,
    body: bytes,
    *,
    date: datetime,
    concurrent_to: str | None,
    provenance: Mapping[str, str],
    warcinfo_id: str,
    new_id: Ids,
) -> Group:
    """Build the records of bytes that no server sent as such; they count as status 200."""
    record_id, stamp, payload_digest = _urn(new_id), warc.format_date(date), warc.digest(body)
    shared = _shared(url, stamp, warcinfo_id)
    fields = [
        *_typed("resource", record_id, shared),
        *([("WARC-Concurrent-To", f"<{concurrent_to}>")] if concurrent_to else []),
        ("WARC-Payload-Digest", payload_digest),
        ("Content-Type", content_type),
    ]
    level = warc.STORED if _PACKED_TYPES.match(content_type.lower()) else PLAIN_LEVEL
    record = _record(fields, body, level=level)
    return Group(
        data=_metadata(shared, record_id, provenance, new_id) + record,
        length=len(record),
        record_id=record_id,
        date=stamp,
        payload_digest=payload_digest,
        status=200,
        is_http=False,
        url=warc.format_uri(url),
        mime=mime(content_type, None),
    )


def unread_group(capture: Capture, *, warcinfo_id: str, new_id: Ids) -> bytes:
    """Build the records of an exchange whose answer has no status line.

    A `response` record must hold a response, and a `resource` would be taken for the page. So its
    bytes are the block of a `metadata` record (WARC 1.1 §6.6) with a URI that replays as no page.
    """
    record_id, request_id, date = _urn(new_id), _urn(new_id), warc.format_date(capture.date)
    shared, network = _shared(capture.url, date, warcinfo_id), _network(capture)
    before = _metadata(shared, record_id, capture.provenance | capture.network, new_id)
    before += _request([*shared, *network], request_id, record_id, capture.request)
    fields = [
        *_typed("metadata", record_id, _shared(warc.UNREAD + capture.url, date, warcinfo_id)),
        ("WARC-Concurrent-To", f"<{request_id}>"),
        *network,
        *_truncated(capture.truncated),
        ("Content-Type", "application/octet-stream"),
    ]
    return before + _record(fields, capture.response, level=PLAIN_LEVEL)


def warcinfo(name: str, record_id: str, date: datetime, info: Mapping[str, str]) -> bytes:
    """Build the first record of the file `name`."""
    fields = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<{record_id}>"),
        ("WARC-Date", warc.format_date(date)),
        ("WARC-Filename", name),
        ("Content-Type", "application/warc-fields"),
    ]
    return _record(fields, _warc_fields(info))


def _request(shared: warc.FieldList, record_id: str, about: str, request: bytes) -> bytes:
    fields = [
        *_typed("request", record_id, shared),
        ("WARC-Concurrent-To", f"<{about}>"),
        ("Content-Type", "application/http; msgtype=request"),
    ]
    return _record(fields, request)


def _metadata(
    shared: warc.FieldList, about: str, provenance: Mapping[str, str], new_id: Ids
) -> bytes:
    if not provenance:
        return b""
    fields = [
        *_typed("metadata", _urn(new_id), shared),
        ("WARC-Concurrent-To", f"<{about}>"),
        ("Content-Type", "application/warc-fields"),
    ]
    return _record(fields, _warc_fields(provenance))


def _warc_fields(values: Mapping[str, str]) -> bytes:
    return warc.format_fields((warc.format_name(name), value) for name, value in values.items())


def _record(
    fields: warc.FieldList, block: bytes, *, head_size: int = 0, level: int = warc.SMALL_LEVEL
) -> bytes:
    head = warc.header(fields, block) + block[:head_size]
    return warc.member(head, block[head_size:] + warc.RECORD_END, level=level)


def _typed(kind: str, record_id: str, shared: warc.FieldList) -> warc.FieldList:
    return [("WARC-Type", kind), ("WARC-Record-ID", f"<{record_id}>"), *shared]


def _shared(url: str, date: str, warcinfo_id: str) -> warc.FieldList:
    return [
        ("WARC-Date", date),
        ("WARC-Target-URI", warc.format_uri(url)),
        ("WARC-Warcinfo-ID", f"<{warcinfo_id}>"),
    ]


def _truncated(reason: str | None) -> warc.FieldList:
    if not reason:
        return []
    return [("WARC-Truncated", reason if reason in warc.TRUNCATED_REASONS else "unspecified")]


def _is_packed(message: Message) -> bool:
    content_type = b"".join(message.values(b"content-type")[:1]).decode("latin-1").lower()
    return bool(
        _PACKED_CODINGS.intersection(message.tokens(b"content-encoding"))
        or _PACKED_TYPES.match(content_type)
    )


def _urn(new_id: Ids) -> str:
    return f"urn:uuid:{new_id()}"
