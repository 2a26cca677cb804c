"""A payload: what a response carried, decoded and ready for the pure core."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """Input of everything that derives: the same value in crawl, extract, rebuild and verify."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    """HTTP header fields in order, names as sent, values decoded as Latin-1."""
    body: bytes
    """Body with transfer and content coding removed."""
    faults: tuple[str, ...] = ()
    """What went wrong while decoding: `truncated`, `bad-gzip`, `too-large` …"""

    def header(self, name: str) -> str | None:
        """Give the first value of a header field, or None; names compare without case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)
