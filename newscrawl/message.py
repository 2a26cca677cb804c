"""An HTTP/1 response message: its bytes parsed as leniently as browsers do, never with an error."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newscrawl.coding import decode
from newscrawl.model.payload import Payload

MAX_SIZE = 20_000_000
"""Decoded bytes of a body; what is longer is cut."""

MAX_HEAD = 262_144
"""Bytes of headers that are read, as browsers do."""

Fields = tuple[tuple[bytes, bytes], ...]

_STATUS_LINE = re.compile(
    rb"\s*(?:HTTP|ICY)[^\s]*[ \t]+(\d{3})(?:[ \t]+([^\r\n]*))?", re.IGNORECASE
)
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
_BODILESS = frozenset({204, 304})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A response taken apart; all is as sent, but folded header lines are joined."""

    status: int
    """Three digits, or 0 when there is no status line (then all is body)."""
    reason: bytes
    headers: Fields
    named: Mapping[bytes, Sequence[bytes]]
    """The values of each header field by its name in lower case."""
    raw_body: bytes
    """Body with transfer and content coding."""

    def values(self, name: bytes) -> Sequence[bytes]:
        """Give all values of the header field `name` (lower case), in order."""
        return self.named.get(name, ())

    def tokens(self, name: bytes) -> list[str]:
        """Give the comma-separated words of the header field `name`, in lower case."""
        if name not in self.named:
            return []
        joined = b",".join(self.values(name)).decode("latin-1").lower()
        return [word.strip() for word in joined.split(",") if word.strip()]


def split(response: bytes) -> Message:
    """Take a response apart; interim responses (1xx, RFC 9110 §15.2) before it are skipped."""
    line, head_end, body_start = _final_head(response)
    if line is None:
        return Message(status=0, reason=b"", headers=(), named={}, raw_body=response[body_start:])
    headers = _fields(response[line.end() : min(head_end, line.end() + MAX_HEAD)])
    named: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        named.setdefault(name.lower(), []).append(value)
    return Message(
        status=int(line[1]),
        reason=(line[2] or b"").strip(),
        headers=headers,
        named=named,
        raw_body=response[body_start:],
    )


def status_of(response: bytes) -> int:
    """Give the status alone, as `split` does, without reading the headers."""
    line, _, _ = _final_head(response)
    return int(line[1]) if line else 0


def _final_head(response: bytes) -> tuple[re.Match[bytes] | None, int, int]:
    """Give the status line, the end of the headers and the start of the body."""
    start = 0
    while line := _STATUS_LINE.match(response, start):
        head_end, body_start = _head_end(response, line.end())
        is_interim = line[1].startswith(b"1") and line[1] != b"101"
        if not is_interim or body_start == len(response):
            return line, head_end, body_start
        start = body_start
    return None, start, start


def _head_end(response: bytes, start: int) -> tuple[int, int]:
    """Give where the first empty line behind `start` begins and ends; a line may end with LF."""
    found = response.find(b"\n\r\n", start)
    bare = response.find(b"\n\n", start, found + 1 if found >= 0 else len(response))
    if bare >= 0:
        return bare, bare + 2
    return (found, found + 3) if found >= 0 else (len(response), len(response))


def _fields(head: bytes) -> Fields:
    fields: list[tuple[bytes, list[bytes]]] = []
    for line in head.split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            if fields:
                fields[-1][1].append(line.strip())
            continue
        name, colon, value = line.partition(b":")
        if colon:
            fields.append((name.strip(), [value.strip()]))
    return tuple((name, b" ".join(parts)) for name, parts in fields)


def entity(message: Message) -> tuple[bytes, tuple[str, ...]]:
    """Give the body without chunks, content coding kept: what WARC-Payload-Digest is taken of.

    Faults: `not-chunked` (kept as it is), `bad-chunk` (what came before is kept), `truncated`.
    """
    body = message.raw_body
    if message.status in _BODILESS:
        return body, ()
    if "chunked" in message.tokens(b"transfer-encoding"):
        body, fault = _unchunk(body)
        return body, (fault,) if fault else ()
    declared = message.values(b"content-length")
    if declared and declared[0].isdigit():
        # Fifteen digits: a longer number is no length, and costly to read.
        return body, ("truncated",) if len(body) < int(declared[0][:15]) else ()
    return body, ()


def _unchunk(body: bytes) -> tuple[bytes, str]:
    """Remove the chunked coding (RFC 9112 §7.1) with its extensions and trailers."""
    parts: list[bytes] = []
    position = 0
    while True:
        line = _CHUNK_SIZE.match(body, position)
        if line is None:
            # Other makers store the bare body under this header.
            if not parts:
                return body, "not-chunked" if body else "truncated"
            at_end = len(body) - position < 18 and b"\n" not in body[position:].lstrip()
            return b"".join(parts), "truncated" if at_end else "bad-chunk"
        size = int(line[1], 16)
        if size == 0:
            return b"".join(parts), ""
        end = line.end() + size
        parts.append(body[line.end() : end])
        if end > len(body):
            return b"".join(parts), "truncated"
        if body.startswith(b"\r\n", end):
            position = end + 2
        elif body.startswith(b"\n", end):
            position = end + 1
        else:
            return b"".join(parts), "bad-chunk" if end < len(body) - 1 else "truncated"


def payload(response: bytes, url: str, *, limit: int = MAX_SIZE) -> Payload:
    """Decode a response into what deriving takes; every fault is named in the value."""
    message = split(response)
    body, faults = entity(message)
    if message.status == 0:
        faults = ("no-status-line", *faults)
    codings = message.tokens(b"content-encoding") + message.tokens(b"transfer-encoding")
    body, coding_faults = decode(body, codings, limit=limit)
    if len(body) > limit:
        body, coding_faults = body[:limit], (*coding_faults, "too-large")
    return Payload(
        url=url,
        status=message.status,
        headers=tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in message.headers),
        body=body,
        faults=tuple(dict.fromkeys(faults + coding_faults)),
    )
