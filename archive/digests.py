"""Digests that a WARC record states, in the forms that are in use, compared with its bytes."""

import base64
import binascii
import hashlib
from typing import Protocol

_ALGORITHMS = {
    "md5": "md5", "sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256",
    "sha384": "sha384", "sha-384": "sha384", "sha512": "sha512", "sha-512": "sha512",
}  # fmt: skip


class Hasher(Protocol):
    """What hashlib gives."""

    @property
    def digest_size(self) -> int:
        """Bytes of the digest."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes in."""

    def digest(self) -> bytes:
        """Give the digest of all bytes so far."""


def hasher(stated: str | None) -> Hasher | None:
    """Give a hasher for the algorithm of a stated digest; None where it is not known."""
    label, colon, _ = (stated or "").partition(":")
    name = _ALGORITHMS.get(label.strip().lower())
    return hashlib.new(name, usedforsecurity=False) if colon and name else None


def is_readable(stated: str) -> bool:
    """Tell whether a stated digest has a known algorithm and a value of its size."""
    taken = hasher(stated)
    return taken is not None and _value(stated, taken.digest_size) is not None


def agrees(stated: str, taken: Hasher) -> bool:
    """Compare a stated digest, in Base32, Base16 or Base64, with the one taken."""
    return _value(stated, taken.digest_size) == taken.digest()


def holds(stated: str, data: bytes) -> bool:
    """Tell whether `data` has the digest that is stated."""
    taken = hasher(stated)
    if taken is None:
        return False
    taken.update(data)
    return agrees(stated, taken)


def _value(stated: str, size: int) -> bytes | None:
    text = stated.partition(":")[2].strip()
    bare = text.rstrip("=")
    try:
        if len(text) == 2 * size:
            return binascii.unhexlify(text)
        if len(bare) == -(-size * 8 // 6):  # Base64, plain or for URLs
            value = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=_url_form(bare))
        else:
            value = base64.b32decode(bare.upper() + "=" * (-len(bare) % 8))
    except ValueError:
        return None
    return value if len(value) == size else None


def _url_form(text: str) -> bytes:
    return b"-_" if "-" in text or "_" in text else b"+/"
