"""The audit of one record: its framing, header fields and digests, by WARC 1.1."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from archive.digests import agrees, holds, is_readable
from archive.fault import Fault
from archive.scan import Scanned
from archive.warc import RECORD_END
from newscrawl.coding import decode
from newscrawl.message import MAX_SIZE, entity, split

_ALWAYS = ("WARC-Type", "WARC-Record-ID", "WARC-Date")
_WITH_URI = frozenset({"response", "resource", "request", "revisit", "conversion", "continuation"})
_ONCE = frozenset({
    "warc-type", "warc-record-id", "warc-date", "content-length", "content-type",
    "warc-target-uri", "warc-block-digest", "warc-payload-digest", "warc-ip-address",
    "warc-refers-to", "warc-refers-to-target-uri", "warc-refers-to-date", "warc-truncated",
    "warc-warcinfo-id", "warc-filename", "warc-profile", "warc-identified-payload-type",
    "warc-segment-number", "warc-segment-origin-id", "warc-segment-total-length",
})  # fmt: skip
KNOWN = _ONCE | {
    "warc-concurrent-to", "warc-protocol", "warc-cipher-suite", "warc-refers-to-filename",
    "warc-refers-to-file-offset",
}  # fmt: skip
"""Fields that newscrawl writes, in lower case."""
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z)?)?)?")
_REQUEST_END = re.compile(rb"\r?\n\r?\n")


def record_faults(record: Scanned, name: str, *, is_own: bool) -> Iterator[Fault]:
    """Give what is wrong with a record that was read whole.

    `is_own` says that newscrawl wrote the file: then no field may stand in it that newscrawl
    does not write, and its way of taking digests is the only one.
    """

    def fault(kind: str, text: str, *, is_note: bool = False) -> Fault:
        url = record.field("WARC-Target-URI")
        return Fault(
            name=kind, file=name, offset=record.offset, text=text, url=url, is_note=is_note
        )

    if record.pieces > 1:
        yield fault("split-record", f"the record lies in {record.pieces} gzip members")
    if record.version != "arc":
        if record.tail != RECORD_END:
            yield fault("no-record-end", "the record does not end with two empty lines")
        for kind, text in _field_faults(record, is_own=is_own):
            yield fault(kind, text)
        for kind, text, is_note in _digest_faults(record, is_own=is_own):
            yield fault(kind, text, is_note=is_note)
    if record.is_cut:
        text = f"a block of {record.size} bytes: too long for its payload to be looked at"
        yield fault("long-block", text, is_note=True)


def _field_faults(record: Scanned, *, is_own: bool) -> Iterator[tuple[str, str]]:
    wanted = (*_ALWAYS, *(("WARC-Target-URI",) if record.type in _WITH_URI else ()))
    for name in wanted:
        if not record.field(name):
            yield "missing-field", f"no {name}"
    date = record.field("WARC-Date")
    if date and not _is_date(date):
        yield "bad-date", f"WARC-Date is {date!r}"
    for name, count in Counter(name.lower() for name, _ in record.fields).items():
        if count > 1 and name in _ONCE:
            yield "repeated-field", f"{count} times {name}"
        elif is_own and name not in KNOWN:
            yield "unknown-field", f"a field {name!r} that newscrawl does not write"
    for name, value in record.fields:
        if not is_field(name, value):
            yield "bad-field", f"a header line that is no field: {name[:40]!r}"


def is_field(name: str, value: str) -> bool:
    """Tell whether a header line is a named field at all."""
    return bool(_TOKEN.fullmatch(name)) and not _CONTROL.search(value)


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(
            re.sub(r"\.\d+", "", text) if "T" in text else f"{text:-<4}-01-01"[:10]
        )
    except ValueError:
        return False
    return True


def _day(text: str) -> str:
    return text + "-01-01"[len(text) - 4 :]


def _digest_faults(record: Scanned, *, is_own: bool) -> Iterator[tuple[str, str, bool]]:
    block, payload = record.field("WARC-Block-Digest"), record.field("WARC-Payload-Digest")
    for stated in (block, payload):
        if stated and not is_readable(stated):
            yield "bad-digest", f"{stated[:60]!r} is no digest that can be read", not is_own
    if block and is_readable(block):
        assert record.block_digest is not None
        if not agrees(block, record.block_digest):
            yield "block-digest", "the block is not what WARC-Block-Digest was taken of", False
    if not payload or not is_readable(payload) or record.type == "revisit" or record.is_cut:
        return
    if holds(payload, payload_of(record)):
        return
    way = None if is_own else _other_way(record, payload)
    if way is not None:
        yield "payload-digest-form", f"WARC-Payload-Digest was taken of {way}", True
    else:
        yield "payload-digest", "the payload is not what WARC-Payload-Digest was taken of", False


def payload_of(record: Scanned) -> bytes:
    """Give the payload: for HTTP the body without transfer coding, else the block."""
    if not is_http(record):
        return record.block
    if record.type == "request":
        end = _REQUEST_END.search(record.block)
        return record.block[end.end() :] if end else b""
    return entity(split(record.block))[0]


def is_http(record: Scanned) -> bool:
    """Tell whether the block is an HTTP message."""
    if record.type not in ("response", "request", "revisit"):
        return False
    kind = (record.field("Content-Type") or "").lower()
    return kind.startswith(("application/http", "message/http"))


def _other_way(record: Scanned, payload: str) -> str | None:
    """Say of what else the payload digest was taken, where a maker has a way of its own."""
    if holds(payload, record.block):
        return "the whole block"
    if not is_http(record) or record.type == "request":
        return None
    message = split(record.block)
    if holds(payload, message.raw_body):
        return "the body with its chunks"
    body, _ = entity(message)
    decoded, _ = decode(body, message.tokens(b"content-encoding"), limit=MAX_SIZE)
    return "the decoded body" if holds(payload, decoded) else None
