"""The text of a feed or sitemap: unpacked, decoded and cleared of what no XML may hold."""

import codecs
import re

from newscrawl import coding

MAX_BYTES = 50 * 2**20
"""Bytes of a document after decompression (sitemaps.org protocol)."""

_GZIP = b"\x1f\x8b"
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})
_DECLARATION = re.compile(rb"[^<]*<\?xml[^>]{0,300}\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([\w.:-]{1,40})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[A-Za-z][\w.-]{0,40}:)?([A-Za-z][\w.-]{0,40})")


def text_of(body: bytes, *, content_type: str | None = None) -> tuple[bytes, tuple[str, ...]]:
    """Give a document as UTF-8 without XML declaration, and what was wrong with it.

    Gzip is taken off, whatever the server called it. Faults: `too-large`, those of
    `newscrawl.coding`, `bad-bytes`.
    """
    faults: tuple[str, ...] = ()
    if body.startswith(_GZIP):
        body, faults = coding.decode(body, ["gzip"], limit=MAX_BYTES)
    if len(body) > MAX_BYTES:
        body, faults = body[:MAX_BYTES], (*faults, "too-large")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(body, content_type)
        faults += ("bad-bytes",) if "\ufffd" in text else ()
        body = text.encode("utf-8", "replace")
    # What has NULs in it is UTF-16 or UTF-32 without a mark: its ASCII stands between them.
    body = body.translate(None, delete=_CONTROLS).removeprefix(codecs.BOM_UTF8)
    declaration = _DECLARATION.match(body)
    return body[declaration.end() :] if declaration else body, faults


def root_name(text: bytes) -> str:
    """Give the local name of the first element in lower case, empty if there is none."""
    root = _ROOT.search(text)
    return root[1].decode("ascii").lower() if root else ""


def _decoded(body: bytes, content_type: str | None) -> str:
    """Decode by mark, XML declaration or HTTP charset (RFC 7303 §3.3), else as UTF-8."""
    encoding = next((name for mark, name in _MARKS if body.startswith(mark)), "")
    if not encoding:
        inside, outside = _ENCODING.search(body[:300]), _CHARSET.search(content_type or "")
        encoding = inside[1].decode() if inside else outside[1] if outside else "utf-8"
    try:
        return body.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")
