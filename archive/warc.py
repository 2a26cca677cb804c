"""A WARC record as bytes: header fields, digests and the gzip member around it (WARC 1.1)."""

import hashlib
import os
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
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
_UNSAFE = re.compile(rf"[^A-Za-z0-9_.~{re.escape(_URI_SAFE)}-]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_TOKEN = re.compile(r"[^A-Za-z0-9!#$%&'*+.^_`|~-]")
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_BLOCK = 0xFFFF
"""Most bytes of a stored block (RFC 1951 §3.2.4)."""
_STORED_END = struct.pack("<BHH", 1, len(RECORD_END), len(RECORD_END) ^ _BLOCK) + RECORD_END
_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".ljust(256)
_SMALL_SIZE = 4096
_SMALL_MEMORY = (-12, 5)
"""Raw deflate, window of 4 KB: a large window costs more to set up than a small record to pack."""
_LARGE_MEMORY = (-15, 8)
SMALL_LEVEL = 3
"""zlib level of small records, which higher ones make hardly smaller."""


def format_date(date: datetime) -> str:
    """Give a WARC-Date: UTC with microseconds; a date without zone is taken as UTC."""
    if date.tzinfo not in (None, UTC):
        date = date.astimezone(UTC)
    return date.isoformat(timespec="microseconds")[:26] + "Z"


def new_id() -> str:
    """Give a new WARC-Record-ID, `urn:uuid:` and a random UUID (RFC 9562 §5.4)."""
    digits = os.urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return (
        f"urn:uuid:{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}"
        f"-{digits[20:]}"
    )


def format_uri(url: str) -> str:
    """Percent-encode what no header line may hold: controls, blanks, quotes, non-ASCII."""
    return quote(url, safe=_URI_SAFE, errors="replace") if _UNSAFE.search(url) else url


def format_value(value: str) -> str:
    """Percent-encode control characters, so that no value can begin a new line."""
    return _CONTROL.sub(lambda found: quote(found[0]), value.strip())


def format_name(name: str) -> str:
    """Give a field name of token characters only, for names that do not come from this code."""
    return _NOT_TOKEN.sub("-", name) or "-"


def format_fields(fields: Iterable[Field]) -> str:
    """Write named fields as header lines; the same form is application/warc-fields."""
    pairs = [(name, value.strip()) for name, value in fields]
    if _CONTROL.search("".join([value for _, value in pairs])):  # rare; one search is cheap
        pairs = [(name, format_value(value)) for name, value in pairs]
    return "".join([f"{name}: {value}\r\n" for name, value in pairs])


def _apart() -> Iterator[tuple[int, int, int]]:
    """Give the steps that put each five of 160 bits into a byte: halves, quarters … move apart.

    Base32 so takes a third of the time of `base64.b32encode`.
    """
    for bits in (80, 40, 20, 10, 5):
        room = bits * 8 // 5
        lower = sum(((1 << bits) - 1) << 2 * room * step for step in range(80 // bits))
        yield lower << bits, lower, room - bits


_APART = tuple(_apart())


def digest(data: bytes) -> str:
    """Give `sha1:` and upper-case Base32, the form all web archives share."""
    number = int.from_bytes(hashlib.sha1(data, usedforsecurity=False).digest(), "big")
    for upper, lower, shift in _APART:
        number = (number & upper) << shift | number & lower
    return "sha1:" + number.to_bytes(32, "big").translate(_BASE32).decode("ascii")


def header(fields: str, block: bytes) -> bytes:
    """Give version line, header fields, block digest and length, up to the empty line."""
    text = (
        f"WARC/1.1\r\n{fields}WARC-Block-Digest: {digest(block)}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return text.encode("utf-8", "replace")


def member(
    head: bytes, body: bytes | memoryview, *, level: int, head_level: int = SMALL_LEVEL
) -> list[bytes | memoryview]:
    """Compress one record, without its end, as one gzip member; gives the pieces of that.

    `level` is that of zlib; 0 stores the body, and the head where `head_level` is 0, too.
    """
    size = len(head) + len(body) + len(RECORD_END)
    packed: Sequence[bytes | memoryview]
    if level == head_level == STORED:
        packed = *_stored_blocks(head), *_stored_blocks(body), _STORED_END
    elif level == STORED:
        # A raw deflate stream goes on after a full flush with blocks of any kind (RFC 1951 §3.2).
        small = zlib.compressobj(head_level, zlib.DEFLATED, *_SMALL_MEMORY)
        first = small.compress(head), small.flush(zlib.Z_FULL_FLUSH)
        packed = *first, *_stored_blocks(body), _STORED_END
    else:
        memory = _SMALL_MEMORY if size <= _SMALL_SIZE else _LARGE_MEMORY
        packer = zlib.compressobj(level, zlib.DEFLATED, *memory)
        packed = *map(packer.compress, (head, body, RECORD_END)), packer.flush()
    crc = zlib.crc32(RECORD_END, zlib.crc32(body, zlib.crc32(head)))
    return [_GZIP_HEADER, *packed, struct.pack("<LL", crc, size & 0xFFFFFFFF)]


def _stored_blocks(data: bytes | memoryview) -> Iterator[bytes | memoryview]:
    """Give blocks of a deflate stream, uncompressed; zlib needs 50 times as long."""
    view = memoryview(data)
    for start in range(0, len(data), _BLOCK):
        piece = view[start : start + _BLOCK]
        yield struct.pack("<BHH", 0, len(piece), len(piece) ^ _BLOCK)
        yield piece
