"""Content codings of HTTP (RFC 9110 §8.4.1), taken off with bounds on size and on ratio."""

import zlib
from collections.abc import Callable, Iterable
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # ships no types
import zstandard

MAX_CODINGS = 3
MAX_RATIO = 200
"""Decoded bytes for each coded byte; real pages stay under 100."""
FREE_SIZE = 4_000_000
"""Decoded bytes that no ratio forbids: a small body may well be one long repetition."""

_STEP = 16_384
_FINE_STEP = 64
_ZSTD_WINDOW = 8 << 20
_SILENT = frozenset({"", "identity", "none", "chunked"})
_GZIP_MAGIC = b"\x1f\x8b"
_ERRORS = (zlib.error, brotli.error, zstandard.ZstdError)


class _Decoder(Protocol):
    """What zlib, zstandard and the adapter of brotli share."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class _Brotli:
    """Brotli with the face of zlib; a few bytes can ask for gigabytes, so each call is bounded."""

    unused_data = b""

    def __init__(self, budget: int) -> None:
        self._decoder = brotli.Decompressor()
        self._budget = budget

    @property
    def eof(self) -> bool:
        return bool(self._decoder.is_finished())

    def decompress(self, data: bytes, /) -> bytes:
        out = self._decoder.process(data, output_buffer_limit=self._budget)
        while len(out) < self._budget and not self._decoder.can_accept_more_data():
            out += self._decoder.process(b"", output_buffer_limit=self._budget)
        self._budget = max(1, self._budget - len(out))
        return bytes(out)


def decode(body: bytes, codings: Iterable[str], *, limit: int) -> tuple[bytes, tuple[str, ...]]:
    """Take off `codings`, given in the order they were applied; what cannot be read is a fault.

    Faults: `truncated`, `too-large` (cut at the bound), `bad-CODING` (what came before the damage
    is kept), `not-CODING` (kept as it is), `unknown-coding`, `too-many-codings`.
    """
    names = [name for name in (coding.strip().lower() for coding in codings) if name not in _SILENT]
    if not names or not body:
        return body, ()
    if len(names) > MAX_CODINGS:
        return body, ("too-many-codings",)
    bound = min(limit, max(FREE_SIZE, MAX_RATIO * len(body)))
    faults: list[str] = []
    for name in reversed(names):
        body, fault = _decode_one(body, name.removeprefix("x-"), bound)
        if fault:
            faults.append(fault)
        if fault == "unknown-coding" or fault.startswith("bad-"):
            break
    return body, tuple(dict.fromkeys(faults))


def _decode_one(body: bytes, name: str, bound: int) -> tuple[bytes, str]:
    new = _decoder_for(name, body, bound)
    if new is None:
        return body, "unknown-coding"
    if name == "gzip" and not _GZIP_MAGIC.startswith(body[:2]):
        return body, "not-gzip"
    decoded, fault = _run(new, body, bound, _STEP)
    if fault == "bad":
        # The call that fails gives nothing back: smaller steps save all before the damage.
        decoded, fault = _run(new, body, bound, _FINE_STEP)
        if not decoded:
            return body, f"not-{name}"
        return decoded, f"bad-{name}"
    return decoded, fault


def _decoder_for(name: str, body: bytes, bound: int) -> Callable[[], _Decoder] | None:
    if name == "gzip":
        return lambda: zlib.decompressobj(31)
    if name == "deflate":
        # RFC 9110 means zlib, many servers send raw deflate: the zlib header decides.
        zlib_header = len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0
        return lambda: zlib.decompressobj(15 if zlib_header else -15)
    if name == "br":
        return lambda: _Brotli(bound + 1)
    if name == "zstd":
        return lambda: zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
    return None


def _run(new: Callable[[], _Decoder], data: bytes, bound: int, step: int) -> tuple[bytes, str]:
    """Decode until the end, the bound or an error, which is told as `bad`."""
    decoder, out, size, fault = new(), [], 0, "truncated"
    position = 0
    while position < len(data):
        piece = data[position : position + step]
        position += len(piece)
        try:
            out.append(decoder.decompress(piece))
        except _ERRORS:
            fault = "bad"
            break
        size += len(out[-1])
        if size > bound:
            return b"".join(out)[:bound], "too-large"
        if decoder.eof:
            position -= len(decoder.unused_data)
            # Gzip may hold several members (RFC 1952 §2.2); other trailing bytes are ignored.
            if data[position : position + 2] != _GZIP_MAGIC:
                fault = ""
                break
            decoder = new()
    else:
        fault = "" if decoder.eof else "truncated"
    return b"".join(out), fault
