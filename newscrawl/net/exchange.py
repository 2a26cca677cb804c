"""An exchange: the bytes of one request and its response while they cross the wire."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from urllib.parse import quote_from_bytes

from newscrawl.model.capture import Capture

HEADER_LIMIT = 256 * 1024
"""Most bytes of status line and header fields; browsers refuse more, too."""
HEADER_LINES = 1000
"""Most header fields."""

_STATUS_LINE = re.compile(rb"HTTP/(\d+\.\d+) (\d{1,9})(?=\s)[^\n]*\n", re.IGNORECASE)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_NOT_QUOTED = " !\"#$&'()*+,/:;<=>?@[\\]^`{|}"
"""Visible ASCII but `%`, so that what is quoted can be had back."""
_SECRET = re.compile(
    rb"^((?:proxy-)?authorization|cookie):[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """What is known of the TLS session of a connection."""

    version: str
    """As OpenSSL names it, `TLSv1.3`."""
    cipher: str
    certificate: str
    """SHA-256 of the server's certificate, hexadecimal."""
    valid: tuple[str, str] = ("", "")
    """From when until when the certificate holds, ISO 8601; empty where it cannot be read."""

    @property
    def protocol(self) -> str:
        """The WARC-Protocol value, as `tls/1.3`."""
        name, _, version = self.version.lower().partition("v")
        return f"{name}/{version if '.' in version else version + '.0'}"

    @property
    def facts(self) -> dict[str, str]:
        """What no field of a WARC record holds, as warc-fields."""
        begins, ends = self.valid
        facts = {
            "tls-cipher": self.cipher,
            "tls-certificate-sha256": self.certificate,
            "tls-certificate-not-before": begins,
            "tls-certificate-not-after": ends,
        }
        return {name: value for name, value in facts.items() if value}


@dataclass(slots=True, kw_only=True)
class Exchange:
    """What one connection carried for one request; filled by the wire, read once."""

    url: str
    proxied: bool = False
    limit: int = 0
    """Most response bytes to accept, 0 for any number."""
    header_limit: int = HEADER_LIMIT
    header_lines: int = HEADER_LINES
    date: datetime | None = None
    ip: str | None = None
    tls: Tls | None = None
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    surplus: bytes = b""
    """Bytes that came behind the end of the message."""
    complete: bool = False
    truncated: str | None = None
    has_endless_headers: bool = False

    def begin(self, *, date: datetime, ip: str | None) -> None:
        """Start an attempt; an automatic retry on a new connection starts anew."""
        self.date = date
        self.ip = None if self.proxied else ip
        self.sent.clear()
        self.received.clear()

    def finish(self, *, surplus: int) -> None:
        """Mark the message whole and set the `surplus` bytes aside that lie behind its end."""
        if surplus:
            self.surplus = bytes(self.received[-surplus:])
            del self.received[-surplus:]
        self.complete = True

    def stop(self, reason: str) -> None:
        """Note why the message is not whole; the first reason given stays."""
        if not self.complete and self.truncated is None:
            self.truncated = reason

    def capture(self) -> Capture | None:
        """Give the capture, or None where no status line of a final response came."""
        received = bytes(self.received)
        response = without_interim(received)
        status = _STATUS_LINE.match(response)
        if status is None:
            return None
        beside = {
            "interim-responses": received[: len(received) - len(response)],
            "surplus-bytes": self.surplus,
        }
        facts = {n: quote_from_bytes(data, _NOT_QUOTED) for n, data in beside.items() if data}
        return self._captured(response, f"http/{status[1].decode()}", facts=facts)

    def unread(self) -> Capture | None:
        """Give the bytes that came where they are no capture, or None where none came."""
        return self._captured(bytes(self.received)) if self.received else None

    def _captured(
        self, response: bytes, *protocol: str, facts: Mapping[str, str] = MappingProxyType({})
    ) -> Capture | None:
        if self.date is None:
            return None
        return Capture(
            url=self.url,
            request=without_secrets(bytes(self.sent)),
            response=response,
            date=self.date,
            ip=self.ip,
            protocol=(*protocol, self.tls.protocol) if self.tls else protocol,
            network={**(self.tls.facts if self.tls else {}), **facts},
            truncated=None if self.complete else self.truncated or "unspecified",
        )


def without_interim(received: bytes) -> bytes:
    """Cut interim 1xx responses off the front (RFC 9110 §15.2)."""
    start = 0
    while (status := _STATUS_LINE.match(received, start)) and 100 <= int(status[2]) < 200:
        # Searching from the status line's own newline finds a head without fields too.
        blank = _BLANK_LINE.search(received, status.end() - 1)
        if blank is None:
            return b""
        start = blank.end()
    return received[start:] if start else received


def without_secrets(request: bytes) -> bytes:
    """Overwrite the values of Authorization, Proxy-Authorization and Cookie by as many `x`."""
    head, separator, body = request.partition(b"\r\n\r\n")
    low = head.lower()
    if b"authorization:" not in low and b"cookie:" not in low:
        return request
    return _SECRET.sub(_mask, head) + separator + body


def _mask(match: re.Match[bytes]) -> bytes:
    kept = match.start(2) - match.start()
    return match[0][:kept] + b"x" * len(match[2])
