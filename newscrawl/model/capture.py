"""A capture: one HTTP exchange as the wire carried it, and the place where it was archived."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One request and its response; the only module that knows what a capture is made of."""

    url: str
    """The URL asked for, as WARC-Target-URI will hold it."""
    request: bytes
    """Request line, headers and body."""
    response: bytes
    """Status line, headers and body; transfer and content coding as received."""
    date: datetime
    """Start of the capture, UTC (WARC 1.1 §5.4)."""
    ip: str | None = None
    protocol: tuple[str, ...] = ()
    """WARC-Protocol values, as `http/1.1` and `tls/1.3`."""
    truncated: str | None = None
    """WARC-Truncated reason: length, time, disconnect or unspecified."""
    provenance: dict[str, str] = field(default_factory=dict)
    """warc-fields of the metadata record beside it: via, hopsFromSeed, discovered-by …"""
    network: dict[str, str] = field(default_factory=dict)
    """More of them, of the connection: tls-cipher, tls-certificate-sha256 …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRef:
    """Where a capture's response lies: everything needed to prove a record."""

    warc: str
    """File name without folder and without `.open`."""
    offset: int
    """First byte of the record's gzip member."""
    length: int
    """Bytes of the gzip member."""
    record_id: str
    """WARC-Record-ID as `urn:uuid:…`, without angle brackets."""
    date: str
    """WARC-Date."""
    payload_digest: str
    """`sha1:` and Base32 of the payload: transfer coding removed, content coding kept."""
    status: int
    """HTTP status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A whole response that a revisit record refers to, and the URL it was the answer of."""

    url: str
    ref: ArchiveRef
