"""A WARC record as bytes: header fields, digests and the gzip member around it (WARC 1.1)."""

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote

Field = tuple[str, str]
FieldList = list[Field]

OPEN_SUFFIX = ".open"
"""Ends the name of a file that is still written to, or whose writer died."""
RECORD_END = b"\r\n\r\n"

TRUNCATED_REASONS = frozenset({"length", "time", "disconnect", "unspecified"})
"""Values of WARC-Truncated (§5.13)."""

_URI_SAFE = "!#$%&'()*+,/:;=?@[\\]^`{|}"
"""Every visible ASCII character but `<`, `>` and `"`: a URI stays as it was asked for."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_TOKEN = re.compile(r"[^A-Za-z0-9!#$%&'*+.^_`|~-]")
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_STORED = 0
_HEAD_LEVEL = 6


def format_date(date: datetime) -> str:
    """Give a WARC-Date: UTC with microseconds; a date without zone is taken as UTC."""
    aware = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    return aware.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def format_uri(url: str) -> str:
    """Percent-encode what no header line may hold: controls, blanks, quotes, non-ASCII."""
    return quote(url, safe=_URI_SAFE, errors="replace")


def format_value(value: str) -> str:
    """Percent-encode control characters, so that no value can begin a new line."""
    return _CONTROL.sub(lambda found: quote(found[0]), value.strip())


def format_fields(fields: Iterable[Field]) -> bytes:
    """Write named fields as header lines; the same form is application/warc-fields."""
    return "".join(
        f"{_NOT_TOKEN.sub('-', name) or '-'}: {format_value(value)}\r\n" for name, value in fields
    ).encode("utf-8", "replace")


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

    `head` is deflated; `body` at `level`, where 0 stores it: right for what is compressed already.
    """
    crc = zlib.crc32(body, zlib.crc32(head))
    size = (len(head) + len(body)) & 0xFFFFFFFF
    if level == _STORED:
        # Two raw deflate streams make one when the first ends with a full flush (RFC 1951).
        first = zlib.compressobj(_HEAD_LEVEL, zlib.DEFLATED, -15)
        second = zlib.compressobj(0, zlib.DEFLATED, -15)
        deflated = [first.compress(head), first.flush(zlib.Z_FULL_FLUSH)]
        deflated += [second.compress(body), second.flush()]
    else:
        only = zlib.compressobj(level, zlib.DEFLATED, -15)
        deflated = [only.compress(head), only.compress(body), only.flush()]
    trailer = crc.to_bytes(4, "little") + size.to_bytes(4, "little")
    return b"".join((_GZIP_HEADER, *deflated, trailer))
