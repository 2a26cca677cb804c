"""A WARC record as bytes: header fields, digests and the gzip member around it (WARC 1.1)."""

import base64
import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import quote

Field = tuple[str, str]
FieldList = list[Field]

OPEN_SUFFIX = ".open"
"""Ends the name of a file that is still written to, or whose writer died."""
UNREAD = "urn:newscrawl:unread:"
"""Begins the URI of bytes that came instead of a response to the URL behind it."""
RECORD_END = b"\r\n\r\n"

STORED = 0
"""Level at which `member` stores the body."""
TRUNCATED_REASONS = frozenset({"length", "time", "disconnect", "unspecified"})
"""Values of WARC-Truncated (§5.13)."""

_URI_SAFE = "!#$%&'()*+,/:;=?@[\\]^`{|}"
"""Every visible ASCII character but `<`, `>` and `"`: a URI stays as it was asked for."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_TOKEN = re.compile(r"[^A-Za-z0-9!#$%&'*+.^_`|~-]")
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_BLOCK = 0xFFFF
"""Most bytes of a stored block (RFC 1951 §3.2.4)."""
_SMALL_SIZE = 4096
_SMALL_MEMORY = (-12, 5)
"""Raw deflate, window of 4 KB: a large window costs more to set up than a small record to pack."""
_LARGE_MEMORY = (-15, 8)
SMALL_LEVEL = 3
"""zlib level of small records, which higher ones make hardly smaller."""


def format_date(date: datetime) -> str:
    """Give a WARC-Date: UTC with microseconds; a date without zone is taken as UTC."""
    aware = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    return aware.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def format_uri(url: str) -> str:
    """Percent-encode what no header line may hold: controls, blanks, quotes, non-ASCII."""
    return quote(url, safe=_URI_SAFE, errors="replace")


def format_value(value: str) -> str:
    """Percent-encode control characters, so that no value can begin a new line."""
    return _CONTROL.sub(lambda found: quote(found[0]), value.strip())


def format_name(name: str) -> str:
    """Give a field name of token characters only, for names that do not come from this code."""
    return _NOT_TOKEN.sub("-", name) or "-"


def format_fields(fields: Iterable[Field]) -> bytes:
    """Write named fields as header lines; the same form is application/warc-fields."""
    pairs = [(name, value.strip()) for name, value in fields]
    if _CONTROL.search("".join([value for _, value in pairs])):  # rare; one search is cheap
        pairs = [(name, format_value(value)) for name, value in pairs]
    lines = [f"{name}: {value}\r\n" for name, value in pairs]
    return "".join(lines).encode("utf-8", "replace")


def digest(data: bytes) -> str:
    """Give `sha1:` and upper-case Base32, the form all web archives share."""
    sha1 = hashlib.sha1(data, usedforsecurity=False).digest()
    return "sha1:" + base64.b32encode(sha1).decode("ascii")


def header(fields: Iterable[Field], block: bytes) -> bytes:
    """Give version line, header fields, block digest and length, up to the empty line."""
    tail = (("WARC-Block-Digest", digest(block)), ("Content-Length", str(len(block))))
    return b"WARC/1.1\r\n" + format_fields((*fields, *tail)) + b"\r\n"


def member(head: bytes, body: bytes, *, level: int) -> bytes:
    """Compress one record as one gzip member.

    `head` is deflated; `body` at zlib `level`, where 0 stores what is compressed already.
    """
    size = len(head) + len(body)
    if level == STORED:
        # A raw deflate stream goes on after a full flush with blocks of any kind (RFC 1951 §3.2).
        small = zlib.compressobj(SMALL_LEVEL, zlib.DEFLATED, *_SMALL_MEMORY)
        parts = [small.compress(head), small.flush(zlib.Z_FULL_FLUSH), *_stored_blocks(body)]
    else:
        memory = _SMALL_MEMORY if size <= _SMALL_SIZE else _LARGE_MEMORY
        packer = zlib.compressobj(level, zlib.DEFLATED, *memory)
        parts = [packer.compress(head), packer.compress(body), packer.flush()]
    crc = zlib.crc32(body, zlib.crc32(head))
    trailer = crc.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")
    return b"".join((_GZIP_HEADER, *parts, trailer))


def _stored_blocks(data: bytes) -> Iterator[bytes | memoryview]:
    """Give the last blocks of a deflate stream, uncompressed; zlib needs 50 times as long."""
    view = memoryview(data)
    for start in range(0, len(data), _BLOCK):
        piece = view[start : start + _BLOCK]
        is_last = start + _BLOCK >= len(data)
        yield struct.pack("<BHH", is_last, len(piece), len(piece) ^ _BLOCK)
        yield piece
