"""The character encoding of a page: found as browsers find it, then checked against the bytes."""

import codecs
import re
from functools import lru_cache
from typing import NamedTuple

from charset_normalizer import from_bytes
from w3lib.encoding import resolve_encoding

PRESCAN_BYTES = 4096
"""How far a meta declaration is looked for; browsers stop at 1024, real pages do not."""
PIECE = 65_536
"""Bytes that are checked at a time."""
_REPLACED = "\ufffd".encode()

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HTTP = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(
    rb"<meta\s[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:+-]+)|"
    rb"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:+-]+)",
    re.IGNORECASE,
)
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_MARKUP = re.compile(
    rb"<(?:script|style)\b.*?</(?:script|style)|<[^>]*>|[\x00-\x20]+", re.DOTALL | re.IGNORECASE
)

# Labels of the WHATWG Encoding Standard (4.2) that neither Python nor w3lib knows.
_LABELS = {
    "dos-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "ksc5601": "cp949",
    "logical": "iso8859-8",
    "unicode": "utf-16-le",
    "unicode-1-1-utf-8": "utf-8",
    "windows-949": "cp949",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-user-defined": "cp1252",
    "x-x-big5": "big5hkscs",
}
_FEW_ERRORS = 0.02
# Quotes and dashes of UTF-8 that was taken for Latin-1 and encoded again; no text holds C1 codes.
_TWICE = b"\xc3\xa2\xc2\x80"
_LATIN_RUN = re.compile(rb"(?:[\xc2\xc3][\x80-\xbf])+")


class Decoded(NamedTuple):
    """A page in UTF-8 with the encoding it was read in."""

    utf8: bytes
    encoding: str
    source: str
    """bom, http, meta, content (valid UTF-8 against or without a declaration) or guess."""
    faults: tuple[str, ...]


def decode(body: bytes, *, content_type: str | None = None) -> Decoded:
    """Decode a page: BOM, HTTP charset, meta, then detection (HTML Standard 13.2.3.2).

    Bytes that are valid UTF-8 with enough multi-byte runs are UTF-8 whatever is declared:
    servers with a wrong default charset are far more common than that accident.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _read(body[len(mark) :], encoding, "bom")
    declared = _declared(body, content_type)
    if declared and declared[0][0].startswith(("iso2022", "utf-16", "utf-32", "hz")):
        return _read(body, *declared[0])
    if not _is_valid(body):
        return _decode_other(body, declared)
    is_ascii = body.isascii()
    if not declared or declared[0][0] == "utf-8" or (is_ascii or _is_utf8(body)):
        source = declared[0][1] if declared and declared[0][0] == "utf-8" else "content"
        if declared and is_ascii:
            return Decoded(body, *declared[0], ())
        # One byte is looked for at many times the speed of four.
        if _TWICE[:1] in body and _TWICE in body:
            return Decoded(_LATIN_RUN.sub(_once, body), "utf-8", source, ("encoded-twice",))
        return Decoded(body, "utf-8", source, ())
    return _read(body, *declared[0])


def _is_valid(body: bytes) -> bool:
    """Tell whether bytes are UTF-8; piece by piece, as the whole text would be new memory."""
    rest = memoryview(body)
    try:
        while rest:
            _, used = codecs.utf_8_decode(rest[:PIECE], "strict", len(rest) <= PIECE)
            rest = rest[used:]
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(body: bytes) -> bool:
    return sum(1 for _ in zip(_HIGH_RUN.finditer(body), range(4), strict=False)) >= 4


def _once(run: re.Match[bytes]) -> bytes:
    """Undo the second encoding of a run of Latin-1 letters, where that leaves UTF-8."""
    first = run[0].decode().encode("latin-1")
    return first if _is_valid(first) else run[0]


def _declared(body: bytes, content_type: str | None) -> list[tuple[str, str]]:
    """Give the encodings that are declared and known, strongest first, with their source."""
    found = []
    if content_type and (match := _HTTP.search(content_type)):
        found.append((_resolve(match[1]), "http"))
    if match2 := _META.search(_COMMENT.sub(b"", body[:PRESCAN_BYTES])):
        label = _resolve((match2[1] or match2[2]).decode("ascii", "replace"))
        # A meta tag that could be read as ASCII cannot stand in UTF-16 (HTML Standard 13.2.3.2).
        found.append(
            ("utf-8" if label and label.startswith(("utf-16", "utf-32")) else label, "meta")
        )
    return [(encoding, source) for encoding, source in found if encoding]


@lru_cache(maxsize=64)
def _resolve(label: str) -> str | None:
    label = label.strip().lower()
    known = _LABELS.get(label) or resolve_encoding(
        label.removeprefix("x-") if label.startswith("x-cp") else label
    )
    if known is None or known in (
        "utf-7",
        "unicode_escape",
        "raw_unicode_escape",
        "idna",
        "punycode",
    ):
        return None
    try:
        "".encode(known)
    except (LookupError, UnicodeError, ValueError):
        return None
    return known


def _decode_other(body: bytes, declared: list[tuple[str, str]]) -> Decoded:
    """Decode bytes that are not valid UTF-8."""
    for encoding, source in declared:
        read = _read(body, encoding, source)
        if read.utf8.count(_REPLACED) <= _FEW_ERRORS * max(1, _high(body)):
            return read
    if declared and declared[0][0] == "utf-8" and _mostly_utf8(body):
        return _read(body, "utf-8", declared[0][1])
    if not declared and _mostly_utf8(body):
        return _read(body, "utf-8", "content")
    return _read(body, _guess(body), "guess")


def _high(body: bytes) -> int:
    return sum(len(run) for run in _HIGH_RUN.findall(body))


def _mostly_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", "replace")
    good = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    return good > 4 * text.count("\ufffd")


def _guess(body: bytes) -> str:
    """Guess from the text between the tags, at most 16 kB of it."""
    sample = _MARKUP.sub(b" ", body[:200_000])
    high = b" ".join(word for word in sample.split() if not word.isascii())[:16_384]
    try:
        best = from_bytes(high or sample[:16_384]).best()
    except (ValueError, LookupError, UnicodeError):
        best = None
    return best.encoding if best is not None and best.encoding != "ascii" else "cp1252"


def _read(body: bytes, encoding: str, source: str) -> Decoded:
    try:
        text = body.decode(encoding, "replace")
    except (LookupError, UnicodeError, ValueError):
        text, encoding, source = body.decode("cp1252", "replace"), "cp1252", "guess"
    faults = ("bad-bytes",) if "\ufffd" in text else ()
    return Decoded(text.encode("utf-8", "replace"), encoding, source, faults)
